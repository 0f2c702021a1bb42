"""Closes a payment page, so that nobody can pay on it any more."""

from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.payments import saved_cards
from thoughtcloud.payments.work import NotYet, Rows, Work
from thoughtcloud.store.advance import advance, load


def close_checkout(work: Work) -> None:
    """Close whatever page is open for a booking, of its first payment or of a renewal."""
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
    with work.unit() as session:
        _, payment = load(session, work.lease.booking_id, lock=True)
        if payment.checkout_id is not None:
            raise NotYet(work.now)
        advance(session, work.lease.booking_id, Happened(Event.CHECKOUT_EXPIRED, Actor.STRIPE, work.now))


def _waits_for_payment(rows: Rows) -> bool:
    return rows.booking.state == BookingState.HELD and rows.payment.state == PaymentState.CHECKOUT_OPEN
