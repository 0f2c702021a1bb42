"""Opens the hosted payment page of a held booking; asking again, from any tab, gives the same page."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from thoughtcloud.core.errors import Problem, conflict, not_found, unavailable
from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.policy import CHECKOUT_LIFE, HOLD_LIFE, reserves_at_once
from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.payments.customers import forget_customer, known_customer
from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.orders import CheckoutOrder
from thoughtcloud.payments.snapshots import CheckoutSnapshot
from thoughtcloud.store.advance import advance, load, note, price_of
from thoughtcloud.store.tables import Booking, Payment, Person
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

# When Stripe itself closes the page, after the booking was made. We close it earlier, when the hold runs out; this
# is for the day on which we cannot. It must be the same at every try, because one idempotency key stands for one
# set of parameters, and at the last moment of the hold it must still be Stripe's minimum of 30 minutes ahead.
PAGE_LIFE: timedelta = HOLD_LIFE + CHECKOUT_LIFE


@dataclass(frozen=True, slots=True)
class _Held:
    """A booking that waits for its payment, and who is to pay."""

    booking: Booking
    payment: Payment
    person: Person


def open_checkout(
    db: Database, gateway: Gateway, public_url: str, booking_id: str, person_id: str, now: datetime
) -> str:
    """The address of the page on which the mentee `person_id` reserves the price of their held booking.

    Raises `Problem`: not_found for anybody else's booking, conflict when it no longer waits for a payment,
    unavailable when Stripe does not answer; then nothing was charged and asking again goes on from there.
    """
    held = _held(db, booking_id, person_id)
    if held.payment.checkout_url:
        return held.payment.checkout_url
    if now >= held.booking.held_until:
        raise _closed()
    try:
        page = _open_page(db, gateway, public_url, held, now)
    except StripeUnavailable as failure:
        log.warning("checkout_unavailable booking=%s: %s", booking_id, failure)
        raise _not_now(held.booking) from failure
    except StripeRefused as refusal:
        log.error("checkout_refused booking=%s code=%s: %s", booking_id, refusal.code, refusal.text)
        raise _not_now(held.booking) from refusal
    return _opened(db, gateway, booking_id, page, now)


def _open_page(
    db: Database, gateway: Gateway, public_url: str, held: _Held, now: datetime, *, again: bool = True
) -> CheckoutSnapshot:
    """Ask Stripe for the page; where the customer was deleted there, once more for a new one."""
    key = f"{held.booking.id}-checkout-{held.payment.checkout_tries + 1}"
    try:
        customer_id = known_customer(db, gateway, held.person, key)
        return gateway.open_checkout(_order(held, public_url, customer_id), key)
    except StripeRefused as refusal:
        _count_refusal(db, held.payment, now)
        if again and forget_customer(db, held.person, refusal):
            held = _held(db, held.booking.id, held.person.id)
            return _open_page(db, gateway, public_url, held, now, again=False)
        raise


def _held(db: Database, booking_id: str, person_id: str) -> _Held:
    with db.reading() as session:
        booking, payment = load(session, booking_id)
        person = session.get(Person, booking.mentee_id)
    if person is None or booking.mentee_id != person_id:
        raise not_found("booking")
    _check_waiting(booking, payment)
    return _Held(booking, payment, person)


def _check_waiting(booking: Booking, payment: Payment) -> None:
    if booking.state != BookingState.HELD or payment.state != PaymentState.CHECKOUT_OPEN:
        raise _closed()


def _order(held: _Held, public_url: str, customer_id: str) -> CheckoutOrder:
    address = f"{public_url}/bookings/{held.booking.id}"
    at_once = reserves_at_once(held.booking.ends_at, held.booking.created_at)
    return CheckoutOrder(
        booking_id=held.booking.id,
        title=held.booking.title,
        price=price_of(held.booking).total,
        customer_id=customer_id,
        saves_only=not at_once,
        note="" if at_once else _promise(held),
        expires_at=held.booking.created_at + PAGE_LIFE,
        success_url=f"{address}/return?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=f"{address}/left",
    )


def _promise(held: _Held) -> str:
    """What the page says that only saves a card; the same at every try."""
    booking = held.booking
    day = placed_at(booking.starts_at).astimezone(ZoneInfo(booking.mentee_zone))
    total = price_of(booking).total
    return (
        f"Nothing is charged or reserved now. {total.major} {total.currency.upper()} will be reserved on this "
        f"card on {day.day} {day:%B %Y}."
    )


def _opened(db: Database, gateway: Gateway, booking_id: str, page: CheckoutSnapshot, now: datetime) -> str:
    """Record the page; the address that is valid, which is another tab's if that one was faster."""
    facts = PaymentFacts(checkout_id=page.id, checkout_url=page.url)
    happened = Happened(Event.CHECKOUT_OPENED, Actor.STRIPE, now, stripe_object=page.id, facts=facts)
    with db.unit_of_work() as session:
        _, payment = load(session, booking_id, lock=True)
        if payment.checkout_url:
            return payment.checkout_url
        moved = advance(session, booking_id, happened).moved
    if not moved:
        _close_at_once(gateway, booking_id, page.id)
        raise _closed()
    return page.url


def _close_at_once(gateway: Gateway, booking_id: str, checkout_id: str) -> None:
    """The slot was let go while the page was being opened: nobody has its address, and nobody is to get it."""
    try:
        gateway.expire_checkout(checkout_id, f"{booking_id}-expire")
    except (StripeUnavailable, StripeRefused) as failure:
        log.warning("unseen_checkout_left_open booking=%s checkout=%s: %s", booking_id, checkout_id, failure)


def _count_refusal(db: Database, seen: Payment, now: datetime) -> None:
    """Stripe keeps a refusal for its key: the next try gets a key of its own. Two tabs count one refusal once."""
    with db.unit_of_work() as session:
        _, payment = load(session, seen.booking_id, lock=True)
        if payment.checkout_tries == seen.checkout_tries:
            note(session, payment, PaymentFacts(checkout_tries=seen.checkout_tries + 1), read_at=now)


def _closed() -> Problem:
    return conflict("checkout_closed", "This booking no longer waits for a payment. Please look at it again.")


def _not_now(booking: Booking) -> Problem:
    until = booking.held_until.astimezone(ZoneInfo(booking.mentee_zone))
    return unavailable(
        "payment_page_unavailable",
        "The payment page cannot be reached just now. Nothing was charged, and the slot is held for you until "
        f"{until:%H:%M}. Please try again in a moment.",
    )
