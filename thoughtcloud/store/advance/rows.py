"""The rows of one booking, read under a lock, and what Stripe told put into them."""

from dataclasses import fields
from datetime import datetime

from sqlmodel import Session, select

from thoughtcloud.core.errors import not_found
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.store.tables import Booking, Payment


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
    apply_facts(payment, facts)
    payment.read_at = read_at
    session.add(payment)


def apply_facts(payment: Payment, facts: PaymentFacts) -> None:
    """Put what Stripe told into the row of the payment."""
    for field in fields(facts):
        value = getattr(facts, field.name)
        if value is not None:
            setattr(payment, field.name, value)
