"""Money: whole minor units, exact splits, prices as typed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import MAXIMUM_CHARGE, MINIMUM_CHARGE, Money, chargeable, from_major

MINOR = st.integers(-(10**9), 10**9)


def test_sums_of_one_currency_add_up_and_of_two_never_meet() -> None:
    assert Money(150, "eur") + Money(50, "eur") - Money(25, "eur") == Money(175, "eur")
    assert -Money(5, "jpy") == Money(-5, "jpy")
    assert (bool(Money(0, "eur")), bool(Money(-1, "eur"))) == (False, True)
    with pytest.raises(ValueError, match="eur and usd"):
        Money(1, "eur") + Money(1, "usd")


@pytest.mark.parametrize("minor", [1.0, "1", True, None, Decimal(1)])
def test_minor_units_are_whole_numbers_and_nothing_else(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "eur")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["EUR", "euro", "eu", "", "€€€"])
def test_a_currency_is_a_lower_case_code(currency: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, currency)


def test_yen_have_no_smaller_unit() -> None:
    assert from_major(Decimal(5000), "jpy") == Money(5000, "jpy")
    assert Money(5000, "jpy").major == Decimal(5000)
    assert from_major(Decimal("79.99"), "eur") == Money(7999, "eur")
    assert Money(7999, "eur").major == Decimal("79.99")
    with pytest.raises(Problem, match="price_fraction"):
        from_major(Decimal("5000.5"), "jpy")
    with pytest.raises(Problem, match="price_fraction"):
        from_major(Decimal("79.999"), "eur")


@given(minor=MINOR, currency=st.sampled_from(sorted(MINIMUM_CHARGE)))
def test_whole_units_and_back_is_the_same_sum(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert from_major(money.major, currency) == money


@given(minor=MINOR, weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_a_split_loses_nothing_and_is_fair_to_a_cent(minor: int, weights: list[int]) -> None:
    shares = Money(minor, "eur").split(weights)
    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - minor * weight) < sum(weights)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [-1, 3]])
def test_a_split_needs_weights_that_mean_something(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100, "eur").split(weights)


@given(minor=st.integers(0, 10**9), percent=st.decimals(0, 100, places=2))
def test_a_part_of_a_sum_is_between_nothing_and_all_and_off_by_half_a_cent_at_most(
    minor: int, percent: Decimal
) -> None:
    part = Money(minor, "eur").percent(percent)
    assert 0 <= part.minor <= minor
    assert abs(Decimal(part.minor) - minor * percent / 100) <= Decimal("0.5")


def test_halves_are_rounded_to_even() -> None:
    assert [Money(minor, "eur").percent(Decimal(50)).minor for minor in (1, 3, 5, 7)] == [0, 2, 2, 4]


@pytest.mark.parametrize("currency", sorted(MINIMUM_CHARGE))
def test_what_stripe_cannot_charge_is_no_price(currency: str) -> None:
    least = MINIMUM_CHARGE[currency]
    assert chargeable(Money(least, currency)) == Money(least, currency)
    assert chargeable(Money(MAXIMUM_CHARGE, currency)) == Money(MAXIMUM_CHARGE, currency)
    with pytest.raises(Problem, match="price_too_low"):
        chargeable(Money(least - 1, currency))
    with pytest.raises(Problem, match="price_too_high"):
        chargeable(Money(MAXIMUM_CHARGE + 1, currency))


def test_a_currency_that_is_not_listed_is_no_price() -> None:
    with pytest.raises(Problem, match="currency_unknown"):
        chargeable(Money(100, "xau"))
