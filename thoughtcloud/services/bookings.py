"""Booking a session and calling it off: every check that stands between a click and `store.advance`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, select

from thoughtcloud.core import policy, process
from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import Problem, SlotTaken, conflict, not_found
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import MAXIMUM_CHARGE, MINIMUM_CHARGE, Money
from thoughtcloud.core.policy import Cancellation
from thoughtcloud.core.refunds import LONGEST_REASON
from thoughtcloud.core.slots import nearest
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services import availability, inputs
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.services.open_holds import OpenHolds
from thoughtcloud.store import audit, claims, plans
from thoughtcloud.store import terms as sets
from thoughtcloud.store.advance import advance, begin, cancellation, circumstances, load, position
from thoughtcloud.store.tables import Booking, Mentor, Offer, Payment, Person

PEOPLE = (Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the mentee read of the offer before the click; `terms` as `str(Terms)` writes them."""

    price: Money
    minutes: int
    terms: str


def let_go(
    session: Session, caller: Caller | None, *, offer_id: str, starts_at: datetime, now: datetime
) -> tuple[str, ...]:
    """Leave the payment pages that stand in the way of holding this slot, and return those bookings' ids.

    They are the caller's own open holds with the same mentor, except one of this very offer and start. Their
    slots come free when Stripe has closed the pages: run the effects of the returned bookings, then `hold`.
    """
    person = _locked(session, caller)
    offer, _ = availability.offered(session, offer_id)
    holds = OpenHolds(session, person.person_id, now)
    return holds.leave_others(offer, inputs.instant(starts_at, "starts_at"))


def hold(
    session: Session,
    caller: Caller | None,
    *,
    offer_id: str,
    starts_at: datetime,
    mentee_zone: str,
    brief: str,
    fee_percent: Decimal,
    release_after_hours: int,
    sold_in: Collection[str] = tuple(MINIMUM_CHARGE),
    seen: Seen | None = None,
    now: datetime,
) -> str:
    """Hold a slot for the caller and return the booking's id; the price and the terms are fixed here.

    The same offer and start held by the same caller gives the same booking again (double click, two tabs). Other
    open holds of the caller with this mentor are left, as by `let_go`. Raises `SlotTaken` with the nearest free
    starts and the code of `availability.why_not`, or another `Problem`: own_page, own_overlap, not_sold_in,
    too_many_holds, still_closing, not_found, or offer_changed when the offer is not any more what the mentee
    has `seen`.
    """
    person = _locked(session, caller)
    offer, mentor = availability.offered(session, offer_id)
    if mentor.person_id == person.person_id:
        raise conflict("own_page", "This is your own page: you cannot book yourself.")
    if offer.currency not in sold_in:
        code = offer.currency.upper()
        raise conflict("not_sold_in", f"This cannot be booked: we take no payments in {code} at the moment.")
    booking = _new(person, offer, mentor, inputs.instant(starts_at, "starts_at"), now)
    booking.mentee_zone = inputs.zone(mentee_zone)
    booking.brief = inputs.paragraphs(brief, "brief", most=1000)
    booking.fee_minor = policy.price(Money(offer.price_minor, offer.currency), fee_percent).fee.minor
    booking.terms = str(sets.behind(session, offer.terms).terms)
    booking.release_after_hours = release_after_hours
    holds = OpenHolds(session, person.person_id, now)
    same = holds.same(offer, booking.starts_at)
    if same is not None:
        return same
    if seen is not None and seen != Seen(Money(offer.price_minor, offer.currency), offer.minutes, booking.terms):
        raise conflict("offer_changed", "The mentor has just changed this offer. Please look at it again.")
    holds.leave_others(offer, booking.starts_at)
    plans.lock(session, mentor.id)
    _check_free(session, person, holds, booking)
    _begin(session, person, offer, mentor, booking)
    return booking.id


def check(
    session: Session, caller: Caller | None, *, offer_id: str, starts_at: datetime, now: datetime
) -> None:
    """Raise `SlotTaken` if `hold` would refuse the start, with its codes and own_overlap, or `Problem` not_found.

    The caller's own open payment pages with this mentor are no obstacle, as `let_go` leaves them. A reader who is
    not signed in may ask too; whether they may book is not asked.
    """
    offer, mentor = availability.offered(session, offer_id)
    start, length = inputs.instant(starts_at, "starts_at"), timedelta(minutes=offer.minutes)
    holds = OpenHolds(session, caller.person_id, now) if caller else None
    leaving = holds.with_mentor(mentor.id) if holds else frozenset()
    if holds and holds.stays_at(start, start + length, leaving):
        free = availability.free_starts(session, offer, mentor, now=now, leaving=leaving)
        others = [one for one in free if not holds.stays_at(one, one + length, leaving)]
        raise SlotTaken("You already have a session at that time.", nearest(others, start), code="own_overlap")
    _check_on_offer(session, offer, mentor, start, now=now, leaving=leaving)


