"""What Stripe's snapshot tells that our record does not know yet, as events in the order in which they happened.

`derive` is a pure function. Facts of Stripe are named in the book by their object (`Posting.key`), so whatever is
booked already is not told again; a snapshot that was read before a newer one was recorded therefore tells nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime

from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments.failures import Mismatch
from thoughtcloud.payments.orders import Purpose
from thoughtcloud.payments.snapshots import (
    ChargeSnapshot,
    CheckoutSnapshot,
    PaymentSnapshot,
    ShareSnapshot,
    TransferSnapshot,
)

# Stripe's reasons for a cancelled payment intent that mean: the bank's reservation ran out
# (docs.stripe.com/api/payment_intents/object, cancellation_reason).
LAPSE_REASONS = ("automatic", "expired")


NOTHING_TOLD = PaymentFacts()


@dataclass(frozen=True, slots=True)
class Known:
    """What our record says: the agreed price, Stripe's ids and sums in minor units, and what is booked."""

    price: Price
    checkout_id: str | None = None
    capture_before: datetime | None = None
    captured_minor: int = 0
    stripe_fee_minor: int | None = None
    refunded_minor: int = 0
    transferred_minor: int = 0
    reversed_minor: int = 0
    share_available: bool = False
    booked: frozenset[str] = frozenset()

    def has(self, kind: Kind, stripe_object: str) -> bool:
        """Whether this fact of this object is in the book."""
        return f"{kind}:{stripe_object}" in self.booked

    def after(self, facts: PaymentFacts) -> "Known":
        """What is known once these facts were recorded."""
        told = {field.name: getattr(facts, field.name) for field in fields(facts)}
        mine = {field.name for field in fields(self)}
        return replace(self, **{name: value for name, value in told.items() if name in mine and value is not None})


@dataclass(frozen=True, slots=True)
class Told:
    """What was read at Stripe in one go; None means: not read, or there is none."""

    checkout: CheckoutSnapshot | None = None
    payment: PaymentSnapshot | None = None
    share: ShareSnapshot | None = None


def derive(known: Known, told: Told, now: datetime) -> tuple[Happened, ...]:
    """The events that bring our record to what Stripe says.

    Raises Mismatch when the payment is of another sum than was agreed.
    """
    if told.payment is not None and not _is_agreed(known, told.payment):
        raise Mismatch(f"{told.payment.id} is over {told.payment.amount}, agreed was {known.price.total}")
    found: list[Happened] = []
    for look in _LOOKS:
        for fact in look(known, told):
            found.append(fact.at(now))
            known = known.after(fact.facts)
    return tuple(found)


def _is_agreed(known: Known, payment: PaymentSnapshot) -> bool:
    """The whole price, or a fee for cancelling late, which is a part of it."""
    total = known.price.total
    if payment.purpose == Purpose.LATE_FEE:
        return payment.amount.currency == total.currency and payment.amount.minor <= total.minor
    return payment.amount == total


@dataclass(frozen=True, slots=True)
class _Fact:
    """An event of Stripe that has not been given its moment yet."""

    event: Event
    stripe_object: str
    amount: Money | None = None
    facts: PaymentFacts = NOTHING_TOLD

    def at(self, now: datetime) -> Happened:
        return Happened(
            self.event,
            Actor.STRIPE,
            now,
            stripe_object=self.stripe_object,
            amount=self.amount,
            facts=self.facts,
        )


def _checkout(known: Known, told: Told) -> Iterator[_Fact]:
    page = told.checkout
    if page is None:
        return
    if page.status == "open" and known.checkout_id is None:
        facts = PaymentFacts(checkout_id=page.id, checkout_url=page.url)
        yield _Fact(Event.CHECKOUT_OPENED, page.id, facts=facts)
    if page.status == "expired":
        yield _Fact(Event.CHECKOUT_EXPIRED, page.id, facts=PaymentFacts(checkout_id=page.id))
    if page.saved is not None:
        facts = PaymentFacts(checkout_id=page.id, method_id=page.saved.method_id, card=page.saved.card)
        yield _Fact(Event.CARD_SAVED, page.saved.method_id, facts=facts)


def _refusal(known: Known, told: Told) -> Iterator[_Fact]:
    payment = told.payment
    if payment is not None and payment.refusal and payment.purpose:
        is_fee = payment.purpose == Purpose.LATE_FEE
        facts = PaymentFacts(refusal=payment.refusal)
        yield _Fact(Event.LATE_FEE_REFUSED if is_fee else Event.HOLD_REFUSED, payment.id, facts=facts)


def _late_fee(known: Known, told: Told) -> Iterator[_Fact]:
    """A fee is charged to the saved card at once: there is no hold before it."""
    payment, charge = told.payment, _held_charge(told)
    if payment is None or charge is None or payment.purpose != Purpose.LATE_FEE:
        return
    if payment.status == "succeeded" and not known.has(Kind.CAPTURED, charge.id):
        facts = PaymentFacts(
            intent_id=payment.id, charge_id=charge.id, card=charge.card, captured_minor=payment.received.minor
        )
        yield _Fact(Event.PAYMENT_CAPTURED, charge.id, payment.received, facts)


