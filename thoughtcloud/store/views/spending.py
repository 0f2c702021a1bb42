"""What a mentee has paid: per currency, booking by booking, and every movement on their cards, from the book."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.store.tables import Booking, LedgerEntry, Mentor
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.receipt import CARD, number_of
from thoughtcloud.store.views.viewer import Viewer

LAST_FIRST = newest_first((Booking.starts_at, datetime), (Booking.id, str))


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums in one currency: what is reserved now, what was charged and refunded so far."""

    reserved: Money
    charged: Money
    refunded: Money

    @property
    def paid(self) -> Money:
        """What was charged and not given back."""
        return self.charged - self.refunded


@dataclass(frozen=True, slots=True)
class BookingSpent:
    """What one booking has cost. There is a receipt once something was charged."""

    booking_id: str
    title: str
    mentor_name: str
    starts_at: datetime
    price: Money
    spent: Spent
    has_receipt: bool


@dataclass(frozen=True, slots=True)
class CardMovement:
    """One charge (positive) or refund (negative) of a card, with the object at Stripe that proves it."""

    at: datetime
    kind: Kind
    amount: Money
    stripe_object: str
    booking_id: str
    title: str
    mentor_name: str
    receipt_number: str


def sums(session: Session, viewer: Viewer | None, *, now: datetime) -> tuple[Spent, ...]:
    """What the viewer has spent, per currency in alphabetical order. Raises `Problem` signed_out."""
    found = _sums(session, col(Booking.mentee_id) == viewers.known(viewer).person_id)
    currencies = sorted({currency for _, currency in found})
    together: dict[str, Counter[Kind]] = {currency: Counter() for currency in currencies}
    for (_, currency), kinds in found.items():
        for kind, minor in kinds.items():
            together[currency][kind] += minor
    return tuple(_spent(together[currency], currency) for currency in currencies)


def bookings(
    session: Session, viewer: Viewer | None, *, now: datetime, after: str | None = None, limit: int = PAGE
) -> Page[BookingSpent]:
    """The viewer's bookings for which a card was ever asked, the latest session first. Raises `Problem`."""
    asked_of_card = select(LedgerEntry.id).where(LedgerEntry.booking_id == col(Booking.id)).exists()
    asked = (
        select(Booking, Mentor.name)
        .join(Mentor, col(Mentor.id) == col(Booking.mentor_id))
        .where(Booking.mentee_id == viewers.known(viewer).person_id, asked_of_card)
    )
    found = LAST_FIRST.page(session, asked, after=after, limit=limit)
    spent = _sums(session, col(Booking.id).in_([booking.id for booking, _ in found.rows]))
    return found.each(lambda one: _row(one[0], one[1], spent))


def movements(session: Session, viewer: Viewer | None, *, now: datetime) -> tuple[CardMovement, ...]:
    """Every charge and refund of the viewer's cards, the oldest first. Raises `Problem` signed_out."""
    asked = (
        select(LedgerEntry, Booking, Mentor.name)
        .join(Booking, col(Booking.id) == col(LedgerEntry.booking_id))
        .join(Mentor, col(Mentor.id) == col(Booking.mentor_id))
        .where(
            Booking.mentee_id == viewers.known(viewer).person_id,
            LedgerEntry.account == Account.AT_STRIPE,
            col(LedgerEntry.kind).in_(CARD),
        )
        .order_by(col(LedgerEntry.id))
    )
    numbers: dict[str, str] = {}
    told: list[CardMovement] = []
    for entry, booking, mentor_name in session.exec(asked):
        number = numbers.setdefault(booking.id, number_of(entry))
        money = Money(entry.amount_minor, entry.currency)
        told.append(
            CardMovement(
                entry.at, Kind(entry.kind), money, entry.stripe_object, booking.id, booking.title, mentor_name,
                number,
            )
        )  # fmt: skip
    return tuple(told)


_Sums = dict[tuple[str, str], Counter[Kind]]


def _sums(session: Session, which: ColumnElement[bool]) -> _Sums:
    """Sums by booking and currency, then by the kind of movement."""
    asked = (
        select(LedgerEntry.booking_id, LedgerEntry.currency, LedgerEntry.kind, func.sum(LedgerEntry.amount_minor))
        .join(Booking, col(Booking.id) == col(LedgerEntry.booking_id))
        .where(which, _concerns_card(CARD))
        .group_by(col(LedgerEntry.booking_id), col(LedgerEntry.currency), col(LedgerEntry.kind))
    )
    found: _Sums = {}
    for booking_id, currency, kind, total in session.exec(asked):
        found.setdefault((str(booking_id), currency), Counter())[Kind(kind)] += int(total)
    return found


def _concerns_card(kinds: Collection[Kind]) -> ColumnElement[bool]:
    """Lines about the card itself: what is held on it, and what moved between it and the platform."""
    moved = (col(LedgerEntry.account) == Account.AT_STRIPE) & col(LedgerEntry.kind).in_(kinds)
    return moved | (col(LedgerEntry.account) == Account.HOLD)


def _spent(kinds: Counter[Kind], currency: str) -> Spent:
    # A hold is booked negative, and its end positive (`core.ledger`); a refund that came back takes from refunds.
    return Spent(
        reserved=Money(-kinds[Kind.HOLD_PLACED] - kinds[Kind.HOLD_RELEASED], currency),
        charged=Money(kinds[Kind.CAPTURED], currency),
        refunded=Money(-kinds[Kind.REFUNDED] - kinds[Kind.REFUND_FAILED], currency),
    )


def _row(booking: Booking, mentor_name: str, spent: _Sums) -> BookingSpent:
    kinds = spent.get((booking.id, booking.currency), Counter())
    return BookingSpent(
        booking_id=booking.id,
        title=booking.title,
        mentor_name=mentor_name,
        starts_at=booking.starts_at,
        price=Money(booking.price_minor, booking.currency),
        spent=_spent(kinds, booking.currency),
        has_receipt=Kind.CAPTURED in kinds,
    )
