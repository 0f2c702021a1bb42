"""The one door through which a booking changes: state, history, book, claims, effects and notices at once."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core import process
from thoughtcloud.core.errors import conflict
from thoughtcloud.core.facts import Happened, postings
from thoughtcloud.core.process.edge import Circumstances, Edge
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, Position
from thoughtcloud.store import calendar, cases, claims, disputes, effects, moves, refunds
from thoughtcloud.store.advance.following import (
    follow_hearing,
    follow_refusal,
    follow_reminders,
    move_claims,
    move_deadline,
    put_down_effects,
    put_down_notices,
)
from thoughtcloud.store.advance.record import book, is_last, record
from thoughtcloud.store.advance.rows import apply_facts, load, note
from thoughtcloud.store.advance.stamps import (
    stamp,
    stamp_absence,
    stamp_fee,
    stamp_hold,
    stamp_problem,
    stamp_retry,
)
from thoughtcloud.store.advance.standing import (
    agreed,
    agreed_from,
    at_stake,
    cancellation,
    circumstances,
    deadline,
    kept,
    lacks,
    position,
    price_of,
    standing,
    staying,
)
from thoughtcloud.store.tables import Booking, Payment

__all__ = [
    "Advanced",
    "advance",
    "agreed",
    "agreed_from",
    "at_stake",
    "begin",
    "book",
    "cancellation",
    "circumstances",
    "deadline",
    "kept",
    "load",
    "note",
    "position",
    "price_of",
    "staying",
]

log = logging.getLogger(__name__)
PEOPLE = frozenset({Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR})
REVERSALS = frozenset({Event.SHARE_REVERSED, Event.SHARE_PARTLY_REVERSED})


@dataclass(frozen=True, slots=True)
class Advanced:
    """Where the booking stands now, and whether the event moved anything."""

    position: Position
    moved: bool


def advance(session: Session, booking_id: str, happened: Happened) -> Advanced:
    """Let an event happen to a booking, inside the caller's unit of work.

    A person's event that is not legal here and now raises a `Problem` conflict; a fact from Stripe or the clock
    that no longer fits changes nothing, because it was read or timed before something else happened.
    """
    booking, payment = load(session, booking_id, lock=True)
    here = position(booking, payment)
    around = _around(session, booking, payment, happened)
    edge = process.find(happened.event, happened.actor, here, around)
    if edge is None:
        _refuse(happened, here)
        return Advanced(here, moved=False)
    _take(session, booking, payment, edge, happened)
    log.info("advanced booking=%s event=%s actor=%s", booking.id, happened.event, happened.actor)
    return Advanced(position(booking, payment), moved=True)


def begin(session: Session, booking: Booking, *, person_id: str) -> None:
    """Insert a new booking with its claims, its payment and the first line of its history.

    Raises `Problem` slot_taken when somebody has a part of the span.
    """
    payment = Payment(booking_id=booking.id)
    booking.state = BookingState.HELD
    booking.due_at = booking.held_until
    session.add(booking)
    claims.take(session, booking)
    session.add(payment)
    happened = Happened(Event.SLOT_HELD, Actor.MENTEE, booking.created_at, person_id=person_id)
    record(session, booking, payment, "The mentee chose this time", happened)


def _around(session: Session, booking: Booking, payment: Payment, happened: Happened) -> Circumstances:
    around = circumstances(booking, payment, happened.at, slot_free=_slot_free(session, booking, happened.at))
    if happened.event not in REVERSALS:
        return around
    back, came_back = happened.facts.reversed_minor, refunds.came_back_minor(session, booking.id)
    short = lacks(booking, payment, reversed_minor=back, came_back_minor=came_back)
    # What an operator takes back by hand in Stripe's dashboard is not sent again behind their back.
    return replace(around, share_missing=happened.ours and short)


def _slot_free(session: Session, booking: Booking, now: datetime) -> bool:
    let_go = booking.state == BookingState.EXPIRED and now < booking.starts_at
    return let_go and calendar.has_room(session, booking, booking.starts_at)


def _refuse(happened: Happened, here: Position) -> None:
    if happened.actor in PEOPLE:
        raise conflict("not_now", "That is no longer possible: the booking has changed. Please look again.")
    log.debug("ignored event=%s at %s/%s/%s", happened.event, here.booking, here.payment, here.share)


def _take(session: Session, booking: Booking, payment: Payment, edge: Edge, happened: Happened) -> None:
    if happened.event is Event.MOVE_EXPIRED:
        # The clock knows of the booking only.
        proposal = moves.open_of(session, booking.id)
        happened = replace(happened, move_id=proposal.id if proposal else None)
    booked = postings(happened, standing(booking, payment))
    here = position(booking, payment)
    there = edge.leads_to(here)
    apply_facts(payment, happened.facts)
    booking.state, payment.state, payment.share_state = there.booking, there.payment, there.share
    stamp(booking, happened)
    if happened.event is Event.MOVED or (there.booking is BookingState.CANCELLED is not here.booking):
        booking.sequence += 1
    moves.follow(session, booking, happened)
    stamp_hold(payment, happened)
    stamp_retry(booking, payment, happened)
    if happened.event is Event.SHARE_TRANSFERRED:
        payment.transfers_made += 1
    stamp_absence(booking, here, happened)
    stamp_problem(booking, payment, happened)
    stamp_fee(booking, payment, edge, happened)
    case_id = cases.follow(session, booking, here.booking, happened)
    dispute_id = disputes.follow(session, booking, happened)
    follow_reminders(session, booking, here, there, happened)
    move_deadline(booking, payment, happened)
    move_claims(session, booking, edge)
    session.add_all((booking, payment))
    refunds.follow(session, booking, payment, happened)
    effects.withdraw(session, booking.id, edge.withdraws, now=happened.at)
    if happened.event is Event.EVIDENCE_WANTED:
        # What waits for the last moment to answer goes now.
        effects.withdraw(session, booking.id, (Effect.SUBMIT_EVIDENCE,), now=happened.at)
    put_down_effects(session, booking, payment, edge, now=happened.at)
    put_down_notices(session, booking, edge, happened, occasion=case_id or happened.move_id or dispute_id)
    follow_hearing(session, booking, here, happened, case_id or "")
    follow_refusal(session, booking, payment, happened)
    for posting in booked:
        book(session, posting, at=happened.at, mentor_id=booking.mentor_id, booking_id=booking.id)
    # What is hastened every few minutes until it comes about is told once.
    if not (edge.hastens and is_last(session, booking.id, edge.says)):
        record(session, booking, payment, edge.says, happened)
