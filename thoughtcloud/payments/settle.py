"""Carries out the calls that events set off: close a page, capture, give back, transfer, reverse, look at a share.

Every executor looks at our rows first and does nothing when they no longer ask for the call. A late or repeated
try reads Stripe before it writes, because Stripe keeps idempotency keys for 24 hours only. What a call answers is
never recorded from the answer: `sync_booking` reads Stripe anew, and so "already done" is no error.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import select

from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.refunds import MOST_TRIES
from thoughtcloud.core.reserving import secured_at
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, ShareState
from thoughtcloud.payments import answering, connect, retries, saved_cards
from thoughtcloud.payments.derive import Told, our_transfers
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.orders import RefundOrder, TransferOrder
from thoughtcloud.payments.snapshots import PaymentSnapshot
from thoughtcloud.payments.work import LET_GO, OFF, TAKEN, NotYet, Rows, Work
from thoughtcloud.store import refunds
from thoughtcloud.store.advance import advance, load
from thoughtcloud.store.effects import Lease
from thoughtcloud.store.tables import Mentor, Payment, Refund
from thoughtcloud.store.unit import Database

# An effect older than this is read at Stripe before it is carried out, even at its first try.
FRESH = timedelta(hours=1)
# How long to wait before looking again at funds that Stripe has not cleared when it said it would.
LOOK_AGAIN = timedelta(minutes=10)
# A refund that the card's bank has not taken yet is looked at so often; one that comes back is made once more.
REFUND_LOOK = timedelta(hours=1)
# An account that holds less than is to come back is looked at so often; what a mentor earns stays there for days.
REVERSAL_LOOK = timedelta(hours=6)
# How soon to look again whether the account can take the rest of a share.
ACCOUNT_LOOK = timedelta(hours=1)

UNDECIDED = (BookingState.NO_SHOW_REPORTED, BookingState.IN_REVIEW)
# What a part of the price is captured for, as its key names it.
_PARTS = {
    BookingState.NO_SHOW: "no-show",
    BookingState.CANCELLED: "late-fee",
    BookingState.COMPLETED: "settled",
}
SENT = (ShareState.TRANSFERRED, ShareState.PARTIALLY_REVERSED)


def carry_out(db: Database, gateway: Gateway, lease: Lease, now: datetime) -> None:
    """Do what the leased effect asks for, if our record still does, and record what Stripe then says.

    Raises StripeUnavailable, StripeRefused and NotYet; then the effect is to be tried again later.
    """
    work = Work(db, gateway, lease, now)
    if lease.attempt > 1 or now - lease.put_down_at > FRESH:
        work.sync()
    _EXECUTORS[lease.kind](work)


def _close_checkout(work: Work) -> None:
    rows = work.rows()
    payment = rows.payment
    if saved_cards.has_open_renewal(rows):
        saved_cards.close_renewal(work, payment)
    if not _waits_for_payment(rows):
        return
    if payment.checkout_id is None:
        _let_go_unopened(work)
        return
    checkout_id = payment.checkout_id
    work.write(
        lambda: work.gateway.expire_checkout(checkout_id, work.key("expire")),
        wanted=_waits_for_payment,
    )


def _let_go_unopened(work: Work) -> None:
    """Nobody was given an address to pay at, so there is nothing at Stripe to wait for.

    Unless one was given out just now: the booking is locked for the answer.
    """
    with work.db.unit_of_work() as session:
        _, payment = load(session, work.lease.booking_id, lock=True)
        if payment.checkout_id is not None:
            raise NotYet(work.now)
        advance(session, work.lease.booking_id, Happened(Event.CHECKOUT_EXPIRED, Actor.STRIPE, work.now))


def _waits_for_payment(rows: Rows) -> bool:
    return rows.booking.state == BookingState.HELD and rows.payment.state == PaymentState.CHECKOUT_OPEN


def _capture(work: Work) -> None:
    rows = work.rows()
    intent_id = rows.payment.intent_id
    if intent_id is None or not _wants_capture(rows):
        return
    if rows.booking.state == BookingState.COMPLETED and not rows.is_settled:
        work.write(lambda: work.gateway.capture(intent_id, work.key("capture")), wanted=_wants_capture)
    else:
        name = _PARTS[BookingState(rows.booking.state)]
        work.write(lambda: work.gateway.capture(intent_id, work.key(name), rows.due), wanted=_wants_capture)


def _wants_capture(rows: Rows) -> bool:
    asked = rows.booking.state in (BookingState.COMPLETED, *OFF) and rows.due.minor > 0
    return asked and rows.payment.state == PaymentState.AUTHORIZED


def _secure(work: Work) -> None:
    """Take the price before its hold ends; it is sent on to nobody until the session is decided."""
    rows = work.rows()
    intent_id = rows.payment.intent_id
    if intent_id is not None and _is_to_be_secured(rows, work.now):
        work.write(
            lambda: work.gateway.capture(intent_id, work.key("capture")),
            wanted=lambda then: _is_to_be_secured(then, work.now),
        )


def _is_to_be_secured(rows: Rows, now: datetime) -> bool:
    if rows.payment.state != PaymentState.AUTHORIZED:
        return False
    ends = rows.payment.capture_before
    confirmed = rows.booking.state == BookingState.CONFIRMED
    return rows.booking.state in UNDECIDED or (confirmed and ends is not None and secured_at(ends) <= now)


def _return_money(work: Work) -> None:
    """Make the refunds that are wanted, and of a session that is off give back whatever nobody owes."""
    rows = work.rows()
    intent_id = rows.payment.intent_id
    if intent_id is None or not _wants_money_back(rows):
        return
    paid = work.gateway.payment(intent_id, rows.booking.id)
    if paid.status == "succeeded":
        _refund(work, rows, paid)
    elif paid.status == "requires_capture" and _goes_down(rows) and not rows.due:
        work.write(lambda: work.gateway.void(intent_id, work.key("void")), wanted=_wants_money_back)
    else:
        work.sync()
    rows = work.rows()
    if _is_off(rows) and _wants_money_back(rows):
        # The refund is on its way to the card and may still come back.
        raise NotYet(work.now + REFUND_LOOK)


def _refund(work: Work, rows: Rows, paid: PaymentSnapshot) -> None:
    stays = rows.due.minor if _is_off(rows) else 0
    there = paid.unreturned.minor - stays
    made = {each.mark for each in paid.refunds}
    for wanted in rows.wanted:
        if wanted.id in made:
            continue
        if wanted.amount_minor > there:
            _drop(work, wanted.id)
            continue
        _refund_wanted(work, paid, wanted)
        there -= wanted.amount_minor
    if _is_off(rows) and there > 0:
        _refund_rest(work, rows, paid, Money(there, rows.booking.currency))
    else:
        work.sync()


def _refund_wanted(work: Work, paid: PaymentSnapshot, wanted: Refund) -> None:
    order = RefundOrder(wanted.booking_id, paid.id, Money(wanted.amount_minor, wanted.currency), wanted.id)
    work.write(
        lambda: work.gateway.refund(order, work.key(f"refund-{wanted.id}")),
        wanted=lambda now: wanted.id in {each.id for each in now.wanted},
    )


def _drop(work: Work, refund_id: str) -> None:
    """The money went back in another way before this refund was made, in Stripe's dashboard for instance."""
    with work.db.unit_of_work() as session:
        _, payment = load(session, work.lease.booking_id, lock=True)
        refunds.drop(session, payment, refund_id, now=work.now)


