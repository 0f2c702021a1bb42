"""Asks a bank again, without the mentee, for a hold that it refused for a reason that may have passed.

A retry and a page on which the mentee brings another card never ask for the price at the same time: a page is not
opened while a retry is being carried out (`renewal`), and a retry gives way to a page that is open. So one hold at
most can come of both.
"""

from datetime import timedelta

from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.reserving import PASSING
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.payments import challenges
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.orders import Purpose, SavedCardOrder
from thoughtcloud.payments.saved_cards import is_of_card
from thoughtcloud.payments.work import Rows, Work
from thoughtcloud.store.advance import advance, load, note, price_of
from thoughtcloud.store.tables import Person

# A page that was asked for so recently may be about to open.
OPENING = timedelta(minutes=20)


def retry_hold(work: Work) -> None:
    """Ask the bank once more, if nobody does anything about the refusal just now; record what it says."""
    if not _is_wanted(work.rows()):
        return
    if _has_page(work):
        _happen(work, Event.RETRY_PUT_OFF)
        return
    rows = work.rows()
    if not _is_wanted(rows):
        return
    _ask_again(work, rows)


def _is_wanted(rows: Rows) -> bool:
    payment = rows.payment
    waits = rows.booking.state == BookingState.CONFIRMED and payment.state == PaymentState.ACTION_REQUIRED
    return waits and payment.refusal in PASSING and payment.method_id is not None


def _has_page(work: Work) -> bool:
    """Whether the mentee is at a page, or on their way to one; what was paid on it is recorded."""
    payment = work.rows().payment
    if payment.checkout_id is None or not payment.checkout_url:
        return payment.page_asked_at is not None and work.now - payment.page_asked_at < OPENING
    page = work.gateway.checkout(payment.checkout_id)
    if page.status == "complete":
        work.sync()
    return page.status == "open"


def _ask_again(work: Work, rows: Rows) -> None:
    operation = f"hold-{rows.payment.holds_tried}-again-{rows.payment.retries}"
    try:
        intent_id = _intent(work, rows, operation)
        if intent_id:
            key = work.key(f"{operation}-confirm")
            work.gateway.confirm_off_session(intent_id, key, rows.payment.method_id or "")
    except StripeRefused as refusal:
        is_ours = not is_of_card(work, refusal)
        if is_ours:
            work.count_refusal()
        work.sync()
        if _is_wanted(work.rows()):
            if is_ours:
                raise
            _happen(work, Event.HOLD_REFUSED_AGAIN, refusal.decline or refusal.code or "declined")
        return
    work.sync()


def _intent(work: Work, rows: Rows, operation: str) -> str:
    """The hold that was refused while it can still come about, else a new one, which is written down first.

    Empty when there is nothing to ask for.
    """
    payment = rows.payment
    if payment.intent_id is not None:
        status = work.gateway.payment(payment.intent_id, rows.booking.id).status
        if status in challenges.ASKABLE:
            return payment.intent_id
        if status != "canceled":
            return ""
    with work.db.reading() as session:
        customer_id = session.get_one(Person, rows.booking.mentee_id).customer_id
    if customer_id is None or payment.method_id is None:
        return ""
    order = SavedCardOrder(
        rows.booking.id, rows.booking.title, Purpose.HOLD, price_of(rows.booking).total, customer_id,
        payment.method_id,
    )  # fmt: skip
    intent_id = work.gateway.prepare(order, work.key(operation))
    return intent_id if _write_down(work, intent_id) else ""


def _write_down(work: Work, intent_id: str) -> bool:
    with work.unit() as session:
        booking, payment = load(session, work.lease.booking_id, lock=True)
        if not _is_wanted(Rows(booking, payment)):
            return False
        note(session, payment, PaymentFacts(intent_id=intent_id), read_at=payment.read_at or work.now)
        return True


def _happen(work: Work, event: Event, refusal: str | None = None) -> None:
    """Record what came of this try, once: its outcome sets when the next one is due."""
    facts = PaymentFacts(refusal=refusal[:60] if refusal else None)
    with work.unit() as session:
        _, payment = load(session, work.lease.booking_id, lock=True)
        if payment.retry_at is not None:
            return
        advance(session, work.lease.booking_id, Happened(event, Actor.STRIPE, work.now, facts=facts))