def _hold(known: Known, told: Told) -> Iterator[_Fact]:
    payment, charge = told.payment, _held_charge(told)
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
    yield _Fact(Event.CARD_AUTHORIZED, payment.id, payment.amount, facts)


def _held_charge(told: Told) -> ChargeSnapshot | None:
    """The charge that reserved the price: a declined attempt or an abandoned page has none that succeeded."""
    if told.payment is None or told.payment.charge is None or not told.payment.charge.succeeded:
        return None
    # An intent that needs a new card keeps its failed charge; only these are past a good one.
    return told.payment.charge if told.payment.status in ("requires_capture", "succeeded", "canceled") else None


def _end_of_hold(known: Known, told: Told) -> Iterator[_Fact]:
    payment, charge = told.payment, _held_charge(told)
    if payment is None or charge is None or known.has(Kind.HOLD_RELEASED, payment.id):
        return
    if payment.purpose == Purpose.LATE_FEE:
        return
    if payment.status == "canceled":
        event = Event.HOLD_LAPSED if _lapsed(payment, known.capture_before) else Event.PAYMENT_VOIDED
        yield _Fact(event, payment.id, payment.amount)
    if payment.status == "succeeded":
        facts = PaymentFacts(captured_minor=payment.received.minor, charge_id=charge.id)
        yield _Fact(Event.PAYMENT_CAPTURED, charge.id, payment.received, facts)


def _lapsed(payment: PaymentSnapshot, capture_before: datetime | None) -> bool:
    if payment.cancellation_reason:
        return payment.cancellation_reason in LAPSE_REASONS
    if payment.canceled_at is None or capture_before is None:
        return False
    return payment.canceled_at >= capture_before


def _fee(known: Known, told: Told) -> Iterator[_Fact]:
    charge = _held_charge(told)
    fee = charge.fee if charge else None
    if known.captured_minor and known.stripe_fee_minor is None and fee is not None:
        facts = PaymentFacts(stripe_fee_minor=fee.money.minor)
        yield _Fact(Event.STRIPE_FEE_KNOWN, fee.transaction_id, fee.money, facts)


def _failed_refunds(known: Known, told: Told) -> Iterator[_Fact]:
    back = known.refunded_minor
    for refund in told.payment.refunds if told.payment else ():
        came_back = refund.status in ("failed", "canceled") and known.has(Kind.REFUNDED, refund.id)
        if came_back and not known.has(Kind.REFUND_FAILED, refund.id):
            back -= refund.money.minor
            event = Event.REFUND_PARTLY_FAILED if back else Event.REFUND_FAILED
            yield _Fact(event, refund.id, refund.money, PaymentFacts(refunded_minor=back))


def _refunds(known: Known, told: Told) -> Iterator[_Fact]:
    back = known.refunded_minor
    for refund in told.payment.refunds if told.payment else ():
        if refund.status == "succeeded" and not known.has(Kind.REFUNDED, refund.id):
            back += refund.money.minor
            whole = back >= known.captured_minor
            event = Event.PAYMENT_REFUNDED if whole else Event.PAYMENT_PARTLY_REFUNDED
            yield _Fact(event, refund.id, refund.money, PaymentFacts(refunded_minor=back))


def _transfer(known: Known, told: Told) -> Iterator[_Fact]:
    transfer = our_transfer(told)
    if transfer is not None and not known.has(Kind.TRANSFERRED, transfer.id):
        facts = PaymentFacts(
            transfer_id=transfer.id,
            transferred_minor=transfer.money.minor,
            share_available_at=told.share.available_at if told.share else None,
        )
        yield _Fact(Event.SHARE_TRANSFERRED, transfer.id, transfer.money, facts)


def _reversals(known: Known, told: Told) -> Iterator[_Fact]:
    transfer = our_transfer(told)
    back = known.reversed_minor
    for reversal in transfer.reversals if transfer else ():
        if not known.has(Kind.REVERSED, reversal.id):
            back += reversal.money.minor
            whole = back >= known.transferred_minor
            event = Event.SHARE_REVERSED if whole else Event.SHARE_PARTLY_REVERSED
            yield _Fact(event, reversal.id, reversal.money, PaymentFacts(reversed_minor=back))


def _share(known: Known, told: Told) -> Iterator[_Fact]:
    transfer = our_transfer(told)
    pending = known.transferred_minor - known.reversed_minor
    if transfer is None or told.share is None or not told.share.available or known.share_available:
        return
    if pending > 0:
        amount = Money(pending, transfer.money.currency)
        facts = PaymentFacts(share_available=True, share_available_at=told.share.available_at)
        yield _Fact(Event.SHARE_AVAILABLE, transfer.id, amount, facts)


def our_transfer(told: Told) -> TransferSnapshot | None:
    """The transfer of this booking's share: the oldest in its group that carries our mark."""
    if told.payment is None:
        return None
    mine = (each for each in told.payment.transfers if each.booking_id == told.payment.booking_id)
    return next(mine, None)


_LOOKS: tuple[Callable[[Known, Told], Iterator[_Fact]], ...] = (
    _checkout,
    _refusal,
    _late_fee,
    _hold,
    _end_of_hold,
    _fee,
    _failed_refunds,
    _refunds,
    _transfer,
    _reversals,
    _share,
)
