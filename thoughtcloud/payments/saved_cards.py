"""Carries out what is asked of a saved card without the mentee: holds, their release, and the fee for being late.

Money moves only on an intent that is written down: it is prepared at Stripe, recorded here, and only then is the
bank asked. So whatever breaks in between, at any moment one intent at most can hold the price, and we know which.
"""

from thoughtcloud.core import reserving
from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.payments import challenges
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.orders import Purpose, SavedCardOrder
from thoughtcloud.payments.work import OFF, Rows, Work
from thoughtcloud.store.advance import advance, load, note, price_of
from thoughtcloud.store.tables import Payment, Person

ALIVE = (BookingState.CONFIRMED, BookingState.COMPLETED)
PLACEABLE = (PaymentState.CARD_SAVED, PaymentState.LAPSED)
UNSECURED = (*PLACEABLE, PaymentState.ACTION_REQUIRED)
# Why a hold was refused that was never asked for.
NO_CARD = "no_saved_card"


def place_hold(work: Work) -> None:
    """Reserve the price on the saved card; what the bank refuses is the mentee's to put right."""
    rows = work.rows()
    if not _wants_hold(rows):
        return
    order = _order(work, rows, Purpose.HOLD)
    if order is None:
        _refused(work, Event.HOLD_REFUSED, NO_CARD)
        return
    _ask_the_bank(work, order, f"hold-{rows.payment.holds_tried + 1}", Event.HOLD_REFUSED)


def charge_fee(work: Work) -> None:
    """Take the fee for cancelling late or not coming from the saved card; where the bank refuses, it is waived."""
    rows = work.rows()
    if not _wants_fee(rows):
        return
    order = _order(work, rows, Purpose.LATE_FEE)
    if order is None:
        _refused(work, Event.LATE_FEE_REFUSED, NO_CARD)
        return
    _ask_the_bank(work, order, "late-fee-by-card", Event.LATE_FEE_REFUSED)


def _wants_hold(rows: Rows) -> bool:
    return rows.booking.state in ALIVE and rows.payment.state in PLACEABLE and rows.due.minor > 0


def _wants_fee(rows: Rows) -> bool:
    off = rows.booking.state in OFF and rows.due.minor > 0
    return off and rows.payment.state in UNSECURED


def _wants(rows: Rows, purpose: Purpose) -> bool:
    return _wants_hold(rows) if purpose is Purpose.HOLD else _wants_fee(rows)


def _order(work: Work, rows: Rows, purpose: Purpose) -> SavedCardOrder | None:
    with work.db.reading() as session:
        person = session.get_one(Person, rows.booking.mentee_id)
    if person.customer_id is None or rows.payment.method_id is None:
        return None
    amount = price_of(rows.booking).total if purpose is Purpose.HOLD else rows.due
    return SavedCardOrder(
        rows.booking.id, rows.booking.title, purpose, amount, person.customer_id, rows.payment.method_id
    )


def _ask_the_bank(work: Work, order: SavedCardOrder, operation: str, refusal_event: Event) -> None:
    try:
        intent_id = work.gateway.prepare(order, work.key(operation))
        if not _write_down(work, order, intent_id):
            return
        work.gateway.confirm_off_session(intent_id, work.key(f"{operation}-confirm"))
    except StripeRefused as refusal:
        work.count_refusal()
        work.sync()
        if not _wants(work.rows(), order.purpose):
            return
        if refusal.remembered or not is_of_card(work, refusal):
            # The key is used up, and Stripe has not yet been asked under a fresh one; or the trouble is ours.
            raise
        _refused(work, refusal_event, refusal.decline or refusal.code or "declined")
        return
    work.sync()


def is_of_card(work: Work, refusal: StripeRefused) -> bool:
    """Whether the card's holder can put the refusal right: it was declined, or Stripe does not have it any more.

    Any other one, as when our account may not charge for now, is for an operator, and time, to mend.
    """
    if refusal.card_error:
        return True
    order = _order(work, work.rows(), Purpose.HOLD)
    return order is None or not work.gateway.has_card(order.customer_id, order.method_id)


def _write_down(work: Work, order: SavedCardOrder, intent_id: str) -> bool:
    """Record the intent before the bank is asked; False when the card need not be asked any more."""
    with work.unit() as session:
        booking, payment = load(session, order.booking_id, lock=True)
        if not _wants(Rows(booking, payment), order.purpose):
            return False
        note(session, payment, PaymentFacts(intent_id=intent_id), read_at=payment.read_at or work.now)
        return True


def _refused(work: Work, event: Event, reason: str) -> None:
    happened = Happened(event, Actor.STRIPE, work.now, facts=PaymentFacts(refusal=reason[:60]))
    with work.unit() as session:
        advance(session, work.lease.booking_id, happened)


def release_hold(work: Work) -> None:
    """Let go of a hold that ends before its session begins, so that a new one can be placed."""
    rows = work.rows()
    intent_id = rows.payment.intent_id
    if intent_id is not None and _is_outgrown(rows):
        key = work.key(f"hold-{rows.payment.holds_tried}-release")
        work.write(lambda: work.gateway.void(intent_id, key), wanted=_is_outgrown)


def _is_outgrown(rows: Rows) -> bool:
    held = rows.booking.state == BookingState.CONFIRMED and rows.payment.state == PaymentState.AUTHORIZED
    return held and reserving.is_outgrown(rows.payment.capture_before, rows.booking.starts_at)


def give_up(work: Work) -> None:
    """Nobody has put the reservation right in time: close the page for it, then call the session off."""
    rows = work.rows()
    if not _is_overdue(rows, work):
        return
    close_renewal(work, rows.payment)
    if _is_overdue(work.rows(), work):
        with work.unit() as session:
            advance(session, work.lease.booking_id, Happened(Event.GIVEN_UP, Actor.STRIPE, work.now))


def _is_overdue(rows: Rows, work: Work) -> bool:
    asked_at = rows.payment.refused_at
    waits = rows.booking.state == BookingState.CONFIRMED and rows.payment.state == PaymentState.ACTION_REQUIRED
    return waits and asked_at is not None and reserving.action_until(rows.booking.starts_at, asked_at) <= work.now


def has_open_renewal(rows: Rows) -> bool:
    """Whether the session is off while its mentee may still be at a page to put the reservation right."""
    return rows.booking.state in OFF and rows.payment.state == PaymentState.ACTION_REQUIRED


def close_renewal(work: Work, payment: Payment) -> None:
    """Close what is open for the mentee to confirm at; what they confirmed before that is recorded."""
    if payment.checkout_id is not None and payment.checkout_url:
        if work.gateway.checkout(payment.checkout_id).status == "open":
            key = work.key(f"renewal-{payment.checkout_tries}-close")
            try:
                work.gateway.expire_checkout(payment.checkout_id, key)
            except StripeRefused:
                # It was paid or it ended just now: reading it tells which.
                work.count_refusal()
        work.sync()
    elif not challenges.end_challenge(work.gateway, payment):
        work.sync()
