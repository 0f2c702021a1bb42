"""The book and the history: what is written once and never changed."""

from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core.facts import Happened
from thoughtcloud.core.ledger import Posting
from thoughtcloud.store.tables import Booking, History, LedgerEntry, Payment


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


def is_last(session: Session, booking_id: str, says: str) -> bool:
    """Whether the last line of the booking's history says so already."""
    last = select(History.says).where(History.booking_id == booking_id).order_by(col(History.id).desc()).limit(1)
    return session.exec(last).first() == says


def record(session: Session, booking: Booking, payment: Payment, says: str, happened: Happened) -> None:
    """Append a line to the history of the booking."""
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
