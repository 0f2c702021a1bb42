"""Gives money back: lets a hold go, makes the refunds that are wanted, and returns what nobody owes."""

from datetime import timedelta

from thoughtcloud.core.money import Money
from thoughtcloud.core.refunds import MOST_TRIES
from thoughtcloud.core.states import PaymentState
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.orders import RefundOrder
from thoughtcloud.payments.snapshots import PaymentSnapshot
from thoughtcloud.payments.work import LET_GO, TAKEN, NotYet, Rows, Work
from thoughtcloud.store import refunds
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import Refund

# A refund that the card's bank has not taken yet is looked at so often; one that comes back is made once more.
REFUND_LOOK = timedelta(hours=1)


def return_money(work: Work) -> None:
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
    if is_off(rows) and _wants_money_back(rows):
        # The refund is on its way to the card and may still come back.
        raise NotYet(work.now + REFUND_LOOK)


def _refund(work: Work, rows: Rows, paid: PaymentSnapshot) -> None:
    stays = rows.due.minor if is_off(rows) else 0
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
    if is_off(rows) and there > 0:
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
    with work.unit() as session:
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
    if not is_off(rows):
        return bool(rows.wanted) and rows.payment.state in TAKEN
    return rows.payment.state in TAKEN and rows.kept.minor > rows.due.minor


def _goes_down(rows: Rows) -> bool:
    """Whether no more than what is due may be taken from the hold: the session is off, or was decided on."""
    return is_off(rows) or rows.is_settled


def is_off(rows: Rows) -> bool:
    """Whether the session will not be, or was not, paid for."""
    return rows.booking.state in LET_GO
