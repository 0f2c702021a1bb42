"""The receipt of what a mentee paid for one booking, from the book."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core.errors import not_found
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import LedgerEntry, Mentor, Person
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.viewer import Viewer

# What moves money between a card and the platform.
CARD = (Kind.CAPTURED, Kind.REFUNDED, Kind.REFUND_FAILED, Kind.DISPUTED, Kind.REINSTATED)


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What the card was charged (positive) or got back (negative), with the object at Stripe that proves it."""

    at: datetime
    kind: Kind
    amount: Money
    stripe_object: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a mentee paid. `number` never changes and is nobody else's; `paid` is the sum of the lines.

    `late_fee` says that it was paid for having cancelled late or for not coming.
    """

    number: str
    booking_id: str
    title: str
    minutes: int
    starts_at: datetime
    mentee_name: str
    mentee_email: str
    mentor_name: str
    card: str
    late_fee: bool
    lines: tuple[ReceiptLine, ...]
    paid: Money


def of(session: Session, viewer: Viewer | None, booking_id: str, *, now: datetime) -> Receipt:
    """The receipt for the mentee, or for an operator.

    Raises `Problem` signed_out, or not_found for everybody else and while nothing was charged.
    """
    viewers.known(viewer)
    booking, payment = load(session, viewers.booking_reference(booking_id))
    if viewers.role(viewer, booking) is Actor.MENTOR:
        raise not_found("receipt")
    asked = select(LedgerEntry).where(
        LedgerEntry.booking_id == booking.id,
        LedgerEntry.account == Account.AT_STRIPE,
        col(LedgerEntry.kind).in_(CARD),
    )
    entries = session.exec(asked.order_by(col(LedgerEntry.id))).all()
    if not entries:
        raise not_found("receipt")
    mentee = session.get_one(Person, booking.mentee_id)
    return Receipt(
        number=number_of(entries[0]),
        booking_id=booking.id,
        title=booking.title,
        minutes=booking.minutes,
        starts_at=booking.starts_at,
        mentee_name=mentee.name,
        mentee_email=mentee.email,
        mentor_name=session.get_one(Mentor, booking.mentor_id).name,
        card=payment.card,
        late_fee=booking.late_fee_minor > 0,
        lines=tuple(_line(entry) for entry in entries),
        paid=Money(sum(entry.amount_minor for entry in entries), booking.currency),
    )


def number_of(first: LedgerEntry) -> str:
    """The number of the receipt that begins with this entry (docs/decisions/0016)."""
    return f"TC-{first.at.year}-{first.id:07d}"


def _line(entry: LedgerEntry) -> ReceiptLine:
    return ReceiptLine(entry.at, Kind(entry.kind), Money(entry.amount_minor, entry.currency), entry.stripe_object)
