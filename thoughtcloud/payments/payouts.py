"""Payouts from mentors' Stripe balances to their banks: read at Stripe, kept, booked, and told of when they fail.

Which bookings are in a payout is what Stripe's balance transactions say of it; it says so of automatic ones only.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from thoughtcloud.core import ledger
from thoughtcloud.core.ledger import Account, Kind, Posting
from thoughtcloud.core.payouts import CANCELED, FAILED, PAID
from thoughtcloud.payments.connect import locked
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.snapshots import PayoutItemSnapshot, PayoutSnapshot
from thoughtcloud.store import notices
from thoughtcloud.store.advance import book
from thoughtcloud.store.tables import LedgerEntry, Mentor, Payment, Payout, PayoutItem
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

# A payout's statuses in the order in which they follow one another; one that was paid may still fail.
PLACE: Final = {"pending": 0, "in_transit": 1, PAID: 2, CANCELED: 3, FAILED: 3}
# So many payouts are itemized at one reading; the others at the next ones.
AT_ONCE: Final = 5


def sync_payouts(db: Database, gateway: Gateway, mentor_id: str, now: datetime) -> None:
    """Read the mentor's latest payouts at Stripe, book what is new, and find out what they pay out.

    Raises StripeUnavailable and StripeRefused; does nothing for a mentor without an account.
    """
    with db.reading() as session:
        mentor = session.get(Mentor, mentor_id)
    if mentor is None or mentor.account_id is None:
        return
    payouts = gateway.payouts(mentor.account_id)
    with db.unit_of_work() as session:
        person_id = locked(session, mentor_id).person_id
        for payout in payouts:
            if _keep(session, mentor_id, payout):
                _book(session, mentor_id, payout, now)
                _tell(session, person_id, payout, now)
    _itemize(db, gateway, mentor_id, mentor.account_id)


def payout_postings(payout: PayoutSnapshot, booked: frozenset[str]) -> tuple[Posting, ...]:
    """What a payout's present status adds to the book, given the keys of what is booked of it already."""
    sent = ledger.payout_sent(payout.id, payout.money)
    paid = ledger.payout_paid(payout.id, payout.money)
    back_from = Account.PAID_OUT if paid.key in booked else Account.ON_ITS_WAY
    returned = ledger.payout_returned(payout.id, payout.money, back_from)
    due = {PAID: (sent, paid), FAILED: (sent, returned), CANCELED: (sent, returned)}
    if returned.key in booked:
        return ()  # Read before another reader's later look was recorded: nothing follows a return.
    return tuple(each for each in due.get(payout.status, (sent,)) if each.key not in booked)


def _keep(session: Session, mentor_id: str, payout: PayoutSnapshot) -> bool:
    """Record the payout; False, and nothing is changed, if a later status of it is recorded already."""
    row = session.get(Payout, payout.id) or Payout(
        id=payout.id,
        mentor_id=mentor_id,
        amount_minor=payout.money.minor,
        currency=payout.money.currency,
        state=payout.status,
        created_at=payout.created_at,
        arrives_at=payout.arrives_at,
        automatic=payout.automatic,
    )
    if PLACE.get(payout.status, 0) < PLACE.get(row.state, 0):
        return False
    row.state, row.arrives_at = payout.status, payout.arrives_at
    row.failure, row.failure_code = payout.failure[:200], payout.failure_code[:60]
    row.bank = payout.bank[:80] or row.bank
    session.add(row)
    return True


def _book(session: Session, mentor_id: str, payout: PayoutSnapshot, now: datetime) -> None:
    for posting in payout_postings(payout, _booked(session, payout.id)):
        book(session, posting, at=now, mentor_id=mentor_id)


def _booked(session: Session, payout_id: str) -> frozenset[str]:
    kinds = (Kind.PAYOUT_SENT, Kind.PAYOUT_PAID, Kind.PAYOUT_RETURNED)
    keys = [f"{kind}:{payout_id}" for kind in kinds]
    asked = select(LedgerEntry.posting_key).where(col(LedgerEntry.posting_key).in_(keys)).distinct()
    return frozenset(session.exec(asked))


def _tell(session: Session, person_id: str, payout: PayoutSnapshot, now: datetime) -> None:
    """Have the mentor told, once, of a payout that did not arrive."""
    if payout.status == FAILED:
        notices.put_down_payout_failed(session, payout.id, person_id, now=now)


def _itemize(db: Database, gateway: Gateway, mentor_id: str, account_id: str) -> None:
    """Find out which movements the latest payouts pay out, for those of which it is not known to the cent."""
    with db.reading() as session:
        asked = select(Payout.id).where(
            Payout.mentor_id == mentor_id, col(Payout.automatic).is_(True), col(Payout.itemized).is_(False)
        )
        unknown = session.exec(asked.order_by(col(Payout.created_at).desc()).limit(AT_ONCE)).all()
    for payout_id in unknown:
        try:
            items = gateway.payout_items(account_id, payout_id)
        except StripeRefused as refusal:
            # The payouts are booked; that their parts cannot be read must not keep other payouts from being so.
            log.warning("payout_not_itemized payout=%s code=%s", payout_id, refusal.code)
            continue
        with db.unit_of_work() as session:
            locked(session, mentor_id)
            _keep_items(session, payout_id, items)


def _keep_items(session: Session, payout_id: str, items: Iterable[PayoutItemSnapshot]) -> None:
    payout = session.get_one(Payout, payout_id)
    ours = [item for item in items if item.net.currency == payout.currency]
    session.exec(delete(PayoutItem).where(col(PayoutItem.payout_id) == payout_id))
    for item in ours:
        session.merge(_item(session, payout_id, item))
    payout.itemized = bool(ours) and sum(item.net.minor for item in ours) == payout.amount_minor
    session.add(payout)


def _item(session: Session, payout_id: str, item: PayoutItemSnapshot) -> PayoutItem:
    return PayoutItem(
        id=item.id,
        payout_id=payout_id,
        at=item.at,
        type=item.type[:60],
        amount_minor=item.net.minor,
        stripe_object=item.transfer_id or item.reversal_id or item.source,
        booking_id=_booking_of(session, item),
    )


def _booking_of(session: Session, item: PayoutItemSnapshot) -> str | None:
    """The booking whose share came with this movement, or was taken back by it; None for anything else."""
    if item.transfer_id:
        return session.exec(select(Payment.booking_id).where(Payment.transfer_id == item.transfer_id)).first()
    if not item.reversal_id:
        return None
    key = f"{Kind.REVERSED}:{item.reversal_id}"
    return session.exec(select(LedgerEntry.booking_id).where(LedgerEntry.posting_key == key)).first()
