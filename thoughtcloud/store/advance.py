"""The one door through which a booking changes: state, history, book, claims, effects and notices at once."""

import logging
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from sqlmodel import Session, select

from thoughtcloud.core import cases as rules
from thoughtcloud.core import policy, problems, process, reserving, terms
from thoughtcloud.core.absence import ANSWER_TIME, SECURED_BEFORE
from thoughtcloud.core.cases import reported_by
from thoughtcloud.core.errors import conflict, not_found
from thoughtcloud.core.facts import Happened, PaymentFacts, Standing, postings
from thoughtcloud.core.ledger import Posting
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation, Price
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process import deadlines, groups
from thoughtcloud.core.process.deadlines import Deadline, HoldTimes
from thoughtcloud.core.process.edge import Circumstances, Claims, Edge, When
from thoughtcloud.core.states import (
    Actor,
    BookingState,
    Effect,
    Event,
    Notice,
    PaymentState,
    Position,
    ShareState,
)
from thoughtcloud.core.terms import Agreed
from thoughtcloud.store import calendar, cases, claims, disputes, effects, moves, notices, refunds
from thoughtcloud.store.tables import Booking, History, LedgerEntry, Payment, new_key

log = logging.getLogger(__name__)

PEOPLE = frozenset({Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR})
REFUND_DECISIONS = (Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND)
# Funds of a fresh transfer clear after days; the first look need not be sooner.
FIRST_LOOK_AT_SHARE = timedelta(minutes=5)


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
    around = circumstances(booking, payment, happened.at, slot_free=_slot_free(session, booking, happened.at))
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
    _record(session, booking, payment, "The mentee chose this time", happened)


def load(session: Session, booking_id: str, *, lock: bool = False) -> tuple[Booking, Payment]:
    """The booking with its payment, locked against other writers if asked. Raises `Problem` not_found."""
    asked = select(Booking).where(Booking.id == booking_id)
    if lock:
        # Read again once the lock is held, so that what was true before somebody else's commit is not believed.
        asked = asked.with_for_update().execution_options(populate_existing=True)
    booking = session.exec(asked).one_or_none()
    if booking is None:
        raise not_found("booking")
    payment = session.get(Payment, booking_id, populate_existing=True)
    if payment is None:
        raise not_found("booking")
    return booking, payment


def note(session: Session, payment: Payment, facts: PaymentFacts, *, read_at: datetime) -> None:
    """Keep what Stripe told that moves no state (when a share clears), and when it was asked last."""
    _apply_facts(payment, facts)
    payment.read_at = read_at
    session.add(payment)


def position(booking: Booking, payment: Payment) -> Position:
    """Where the rows say the booking stands."""
    return Position(BookingState(booking.state), PaymentState(payment.state), ShareState(payment.share_state))


def price_of(booking: Booking) -> Price:
    """The price that was agreed, with the platform's part."""
    return Price(Money(booking.price_minor, booking.currency), Money(booking.fee_minor, booking.currency))


def agreed(booking: Booking) -> Agreed:
    """What was agreed about cancelling this booking."""
    return agreed_from(booking, booking.terms_start or booking.starts_at)


def agreed_from(booking: Booking, starts_at: datetime) -> Agreed:
    """The same as it would be with another start, or with the one that the terms still count from after a move."""
    total = Money(booking.price_minor, booking.currency)
    return Agreed(terms.read(booking.terms), total, booking.created_at, starts_at)


def cancellation(booking: Booking, payment: Payment, actor: Actor, *, now: datetime) -> Cancellation:
    """What it does to the money when this person calls the session off: only a mentee ever pays a fee for it."""
    total, there = price_of(booking).total, staying(booking, payment)
    fee = agreed(booking).fee_at(now) if actor is Actor.MENTEE else Money(0, booking.currency)
    state = PaymentState(payment.state)
    return policy.cancellation(state, total, there, fee, card_kept=payment.method_id is not None)


def at_stake(booking: Booking, payment: Payment) -> Money:
    """What is held, kept or to be had from the saved card: what can still be paid for this booking."""
    return rules.at_stake(PaymentState(payment.state), price_of(booking), staying(booking, payment))