def _refund_rest(work: Work, rows: Rows, paid: PaymentSnapshot, amount: Money) -> None:
    failed = sum(each.status in ("failed", "canceled") for each in paid.refunds)
    if failed >= MOST_TRIES:
        raise StripeRefused(
            "refunds_come_back",
            f"The card has sent {failed} refunds back. The money has to go back on another way than by the card.",
        )
    order = RefundOrder(rows.booking.id, paid.id, amount)
    key = work.key(_refund_name(rows, failed))
    work.write(lambda: work.gateway.refund(order, key), wanted=_wants_money_back)


def _refund_name(rows: Rows, failed: int) -> str:
    """What makes one refund another operation than the last one, whose key would otherwise answer for it.

    A refund that came back is made again; and what a late fee left is refunded by itself when the fee is waived.
    """
    down_to = f"-down-to-{rows.due.minor}" if rows.due else ""
    return f"refund{down_to}-after-{failed}" if failed else f"refund{down_to}"


def _wants_money_back(rows: Rows) -> bool:
    if rows.payment.state == PaymentState.AUTHORIZED:
        return _goes_down(rows) and not rows.due
    if not _is_off(rows):
        return bool(rows.wanted) and rows.payment.state in TAKEN
    return rows.payment.state in TAKEN and rows.kept.minor > rows.due.minor


def _goes_down(rows: Rows) -> bool:
    """Whether no more than what is due may be taken from the hold: the session is off, or was decided on."""
    return _is_off(rows) or rows.is_settled


def _is_off(rows: Rows) -> bool:
    return rows.booking.state in LET_GO


def _transfer(work: Work) -> None:
    rows = work.rows()
    charge_id = rows.payment.charge_id
    if charge_id is None or not _wants_transfer(rows):
        return
    mentor = _mentor(work, rows)
    if mentor.account_id is None or not mentor.account_ready:
        _wait_for_account(work, mentor.id)
        return
    if rows.payment.returning_minor and not _is_off(rows):
        # What goes back is not the mentor's, and may come back: the share is known when that is.
        raise NotYet(work.now + REFUND_LOOK)
    first = rows.payment.transfers_made == 0
    order = TransferOrder(rows.booking.id, charge_id if first else None, mentor.account_id, rows.missing)
    again = "" if first else f"-{rows.payment.transfers_made + 1}"
    try:
        work.write(lambda: work.gateway.transfer(order, work.key(f"transfer{again}")), wanted=_wants_transfer)
    except StripeRefused as refusal:
        if refusal.code == "balance_insufficient":
            # The platform's own funds have still to clear; nobody can do more than wait.
            raise NotYet(work.now + ACCOUNT_LOOK) from refusal
        # The usual cause is an account that has lost a capability: then the share waits, and that is no failure.
        connect.sync_account(work.db, work.gateway, mentor.id, work.now)
        if _mentor(work, rows).account_ready:
            raise
        _wait_for_account(work, mentor.id)


