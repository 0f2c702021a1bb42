"""What an absence costs: exact sums for any price, and the times at which one can be reported."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import absence, cases, problems
from thoughtcloud.core.cases import Cause, Outcome
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.states import Actor, PaymentState

STARTS = datetime(2026, 11, 24, 9, tzinfo=UTC)
P = PaymentState
PAYMENTS = st.sampled_from([P.AUTHORIZED, P.CAPTURED, P.PARTIALLY_REFUNDED, P.REFUNDED, P.LAPSED])


@st.composite
def agreed(draw: st.DrawFn) -> tuple[Price, PaymentState, Money]:
    """A price in some currency, where the payment stands, and what of it is kept."""
    currency = draw(st.sampled_from(["eur", "jpy", "bhd"]))
    total = draw(st.integers(1, 10_000_000))
    price = Price(Money(total, currency), Money(draw(st.integers(0, total)), currency))
    payment = draw(PAYMENTS)
    most = {P.CAPTURED: total, P.PARTIALLY_REFUNDED: total - 1}.get(payment, 0)
    kept = most if payment is P.CAPTURED else draw(st.integers(min(1, most), most))
    return price, payment, Money(kept, currency)


@given(agreed(), st.sampled_from(cases.DECISIONS))
def test_every_outcome_gives_every_cent_to_somebody(found: tuple[Price, PaymentState, Money], to: Outcome) -> None:
    price, payment, kept = found
    there = price.total if payment is P.AUTHORIZED else kept
    money = cases.settlement(to, payment, price, kept)
    assert money.charged + money.back == there
    assert money.share + money.fee == money.charged
    assert min(money.share.minor, money.fee.minor, money.back.minor) >= 0


@given(agreed())
def test_an_absent_mentor_gets_nothing_and_an_absent_mentee_pays_as_for_a_given_session(
    found: tuple[Price, PaymentState, Money],
) -> None:
    price, payment, kept = found
    assert not cases.settlement(Outcome.MENTOR_ABSENT, payment, price, kept).charged
    assert cases.settlement(Outcome.MENTEE_ABSENT, payment, price, kept) == cases.settlement(
        Outcome.COMPLETED, payment, price, kept
    )


@pytest.mark.parametrize(("minutes", "waits"), [(15, 7.5), (20, 10), (30, 15), (60, 15), (240, 15)])
def test_the_other_side_is_waited_for_a_quarter_of_an_hour_or_half_of_a_shorter_session(
    minutes: int, waits: float
) -> None:
    ends = STARTS + timedelta(minutes=minutes)
    assert absence.reportable_from(STARTS, ends) == STARTS + timedelta(minutes=waits)


def test_an_absence_can_be_reported_until_the_session_counts_as_given() -> None:
    assert absence.reportable_until(STARTS) == STARTS + SILENCE


def test_each_side_reports_the_other() -> None:
    assert cases.reported_by(Actor.MENTEE) is Cause.MENTOR_ABSENT
    assert cases.reported_by(Actor.MENTOR) is Cause.MENTEE_ABSENT
    assert Cause.MENTEE_ABSENT.absent is Actor.MENTEE
    assert Cause.MENTOR_ABSENT.absent is Actor.MENTOR
    assert set(cases.PROBLEMS) == set(Cause) - {Cause.MENTEE_ABSENT}, "of themselves a mentee does not complain"


@given(agreed(), st.integers(0, 10_000_000))
def test_whatever_goes_back_the_rest_is_divided_in_proportion_and_no_cent_is_lost(
    found: tuple[Price, PaymentState, Money], part: int
) -> None:
    price, payment, kept = found
    stake = cases.at_stake(payment, price, kept)
    refund = Money(min(part, stake.minor), stake.currency)
    money = cases.refund_settlement(price, stake, refund)
    assert money.charged + money.back == stake
    assert money.share + money.fee == money.charged
    assert min(money.share.minor, money.fee.minor, money.back.minor) >= 0
    assert money.share.minor * price.total.minor <= price.share.minor * money.charged.minor
    if refund == stake:
        assert (money.share.minor, money.fee.minor) == (0, 0)


@given(agreed(), st.integers(1, 10_000_000), st.integers(1, 10_000_000))
def test_two_refunds_take_back_of_the_share_what_one_of_both_would(
    found: tuple[Price, PaymentState, Money], one: int, two: int
) -> None:
    price, payment, kept = found
    stake = cases.at_stake(payment, price, kept)
    first = Money(min(one, stake.minor), stake.currency)
    second = Money(min(two, stake.minor - first.minor), stake.currency)
    left = cases.refund_settlement(price, stake, first).charged
    assert cases.refund_settlement(price, left, second).share == (
        cases.refund_settlement(price, stake, first + second).share
    )


@pytest.mark.parametrize(
    ("payment", "refund", "code"),
    [
        (P.CAPTURED, 1, ""), (P.CAPTURED, 7999, ""), (P.CAPTURED, 0, "bad_part"), (P.CAPTURED, -1, "bad_part"),
        (P.CAPTURED, 8000, "bad_part"), (P.CAPTURED, 9000, "bad_part"), (P.AUTHORIZED, 7950, ""),
        (P.AUTHORIZED, 7951, "rest_too_small"), (P.LAPSED, 7951, "rest_too_small"),
    ],
)  # fmt: skip
def test_a_part_is_more_than_nothing_less_than_all_and_leaves_what_a_card_can_be_charged(
    payment: PaymentState, refund: int, code: str
) -> None:
    try:
        cases.check_part(payment, Money(8000, "eur"), Money(refund, "eur"))
        assert not code
    except Problem as problem:
        assert (problem.code, problem.field) == (code, "refund")


@pytest.mark.parametrize(
    ("away", "may"),
    [(14, False), (15, True), (60, True), (60 + 72 * 60 - 1, True), (60 + 72 * 60, False), (10**6, False)],
)
def test_a_problem_can_be_reported_once_the_session_has_begun_until_72_hours_after_its_end(
    away: int, may: bool
) -> None:
    ends = STARTS + timedelta(hours=1)
    assert problems.reportable(STARTS, ends, STARTS + timedelta(minutes=away)) == may