def kept(booking: Booking, payment: Payment) -> Money:
    """What was taken and has gone back neither as a refund nor through a bank."""
    minor = payment.captured_minor - payment.refunded_minor - payment.disputed_minor
    return Money(minor, booking.currency)


def staying(booking: Booking, payment: Payment) -> Money:
    """What was taken, has not gone back and is not on its way back, if the disputes that are open are won."""
    back = payment.refunded_minor + payment.returning_minor
    if payment.state != PaymentState.DISPUTED:
        back += payment.disputed_minor
    return Money(max(payment.captured_minor - back, 0), booking.currency)


def circumstances(
    booking: Booking, payment: Payment, now: datetime, *, slot_free: bool = False
) -> Circumstances:
    """What the edges may ask about the booking at `now`."""
    return Circumstances(
        now,
        booking.starts_at,
        booking.ends_at,
        slot_free=slot_free,
        late=not agreed(booking).is_free(now),
        fee_due=booking.late_fee_minor > 0,
        absent=Actor(booking.absent) if booking.absent else None,
        outgrown=reserving.is_outgrown(payment.capture_before, booking.starts_at),
        card_kept=payment.method_id is not None,
        hearing=Hearing(booking.hearing) if booking.hearing else None,
        completed=booking.completed_at is not None,
        settled=booking.settled_minor if booking.state == BookingState.COMPLETED else None,
        share_missing=_lacks(booking, payment),
    )


def _lacks(booking: Booking, payment: Payment) -> bool:
    """Whether the mentor has less than their share of what stays."""
    has = payment.transferred_minor - payment.reversed_minor
    return policy.share_of(price_of(booking), staying(booking, payment)).minor > has


def deadline(booking: Booking, payment: Payment) -> Deadline | None:
    """What the clock will do to the booking next."""
    here = position(booking, payment)
    return deadlines.earliest(
        deadlines.deadline(here, booking.ends_at, booking.held_until, booking.answer_by),
        deadlines.hold_deadline(here, HoldTimes(booking.starts_at, payment.capture_before, payment.refused_at)),
    )


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
    booked = postings(happened, _standing(booking, payment))
    here = position(booking, payment)
    there = edge.leads_to(here)
    _apply_facts(payment, happened.facts)
    booking.state, payment.state, payment.share_state = there.booking, there.payment, there.share
    _stamp(booking, happened)
    if happened.event is Event.MOVED or (there.booking is BookingState.CANCELLED is not here.booking):
        booking.sequence += 1
    moves.follow(session, booking, happened)
    _stamp_hold(payment, happened)
    if happened.event is Event.SHARE_TRANSFERRED:
        payment.transfers_made += 1
    _stamp_absence(booking, here, happened)
    _stamp_problem(booking, payment, happened)
    _stamp_fee(booking, payment, edge, happened)
    case_id = cases.follow(session, booking, here.booking, happened)
    dispute_id = disputes.follow(session, booking, happened)
    _follow_reminders(session, booking, here, there, happened)
    _move_deadline(booking, payment, happened)
    _move_claims(session, booking, edge)
    session.add_all((booking, payment))
    refunds.follow(session, booking, payment, happened)
    effects.withdraw(session, booking.id, edge.withdraws, now=happened.at)
    if happened.event is Event.EVIDENCE_WANTED:
        # What waits for the last moment to answer goes now.
        effects.withdraw(session, booking.id, (Effect.SUBMIT_EVIDENCE,), now=happened.at)
    for effect in edge.effects:
        when = _not_before(booking, payment, effect, happened.at)
        effects.put_down(session, booking.id, effect, now=happened.at, not_before=when)
    for notice in edge.tells:
        occasion = case_id or happened.move_id or dispute_id or happened.stripe_object or ""
        notices.put_down(
            session, booking, notice, occasion=occasion, now=happened.at, move_id=happened.move_id
        )
    _follow_hearing(session, booking, here, happened, case_id or "")
    for posting in booked:
        book(session, posting, at=happened.at, mentor_id=booking.mentor_id, booking_id=booking.id)
    _record(session, booking, payment, edge.says, happened)