def _wants_transfer(rows: Rows) -> bool:
    earned = rows.booking.state == BookingState.COMPLETED or (rows.booking.state in OFF and rows.due.minor > 0)
    # A share that was taken back for a dispute is made whole again once that is won.
    due = rows.payment.share_state in (ShareState.DUE, ShareState.PARTIALLY_REVERSED)
    return earned and due and rows.payment.state in TAKEN and rows.missing.minor > 0


def _mentor(work: Work, rows: Rows) -> Mentor:
    with work.db.reading() as session:
        return session.exec(select(Mentor).where(Mentor.id == rows.booking.mentor_id)).one()


def _wait_for_account(work: Work, mentor_id: str) -> None:
    """Let the share wait, unless the account became ready just now: the mentor's row is locked for the answer."""
    with work.db.unit_of_work() as session:
        mentor = connect.locked(session, mentor_id)
        if mentor.account_ready:
            raise NotYet(work.now)
        if work.rows().payment.share_state != ShareState.DUE:
            # A part of the share is there; the rest has no state of its own to wait in.
            raise NotYet(work.now + ACCOUNT_LOOK)
        happened = Happened(Event.ACCOUNT_NOT_READY, Actor.STRIPE, work.now, stripe_object=mentor.account_id)
        advance(session, work.lease.booking_id, happened)


def _reverse_transfer(work: Work) -> None:
    rows = work.rows()
    transfer_id, excess = rows.payment.transfer_id, _excess(rows)
    if transfer_id is None or excess.minor <= 0:
        return
    if rows.payment.transfers_made > 1:
        transfer_id, excess = _from_one_transfer(work, rows, excess)
    target = rows.payment.reversed_minor + excess.minor
    key, booking_id = work.key(f"reverse-{target}"), rows.booking.id
    try:
        work.write(
            lambda: work.gateway.reverse_transfer(transfer_id, booking_id, excess, key),
            wanted=lambda now: _excess(now).minor > 0,
        )
    except StripeRefused as refusal:
        if refusal.code != "balance_insufficient":
            raise
        # It was paid out already. Nothing has failed, however long it takes until the mentor earns again.
        text = f"It comes back as soon as the mentor has earned that much again. Stripe says: {refusal.text}"
        raise NotYet(work.now + REVERSAL_LOOK, text) from refusal
    if _excess(work.rows()).minor > 0:
        # The rest is in another transfer.
        raise NotYet(work.now)


def _from_one_transfer(work: Work, rows: Rows, excess: Money) -> tuple[str, Money]:
    """The latest transfer of which anything is left, and what of `excess` can be taken from it."""
    told = Told(payment=work.gateway.payment(str(rows.payment.intent_id), rows.booking.id))
    left = [each for each in our_transfers(told) if each.left]
    if not left:
        raise NotYet(work.now + LOOK_AGAIN)
    return left[-1].id, min(left[-1].left, excess, key=lambda money: money.minor)


def _excess(rows: Rows) -> Money:
    """How much more than its share of what is kept the mentor has."""
    return -rows.missing if rows.payment.share_state in SENT else Money(0, rows.booking.currency)


def _read_share(work: Work) -> None:
    if not _waits_for_funds(work.rows().payment):
        return
    work.sync()
    payment = work.rows().payment
    if _waits_for_funds(payment):
        raise NotYet(max(payment.share_available_at or work.now, work.now + LOOK_AGAIN))


def _waits_for_funds(payment: Payment) -> bool:
    return payment.share_state in SENT and not payment.share_available


_EXECUTORS: dict[Effect, Callable[[Work], None]] = {
    Effect.CLOSE_CHECKOUT: _close_checkout,
    Effect.PLACE_HOLD: saved_cards.place_hold,
    Effect.RETRY_HOLD: retries.retry_hold,
    Effect.RELEASE_HOLD: saved_cards.release_hold,
    Effect.GIVE_UP: saved_cards.give_up,
    Effect.CHARGE_FEE: saved_cards.charge_fee,
    Effect.CAPTURE: _capture,
    Effect.SECURE: _secure,
    Effect.RETURN_MONEY: _return_money,
    Effect.TRANSFER: _transfer,
    Effect.REVERSE_TRANSFER: _reverse_transfer,
    Effect.READ_SHARE: _read_share,
    Effect.SUBMIT_EVIDENCE: answering.submit_evidence,
    Effect.ACCEPT_DISPUTE: answering.accept,
}
