"""What Stripe's objects said at one moment, as typed values, and how they are read from its plain answers.

The readers take the decoded JSON of an object; `booking_id` is our own mark in its metadata, empty on foreign
objects. Instants are aware UTC, money is in minor units of the lower-case currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from thoughtcloud.core.money import Money
from thoughtcloud.core.payouts import WEEK, Interval, Schedule
from thoughtcloud.core.reconciliation import Movement
from thoughtcloud.core.refunds import RefundState, Seen
from thoughtcloud.core.reserving import SHORTEST_HOLD
from thoughtcloud.payments.orders import CALLED_OFF

Answer = Mapping[str, Any]

BRANDS = {
    "amex": "American Express", "diners": "Diners Club", "eftpos_au": "eftpos", "jcb": "JCB",
    "mastercard": "Mastercard", "unionpay": "UnionPay", "visa": "Visa",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeeSnapshot:
    """Stripe's own price for a charge and the balance transaction that names it."""

    transaction_id: str
    money: Money


@dataclass(frozen=True, slots=True)
class ChargeSnapshot:
    """The charge behind a payment; `succeeded` is true of a hold as well as of a charge that was captured."""

    id: str
    succeeded: bool
    card: str
    capture_before: datetime | None
    fee: FeeSnapshot | None


@dataclass(frozen=True, slots=True)
class RefundSnapshot:
    """One refund; `status` is pending, requires_action, succeeded, failed or canceled.

    `mark` is our own: which refund it was wanted as here, or `CALLED_OFF`; empty on one that we did not make.
    """

    id: str
    money: Money
    status: str
    made_at: datetime | None = None
    mark: str = ""
    failure: str = ""

    def seen(self) -> Seen:
        """The same for our rows; a state that Stripe has added since is one in which nothing is settled yet."""
        known = self.status in set(RefundState) - {RefundState.WANTED, RefundState.DROPPED}
        return Seen(
            self.id,
            self.money,
            RefundState(self.status) if known else RefundState.PENDING,
            made_at=self.made_at,
            wanted_id="" if self.mark == CALLED_OFF else self.mark,
            ours=bool(self.mark),
            failure=self.failure,
        )


@dataclass(frozen=True, slots=True)
class DisputedFunds:
    """One balance transaction of a dispute: money that a bank took (negative) or gave back, and Stripe's fee."""

    id: str
    money: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class DisputeSnapshot:
    """One dispute; `status` and `reason` are Stripe's words. Funds: as Stripe lists them, the oldest first."""

    id: str
    money: Money
    status: str
    reason: str
    created_at: datetime
    due_by: datetime | None
    network_code: str = ""
    funds: tuple[DisputedFunds, ...] = ()


@dataclass(frozen=True, slots=True)
class ReversalSnapshot:
    """So much of a transfer was taken back."""

    id: str
    money: Money


@dataclass(frozen=True, slots=True)
class TransferSnapshot:
    """Money sent to a connected account; `destination_payment` is its other side. Reversals: oldest first."""

    id: str
    booking_id: str
    money: Money
    destination: str
    destination_payment: str
    reversals: tuple[ReversalSnapshot, ...]

    @property
    def left(self) -> Money:
        """What was not taken back."""
        return Money(self.money.minor - sum(each.money.minor for each in self.reversals), self.money.currency)


