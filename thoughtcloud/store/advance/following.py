"""What follows from an edge: deadlines, claims, calls to Stripe, notices and reminders."""

from datetime import datetime, timedelta

from sqlmodel import Session

from thoughtcloud.core import policy, problems, reserving
from thoughtcloud.core.absence import SECURED_BEFORE
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process.edge import Claims, Edge
from thoughtcloud.core.states import BookingState, Effect, Event, Notice, Position
from thoughtcloud.store import claims, effects, notices
from thoughtcloud.store.advance.standing import deadline
from thoughtcloud.store.tables import Booking, Payment

# Funds of a fresh transfer clear after days; the first look need not be sooner.
FIRST_LOOK_AT_SHARE = timedelta(minutes=5)


def move_deadline(booking: Booking, payment: Payment, happened: Happened) -> None:
    """Set when the clock is to look at the booking next."""
    due = deadline(booking, payment)
    booking.due_at = due.at if due else None
    if due is not None and due.event is Event.HOLD_OUTGROWN and happened.event is Event.MOVED:
        booking.due_at = happened.at
    if due is not None and due.event is happened.event:
        # What it has set off is on its way; if nothing comes of that, it is asked for again.
        booking.due_at = max(due.at, happened.at + reserving.ASK_AGAIN)


def move_claims(session: Session, booking: Booking, edge: Edge) -> None:
    """Free, take again or move the claims on the time of both sides."""
    if edge.claims is Claims.FREE:
        claims.free(session, booking)
    elif edge.claims is Claims.RETAKE:
        claims.take(session, booking)
    elif edge.claims is Claims.MOVE:
        claims.move(session, booking)


def put_down_effects(session: Session, booking: Booking, payment: Payment, edge: Edge, *, now: datetime) -> None:
    """Write down the calls to Stripe that the edge asks for, each for its moment."""
    for effect in edge.effects:
        when = _not_before(booking, payment, effect, now)
        if edge.hastens:
            effects.hasten(session, booking.id, effect, now=now)
        else:
            effects.put_down(session, booking.id, effect, now=now, not_before=when)


def _not_before(booking: Booking, payment: Payment, effect: Effect, now: datetime) -> datetime:
    if effect is Effect.SECURE:
        ends = payment.capture_before or booking.created_at + policy.HOLD_WINDOW
        return max(now, ends - SECURED_BEFORE)
    if effect is Effect.TRANSFER and booking.completed_at is not None:
        return max(now, booking.completed_at + timedelta(hours=booking.release_after_hours))
    if effect is Effect.READ_SHARE:
        return now + FIRST_LOOK_AT_SHARE
    return now


def put_down_notices(
    session: Session, booking: Booking, edge: Edge, happened: Happened, *, occasion: str | None
) -> None:
    """Write down whom the edge tells, once per occasion: what it is about, else the object of Stripe's."""
    for notice in edge.tells:
        about = occasion or happened.stripe_object or ""
        notices.put_down(session, booking, notice, occasion=about, now=happened.at, move_id=happened.move_id)


def follow_reminders(
    session: Session, booking: Booking, here: Position, there: Position, happened: Happened
) -> None:
    """Reminders live as long as the session is going to be at the time they were made for."""
    if there.booking is not BookingState.CONFIRMED:
        if here.booking is BookingState.CONFIRMED:
            notices.forget_reminders(session, booking.id, now=happened.at)
    elif here.booking is not BookingState.CONFIRMED or happened.event is Event.MOVED:
        notices.remind(session, booking, now=happened.at)


def follow_hearing(
    session: Session, booking: Booking, here: Position, happened: Happened, case_id: str
) -> None:
    """The mentor is reminded of a problem for as long as their answer is awaited."""
    reminder = Notice.MENTOR_PROBLEM_REMINDER
    if happened.event is Event.PROBLEM_REPORTED:
        at = happened.at + problems.ANSWER_TIME - problems.REMIND_BEFORE
        notices.put_down(session, booking, reminder, occasion=case_id, now=happened.at, not_before=at)
    elif here.booking is BookingState.IN_REVIEW and booking.hearing != Hearing.AWAITED:
        notices.forget(session, booking.id, (reminder,), why="no answer is awaited any more", now=happened.at)


def follow_refusal(session: Session, booking: Booking, payment: Payment, happened: Happened) -> None:
    """Who is told of a refusal: the mentee once more before it is too late, the mentor while it may pass.

    A refusal that had hoped to pass and does not is told to the mentee as what it is now.
    """
    if booking.state != BookingState.CONFIRMED or payment.refused_at is None:
        return
    occasion = f"{happened.stripe_object or payment.intent_id or ''}:{payment.holds_tried}"
    if happened.event is Event.HOLD_REFUSED_AGAIN and payment.refusal not in reserving.PASSING:
        again = f"{occasion}:{payment.retries}"
        notices.put_down(session, booking, Notice.MENTEE_ACTION_REQUIRED, occasion=again, now=happened.at)
    if happened.event is not Event.HOLD_REFUSED:
        return
    remind = reserving.reminded_at(booking.starts_at, payment.refused_at)
    if remind is not None:
        told = Notice.MENTEE_ACTION_REMINDER
        notices.put_down(session, booking, told, occasion=occasion, now=happened.at, not_before=remind)
    if payment.retry_at is not None:
        notices.put_down(session, booking, Notice.MENTOR_NOT_SECURED, occasion=occasion, now=happened.at)
