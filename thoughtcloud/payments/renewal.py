"""Opens the page on which a mentee puts a refused reservation right: their bank's own, or one for another card.

There is one open page at a time. That it was asked for is written down before the call, so that every try of every
tab asks Stripe for the same page under the same key.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from thoughtcloud.core.errors import Problem, conflict, not_found, unavailable
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.states import BookingState, Effect, PaymentState
from thoughtcloud.payments import challenges
from thoughtcloud.payments.customers import forget_customer, known_customer
from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.orders import CheckoutOrder
from thoughtcloud.payments.snapshots import CheckoutSnapshot
from thoughtcloud.payments.sync import sync_booking
from thoughtcloud.store import effects
from thoughtcloud.store.advance import load, note, price_of
from thoughtcloud.store.tables import Booking, Payment, Person
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

# A page that was asked for is asked for again under its key for so long; later it gets a new one.
SAME_PAGE = timedelta(minutes=20)
# When Stripe closes a page by itself, after it was asked for: always over its minimum of 30 minutes ahead.
PAGE_LIFE = timedelta(hours=2)
OPEN_STATES = (BookingState.CONFIRMED, BookingState.COMPLETED)


@dataclass(frozen=True, slots=True)
class _Owed:
    booking: Booking
    payment: Payment
    person: Person


def open_renewal(
    db: Database,
    gateway: Gateway,
    public_url: str,
    booking_id: str,
    person_id: str,
    now: datetime,
    *,
    another_card: bool = False,
) -> str:
    """The address of the page on which the mentee `person_id` reserves the price that their card refused.

    Where the bank only wants to see its cardholder, that is the bank's page for the saved card, unless they want
    `another_card`; else it is Stripe's page to enter a card.

    Raises `Problem`: not_found for anybody else's booking, conflict `nothing_to_confirm` when nothing is asked of
    them (any more), unavailable when Stripe does not answer.
    """
    owed = _owed(db, booking_id, person_id)
    try:
        url = _open_already(db, gateway, owed, now)
        if not url and not another_card:
            url = _challenge(db, gateway, public_url, owed, now)
        return url or _open_another(db, gateway, public_url, owed, now)
    except StripeUnavailable as failure:
        log.warning("renewal_unavailable booking=%s: %s", booking_id, failure)
        raise _not_now() from failure
    except StripeRefused as refusal:
        log.error("renewal_refused booking=%s code=%s: %s", booking_id, refusal.code, refusal.text)
        raise _not_now() from refusal


def _owed(db: Database, booking_id: str, person_id: str) -> _Owed:
    with db.reading() as session:
        booking, payment = load(session, booking_id)
        person = session.get(Person, booking.mentee_id)
    if person is None or booking.mentee_id != person_id:
        raise not_found("booking")
    _check_asked(booking, payment)
    return _Owed(booking, payment, person)


def _check_asked(booking: Booking, payment: Payment) -> None:
    if booking.state not in OPEN_STATES or payment.state != PaymentState.ACTION_REQUIRED:
        raise _nothing_to_confirm()


def _open_already(db: Database, gateway: Gateway, owed: _Owed, now: datetime) -> str:
    """The address of the latest page while it is open, else nothing; what was paid on it is recorded."""
    if owed.payment.checkout_id is None or not owed.payment.checkout_url:
        return ""
    page = gateway.checkout(owed.payment.checkout_id)
    if page.status == "complete" and page.intent_id:
        _read_again(db, gateway, owed, now)
    return page.url if page.status == "open" else ""


def _challenge(db: Database, gateway: Gateway, public_url: str, owed: _Owed, now: datetime) -> str:
    """The bank's page for the saved card; empty where there is none to be had."""
    payment, back = owed.payment, f"{public_url}/bookings/{owed.booking.id}/return"
    if payment.intent_id is None or not challenges.wants_cardholder(payment):
        return ""
    hold = gateway.payment(payment.intent_id, owed.booking.id)
    if hold.challenge_url:
        return hold.challenge_url
    if hold.status not in challenges.ASKABLE:
        _read_again(db, gateway, owed, now)
        return ""
    asked = _ask(db, payment, now, anew=True)
    key = f"{owed.booking.id}-challenge-{asked.checkout_tries}"
    url = challenges.open_challenge(gateway, payment, back, key)
    if url or sync_booking(db, gateway, owed.booking.id, now).payment is PaymentState.ACTION_REQUIRED:
        return url
    # The bank agreed without a question: they go where they would have come back to.
    return back