@dataclass(frozen=True, slots=True)
class PaymentSnapshot:
    """A payment intent with everything that hangs on it. Refunds, transfers and disputes: oldest first.

    `purpose` is our own mark on what was asked of a saved card. `refusal` is why its last try failed, for as long
    as no other was made; `saved_method_id` is set when its card was saved for later. `challenge_url` is the bank's
    page on which the cardholder has to confirm, while it waits for that.
    """

    id: str
    booking_id: str
    status: str
    amount: Money
    received: Money
    cancellation_reason: str
    canceled_at: datetime | None
    charge: ChargeSnapshot | None
    purpose: str = ""
    refusal: str = ""
    saved_method_id: str = ""
    challenge_url: str = ""
    refunds: tuple[RefundSnapshot, ...] = ()
    transfers: tuple[TransferSnapshot, ...] = ()
    disputes: tuple[DisputeSnapshot, ...] = ()

    @property
    def unreturned(self) -> Money:
        """What was taken and is neither refunded nor on its way back to the card."""
        alive = ("succeeded", "pending", "requires_action")
        back = sum(refund.money.minor for refund in self.refunds if refund.status in alive)
        return Money(self.received.minor - back, self.received.currency)


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card that was saved for later: its id at Stripe, and how people know it."""

    method_id: str
    card: str


@dataclass(frozen=True, slots=True)
class CheckoutSnapshot:
    """A hosted Checkout Session; `status` is open, complete or expired. `url` is empty once it is not open.

    `saved` is the card of a page that only saves one, once it is complete.
    """

    id: str
    booking_id: str
    status: str
    url: str
    intent_id: str
    saved: SavedCard | None = None


@dataclass(frozen=True, slots=True)
class ShareSnapshot:
    """When the mentor's funds of one transfer clear, and whether they have."""

    available: bool
    available_at: datetime


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """A mentor's connected account. `ready`: transfers may be sent to it. `schedule` is that of its payouts."""

    id: str
    mentor_id: str
    ready: bool
    details_submitted: bool
    payouts_enabled: bool
    requirements: tuple[str, ...]
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class PayoutSnapshot:
    """A payout from a connected account; `status` is pending, in_transit, paid, failed or canceled.

    `failure` is Stripe's sentence. What an `automatic` one pays out can be asked for. `bank` may be empty.
    """

    id: str
    money: Money
    status: str
    created_at: datetime
    arrives_at: datetime
    failure: str
    failure_code: str = ""
    automatic: bool = True
    bank: str = ""


@dataclass(frozen=True, slots=True)
class PayoutItemSnapshot:
    """One movement of a connected account that a payout pays out, net; the ids of Stripe may be empty.

    `transfer_id` is the transfer of ours that brought it, `reversal_id` the reversal of ours that took it back.
    """

    id: str
    at: datetime
    type: str
    net: Money
    source: str
    transfer_id: str
    reversal_id: str


@dataclass(frozen=True, slots=True)
class BalanceSnapshot:
    """What an account has at Stripe in one currency, in minor units."""

    currency: str
    pending: int
    available: int


@dataclass(frozen=True, slots=True)
class HoldSnapshot:
    """A payment intent that reserves money on a card right now."""

    intent_id: str
    booking_id: str
    money: Money


def checkout(answer: Answer) -> CheckoutSnapshot:
    """Read a `checkout.session`."""
    return CheckoutSnapshot(
        id=answer["id"],
        booking_id=answer.get("client_reference_id") or _mark(answer, "booking"),
        status=answer.get("status") or "",
        url=answer.get("url") or "",
        intent_id=_id(answer.get("payment_intent")),
        saved=_saved(answer.get("setup_intent")),
    )


def _saved(setup: object) -> SavedCard | None:
    method = setup.get("payment_method") if isinstance(setup, Mapping) else None
    if not isinstance(setup, Mapping) or setup["status"] != "succeeded" or not isinstance(method, Mapping):
        return None
    return SavedCard(method["id"], _card_name(method.get("card") or {}))


def payment(
    answer: Answer,
    refunds: tuple[Answer, ...],
    transfers: tuple[Answer, ...],
    disputes: tuple[Answer, ...] = (),
) -> PaymentSnapshot:
    """Read a `payment_intent` whose latest charge and its balance transaction are expanded."""
    currency = answer["currency"]
    charged = answer.get("latest_charge")
    return PaymentSnapshot(
        id=answer["id"],
        booking_id=_mark(answer, "booking"),
        status=answer["status"],
        amount=Money(answer["amount"], currency),
        received=Money(answer.get("amount_received") or 0, currency),
        cancellation_reason=answer.get("cancellation_reason") or "",
        canceled_at=_instant(answer.get("canceled_at")),
        charge=_charge(charged) if isinstance(charged, Mapping) else None,
        purpose=_mark(answer, "for"),
        refusal=_refusal(answer),
        saved_method_id=_id(answer.get("payment_method")) if answer.get("setup_future_usage") else "",
        challenge_url=challenge_url(answer),
        refunds=tuple(_refund(each) for each in sorted(refunds, key=_age) if not _is_release(each)),
        transfers=tuple(_transfer(each) for each in sorted(transfers, key=_age)),
        disputes=tuple(dispute(each) for each in sorted(disputes, key=_age)),
    )


def challenge_url(answer: Answer) -> str:
    """Where a `payment_intent` sends the cardholder; empty when it does not."""
    action = answer.get("next_action")
    there = action.get("redirect_to_url") if isinstance(action, Mapping) else None
    return str(there.get("url") or "") if isinstance(there, Mapping) else ""


