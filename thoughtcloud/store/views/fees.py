"""What the platform has kept of a mentor's sessions, per currency."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.store.tables import LedgerEntry


def kept(session: Session, mentor_id: str) -> dict[str, Money]:
    """The platform's fee so far by currency, refunds taken off; the caller has authorised the reader."""
    # Claims on the platform's balance are booked negative; see core/ledger.py.
    asked = (
        select(LedgerEntry.currency, func.sum(-col(LedgerEntry.amount_minor)))
        .where(LedgerEntry.mentor_id == mentor_id, LedgerEntry.account == Account.PLATFORM_FEE)
        .group_by(LedgerEntry.currency)
    )
    return {currency: Money(int(minor), currency) for currency, minor in session.exec(asked)}
