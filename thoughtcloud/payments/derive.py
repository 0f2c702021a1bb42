"""What Stripe's snapshot tells that our record does not know yet, as events in the order in which they happened.

`derive` is a pure function. Facts of Stripe are named in the book by their object (`Posting.key`), so whatever is
booked already is not told again; a snapshot that was read before a newer one was recorded therefore tells nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from thoughtcloud.core import disputes
from thoughtcloud.core.facts import DisputeFacts, Happened, PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.states import Actor, Event, PaymentState
from thoughtcloud.payments.failures import Mismatch
from thoughtcloud.payments.orders import Purpose
from thoughtcloud.payments.snapshots import (
    ChargeSnapshot,
    CheckoutSnapshot,
    DisputedFunds,
    DisputeSnapshot,
    PaymentSnapshot,
    ShareSnapshot,
    TransferSnapshot,
)

# Stripe's reasons for a cancelled payment intent that mean: the bank's reservation ran out
# (docs.stripe.com/api/payment_intents/object, cancellation_reason).
LAPSE_REASONS = ("automatic", "expired")


NOTHING_TOLD = PaymentFacts()
# What a change of a dispute's status is called.
_CHANGES = {
    "warning_under_review": Event.DISPUTE_ANSWERED,
    "under_review": Event.DISPUTE_ANSWERED,
    "warning_closed": Event.INQUIRY_CLOSED,
    "won": Event.DISPUTE_WON,
    "lost": Event.DISPUTE_LOST,
}
_FROZEN = (PaymentState.DISPUTED, PaymentState.CHARGED_BACK)


@dataclass(frozen=True, slots=True)
class Known:
    """What our record says: the agreed price, Stripe's ids and sums in minor units, and what is booked.

    `disputes` are those that we know with what we know of each; `state` is where the payment stood at first.
    """

    price: Price
    state: PaymentState = PaymentState.CHECKOUT_OPEN
    checkout_id: str | None = None
    capture_before: datetime | None = None
    captured_minor: int = 0
    stripe_fee_minor: int | None = None
    refunded_minor: int = 0
    disputed_minor: int = 0
    dispute_fee_minor: int = 0
    transferred_minor: int = 0
    reversed_minor: int = 0
    share_available: bool = False
    booked: frozenset[str] = frozenset()
    disputes: Mapping[str, DisputeFacts] = field(default_factory=dict)

    @property
    def kept_minor(self) -> int:
        """What was taken and has gone back neither as a refund nor through a bank."""
        return self.captured_minor - self.refunded_minor - self.disputed_minor

    def has(self, kind: Kind, stripe_object: str) -> bool:
        """Whether this fact of this object is in the book."""
        return f"{kind}:{stripe_object}" in self.booked

    def after(self, facts: PaymentFacts) -> "Known":
        """What is known once these facts were recorded."""
        told = {each.name: getattr(facts, each.name) for each in fields(facts)}
        mine = {each.name for each in fields(self)}
        return replace(self, **{name: value for name, value in told.items() if name in mine and value is not None})


@dataclass(frozen=True, slots=True)
class Told:
    """What was read at Stripe in one go; None means: not read, or there is none.

    `share` is the mentor's side of the latest transfer, `older` those of earlier ones by the transfer's id.
    """

    checkout: CheckoutSnapshot | None = None
    payment: PaymentSnapshot | None = None
    share: ShareSnapshot | None = None
    older: Mapping[str, ShareSnapshot] = field(default_factory=dict)

    @property
    def disputes(self) -> tuple[DisputeSnapshot, ...]:
        """The disputes of the charge, the oldest first."""
        return self.payment.disputes if self.payment else ()


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
    dispute: DisputeFacts | None = None
    fee: Money | None = None
    cleared: bool | None = None

    def at(self, now: datetime) -> Happened:
        return Happened(
            self.event,
            Actor.STRIPE,
            now,
            stripe_object=self.stripe_object,
            amount=self.amount,
            facts=self.facts,
            dispute=self.dispute,
            fee=self.fee,
            cleared=self.cleared,
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
            whole = back >= known.captured_minor - _lost_minor(known, told)
            event = Event.PAYMENT_REFUNDED if whole else Event.PAYMENT_PARTLY_REFUNDED
            yield _Fact(event, refund.id, refund.money, PaymentFacts(refunded_minor=back))


def _lost_minor(known: Known, told: Told) -> int:
    """What banks have taken for good: of an open dispute it may still come back."""
    pending = sum(_taken_minor(each) for each in told.disputes if disputes.is_open(each.status))
    return known.disputed_minor - pending


def _taken_minor(dispute: DisputeSnapshot) -> int:
    return -sum(each.money.minor for each in dispute.funds)


def _disputes(known: Known, told: Told) -> Iterator[_Fact]:
    for dispute in told.disputes:
        before = known.disputes.get(dispute.id)
        if before is None:
            before = _facts(dispute, disputes.opening_status(dispute.status))
            inquiry = disputes.is_inquiry(before.status)
            event = Event.INQUIRY_OPENED if inquiry else Event.DISPUTE_OPENED
            yield _Fact(event, dispute.id, dispute.money, dispute=before)
        for funds in dispute.funds:
            for fact in _funds(known, dispute, funds):
                yield fact
                known = known.after(fact.facts)
        if _facts(dispute, dispute.status) != before:
            yield _change(dispute, before)


def _facts(dispute: DisputeSnapshot, status: str) -> DisputeFacts:
    due_by = dispute.due_by if disputes.is_open(status) else None
    return DisputeFacts(
        dispute.id, dispute.money, dispute.reason, status, dispute.created_at, due_by, dispute.network_code
    )


def _change(dispute: DisputeSnapshot, before: DisputeFacts) -> _Fact:
    """What became of a dispute that was known already; an inquiry may become one that takes money."""
    now = _facts(dispute, dispute.status)
    event = Event.DISPUTE_CHANGED
    if now.status != before.status:
        event = _CHANGES.get(now.status, event)
        if disputes.is_inquiry(before.status) and now.status == "needs_response":
            event = Event.DISPUTE_OPENED
    return _Fact(event, dispute.id, dispute.money, dispute=now)


def _funds(known: Known, dispute: DisputeSnapshot, funds: DisputedFunds) -> Iterator[_Fact]:
    taken = funds.money.minor < 0
    if known.has(Kind.DISPUTED if taken else Kind.REINSTATED, funds.id) or not funds.money:
        return
    if funds.money.currency != known.price.total.currency:
        raise Mismatch(f"{dispute.id} moved {funds.money}, the price was {known.price.total}")
    facts = PaymentFacts(
        disputed_minor=known.disputed_minor - funds.money.minor,
        dispute_fee_minor=known.dispute_fee_minor + funds.fee.minor,
    )
    event, amount = (Event.FUNDS_WITHDRAWN, -funds.money) if taken else (Event.FUNDS_REINSTATED, funds.money)
    yield _Fact(event, funds.id, amount, facts, fee=funds.fee or None)


def _frozen(known: Known, told: Told) -> Iterator[_Fact]:
    """What all disputes together make of the payment; an edge that does not fit is not taken."""
    if not told.disputes:
        return
    latest = told.disputes[-1].id
    frozen = known.state in _FROZEN
    if any(disputes.is_open(each.status) and _taken_minor(each) > 0 for each in told.disputes):
        if known.state is not PaymentState.DISPUTED:
            yield _Fact(Event.PAYMENT_DISPUTED, latest)
        return
    gone = known.disputed_minor > 0 and known.kept_minor <= 0
    if not frozen and gone and known.state is not PaymentState.REFUNDED:
        yield _Fact(Event.PAYMENT_DISPUTED, latest)
        frozen = True
    if frozen and known.kept_minor > 0:
        partly = known.refunded_minor > 0
        yield _Fact(Event.PAYMENT_PARTLY_CLEARED if partly else Event.PAYMENT_CLEARED, latest)
    elif frozen and known.state is not PaymentState.CHARGED_BACK:
        yield _Fact(Event.PAYMENT_CHARGED_BACK, latest)


def _transfers(known: Known, told: Told) -> Iterator[_Fact]:
    for transfer in our_transfers(told):
        if not known.has(Kind.TRANSFERRED, transfer.id):
            facts = PaymentFacts(
                transfer_id=transfer.id,
                transferred_minor=known.transferred_minor + transfer.money.minor,
                share_available=False if known.transferred_minor else None,
                share_available_at=told.share.available_at if told.share else None,
            )
            yield _Fact(Event.SHARE_TRANSFERRED, transfer.id, transfer.money, facts)
            known = known.after(facts)


def _reversals(known: Known, told: Told) -> Iterator[_Fact]:
    back, several = known.reversed_minor, len(our_transfers(told)) > 1
    for transfer in our_transfers(told):
        cleared = known.has(Kind.AVAILABLE, transfer.id) if several else None
        for reversal in transfer.reversals:
            if not known.has(Kind.REVERSED, reversal.id):
                back += reversal.money.minor
                whole = back >= known.transferred_minor
                event = Event.SHARE_REVERSED if whole else Event.SHARE_PARTLY_REVERSED
                facts = PaymentFacts(reversed_minor=back)
                yield _Fact(event, reversal.id, reversal.money, facts, cleared=cleared)


def _share(known: Known, told: Told) -> Iterator[_Fact]:
    transfers = our_transfers(told)
    for transfer in transfers:
        newest = transfer is transfers[-1]
        share = told.share if newest else told.older.get(transfer.id)
        if share is None or not share.available or _is_cleared(known, transfer, several=len(transfers) > 1):
            continue
        if transfer.left:
            facts = PaymentFacts(share_available=True, share_available_at=share.available_at)
            yield _Fact(Event.SHARE_AVAILABLE, transfer.id, transfer.left, facts if newest else NOTHING_TOLD)


def _is_cleared(known: Known, transfer: TransferSnapshot, *, several: bool) -> bool:
    return known.has(Kind.AVAILABLE, transfer.id) or (known.share_available and not several)


def our_transfers(told: Told) -> tuple[TransferSnapshot, ...]:
    """The transfers of this booking's share, the oldest first: all in its group that carry our mark.

    There is one, but where a share was taken back for a dispute and sent again after it was won.
    """
    if told.payment is None:
        return ()
    return tuple(each for each in told.payment.transfers if each.booking_id == told.payment.booking_id)


_LOOKS: tuple[Callable[[Known, Told], Iterator[_Fact]], ...] = (
    _checkout,
    _refusal,
    _late_fee,
    _hold,
    _end_of_hold,
    _fee,
    _failed_refunds,
    _refunds,
    _transfers,
    _reversals,
    _share,
    _disputes,
    _frozen,
)