def share(answer: Answer) -> ShareSnapshot | None:
    """Read a destination payment (a `charge`) whose balance transaction is expanded."""
    transaction = answer.get("balance_transaction")
    if not isinstance(transaction, Mapping):
        return None
    at = datetime.fromtimestamp(transaction["available_on"], UTC)
    return ShareSnapshot(available=transaction["status"] == "available", available_at=at)


def account(answer: Answer) -> AccountSnapshot:
    """Read an `account`."""
    requirements = answer.get("requirements") or {}
    due = [*(requirements.get("past_due") or []), *(requirements.get("currently_due") or [])]
    return AccountSnapshot(
        id=answer["id"],
        mentor_id=_mark(answer, "mentor"),
        ready=(answer.get("capabilities") or {}).get("transfers") == "active",
        details_submitted=bool(answer.get("details_submitted")),
        payouts_enabled=bool(answer.get("payouts_enabled")),
        requirements=tuple(dict.fromkeys(due)),
        schedule=_schedule((answer.get("settings") or {}).get("payouts") or {}),
    )


def _schedule(payouts: Answer) -> Schedule | None:
    """The payout schedule; None where Stripe tells none, or one of a kind that is new to us."""
    told = payouts.get("schedule") or {}
    interval = told.get("interval")
    if interval not in tuple(Interval):
        return None
    return Schedule(
        interval=Interval(interval),
        delay_days=int(told.get("delay_days") or 0),
        days=tuple(day for day in _payout_days(told, str(interval)) if day in WEEK or day.isdecimal()),
        debits_bank=bool(payouts.get("debit_negative_balances")),
    )


def _payout_days(told: Answer, interval: str) -> list[str]:
    """The days of the schedule; accounts of before several were possible have one, the anchor."""
    anchor = told.get(f"{interval}_anchor")
    days = told.get(f"{interval}_payout_days") or ([] if anchor is None else [anchor])
    return [str(day) for day in days]


def payout(answer: Answer) -> PayoutSnapshot:
    """Read a `payout`."""
    return PayoutSnapshot(
        id=answer["id"],
        money=Money(answer["amount"], answer["currency"]),
        status=answer["status"],
        created_at=datetime.fromtimestamp(answer["created"], UTC),
        arrives_at=datetime.fromtimestamp(answer["arrival_date"], UTC),
        failure=answer.get("failure_message") or answer.get("failure_code") or "",
        failure_code=answer.get("failure_code") or "",
        automatic=bool(answer.get("automatic")),
        bank=_bank(answer.get("destination")),
    )


def _bank(destination: object) -> str:
    if not isinstance(destination, Mapping) or not destination.get("last4"):
        return ""
    name = destination.get("bank_name") or destination.get("brand") or ""
    return f"{name} •••• {destination['last4']}".strip()


def payout_item(answer: Answer) -> PayoutItemSnapshot:
    """Read a `balance_transaction` of a connected account whose source is expanded."""
    source = answer.get("source")
    about: Answer = source if isinstance(source, Mapping) else {}
    return PayoutItemSnapshot(
        id=answer["id"],
        at=datetime.fromtimestamp(answer["created"], UTC),
        type=answer["type"],
        net=Money(answer["net"], answer["currency"]),
        source=_id(source),
        transfer_id=_id(about.get("source_transfer")),
        reversal_id=_id(about.get("source_transfer_reversal")),
    )


def movement(answer: Answer) -> Movement:
    """Read a `balance_transaction` whose source is expanded."""
    source = answer.get("source")
    about: Answer = source if isinstance(source, Mapping) else {}
    return Movement(
        id=answer["id"],
        at=datetime.fromtimestamp(answer["created"], UTC),
        type=answer["type"],
        source=_id(source),
        amount=Money(answer["amount"], answer["currency"]),
        fee=Money(answer["fee"], answer["currency"]),
        booking_id=_mark(about, "booking"),
        intent_id=_id(about.get("payment_intent")),
        transfer_id=_id(about.get("transfer")),
    )


def balance(answer: Answer) -> tuple[BalanceSnapshot, ...]:
    """Read a `balance`, one part per currency."""
    pending = {each["currency"]: each["amount"] for each in answer["pending"]}
    available = {each["currency"]: each["amount"] for each in answer["available"]}
    currencies = sorted({*pending, *available})
    return tuple(BalanceSnapshot(each, pending.get(each, 0), available.get(each, 0)) for each in currencies)