def leave(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> None:
    """The mentee left the payment page: Stripe closes it, then the slot is free. Harmless when already left."""
    booking, _ = _own(session, caller, booking_id, Actor.MENTEE)
    holds = OpenHolds(session, booking.mentee_id, now)
    holds.leave(booking)


def cancel(
    session: Session,
    caller: Caller | None,
    booking_id: str,
    role: Actor | str,
    *,
    seen_fee_minor: int = 0,
    reason: str = "",
    now: datetime,
) -> Cancellation:
    """Call a session off as mentee, mentor or operator, and say what happens to the money.

    `seen_fee_minor` is the fee that the mentee was shown before the click; an operator gives a `reason`. Raises
    `Problem` not_found for somebody else's booking, not_now where the process does not allow it, fee_changed when
    it costs more by now, or too_short for no reason.
    """
    actor = Actor(inputs.choice(role, PEOPLE, "role"))
    booking, payment = _own(session, caller, booking_id, actor, lock=True)
    why = inputs.paragraphs(reason, "reason", least=int(actor is Actor.OPERATOR), most=LONGEST_REASON)
    seen = inputs.whole(seen_fee_minor, "fee", least=0, most=MAXIMUM_CHARGE)
    returned = cancellation(booking, payment, actor, now=now)
    if returned.fee.minor > seen and _may_cancel(booking, payment, actor, now):
        raise conflict("fee_changed", "Cancelling costs more by now than you were shown. Please look again.")
    person_id = signed_in(caller).person_id
    advance(session, booking.id, Happened(Event.CANCELLED, actor, now, person_id=person_id))
    if actor is Actor.OPERATOR:
        audit.write(session, Act.BOOKING_CANCELLED, person_id, booking_id=booking.id, details=why, now=now)
    return returned


def preview(
    session: Session, caller: Caller | None, booking_id: str, role: Actor | str, *, now: datetime
) -> Cancellation:
    """What `cancel` would do to the money, changing nothing. Raises the same Problems."""
    actor = Actor(inputs.choice(role, PEOPLE, "role"))
    booking, payment = _own(session, caller, booking_id, actor)
    if not _may_cancel(booking, payment, actor, now):
        raise conflict("not_now", "This session can no longer be cancelled.")
    return cancellation(booking, payment, actor, now=now)


def waive_fee(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> Cancellation:
    """Let the mentee off the fee for having cancelled late, as mentor or operator, and say what goes back.

    Raises `Problem` not_found for somebody else's booking, or not_now when no fee is due or kept.
    """
    person = signed_in(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"), lock=True)
    if booking.mentor_id != person.mentor_id and not person.is_operator:
        raise not_found("booking")
    actor = Actor.MENTOR if booking.mentor_id == person.mentor_id else Actor.OPERATOR
    advance(session, booking.id, Happened(Event.LATE_FEE_WAIVED, actor, now, person_id=person.person_id))
    if actor is Actor.OPERATOR:
        audit.write(session, Act.FEE_WAIVED, person.person_id, booking_id=booking.id, now=now)
    return cancellation(booking, payment, actor, now=now)


def _may_cancel(booking: Booking, payment: Payment, actor: Actor, now: datetime) -> bool:
    around = circumstances(booking, payment, now)
    return process.find(Event.CANCELLED, actor, position(booking, payment), around) is not None


def _own(
    session: Session, caller: Caller | None, booking_id: object, role: Actor, *, lock: bool = False
) -> tuple[Booking, Payment]:
    """The booking if the caller has that role in it. Raises `Problem` not_found otherwise."""
    person = signed_in(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"), lock=lock)
    has = {
        Actor.MENTEE: booking.mentee_id == person.person_id,
        Actor.MENTOR: booking.mentor_id == person.mentor_id,
        Actor.OPERATOR: person.is_operator,
    }
    if not has[role]:
        raise not_found("booking")
    return booking, payment


def _locked(session: Session, caller: Caller | None) -> Caller:
    """The caller, whose other holds wait until this unit of work ends: one person's clicks come one by one."""
    person = signed_in(caller)
    asked = select(Person.id).where(Person.id == person.person_id).with_for_update(key_share=True)
    session.exec(asked).one()
    return person


def _new(person: Caller, offer: Offer, mentor: Mentor, starts_at: datetime, now: datetime) -> Booking:
    return Booking(
        mentee_id=person.person_id,
        mentor_id=mentor.id,
        offer_id=offer.id,
        title=offer.title,
        minutes=offer.minutes,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=offer.minutes),
        mentee_zone=person.zone,
        mentor_zone=mentor.zone,
        price_minor=offer.price_minor,
        fee_minor=0,
        currency=offer.currency,
        held_until=now + policy.HOLD_LIFE,
        created_at=now,
    )


def _check_free(session: Session, person: Caller, holds: OpenHolds, booking: Booking) -> None:
    holds.check_room()
    if holds.overlaps(booking) or _gives_session(session, person, booking):
        raise conflict("own_overlap", "You already have a session at that time.")


def _gives_session(session: Session, person: Caller, booking: Booking) -> bool:
    """Whether the caller is a mentor who is busy with a mentee of their own."""
    if person.mentor_id is None:
        return False
    return bool(claims.busy(session, person.mentor_id, booking.starts_at, booking.ends_at))


def _begin(session: Session, person: Caller, offer: Offer, mentor: Mentor, booking: Booking) -> None:
    _check_on_offer(session, offer, mentor, booking.starts_at, now=booking.created_at)
    try:
        with session.begin_nested():
            begin(session, booking, person_id=person.person_id)
            session.flush()
    except Problem as problem:
        free = availability.free_starts(session, offer, mentor, now=booking.created_at)
        raise SlotTaken(problem.text, nearest(free, booking.starts_at)) from problem


def _check_on_offer(
    session: Session,
    offer: Offer,
    mentor: Mentor,
    start: datetime,
    *,
    now: datetime,
    leaving: frozenset[str] = frozenset(),
) -> None:
    free = availability.free_starts(session, offer, mentor, now=now, leaving=leaving)
    if start not in free:
        code, text = availability.why_not(session, offer, mentor, start, now=now)
        raise SlotTaken(text, nearest(free, start), code=code)
