"""The evidence of a dispute: drafted from the rows of its booking or as an operator wrote it; frozen once sent."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, delete, select

from thoughtcloud.core import evidence, room
from thoughtcloud.core.evidence import Fact, Field, Record
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import BookingState, Event
from thoughtcloud.core.terms import Terms, read
from thoughtcloud.store import cases
from thoughtcloud.store.advance import load, price_of
from thoughtcloud.store.tables import (
    Attendance,
    Booking,
    Dispute,
    DisputeEvidence,
    History,
    LedgerEntry,
    Mentor,
    NoticeRow,
    Payment,
    Person,
    RoomNote,
)

# What a bank need not hear: how a page was opened, and the dispute itself.
_UNTOLD = frozenset({
    Event.CHECKOUT_OPENED, Event.STRIPE_FEE_KNOWN, Event.SHARE_AVAILABLE, Event.SHARE_TRANSFERRED,
    Event.SHARE_REVERSED, Event.SHARE_PARTLY_REVERSED, Event.ACCOUNT_NOT_READY, Event.ACCOUNT_READY,
    Event.INQUIRY_OPENED, Event.DISPUTE_OPENED, Event.DISPUTE_ANSWERED, Event.DISPUTE_CHANGED,
    Event.INQUIRY_CLOSED, Event.DISPUTE_WON, Event.DISPUTE_LOST, Event.FUNDS_WITHDRAWN, Event.FUNDS_REINSTATED,
    Event.PAYMENT_DISPUTED, Event.PAYMENT_CLEARED, Event.PAYMENT_PARTLY_CLEARED, Event.PAYMENT_CHARGED_BACK,
    Event.EVIDENCE_WANTED, Event.DISPUTE_GIVEN_UP,
})  # fmt: skip
_MONEY = {
    Kind.CAPTURED: "charged to the card",
    Kind.REFUNDED: "refunded to the card",
    Kind.REFUND_FAILED: "came back of a refund",
}
_OUTCOMES = {
    BookingState.COMPLETED: "The session was given as agreed.",
    BookingState.NO_SHOW: "One of the two did not come, and what the terms say for that was charged.",
    BookingState.CANCELLED: "The session was cancelled, and what the terms say for that was charged.",
    BookingState.CONFIRMED: "The session is agreed and has not been called off.",
}


def texts(session: Session, dispute: Dispute) -> dict[Field, str]:
    """What would be said now, or was said: the draft, with what an operator wrote in place of it."""
    written = saved(session, dispute.id)
    if dispute.sent_at is not None:
        return {field: text for field, text in written.items() if text}
    told = {**evidence.draft(record(session, dispute.booking_id)), **written}
    return {field: text for field, text in told.items() if text}


def saved(session: Session, dispute_id: str) -> dict[Field, str]:
    """What an operator wrote (an empty text leaves the field out), or what was sent."""
    asked = select(DisputeEvidence).where(DisputeEvidence.dispute_id == dispute_id)
    return {Field(row.field): row.text for row in session.exec(asked)}


def save(session: Session, dispute_id: str, written: Mapping[Field, str]) -> None:
    """Keep these texts in place of any that were kept."""
    session.exec(delete(DisputeEvidence).where(col(DisputeEvidence.dispute_id) == dispute_id))
    session.add_all(
        DisputeEvidence(dispute_id=dispute_id, field=field, text=text) for field, text in written.items()
    )


def freeze(session: Session, dispute: Dispute, *, now: datetime) -> dict[Field, str]:
    """The evidence that goes to the bank: from now on it is the same at every try, and nobody changes it."""
    told = texts(session, dispute)
    if dispute.sent_at is None:
        save(session, dispute.id, told)
        dispute.sent_at = now
        session.add(dispute)
    return told


def record(session: Session, booking_id: str) -> Record:
    """What our rows know of a booking that a bank asks about."""
    booking, payment = load(session, booking_id)
    mentee = session.get_one(Person, booking.mentee_id)
    mentor = session.get_one(Mentor, booking.mentor_id)
    return Record(
        booking_id=booking.id,
        title=booking.title,
        minutes=booking.minutes,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        brief=booking.brief,
        mentee=mentee.name,
        mentee_email=mentee.email,
        mentor=mentor.name,
        mentor_headline=mentor.headline,
        price=price_of(booking).total,
        card=payment.card,
        booked_at=booking.created_at,
        terms=_terms(read(booking.terms)),
        outcome=_OUTCOMES.get(BookingState(booking.state), ""),
        history=_history(session, booking),
        came=_attendance(session, booking, mentee.name, mentor.name),
        notes=_notes(session, booking, mentee.name, mentor.name),
        told=_mails(session, booking),
        money=_money(session, booking, payment),
        statements=_statements(session, booking),
    )


def _terms(terms: Terms) -> str:
    if not terms.steps:
        return "The customer may cancel free of charge until the session starts."
    first = f"The customer may cancel free of charge until {terms.steps[0].hours} hours before the start."
    steps = (f"From {step.hours} hours before the start on, it costs {step.percent} %." for step in terms.steps)
    return "\n".join([first, *steps])


def _history(session: Session, booking: Booking) -> tuple[Fact, ...]:
    asked = select(History).where(History.booking_id == booking.id, col(History.event).not_in(_UNTOLD))
    return tuple(Fact(row.at, f"{row.says}.") for row in session.exec(asked.order_by(col(History.id))))


def _attendance(session: Session, booking: Booking, mentee: str, mentor: str) -> tuple[Fact, ...]:
    opened_at = room.opens_at(booking.starts_at)
    asked = select(Attendance).where(Attendance.booking_id == booking.id, col(Attendance.last_at) >= opened_at)
    rows = session.exec(asked.order_by(col(Attendance.first_at)))
    names = {"mentee": f"{mentee} (the customer)", "mentor": f"{mentor} (the mentor)"}
    return tuple(
        Fact(
            row.first_at,
            f"{names[row.side]}, signed in to their account, went into the room; {row.times} time(s), "
            f"the last one at {row.last_at:%H:%M} UTC.",
        )
        for row in rows
    )


def _notes(session: Session, booking: Booking, mentee: str, mentor: str) -> tuple[Fact, ...]:
    asked = select(RoomNote).where(RoomNote.booking_id == booking.id).order_by(col(RoomNote.id))
    names = {"mentee": mentee, "mentor": mentor}
    return tuple(Fact(row.at, f"{names[row.side]} wrote: {row.text}") for row in session.exec(asked))


def _mails(session: Session, booking: Booking) -> tuple[Fact, ...]:
    asked = select(NoticeRow).where(
        NoticeRow.booking_id == booking.id,
        NoticeRow.person_id == booking.mentee_id,
        col(NoticeRow.state).in_(("sent", "kept")),
    )
    rows = session.exec(asked.order_by(col(NoticeRow.id)))
    return tuple(
        Fact(row.done_at, row.subject or row.kind.removeprefix("mentee_").replace("_", " "))
        for row in rows
        if row.done_at is not None
    )


def _money(session: Session, booking: Booking, payment: Payment) -> tuple[Fact, ...]:
    asked = select(LedgerEntry).where(
        LedgerEntry.booking_id == booking.id,
        LedgerEntry.account == Account.AT_STRIPE,
        col(LedgerEntry.kind).in_(tuple(_MONEY)),
    )
    return tuple(
        Fact(entry.at, f"{_sum(entry)} {_MONEY[Kind(entry.kind)]} {payment.card}".rstrip())
        for entry in session.exec(asked.order_by(col(LedgerEntry.id)))
    )


def _sum(entry: LedgerEntry) -> str:
    money = Money(abs(entry.amount_minor), entry.currency)
    return f"{money.major} {money.currency.upper()}"


def _statements(session: Session, booking: Booking) -> tuple[str, ...]:
    """What both sides said about the session, if anything was reported."""
    case = cases.latest(session, booking.id)
    if case is None:
        return ()
    return tuple(_said(case.opened_by, case.words, case.answered_by, case.answer, case.reason))


def _said(by: str, words: str, answered_by: str | None, answer: str, reason: str) -> Iterable[str]:
    if words:
        yield f"The {by} reported: {words}"
    if answer:
        yield f"The {answered_by} answered: {answer}"
    if reason:
        yield f"The marketplace decided: {reason}"
