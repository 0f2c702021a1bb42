"""Stripe's movements of the platform's money beside the postings of our book, and the sums of both."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, not_, or_
from sqlmodel import Session, col, select

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation import OWN_BUSINESS, Movement, Trouble
from thoughtcloud.store import findings
from thoughtcloud.store.tables import Booking, FindingRow, LedgerEntry, MovementRow, Payment

# What was booked so recently may have a movement that Stripe does not list yet.
FRESH = timedelta(minutes=15)
MOST = 200
ABOUT_MOVEMENTS = (Trouble.NOT_BOOKED, Trouble.FOREIGN, Trouble.OTHER_SUM)


def booked(session: Session, keys: Iterable[str]) -> dict[str, Money]:
    """The platform's line of each posting that exists."""
    asked = select(LedgerEntry).where(
        col(LedgerEntry.posting_key).in_(tuple(keys)), LedgerEntry.account == Account.AT_STRIPE
    )
    return {row.posting_key: Money(row.amount_minor, row.currency) for row in session.exec(asked)}


def owner(session: Session, movement: Movement) -> str | None:
    """The booking that a movement is about, told by our mark or by an object of Stripe's that we know."""
    if movement.booking_id and session.get(Booking, movement.booking_id) is not None:
        return movement.booking_id
    known = [
        (Payment.intent_id, movement.intent_id),
        (Payment.charge_id, movement.source),
        (Payment.transfer_id, movement.transfer_id or movement.source),
    ]
    for column, value in known:
        found = session.exec(select(Payment.booking_id).where(column == value)).first() if value else None
        if found is not None:
            return found
    return None


def keep(session: Session, movement: Movement, posting_key: str | None, booking_id: str | None) -> None:
    """Remember the movement, and what it proves in our book."""
    row = MovementRow(
        id=movement.id,
        at=movement.at,
        type=movement.type,
        source=movement.source,
        currency=movement.amount.currency,
        amount_minor=movement.amount.minor,
        fee_minor=movement.fee.minor,
        booking_id=booking_id,
        posting_key=posting_key,
    )
    session.merge(row)


def unproved(session: Session, *, now: datetime) -> list[LedgerEntry]:
    """Lines of the platform's money in our book that no movement at Stripe proves, the youngest left out."""
    by_source = select(MovementRow.id).where(MovementRow.posting_key == LedgerEntry.posting_key).exists()
    fee = (col(LedgerEntry.kind) == Kind.STRIPE_FEE) & (
        select(MovementRow.id).where(MovementRow.id == LedgerEntry.stripe_object).exists()
    )
    asked = select(LedgerEntry).where(
        LedgerEntry.account == Account.AT_STRIPE, col(LedgerEntry.at) <= now - FRESH, not_(by_source), not_(fee)
    )
    return list(session.exec(asked.order_by(col(LedgerEntry.id)).limit(MOST)))


def doubted(session: Session) -> list[MovementRow]:
    """Movements to be looked at again: those with an open finding, and those that may still prove something."""
    told = select(FindingRow.key).where(FindingRow.state == findings.OPEN)
    ids = {key.partition(":")[2] for key in session.exec(told.where(col(FindingRow.trouble).in_(ABOUT_MOVEMENTS)))}
    nothing = col(MovementRow.posting_key).is_(None) & col(MovementRow.type).not_in(tuple(OWN_BUSINESS))
    asked = select(MovementRow).where(or_(col(MovementRow.id).in_(ids), nothing))
    return list(session.exec(asked.order_by(col(MovementRow.at))))


def platform_book(session: Session) -> dict[str, int]:
    """What our book says the platform has at Stripe, by currency."""
    return _by_currency(session, Account.AT_STRIPE)


def platform_foreign(session: Session) -> dict[str, int]:
    """The net sum of the movements that prove nothing in our book, by currency."""
    net = func.sum(MovementRow.amount_minor - MovementRow.fee_minor)
    asked = select(MovementRow.currency, net).where(col(MovementRow.posting_key).is_(None))
    return {currency: int(total) for currency, total in session.exec(asked.group_by(MovementRow.currency))}


def mentor_book(session: Session, mentor_id: str) -> dict[tuple[Account, str], int]:
    """What our book says a mentor has at Stripe, by place and currency."""
    return {
        (place, currency): total
        for place in (Account.MENTOR_PENDING, Account.MENTOR_AVAILABLE)
        for currency, total in _by_currency(session, place, mentor_id).items()
    }


def _by_currency(session: Session, account: Account, mentor_id: str | None = None) -> dict[str, int]:
    asked = select(LedgerEntry.currency, func.sum(LedgerEntry.amount_minor)).where(LedgerEntry.account == account)
    if mentor_id is not None:
        asked = asked.where(LedgerEntry.mentor_id == mentor_id)
    return {currency: int(total) for currency, total in session.exec(asked.group_by(LedgerEntry.currency))}
