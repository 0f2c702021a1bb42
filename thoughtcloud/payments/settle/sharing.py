"""Sends the mentor's share, takes back what is too much of it, and reads when its funds clear."""

from datetime import timedelta

from sqlmodel import select

from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, BookingState, Event, ShareState
from thoughtcloud.payments import connect
from thoughtcloud.payments.derive import Told, our_transfers
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.orders import TransferOrder
from thoughtcloud.payments.settle.returning import REFUND_LOOK, is_off
from thoughtcloud.payments.work import OFF, TAKEN, NotYet, Rows, Work
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import Mentor, Payment

# How long to wait before looking again at funds that Stripe has not cleared when it said it would.
LOOK_AGAIN = timedelta(minutes=10)
# An account that holds less than is to come back is looked at so often; what a mentor earns stays there for days.
REVERSAL_LOOK = timedelta(hours=6)
# How soon to look again whether the account can take the rest of a share.
ACCOUNT_LOOK = timedelta(hours=1)
SENT = (ShareState.TRANSFERRED, ShareState.PARTIALLY_REVERSED)


def transfer(work: Work) -> None:
    """Send what the mentor lacks of their share, or let it wait for their account."""
    rows = work.rows()
    charge_id = rows.payment.charge_id
    if charge_id is None or not _wants_transfer(rows):
        return
    mentor = _mentor(work, rows)
    if mentor.account_id is None or not mentor.account_ready:
        _wait_for_account(work, mentor.id)
        return
    if rows.payment.returning_minor and not is_off(rows):
        # What goes back is not the mentor's, and may come back: the share is known when that is.
        raise NotYet(work.now + REFUND_LOOK)
    first = rows.payment.transfers_made == 0
    order = TransferOrder(rows.booking.id, charge_id if first else None, mentor.account_id, rows.to_be_sent)
    again = "" if first else f"-{rows.payment.transfers_made + 1}"
    try:
        work.write(
            lambda: work.gateway.transfer(order, work.key(f"transfer{again}")),
            wanted=lambda now: _wants_transfer(now) and now.to_be_sent == rows.to_be_sent,
        )
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
    return earned and due and rows.payment.state in TAKEN and rows.to_be_sent.minor > 0


def _mentor(work: Work, rows: Rows) -> Mentor:
    with work.db.reading() as session:
        return session.exec(select(Mentor).where(Mentor.id == rows.booking.mentor_id)).one()


def _wait_for_account(work: Work, mentor_id: str) -> None:
    """Let the share wait, unless the account became ready just now: the mentor's row is locked for the answer."""
    with work.unit() as session:
        mentor = connect.locked(session, mentor_id)
        if mentor.account_ready:
            raise NotYet(work.now)
        if work.rows().payment.share_state != ShareState.DUE:
            # A part of the share is there; the rest has no state of its own to wait in.
            raise NotYet(work.now + ACCOUNT_LOOK)
        happened = Happened(Event.ACCOUNT_NOT_READY, Actor.STRIPE, work.now, stripe_object=mentor.account_id)
        advance(session, work.lease.booking_id, happened)


def reverse_transfer(work: Work) -> None:
    """Take back what the mentor has beyond their share of what is kept."""
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
            wanted=lambda now: _excess(now).minor >= excess.minor,
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


def read_share(work: Work) -> None:
    """Find out whether the funds of the share have cleared."""
    if not _waits_for_funds(work.rows().payment):
        return
    work.sync()
    payment = work.rows().payment
    if _waits_for_funds(payment):
        raise NotYet(max(payment.share_available_at or work.now, work.now + LOOK_AGAIN))


def _waits_for_funds(payment: Payment) -> bool:
    return payment.share_state in SENT and not payment.share_available
