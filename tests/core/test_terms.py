"""Cancellation terms: which are allowed, and that every fee is exact, whatever the price, currency and moment."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import policy, terms
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import MINIMUM_CHARGE, Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.terms import GRACE, LONGEST_AHEAD, MOST_STEPS, Agreed, ReadyMade, Step, Terms

START = datetime(2026, 11, 27, 9, tzinfo=UTC)
LONG_AGO = START - timedelta(days=60)
PRICES = st.builds(
    Money, st.integers(30, 99_999_999), st.sampled_from([*MINIMUM_CHARGE, "bhd", "kwd", "krw", "ugx"])
)


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    """Steps that come closer and cost more, up to as many as are allowed."""
    count = draw(st.integers(0, MOST_STEPS))
    hours = sorted(draw(st.sets(st.integers(1, LONGEST_AHEAD), min_size=count, max_size=count)), reverse=True)
    percents = sorted(draw(st.sets(st.integers(1, 100), min_size=count, max_size=count)))
    return Terms(tuple(Step(*pair) for pair in zip(hours, percents, strict=True)))


MOMENTS = st.timedeltas(timedelta(days=-40), timedelta(hours=3))


def agreed(rules: Terms, minor: int = 8000, currency: str = "eur", booked_at: datetime = LONG_AGO) -> Agreed:
    return Agreed(rules, Money(minor, currency), booked_at, START)


def before(**span: float) -> datetime:
    return START - timedelta(**span)


@given(any_terms(), PRICES, MOMENTS)
def test_fee_and_what_goes_back_are_the_price_to_the_last_minor_unit(
    rules: Terms, total: Money, ahead: timedelta
) -> None:
    fee = Agreed(rules, total, LONG_AGO, START).fee_at(START + ahead)
    assert Money(0, total.currency).minor <= fee.minor <= total.minor
    assert fee + (total - fee) == total
    assert fee.minor == 0 or fee.minor >= MINIMUM_CHARGE.get(total.currency, 0), "less could not be charged"


@given(any_terms(), PRICES, st.decimals(0, 50, places=2), MOMENTS)
def test_platform_and_mentor_share_the_fee_in_the_proportion_of_the_price(
    rules: Terms, total: Money, percent: object, ahead: timedelta
) -> None:
    price: Price = policy.price(total, percent)  # type: ignore[arg-type]
    fee = Agreed(rules, total, LONG_AGO, START).fee_at(START + ahead)
    share = policy.share_of(price, fee)
    assert 0 <= share.minor <= min(fee.minor, price.share.minor)
    assert abs(share.minor * total.minor - price.share.minor * fee.minor) < total.minor


@given(any_terms(), PRICES, MOMENTS, MOMENTS)
def test_cancelling_later_never_costs_less(
    rules: Terms, total: Money, one: timedelta, other: timedelta
) -> None:
    deal = Agreed(rules, total, LONG_AGO, START)
    earlier, later = sorted((START + one, START + other))
    assert deal.fee_at(earlier).minor <= deal.fee_at(later).minor <= deal.fee_at_start.minor


@given(any_terms(), PRICES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_the_table_shows_what_every_moment_until_the_start_really_costs(
    rules: Terms, total: Money, ahead: timedelta, booked: timedelta
) -> None:
    now = START + ahead
    deal = Agreed(rules, total, now - booked, START)
    periods = deal.periods(now)
    assert bool(periods) == (now < START)
    begin = now
    for period in periods:
        assert begin < period.until
        assert period.fee + period.back == total
        for moment in (begin, begin + (period.until - begin) / 2, period.until - timedelta(microseconds=1)):
            assert deal.fee_at(moment) == period.fee
        begin = period.until
    assert begin == (START if periods else now)
    assert all(one.fee != next_one.fee for one, next_one in pairwise(periods))


@given(any_terms())
def test_kept_terms_are_read_as_they_were_written(rules: Terms) -> None:
    kept = str(rules)
    assert terms.read(kept) == rules
    assert len(kept) <= 80


@pytest.mark.parametrize(
    ("ready", "ahead", "fee"),
    [
        (ReadyMade.FLEXIBLE, timedelta(seconds=1), 0),
        (ReadyMade.MODERATE, timedelta(hours=24, microseconds=1), 0),
        (ReadyMade.MODERATE, timedelta(hours=24), 4000),
        (ReadyMade.MODERATE, timedelta(minutes=1), 4000),
        (ReadyMade.STRICT, timedelta(hours=72, microseconds=1), 0),
        (ReadyMade.STRICT, timedelta(hours=72), 8000),
    ],
)
def test_the_ready_made_sets_are_as_their_names_promise(ready: ReadyMade, ahead: timedelta, fee: int) -> None:
    deal = agreed(ready.terms)
    assert deal.fee_at(START - ahead) == Money(fee, "eur")
    assert deal.is_free(START - ahead) == (fee == 0)


def test_what_an_absent_mentee_owes_is_the_last_step() -> None:
    assert agreed(Terms((Step(72, 25), Step(24, 50)))).fee_at_start == Money(4000, "eur")
    assert agreed(Terms()).fee_at_start == Money(0, "eur")


def test_half_of_an_odd_sum_is_rounded_to_the_even_neighbour_and_thousandths_to_what_stripe_takes() -> None:
    half = Terms((Step(24, 50),))
    assert agreed(half, 7999).fee_at_start.minor == 4000
    assert agreed(half, 8001).fee_at_start.minor == 4000
    assert agreed(half, 4995, "jpy").fee_at_start.minor == 2498
    assert agreed(half, 12350, "bhd").fee_at_start.minor == 6180


def test_a_fee_below_what_a_card_can_be_charged_is_waived() -> None:
    assert agreed(Terms((Step(24, 1),)), 5000).fee_at_start == Money(50, "eur")
    assert agreed(Terms((Step(24, 1),)), 4900).fee_at_start == Money(0, "eur")


def test_whoever_has_just_booked_may_think_it_over() -> None:
    booked = before(hours=20)
    deal = agreed(ReadyMade.STRICT.terms, booked_at=booked)
    assert deal.is_free(booked + GRACE - timedelta(seconds=1))
    assert deal.fee_at(booked + GRACE) == Money(8000, "eur")
    assert [(period.until, period.fee.minor) for period in deal.periods(booked)] == [
        (booked + GRACE, 0), (START, 8000),
    ]  # fmt: skip


def test_there_is_nothing_to_think_over_in_the_last_hour() -> None:
    booked = before(minutes=90)
    deal = agreed(ReadyMade.STRICT.terms, booked_at=booked)
    assert deal.is_free(before(minutes=61))
    assert not deal.is_free(before(minutes=60))
    assert not agreed(ReadyMade.STRICT.terms, booked_at=before(minutes=30)).is_free(before(minutes=29))


@pytest.mark.parametrize(
    ("steps", "rule"),
    [
        ([(0, 50)], "whole hours"),
        ([(721, 50)], "whole hours"),
        ([(True, 50)], "whole hours"),
        ([(24, 0)], "percent of the price"),
        ([(24, 101)], "percent of the price"),
        ([(24, 50.5)], "percent of the price"),
        ([(24, 50), (24, 100)], "closer to the start"),
        ([(24, 50), (48, 100)], "closer to the start"),
        ([(48, 50), (24, 50)], "costs more"),
        ([(48, 50), (24, 40)], "costs more"),
        ([(hour, 10 - hour) for hour in (6, 5, 4, 3, 2, 1)], "at most 5 steps"),
    ],
)
def test_terms_that_make_no_sense_are_refused_with_the_rule_they_break(
    steps: list[tuple[int, int]], rule: str
) -> None:
    with pytest.raises(Problem, match="bad_terms") as refused:
        Terms(tuple(Step(*step) for step in steps))
    assert rule in refused.value.text
