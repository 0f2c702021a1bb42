"""The terms of business: fees, shares after refunds, how far ahead, what cancelling costs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, Returned
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.states import PaymentState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOTALS = st.integers(30, 99_999_999)
PERCENTS = st.decimals(0, 50, places=2)


@given(total=TOTALS, percent=PERCENTS)
def test_fee_and_share_are_the_whole_price(total: int, percent: Decimal) -> None:
    agreed = policy.price(Money(total, "eur"), percent)
    assert agreed.fee + agreed.share == agreed.total
    assert agreed.fee.minor >= 0
    assert agreed.share.minor >= 0


@given(total=TOTALS, percent=PERCENTS, parts=st.lists(st.integers(0, 10**8), max_size=6))
def test_many_small_refunds_end_at_the_same_cent_as_one_big_one(
    total: int, percent: Decimal, parts: list[int]
) -> None:
    agreed = policy.price(Money(total, "eur"), percent)
    kept, share = total, agreed.share.minor
    for part in parts:
        back = min(part, kept)
        before, after = (policy.share_of(agreed, Money(left, "eur")).minor for left in (kept, kept - back))
        share -= before - after
        kept -= back
    assert share == policy.share_of(agreed, Money(kept, "eur")).minor
    assert 0 <= share <= kept


@given(total=TOTALS, percent=PERCENTS)
def test_the_share_of_everything_is_the_share_and_of_nothing_is_nothing(total: int, percent: Decimal) -> None:
    agreed = policy.price(Money(total, "eur"), percent)
    assert policy.share_of(agreed, agreed.total) == agreed.share
    assert policy.share_of(agreed, Money(0, "eur")) == Money(0, "eur")



def test_the_platforms_part_is_never_more_than_the_price() -> None:
    assert policy.price(Money(49, "bhd"), Decimal(92)).share.minor == 0


def test_what_is_reserved_at_once_can_be_captured_after_the_mentors_silence() -> None:
    last = NOW + policy.HOLD_WINDOW - SILENCE - policy.CAPTURE_MARGIN
    assert last + SILENCE + policy.CAPTURE_MARGIN == NOW + policy.HOLD_WINDOW
    assert policy.reserves_at_once(last, NOW)
    assert not policy.reserves_at_once(last + timedelta(microseconds=1), NOW)


def test_a_slot_outlives_its_payment_page_which_lives_as_long_as_stripe_asks() -> None:
    assert timedelta(minutes=30) < policy.CHECKOUT_LIFE < policy.HOLD_LIFE


@pytest.mark.parametrize("state", list(PaymentState))
def test_cancelling_gives_back_whatever_is_held_or_kept(state: PaymentState) -> None:
    told = policy.cancellation(state, Money(8000, "eur"), Money(1500, "eur"), Money(0, "eur"))
    expected = {
        PaymentState.AUTHORIZED: (Returned.VOID, 8000),
        PaymentState.CAPTURED: (Returned.REFUND, 1500),
        PaymentState.PARTIALLY_REFUNDED: (Returned.REFUND, 1500),
    }
    assert (told.returned, told.amount.minor) == expected.get(state, (Returned.NOTHING, 0))
    assert not told.fee


@pytest.mark.parametrize(
    ("state", "fee", "back", "stays"),
    [
        (PaymentState.AUTHORIZED, 4000, 4000, 4000),
        (PaymentState.AUTHORIZED, 8000, 0, 8000),
        (PaymentState.CAPTURED, 1000, 500, 1000),
        (PaymentState.PARTIALLY_REFUNDED, 4000, 0, 1500),
        (PaymentState.LAPSED, 4000, 0, 0),
    ],
)
def test_a_late_cancellation_gives_back_all_but_the_fee(
    state: PaymentState, fee: int, back: int, stays: int
) -> None:
    told = policy.cancellation(state, Money(8000, "eur"), Money(1500, "eur"), Money(fee, "eur"))
    assert (told.amount.minor, told.fee.minor) == (back, stays)


def test_a_price_without_a_fee_is_all_the_mentors() -> None:
    assert Price(Money(100, "eur"), Money(0, "eur")).share == Money(100, "eur")
