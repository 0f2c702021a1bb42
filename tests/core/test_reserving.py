"""When a price is reserved and secured: whatever is booked, an honest card covers its session in time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import policy, process, reserving
from thoughtcloud.core.process import deadlines
from thoughtcloud.core.process.deadlines import HoldTimes
from thoughtcloud.core.process.edge import SILENCE, Circumstances
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, Position, ShareState

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
# docs.stripe.com/payments/place-a-hold-on-a-payment-method: Visa, without the cardholder.
SHORTEST = timedelta(days=4, hours=18)
AHEAD = st.timedeltas(timedelta(hours=2), timedelta(days=365))
LENGTHS = st.timedeltas(timedelta(minutes=15), policy.LONGEST_SESSION)


def standing(payment: PaymentState) -> Position:
    return Position(BookingState.CONFIRMED, payment, ShareState.NOT_DUE)


@given(ahead=AHEAD, length=LENGTHS)
def test_the_first_hold_of_any_session_outlives_the_mentors_silence(ahead: timedelta, length: timedelta) -> None:
    starts_at = NOW + ahead
    ends_at = starts_at + length
    if policy.reserves_at_once(ends_at, NOW):
        capture_before = NOW + policy.HOLD_WINDOW
    else:
        placed_at = reserving.placed_at(starts_at)
        assert placed_at > NOW
        capture_before = placed_at + SHORTEST
    assert not reserving.is_outgrown(capture_before, starts_at)
    assert reserving.secured_at(capture_before) >= ends_at + SILENCE


@given(ahead=AHEAD, window=st.timedeltas(timedelta(hours=12), timedelta(days=30)))
def test_a_hold_of_any_length_is_renewed_before_the_session_or_secured_after_its_start(
    ahead: timedelta, window: timedelta
) -> None:
    starts_at, capture_before = NOW + ahead, NOW + window
    due = deadlines.hold_deadline(standing(PaymentState.AUTHORIZED), HoldTimes(starts_at, capture_before))
    assert due is not None and due.at == capture_before - timedelta(hours=6)
    assert due.event is (Event.HOLD_OUTGROWN if due.at < starts_at else Event.SAFETY_DUE)


@given(ahead=AHEAD, refused=st.timedeltas(timedelta(0), timedelta(days=365)))
def test_whoever_is_asked_to_act_has_time_until_the_session_begins_at_the_latest(
    ahead: timedelta, refused: timedelta
) -> None:
    starts_at, refused_at = NOW + ahead, NOW + refused
    times = HoldTimes(starts_at, refused_at=refused_at)
    due = deadlines.hold_deadline(standing(PaymentState.ACTION_REQUIRED), times)
    if refused_at >= starts_at:
        assert due is None, "a session that has begun is not called off for it"
        return
    assert due is not None and due.event is Event.ACTION_OVERDUE
    assert refused_at < due.at <= starts_at
    assert due.at >= starts_at - timedelta(hours=24)


def test_only_a_confirmed_session_has_its_price_secured() -> None:
    for booking in set(BookingState) - {BookingState.CONFIRMED, BookingState.COMPLETED}:
        for payment in PaymentState:
            here = Position(booking, payment, ShareState.NOT_DUE)
            assert deadlines.hold_deadline(here, HoldTimes(NOW, NOW, NOW)) is None


def test_what_is_held_for_a_session_that_took_place_is_taken_before_the_hold_ends() -> None:
    for payment in PaymentState:
        here = Position(BookingState.COMPLETED, payment, ShareState.NOT_DUE)
        due = deadlines.hold_deadline(here, HoldTimes(NOW, NOW, NOW))
        assert (due is not None) == (payment is PaymentState.AUTHORIZED)
        if due is not None:
            assert due == deadlines.Deadline(Event.SAFETY_DUE, NOW - timedelta(hours=6))
            for settled, call in ((None, Effect.CAPTURE), (3000, Effect.CAPTURE), (0, Effect.RETURN_MONEY)):
                edge = process.find(due.event, Actor.CLOCK, here, Circumstances(due.at, NOW, NOW, settled=settled))
                assert edge is not None and (edge.effects, edge.hastens) == ((call,), True)
                assert call not in edge.withdraws, "a call that is refused is to be given up one day"


def test_of_several_deadlines_the_first_one_counts() -> None:
    early, late = (deadlines.Deadline(Event.COMPLETED, NOW + timedelta(hours=hours)) for hours in (1, 2))
    assert deadlines.earliest(late, None, early) is early
    assert deadlines.earliest(None, None) is None


SOFT = "insufficient_funds"


def test_a_bank_that_refused_for_now_is_asked_again_in_steps_before_the_time_to_act_ends() -> None:
    starts = NOW + timedelta(hours=72)
    asked, now = [], NOW
    while (at := reserving.retry_at(SOFT, starts, NOW, now)) is not None:
        asked.append(at - NOW)
        now = at
    assert asked == [timedelta(hours=hours) for hours in (1, 6, 18, 36)]


def test_a_bank_that_refused_for_good_or_wants_its_cardholder_is_not_asked_again() -> None:
    starts = NOW + timedelta(hours=72)
    for refusal in ("", "generic_decline", "lost_card", "stolen_card", "fraudulent", reserving.WANTS_CARDHOLDER):
        assert reserving.retry_at(refusal, starts, NOW, NOW) is None
    assert reserving.retry_at(SOFT, NOW, NOW, NOW) is None, "a session that has begun ends nothing by itself"


@given(
    hours=st.floats(0.1, 400), late=st.floats(0, 100), refusal=st.sampled_from(sorted(reserving.PASSING))
)
def test_every_retry_and_reminder_leaves_time_to_act(hours: float, late: float, refusal: str) -> None:
    starts, now = NOW + timedelta(hours=hours), NOW + timedelta(hours=late)
    until = reserving.action_until(starts, NOW)
    again, remind = reserving.retry_at(refusal, starts, NOW, now), reserving.reminded_at(starts, NOW)
    assert again is None or now < again <= until - reserving.LAST_RETRY_BEFORE
    assert remind is not None and NOW < remind < until
    assert until - remind <= reserving.REMINDED_BEFORE