def _read_again(db: Database, gateway: Gateway, owed: _Owed, now: datetime) -> _Owed:
    """What is owed once Stripe was asked. Raises `Problem` nothing_to_confirm when that is nothing any more."""
    sync_booking(db, gateway, owed.booking.id, now)
    return _owed(db, owed.booking.id, owed.person.id)


def _open_another(
    db: Database, gateway: Gateway, public_url: str, owed: _Owed, now: datetime, *, again: bool = True
) -> str:
    """Open the next page; where the customer was deleted at Stripe, for a new one. Its address."""
    # Asked for first: from then on the bank is not asked by ourselves for the hold that is ended here.
    asked = _ask(db, owed.payment, now)
    if not challenges.end_challenge(gateway, owed.payment):
        owed = _read_again(db, gateway, owed, now)
    key = f"{owed.booking.id}-renewal-{asked.checkout_tries}"
    try:
        customer_id = known_customer(db, gateway, owed.person, key)
        page = gateway.open_checkout(_order(owed, public_url, customer_id, asked.page_asked_at or now), key)
    except StripeRefused as refusal:
        # Stripe keeps a refusal for its key: the next try is another page.
        _ask(db, asked, now, anew=True)
        if again and forget_customer(db, owed.person, refusal):
            owed = _owed(db, owed.booking.id, owed.person.id)
            return _open_another(db, gateway, public_url, owed, now, again=False)
        raise
    return _opened(db, gateway, asked, page, now)


def _ask(db: Database, seen: Payment, now: datetime, *, anew: bool = False) -> Payment:
    """Write down which page is asked for, and give it back: one and the same for all tabs, tries and crashes.

    `anew`: the one that was asked for last is used up, even if that was just now.
    """
    with db.unit_of_work() as session:
        booking, payment = load(session, seen.booking_id, lock=True)
        _check_asked(booking, payment)
        if effects.is_leased(session, booking.id, Effect.RETRY_HOLD):
            raise unavailable(
                "bank_is_asked", "Your bank is being asked once more just now. Please try again in a moment."
            )
        underway = not payment.checkout_url and payment.page_asked_at is not None
        recent = payment.page_asked_at is not None and now - payment.page_asked_at < SAME_PAGE
        if payment.checkout_tries == seen.checkout_tries and (anew or not (underway and recent)):
            facts = PaymentFacts(checkout_tries=seen.checkout_tries + 1, page_asked_at=now, checkout_url="")
            note(session, payment, facts, read_at=payment.read_at or now)
        session.flush()
        session.refresh(payment)
        session.expunge(payment)
        return payment


def _order(owed: _Owed, public_url: str, customer_id: str, asked_at: datetime) -> CheckoutOrder:
    address = f"{public_url}/bookings/{owed.booking.id}"
    return CheckoutOrder(
        booking_id=owed.booking.id,
        title=owed.booking.title,
        price=price_of(owed.booking).total,
        customer_id=customer_id,
        expires_at=asked_at + PAGE_LIFE,
        success_url=f"{address}/return?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=address,
    )


def _opened(db: Database, gateway: Gateway, asked: Payment, page: CheckoutSnapshot, now: datetime) -> str:
    """Record the page; its address. One that nobody waits for any more is closed, and nobody gets to see it."""
    booking_id = asked.booking_id
    with db.unit_of_work() as session:
        booking, payment = load(session, booking_id, lock=True)
        wanted = booking.state in OPEN_STATES and payment.state == PaymentState.ACTION_REQUIRED
        if wanted and payment.checkout_tries == asked.checkout_tries:
            note(session, payment, PaymentFacts(checkout_id=page.id, checkout_url=page.url), read_at=now)
            return page.url
    gateway.expire_checkout(page.id, f"{booking_id}-renewal-{asked.checkout_tries}-expire")
    raise _nothing_to_confirm()


def _nothing_to_confirm() -> Problem:
    return conflict("nothing_to_confirm", "There is nothing to confirm for this booking. Please look at it again.")


def _not_now() -> Problem:
    return unavailable(
        "payment_page_unavailable",
        "The payment page cannot be reached just now, and nothing was charged. Please try again in a moment.",
    )
