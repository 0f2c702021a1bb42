"""What our memories say of one booking's money, and which bookings have to be looked at."""

from sqlalchemy import not_, or_
from sqlmodel import Session, col, select

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.core.reconciliation import ENDED, KEPT, LET_GO, NOTHING_KEPT, NOTHING_SENT, SENT, Record
from thoughtcloud.core.states import BookingState, Effect, PaymentState
from thoughtcloud.store import findings, refunds
from thoughtcloud.store.advance import load, position
from thoughtcloud.store.effects import BURIED, LEASED, WAITING
from thoughtcloud.store.tables import Booking, EffectRow, FindingRow, LedgerEntry, Payment

ROUND = 200


def unfinished(session: Session, *, after: str, whole: bool, limit: int = ROUND) -> list[str]:
    """The next bookings (by id) whose money may still move, or that something is open about; all if `whole`."""
    ended = col(Booking.state).in_(tuple(ENDED))
    # What a completed session has not secured is still expected; of one that is off nobody waits for it.
    unsecured = col(Booking.state).in_(tuple(LET_GO)) & col(Payment.state).in_(tuple(UNSECURED))
    # A hold that was let go is the end of it, unless the session took place and something is owed for it.
    owed = (col(Booking.state) == BookingState.COMPLETED) & (col(Booking.settled_minor).is_distinct_from(0))
    released = (col(Payment.state) == PaymentState.VOIDED) & owed
    nothing = or_(col(Payment.state).in_(tuple(NOTHING_KEPT)) & not_(released), unsecured)
    nothing = nothing & col(Payment.share_state).in_(tuple(NOTHING_SENT))
    sent = col(Payment.share_state).in_(tuple(SENT)) & col(Payment.share_available)
    final = ended & (nothing | (col(Payment.state).in_(tuple(KEPT)) & sent))
    doubted = select(FindingRow.booking_id).where(
        FindingRow.state == findings.OPEN, col(FindingRow.booking_id).is_not(None)
    )
    asked = select(Booking.id).join(Payment, col(Payment.booking_id) == col(Booking.id)).where(Booking.id > after)
    if not whole:
        asked = asked.where(or_(not_(final), col(Booking.id).in_(doubted)))
    return list(session.exec(asked.order_by(col(Booking.id)).limit(limit)))


def record(session: Session, booking_id: str) -> Record:
    """What the payment's row, the book and the queue say of one booking."""
    booking, payment = load(session, booking_id)
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.booking_id == booking_id)).all()
    sums: dict[str, int] = {}
    postings: dict[str, int] = {}
    for entry in entries:
        postings[entry.posting_key] = postings.get(entry.posting_key, 0) + entry.amount_minor
        if entry.account == Account.AT_STRIPE:
            sums[entry.kind] = sums.get(entry.kind, 0) + entry.amount_minor
    active = col(EffectRow.state).in_((WAITING, LEASED))
    # Looking at a share waits for days and moves nothing.
    moves = EffectRow.kind != Effect.READ_SHARE
    waits = select(EffectRow.id).where(EffectRow.booking_id == booking_id, active, moves)
    return Record(
        booking_id=booking.id,
        currency=booking.currency,
        position=position(booking, payment),
        row=_row(payment),
        book=_book(sums),
        held=-sum(entry.amount_minor for entry in entries if entry.account == Account.HOLD),
        fee=booking.late_fee_minor,
        price=booking.price_minor,
        platform=booking.fee_minor,
        settled=booking.settled_minor,
        aside=payment.returning_minor + refunds.came_back_minor(session, booking_id),
        refusal=payment.refusal,
        refused_at=payment.refused_at,
        unbalanced=tuple(key for key, total in postings.items() if total),
        under_way=session.exec(waits).first() is not None,
    )


def _row(payment: Payment) -> dict[Kind, int]:
    return {
        Kind.CAPTURED: payment.captured_minor,
        Kind.REFUNDED: payment.refunded_minor,
        Kind.DISPUTED: payment.disputed_minor,
        Kind.TRANSFERRED: payment.transferred_minor,
        Kind.REVERSED: payment.reversed_minor,
        Kind.STRIPE_FEE: (payment.stripe_fee_minor or 0) + payment.dispute_fee_minor,
    }


def _book(sums: dict[str, int]) -> dict[Kind, int]:
    """The platform's lines by kind, as positive sums; what came back of a refund or of a dispute is none."""
    return {
        Kind.CAPTURED: sums.get(Kind.CAPTURED, 0),
        Kind.REFUNDED: -sums.get(Kind.REFUNDED, 0) - sums.get(Kind.REFUND_FAILED, 0),
        Kind.DISPUTED: -sums.get(Kind.DISPUTED, 0) - sums.get(Kind.REINSTATED, 0),
        Kind.TRANSFERRED: -sums.get(Kind.TRANSFERRED, 0),
        Kind.REVERSED: sums.get(Kind.REVERSED, 0),
        Kind.STRIPE_FEE: -sums.get(Kind.STRIPE_FEE, 0),
    }


def buried(session: Session) -> list[tuple[str, str, str]]:
    """Booking, kind and cause of every call to Stripe that was given up."""
    asked = select(EffectRow.booking_id, EffectRow.kind, EffectRow.problem).where(EffectRow.state == BURIED)
    return [(booking_id, kind, problem) for booking_id, kind, problem in session.exec(asked)]