def _follow_reminders(
    session: Session, booking: Booking, here: Position, there: Position, happened: Happened
) -> None:
    """Reminders live as long as the session is going to be at the time they were made for."""
    if there.booking is not BookingState.CONFIRMED:
        if here.booking is BookingState.CONFIRMED:
            notices.forget_reminders(session, booking.id, now=happened.at)
    elif here.booking is not BookingState.CONFIRMED or happened.event is Event.MOVED:
        notices.remind(session, booking, now=happened.at)


def _follow_hearing(
    session: Session, booking: Booking, here: Position, happened: Happened, case_id: str
) -> None:
    """The mentor is reminded of a problem for as long as their answer is awaited."""
    reminder = Notice.MENTOR_PROBLEM_REMINDER
    if happened.event is Event.PROBLEM_REPORTED:
        at = happened.at + problems.ANSWER_TIME - problems.REMIND_BEFORE
        notices.put_down(session, booking, reminder, occasion=case_id, now=happened.at, not_before=at)
    elif here.booking is BookingState.IN_REVIEW and booking.hearing != Hearing.AWAITED:
        notices.forget(session, booking.id, (reminder,), why="no answer is awaited any more", now=happened.at)


def _standing(booking: Booking, payment: Payment) -> Standing:
    held = payment.state == PaymentState.AUTHORIZED
    return Standing(
        price_of(booking), payment.intent_id, kept(booking, payment), payment.share_available, held
    )


def _apply_facts(payment: Payment, facts: PaymentFacts) -> None:
    for field in fields(facts):
        value = getattr(facts, field.name)
        if value is not None:
            setattr(payment, field.name, value)


def _stamp(booking: Booking, happened: Happened) -> None:
    if happened.event in (Event.COMPLETED, Event.DECIDED_COMPLETED) or (
        happened.event in REFUND_DECISIONS and booking.completed_at is None
    ):
        booking.completed_at = happened.at
    if happened.event is Event.CANCELLED or (
        booking.state == BookingState.CANCELLED and booking.cancelled_by is None
    ):
        booking.cancelled_by = happened.actor
    if happened.event is Event.SHARE_RELEASED:
        booking.release_after_hours = 0
    if happened.event is Event.HOLD_RAN_OUT:
        booking.held_until = happened.at + deadlines.CLOSING_RETRY
    if happened.event is Event.MOVED:
        _stamp_times(booking, happened)


def _stamp_hold(payment: Payment, happened: Happened) -> None:
    """A hold that came to something is counted: the next one is another operation at Stripe."""
    if happened.event in (Event.CARD_AUTHORIZED, Event.HOLD_REFUSED):
        payment.holds_tried += 1
        payment.refused_at = happened.at if happened.event is Event.HOLD_REFUSED else None
        payment.page_key = new_key() if happened.event is Event.HOLD_REFUSED else ""
    if happened.event is Event.HOLD_REFUSED:
        # The page that was paid at is no way any more; the next one is asked for when the mentee comes.
        payment.checkout_url = ""
    if happened.event is Event.CARD_AUTHORIZED:
        payment.refusal = ""


def _stamp_absence(booking: Booking, here: Position, happened: Happened) -> None:
    """Who is said not to have come, and until when they may answer."""
    if here.booking is BookingState.NO_SHOW_REPORTED:
        booking.answer_by = None
    match happened.event:
        case Event.NO_SHOW_REPORTED if here.booking is BookingState.CONFIRMED:
            booking.absent = reported_by(happened.actor).absent
            booking.answer_by = happened.at + ANSWER_TIME
        case Event.DECIDED_MENTEE_ABSENT:
            booking.absent = Actor.MENTEE
        case Event.DECIDED_MENTOR_ABSENT:
            booking.absent = Actor.MENTOR
    if booking.state not in groups.UNDECIDED | groups.NO_SHOW:
        booking.absent = None


