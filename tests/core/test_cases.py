"""What an absence costs: exact sums for any price, and the times at which one can be reported."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import absence, cases
from thoughtcloud.core.cases import Cause, Outcome
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
    assert {cause.absent for cause in Cause} == {Actor.MENTEE, Actor.MENTOR}
