"""What an event brings along: the facts that Stripe told, ready to be recorded and booked."""

from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core import ledger
from thoughtcloud.core.cases import Cause
from thoughtcloud.core.ledger import Account, Posting
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.states import Actor, Event


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """New values of the payment's record; None means: not told. Names are the columns of `Payment`."""

    checkout_id: str | None = None
    checkout_url: str | None = None
    checkout_tries: int | None = None
    intent_id: str | None = None
    method_id: str | None = None
    refusal: str | None = None
    page_asked_at: datetime | None = None
    charge_id: str | None = None
    card: str | None = None
    capture_before: datetime | None = None
    captured_minor: int | None = None
    stripe_fee_minor: int | None = None
    refunded_minor: int | None = None
    disputed_minor: int | None = None
    dispute_fee_minor: int | None = None
    transfer_id: str | None = None
    transferred_minor: int | None = None
    reversed_minor: int | None = None
    share_available_at: datetime | None = None
    share_available: bool | None = None


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """What Stripe says of one dispute. `status` and `reason` are Stripe's words; `due_by` is aware UTC.

    `due_by` is until when evidence may be handed in; None once that makes no difference.
    """

    id: str
    money: Money
    reason: str
    status: str
    opened_at: datetime
    due_by: datetime | None = None
    network_code: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event that reached us: who caused it, when (aware UTC), and the Stripe object and sum behind it.

    An event about moving names the `move`; `Event.MOVED` brings the new start, too.
    `words` are what a person wrote about it: they are kept with the case that it opens, answers or decides, and
    with the `refund` that it wants: so much is to go back to the card, or is not to be taken from it. `cause` is
    what a reported problem is about.
    An event about a dispute names it: with Stripe's facts (`dispute`), or as what an operator chose
    (`dispute_id`). `fee` is Stripe's for moving the money, negative if it gave one back. `cleared`: whether the
    transfer that a reversal takes from had cleared; None where there is but one. `ours`: we made the reversal
    ourselves, and nobody by hand in Stripe's dashboard.
    """

    event: Event
    actor: Actor
    at: datetime
    person_id: str | None = None
    stripe_object: str | None = None
    amount: Money | None = None
    facts: PaymentFacts = PaymentFacts()
    move_id: str | None = None
    moved_to: datetime | None = None
    words: str = ""
    refund: Money | None = None
    dispute: DisputeFacts | None = None
    dispute_id: str | None = None
    fee: Money | None = None
    cleared: bool | None = None
    ours: bool = False
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the book needs to know of a payment before an event: ids, what is kept or held, where the share is."""

    price: Price
    intent_id: str | None
    kept: Money
    share_available: bool
    held: bool = True


def postings(happened: Happened, before: Standing) -> tuple[Posting, ...]:
    """What the event books; most book nothing. Raises ValueError if Stripe's object or sum is missing."""
    match happened.event:
        case Event.CARD_AUTHORIZED:
            return (ledger.hold_placed(_object(happened), before.price),)
        case Event.PAYMENT_VOIDED | Event.HOLD_LAPSED:
            return (ledger.hold_released(_intent(before), before.price),)
        case Event.PAYMENT_CAPTURED:
            taken = ledger.captured(_object(happened), before.price, _amount(happened))
            return (ledger.hold_released(_intent(before), before.price), taken) if before.held else (taken,)
        case Event.STRIPE_FEE_KNOWN:
            return (ledger.stripe_fee(_object(happened), _amount(happened)),)
        case Event.PAYMENT_REFUNDED | Event.PAYMENT_PARTLY_REFUNDED:
            return (ledger.refunded(_object(happened), before.price, before.kept, _amount(happened)),)
        case Event.REFUND_FAILED | Event.REFUND_PARTLY_FAILED:
            return (ledger.refund_failed(_object(happened), before.price, before.kept, _amount(happened)),)
        case Event.FUNDS_WITHDRAWN:
            lost = ledger.disputed(_object(happened), before.price, before.kept, _amount(happened))
            return (lost, *_dispute_fee(happened))
        case Event.FUNDS_REINSTATED:
            back = ledger.reinstated(_object(happened), before.price, before.kept, _amount(happened))
            return (back, *_dispute_fee(happened))
        case _:
            return _share_postings(happened, before)


def _dispute_fee(happened: Happened) -> tuple[Posting, ...]:
    """What Stripe takes for a dispute, named by the same balance transaction; it is the platform's to bear."""
    return (ledger.stripe_fee(_object(happened), happened.fee),) if happened.fee else ()


def _share_postings(happened: Happened, before: Standing) -> tuple[Posting, ...]:
    match happened.event:
        case Event.SHARE_TRANSFERRED:
            return (ledger.transferred(_object(happened), _amount(happened)),)
        case Event.SHARE_AVAILABLE:
            return (ledger.available(_object(happened), _amount(happened)),)
        case Event.SHARE_REVERSED | Event.SHARE_PARTLY_REVERSED:
            cleared = before.share_available if happened.cleared is None else happened.cleared
            place = Account.MENTOR_AVAILABLE if cleared else Account.MENTOR_PENDING
            return (ledger.reversed_(_object(happened), _amount(happened), place),)
        case _:
            return ()


def _object(happened: Happened) -> str:
    if not happened.stripe_object:
        raise ValueError(f"{happened.event} needs the Stripe object behind it")
    return happened.stripe_object


def _amount(happened: Happened) -> Money:
    if happened.amount is None:
        raise ValueError(f"{happened.event} needs its sum")
    return happened.amount


def _intent(before: Standing) -> str:
    if not before.intent_id:
        raise ValueError("a hold without a payment intent")
    return before.intent_id
