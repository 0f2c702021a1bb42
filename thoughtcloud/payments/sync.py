"""The one way in for Stripe's facts: read the objects of a booking at Stripe, then advance our record to them.

Webhooks, the return page, executors and the patrol all call `sync_booking`; whoever comes first changes the record
and the others find nothing new. No transaction is open while Stripe is asked.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.facts import DisputeFacts, PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import PaymentState, Position, ShareState
from thoughtcloud.payments.derive import Known, Told, derive, our_transfers
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.snapshots import ShareSnapshot, TransferSnapshot
from thoughtcloud.store import disputes, refunds
from thoughtcloud.store.advance import advance, load, note, position, price_of
from thoughtcloud.store.tables import Booking, Dispute, LedgerEntry, Payment
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hint:
    """Stripe objects that a webhook says are this booking's; believed only once Stripe says so too."""

    checkout_id: str | None = None
    intent_id: str | None = None


NO_HINT = Hint()
UNCLEARED = (ShareState.TRANSFERRED, ShareState.PARTIALLY_REVERSED)


def sync_booking(db: Database, gateway: Gateway, booking_id: str, now: datetime, hint: Hint = NO_HINT) -> Position:
    """Bring our record of one booking to what Stripe says; where it stands afterwards.

    Raises `Problem` not_found, StripeUnavailable, StripeRefused, and Mismatch for a payment of another sum.
    """
    with db.reading() as session:
        _, payment = load(session, booking_id)
        cleared = _cleared(session, payment)
    told = _ask(gateway, payment, cleared, hint)
    try:
        return _record(db, booking_id, told, now)
    except Problem as problem:
        if problem.code != "slot_taken":
            raise
        # Somebody took the slot between our look at it and our claim: this time the look will show it.
        return _record(db, booking_id, told, now)


def sync_shares(db: Database, gateway: Gateway, mentor_id: str, now: datetime) -> None:
    """Read every booking of the mentor whose sent share should have cleared by now and has not in our record."""
    with db.reading() as session:
        asked = (
            select(Payment.booking_id)
            .join(Booking, col(Booking.id) == Payment.booking_id)
            .where(Booking.mentor_id == mentor_id, col(Payment.share_state).in_(UNCLEARED))
            .where(col(Payment.share_available).is_(False), col(Payment.share_available_at) <= now)
        )
        waiting = session.exec(asked.order_by(Payment.booking_id)).all()
    for booking_id in waiting:
        sync_booking(db, gateway, booking_id, now)


def _cleared(session: Session, payment: Payment) -> frozenset[str]:
    """The transfers whose funds have cleared in our book."""
    if payment.transfers_made == 0:
        return frozenset()
    asked = select(LedgerEntry.stripe_object).where(
        LedgerEntry.booking_id == payment.booking_id, LedgerEntry.kind == Kind.AVAILABLE
    )
    return frozenset(session.exec(asked))


def _ask(gateway: Gateway, payment: Payment, cleared: frozenset[str], hint: Hint) -> Told:
    checkout_id = payment.checkout_id or hint.checkout_id
    intent_id = payment.intent_id or (hint.intent_id if checkout_id is None else None)
    checkout = None
    if checkout_id is not None and _may_be_paid_on_page(payment):
        checkout = gateway.checkout(checkout_id)
        if checkout.booking_id != payment.booking_id:
            return Told()
        intent_id = checkout.intent_id or intent_id
    if intent_id is None:
        return Told(checkout)
    paid = gateway.payment(intent_id, payment.booking_id)
    if paid.booking_id != payment.booking_id:
        return Told()
    transfers = our_transfers(Told(payment=paid))
    shares = _shares(gateway, transfers, cleared)
    latest = shares.pop(transfers[-1].id, None) if transfers else None
    return Told(checkout, paid, latest, shares)


def _may_be_paid_on_page(payment: Payment) -> bool:
    """Whether the mentee may be at a payment page: at the first one, or at one to put a refused hold right."""
    renewing = payment.state == PaymentState.ACTION_REQUIRED and bool(payment.checkout_url)
    return payment.intent_id is None or renewing


def _shares(
    gateway: Gateway, transfers: tuple[TransferSnapshot, ...], cleared: frozenset[str]
) -> dict[str, ShareSnapshot]:
    """The mentor's side of every transfer of which something has not cleared; the latest is always asked for."""
    waiting = [each for each in transfers if each.id not in cleared and (each.left or each is transfers[-1])]
    found = {each.id: _share(gateway, each) for each in waiting}
    return {transfer_id: share for transfer_id, share in found.items() if share is not None}


def _share(gateway: Gateway, transfer: TransferSnapshot) -> ShareSnapshot | None:
    if not transfer.destination_payment:
        return None
    try:
        return gateway.share(transfer)
    except StripeRefused as refusal:
        # A mentor may have cut the tie to the platform: their side is closed to us, ours goes on.
        log.warning("share_unreadable booking=%s code=%s", transfer.booking_id, refusal.code)
        return None


def _record(db: Database, booking_id: str, told: Told, now: datetime) -> Position:
    with db.unit_of_work() as session:
        booking, payment = load(session, booking_id, lock=True)
        # First the tries, then what came of them: a refund that has arrived is not one that is still to be made.
        seen = [each.seen() for each in told.payment.refunds] if told.payment else []
        refunds.record(session, booking, payment, seen, now=now)
        for happened in derive(_known(session, booking, payment), told, now):
            advance(session, booking_id, happened)
        note(session, payment, PaymentFacts(share_available_at=_clears_at(told)), read_at=now)
        return position(booking, payment)


def _clears_at(told: Told) -> datetime | None:
    """When the next of the funds clear that have not."""
    shares = [*told.older.values(), *((told.share,) if told.share else ())]
    waiting = [each.available_at for each in shares if not each.available]
    return min(waiting, default=told.share.available_at if told.share else None)


def _known(session: Session, booking: Booking, payment: Payment) -> Known:
    keys = select(LedgerEntry.posting_key).where(LedgerEntry.booking_id == booking.id).distinct()
    return Known(
        price=price_of(booking),
        state=PaymentState(payment.state),
        checkout_id=payment.checkout_id,
        capture_before=payment.capture_before,
        captured_minor=payment.captured_minor,
        stripe_fee_minor=payment.stripe_fee_minor,
        refunded_minor=payment.refunded_minor,
        disputed_minor=payment.disputed_minor,
        dispute_fee_minor=payment.dispute_fee_minor,
        transferred_minor=payment.transferred_minor,
        reversed_minor=payment.reversed_minor,
        share_available=payment.share_available,
        booked=frozenset(session.exec(keys)),
        disputes={row.id: _facts(row) for row in disputes.of_booking(session, booking.id)},
    )


def _facts(row: Dispute) -> DisputeFacts:
    money = Money(row.amount_minor, row.currency)
    return DisputeFacts(row.id, money, row.reason, row.status, row.opened_at, row.due_by, row.network_code)
