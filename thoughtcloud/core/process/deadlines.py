"""What the clock will cause next: a slot let go, an answer overdue, a hold to place, silence that completes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from thoughtcloud.core import reserving
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.states import BookingState, Event, PaymentState, Position

# How long to wait before asking Stripe again about a checkout that should have closed.
CLOSING_RETRY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The next timed edge of a booking: at `at` (aware UTC) the clock causes `event`."""

    event: Event
    at: datetime


def deadline(
    position: Position, ends_at: datetime, held_until: datetime, answer_by: datetime | None = None
) -> Deadline | None:
    """The next edge that the clock will take; None when nothing waits for time.

    `answer_by` is until when the other side may answer, while something waits for that.
    """
    if position.booking is BookingState.HELD:
        return Deadline(Event.HOLD_RAN_OUT, held_until)
    if position.booking is BookingState.CONFIRMED:
        if answer_by is not None:
            return Deadline(Event.MOVE_EXPIRED, answer_by)
        return Deadline(Event.COMPLETED, ends_at + SILENCE)
    if position.booking is BookingState.NO_SHOW_REPORTED and answer_by is not None:
        return Deadline(Event.NO_SHOW_STOOD, answer_by)
    if position.booking is BookingState.IN_REVIEW and answer_by is not None:
        return Deadline(Event.PROBLEM_UNANSWERED, answer_by)
    return None


@dataclass(frozen=True, slots=True)
class HoldTimes:
    """What the deadlines of a reservation depend on; aware UTC instants, None where Stripe has told none."""

    starts_at: datetime
    capture_before: datetime | None = None
    refused_at: datetime | None = None
    retry_at: datetime | None = None


def hold_deadline(position: Position, times: HoldTimes) -> Deadline | None:
    """What the clock does next so that the price of a session is secured and taken; None when nothing is due."""
    if position.booking is BookingState.COMPLETED:
        return _last_moment(position, times)
    if position.booking is not BookingState.CONFIRMED:
        return None
    match position.payment:
        case PaymentState.CARD_SAVED:
            return Deadline(Event.HOLD_DUE, reserving.placed_at(times.starts_at))
        case PaymentState.AUTHORIZED if times.capture_before is not None:
            outgrown = reserving.is_outgrown(times.capture_before, times.starts_at)
            event = Event.HOLD_OUTGROWN if outgrown else Event.SAFETY_DUE
            return Deadline(event, reserving.secured_at(times.capture_before))
        case PaymentState.ACTION_REQUIRED if times.refused_at is not None and times.refused_at < times.starts_at:
            over = Deadline(Event.ACTION_OVERDUE, reserving.action_until(times.starts_at, times.refused_at))
            return earliest(over, Deadline(Event.RETRY_DUE, times.retry_at) if times.retry_at else None)
        case _:
            return None


def _last_moment(position: Position, times: HoldTimes) -> Deadline | None:
    """What is held for a session that took place is taken before the hold ends, if nothing took it earlier."""
    if position.payment is not PaymentState.AUTHORIZED or times.capture_before is None:
        return None
    return Deadline(Event.SAFETY_DUE, reserving.secured_at(times.capture_before))


def earliest(*deadlines: Deadline | None) -> Deadline | None:
    """The one that comes first; None when nothing waits for time."""
    return min((each for each in deadlines if each is not None), key=lambda each: each.at, default=None)