def hold(answer: Answer) -> HoldSnapshot:
    """Read a `payment_intent` that waits to be captured."""
    money = Money(answer.get("amount_capturable") or 0, answer["currency"])
    return HoldSnapshot(answer["id"], _mark(answer, "booking"), money)


def _charge(answer: Answer) -> ChargeSnapshot:
    card = (answer.get("payment_method_details") or {}).get("card") or {}
    return ChargeSnapshot(
        id=answer["id"],
        succeeded=answer["status"] == "succeeded",
        card=_card_name(card),
        capture_before=_instant(card.get("capture_before")) or _careful_end(answer),
        fee=_fee(answer.get("balance_transaction")),
    )


def _careful_end(charge: Answer) -> datetime | None:
    """Until when a hold surely lasts of which Stripe does not say it; None for what is no hold."""
    is_hold = charge["status"] == "succeeded" and charge.get("captured") is False
    made_at = _instant(charge.get("created")) if is_hold else None
    return made_at + SHORTEST_HOLD if made_at else None


def _card_name(card: Answer) -> str:
    brand = card.get("brand") or "card"
    return f"{BRANDS.get(brand, brand.capitalize())} •••• {card['last4']}" if card.get("last4") else ""


def _refusal(answer: Answer) -> str:
    """Why the last try at an intent failed: the bank's word, or Stripe's."""
    error = answer.get("last_payment_error")
    if answer["status"] != "requires_payment_method" or not isinstance(error, Mapping):
        return ""
    return str(error.get("decline_code") or error.get("code") or "declined")


def _fee(transaction: object) -> FeeSnapshot | None:
    if not isinstance(transaction, Mapping):
        return None
    return FeeSnapshot(transaction["id"], Money(transaction["fee"], transaction["currency"]))


def _refund(answer: Answer) -> RefundSnapshot:
    return RefundSnapshot(
        id=answer["id"],
        money=Money(answer["amount"], answer["currency"]),
        status=answer.get("status") or "succeeded",
        made_at=_instant(answer.get("created")),
        mark=_mark(answer, "refund"),
        failure=answer.get("failure_reason") or "",
    )


def _is_release(answer: Answer) -> bool:
    """Whether it only tells that a hold, or the rest of one after a part was captured, was let go: no money moved.

    Money that moved has a balance transaction (docs.stripe.com/api/refunds/object), and what is under way may yet.
    """
    settled = answer.get("status") == "succeeded"
    return settled and "balance_transaction" in answer and answer["balance_transaction"] is None


def _transfer(answer: Answer) -> TransferSnapshot:
    reversals = (answer.get("reversals") or {}).get("data") or []
    return TransferSnapshot(
        id=answer["id"],
        booking_id=_mark(answer, "booking"),
        money=Money(answer["amount"], answer["currency"]),
        destination=_id(answer.get("destination")),
        destination_payment=_id(answer.get("destination_payment")),
        reversals=tuple(
            ReversalSnapshot(each["id"], Money(each["amount"], each["currency"]))
            for each in sorted(reversals, key=_age)
        ),
    )


def dispute(answer: Answer) -> DisputeSnapshot:
    """Read a `dispute`."""
    card = (answer.get("payment_method_details") or {}).get("card") or {}
    return DisputeSnapshot(
        id=answer["id"],
        money=Money(answer["amount"], answer["currency"]),
        status=answer["status"],
        reason=answer["reason"],
        created_at=datetime.fromtimestamp(answer["created"], UTC),
        due_by=_instant((answer.get("evidence_details") or {}).get("due_by")),
        network_code=str(card.get("network_reason_code") or answer.get("network_reason_code") or ""),
        funds=tuple(
            DisputedFunds(
                each["id"], Money(each["amount"], each["currency"]), Money(each["fee"], each["currency"])
            )
            for each in sorted(answer.get("balance_transactions") or (), key=_age)
        ),
    )


def _age(answer: Answer) -> tuple[int, str]:
    return answer["created"], answer["id"]


def _mark(answer: Answer, name: str) -> str:
    return str((answer.get("metadata") or {}).get(name, ""))


def _id(reference: object) -> str:
    """The id of an object that may be expanded or not."""
    return str(reference["id"] if isinstance(reference, Mapping) else reference or "")


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
