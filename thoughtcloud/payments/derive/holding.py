"""What Stripe tells of pages, holds and captures, and of the fee that it takes."""

from collections.abc import Iterator
from datetime import datetime

from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.states import Event
from thoughtcloud.payments.derive.fact import Fact
from thoughtcloud.payments.derive.known import Known
from thoughtcloud.payments.derive.told import Told, held_charge
from thoughtcloud.payments.orders import Purpose
from thoughtcloud.payments.snapshots import PaymentSnapshot

# Stripe's reasons for a cancelled payment intent that mean: the bank's reservation ran out
# (docs.stripe.com/api/payment_intents/object, cancellation_reason).
LAPSE_REASONS = ("automatic", "expired")


def checkout(known: Known, told: Told) -> Iterator[Fact]:
    """A page that opened, ran out, or saved a card."""
    page = told.checkout
    if page is None:
        return
    if page.status == "open" and known.checkout_id is None:
        facts = PaymentFacts(checkout_id=page.id, checkout_url=page.url)
        yield Fact(Event.CHECKOUT_OPENED, page.id, facts=facts)
    if page.status == "expired":
        yield Fact(Event.CHECKOUT_EXPIRED, page.id, facts=PaymentFacts(checkout_id=page.id))
    if page.saved is not None:
        facts = PaymentFacts(checkout_id=page.id, method_id=page.saved.method_id, card=page.saved.card)
        yield Fact(Event.CARD_SAVED, page.saved.method_id, facts=facts)


def refusal(known: Known, told: Told) -> Iterator[Fact]:
    """A bank's no to what was asked of a saved card."""
    payment = told.payment
    if payment is not None and payment.refusal and payment.purpose:
        is_fee = payment.purpose == Purpose.LATE_FEE
        facts = PaymentFacts(refusal=payment.refusal)
        yield Fact(Event.LATE_FEE_REFUSED if is_fee else Event.HOLD_REFUSED, payment.id, facts=facts)


def late_fee(known: Known, told: Told) -> Iterator[Fact]:
    """A fee is charged to the saved card at once: there is no hold before it."""
    payment, charge = told.payment, held_charge(told)
    if payment is None or charge is None or payment.purpose != Purpose.LATE_FEE:
        return
    if payment.status == "succeeded" and not known.has(Kind.CAPTURED, charge.id):
        facts = PaymentFacts(
            intent_id=payment.id, charge_id=charge.id, card=charge.card, captured_minor=payment.received.minor
        )
        yield Fact(Event.PAYMENT_CAPTURED, charge.id, payment.received, facts)


def hold(known: Known, told: Told) -> Iterator[Fact]:
    """The price was reserved."""
    payment, charge = told.payment, held_charge(told)
    if payment is None or charge is None or known.has(Kind.HOLD_PLACED, payment.id):
        return
    if payment.purpose == Purpose.LATE_FEE:
        return
    facts = PaymentFacts(
        checkout_id=told.checkout.id if told.checkout else None,
        intent_id=payment.id,
        method_id=payment.saved_method_id or None,
        charge_id=charge.id,
        card=charge.card,
        capture_before=charge.capture_before,
    )
    yield Fact(Event.CARD_AUTHORIZED, payment.id, payment.amount, facts)


def end_of_hold(known: Known, told: Told) -> Iterator[Fact]:
    """The hold was captured, let go, or ran out."""
    payment, charge = told.payment, held_charge(told)
    if payment is None or charge is None or known.has(Kind.HOLD_RELEASED, payment.id):
        return
    if payment.purpose == Purpose.LATE_FEE:
        return
    if payment.status == "canceled":
        event = Event.HOLD_LAPSED if _lapsed(payment, known.capture_before) else Event.PAYMENT_VOIDED
        yield Fact(event, payment.id, payment.amount)
    if payment.status == "succeeded":
        facts = PaymentFacts(captured_minor=payment.received.minor, charge_id=charge.id)
        yield Fact(Event.PAYMENT_CAPTURED, charge.id, payment.received, facts)


def _lapsed(payment: PaymentSnapshot, capture_before: datetime | None) -> bool:
    if payment.cancellation_reason:
        return payment.cancellation_reason in LAPSE_REASONS
    if payment.canceled_at is None or capture_before is None:
        return False
    return payment.canceled_at >= capture_before


def fee(known: Known, told: Told) -> Iterator[Fact]:
    """What Stripe keeps of a charge."""
    charge = held_charge(told)
    fee = charge.fee if charge else None
    if known.captured_minor and known.stripe_fee_minor is None and fee is not None:
        facts = PaymentFacts(stripe_fee_minor=fee.money.minor)
        yield Fact(Event.STRIPE_FEE_KNOWN, fee.transaction_id, fee.money, facts)
