"""The disputes of bookings as rows: opened, followed and closed by what happens to the booking alone."""

from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core import disputes as rules
from thoughtcloud.core.errors import conflict
from thoughtcloud.core.facts import DisputeFacts, Happened
from thoughtcloud.core.states import Event, Notice
from thoughtcloud.store import notices
from thoughtcloud.store.tables import Booking, Dispute


def of_booking(session: Session, booking_id: str) -> list[Dispute]:
    """All disputes of the booking, the oldest first."""
    asked = select(Dispute).where(Dispute.booking_id == booking_id)
    return list(session.exec(asked.order_by(col(Dispute.opened_at), col(Dispute.id))))


def follow(session: Session, booking: Booking, happened: Happened) -> str | None:
    """Do to the dispute that the event names what just happened; its id, or None if it names none.

    The caller holds the booking's lock.
    """
    if happened.dispute is not None:
        row = session.get(Dispute, happened.dispute.id) or _opened(booking, happened.dispute)
        _tell(row, happened.dispute, happened.at)
    elif happened.dispute_id is not None:
        row = session.get_one(Dispute, happened.dispute_id)
        _choose(row, happened)
    else:
        return None
    session.add(row)
    session.flush()
    if happened.event in (Event.INQUIRY_OPENED, Event.DISPUTE_OPENED):
        _remind(session, booking, row, happened.at)
    return row.id


def waits_for_answer(session: Session, booking_id: str) -> bool:
    """Whether an operator has still to answer a dispute of the booking."""
    return any(is_unanswered(row) for row in of_booking(session, booking_id))


def is_unanswered(row: Dispute) -> bool:
    """Whether an operator has still to answer it."""
    return row.status in rules.ANSWERABLE and row.sent_at is None and row.accepted_at is None


def _remind(session: Session, booking: Booking, row: Dispute, now: datetime) -> None:
    """Tell operators again, days before the evidence goes out as it is."""
    for before in rules.REMINDED_BEFORE if row.answer_at else ():
        at = row.answer_at - before if row.answer_at else now
        if at > now:
            occasion = f"{row.id}:{row.status}:{before.days}"
            notices.put_down(
                session, booking, Notice.OPERATOR_DISPUTE_DUE, occasion=occasion, now=now, not_before=at
            )


def _opened(booking: Booking, told: DisputeFacts) -> Dispute:
    return Dispute(
        id=told.id,
        booking_id=booking.id,
        amount_minor=told.money.minor,
        currency=told.money.currency,
        reason=told.reason,
        network_code=told.network_code,
        status=told.status,
        opened_at=told.opened_at,
    )


def _tell(row: Dispute, told: DisputeFacts, at: datetime) -> None:
    was_inquiry = rules.is_inquiry(row.status) and not rules.is_inquiry(told.status)
    row.amount_minor, row.reason, row.network_code = told.money.minor, told.reason, told.network_code
    row.status, row.is_open = told.status, rules.is_open(told.status)
    row.due_by, row.answer_at = told.due_by, rules.answer_at(told.due_by)
    if was_inquiry and row.is_open:
        # A dispute is answered anew, whatever the inquiry was told.
        row.sent_at, row.answered_at = None, None
    if row.is_open and told.status not in rules.ANSWERABLE:
        row.answered_at = row.answered_at or at
    if not row.is_open:
        row.closed_at = row.closed_at or at


def _choose(row: Dispute, happened: Happened) -> None:
    """Raises `Problem` answered: what is on its way to the bank is neither given up nor sent once more."""
    if row.sent_at is not None:
        raise conflict("answered", "The evidence is on its way to the bank: the dispute can be given up no more.")
    if happened.event is Event.EVIDENCE_WANTED:
        row.answer_at = happened.at
    if happened.event is Event.DISPUTE_GIVEN_UP:
        row.accepted_at = happened.at