def _stamp_problem(booking: Booking, payment: Payment, happened: Happened) -> None:
    """How far a problem has come, until when the mentor may answer, and what the mentee pays once it is over."""
    match happened.event:
        case Event.PROBLEM_REPORTED:
            booking.hearing, booking.answer_by = Hearing.AWAITED, happened.at + problems.ANSWER_TIME
        case Event.PROBLEM_ANSWERED:
            booking.hearing, booking.answer_by = Hearing.ANSWERED, None
        case Event.PROBLEM_UNANSWERED:
            booking.hearing, booking.answer_by = Hearing.OVERDUE, None
        case Event.DECIDED_PART_REFUND | Event.DECIDED_FULL_REFUND:
            if happened.refund is None:
                raise ValueError(f"{happened.event} needs its sum")
            booking.settled_minor = (at_stake(booking, payment) - happened.refund).minor
    if happened.event in REFUND_DECISIONS or happened.event is Event.DECIDED_COMPLETED:
        booking.hearing, booking.answer_by = Hearing.DECIDED, None
    elif booking.hearing and booking.hearing != Hearing.DECIDED and booking.state != BookingState.IN_REVIEW:
        booking.hearing, booking.answer_by = None, None


def _stamp_fee(booking: Booking, payment: Payment, edge: Edge, happened: Happened) -> None:
    """What the mentee owes from now on for having cancelled late or not come: never more than is held or kept."""
    if edge.to_booking is BookingState.NO_SHOW and booking.absent == Actor.MENTEE:
        booking.late_fee_minor = at_stake(booking, payment).minor
    if edge.when in (When.LATE, When.LATE_ON_CARD):
        booking.late_fee_minor = cancellation(booking, payment, Actor.MENTEE, now=happened.at).fee.minor
    if edge.event in (Event.LATE_FEE_WAIVED, Event.LATE_FEE_REFUSED):
        booking.late_fee_minor = 0
    if happened.refund is not None and booking.state in groups.OFF:
        # What is given back of a fee is not owed any more.
        booking.late_fee_minor = max(0, booking.late_fee_minor - happened.refund.minor)


def _stamp_times(booking: Booking, happened: Happened) -> None:
    if happened.moved_to is None:
        raise ValueError("a move needs its new start")
    booking.starts_at = happened.moved_to
    booking.ends_at = booking.starts_at + timedelta(minutes=booking.minutes)


def _move_deadline(booking: Booking, payment: Payment, happened: Happened) -> None:
    due = deadline(booking, payment)
    booking.due_at = due.at if due else None
    if due is not None and due.event is Event.HOLD_OUTGROWN and happened.event is Event.MOVED:
        booking.due_at = happened.at
    if due is not None and due.event is happened.event:
        # What it has set off is on its way; if nothing comes of that, it is asked for again.
        booking.due_at = max(due.at, happened.at + reserving.ASK_AGAIN)


def _move_claims(session: Session, booking: Booking, edge: Edge) -> None:
    if edge.claims is Claims.FREE:
        claims.free(session, booking)
    elif edge.claims is Claims.RETAKE:
        claims.take(session, booking)
    elif edge.claims is Claims.MOVE:
        claims.move(session, booking)


def _not_before(booking: Booking, payment: Payment, effect: Effect, now: datetime) -> datetime:
    if effect is Effect.SECURE:
        ends = payment.capture_before or booking.created_at + policy.HOLD_WINDOW
        return max(now, ends - SECURED_BEFORE)
    if effect is Effect.TRANSFER and booking.completed_at is not None:
        return max(now, booking.completed_at + timedelta(hours=booking.release_after_hours))
    if effect is Effect.READ_SHARE:
        return now + FIRST_LOOK_AT_SHARE
    return now


def book(
    session: Session, posting: Posting, *, at: datetime, mentor_id: str, booking_id: str | None = None
) -> None:
    """Append a posting to the book; its key makes a second booking of the same fact impossible."""
    session.add_all(
        LedgerEntry(
            posting_key=posting.key,
            kind=posting.kind,
            at=at,
            account=line.account,
            currency=line.money.currency,
            amount_minor=line.money.minor,
            mentor_id=mentor_id,
            booking_id=booking_id,
            stripe_object=posting.stripe_object,
        )
        for line in posting.lines
    )


def _record(session: Session, booking: Booking, payment: Payment, says: str, happened: Happened) -> None:
    amount = happened.amount or happened.refund
    session.add(
        History(
            booking_id=booking.id,
            at=happened.at,
            event=happened.event,
            actor=happened.actor,
            actor_id=happened.person_id,
            says=says,
            booking_state=booking.state,
            payment_state=payment.state,
            share_state=payment.share_state,
            stripe_object=happened.stripe_object,
            amount_minor=amount.minor if amount else None,
            move_id=happened.move_id,
        )
    )
