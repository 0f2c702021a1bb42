"""Payment intents with everything that hangs on them, as Stripe shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.money import Money
from thoughtcloud.payments.snapshots.answers import Answer, age, id_of, instant, mark
from thoughtcloud.payments.snapshots.charges import ChargeSnapshot, charge
from thoughtcloud.payments.snapshots.disputes import DisputeSnapshot, dispute
from thoughtcloud.payments.snapshots.refunds import RefundSnapshot, is_release, refund
from thoughtcloud.payments.snapshots.transfers import TransferSnapshot, transfer


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
class HoldSnapshot:
    """A payment intent that reserves money on a card right now."""

    intent_id: str
    booking_id: str
    money: Money


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
        booking_id=mark(answer, "booking"),
        status=answer["status"],
        amount=Money(answer["amount"], currency),
        received=Money(answer.get("amount_received") or 0, currency),
        cancellation_reason=answer.get("cancellation_reason") or "",
        canceled_at=instant(answer.get("canceled_at")),
        charge=charge(charged) if isinstance(charged, Mapping) else None,
        purpose=mark(answer, "for"),
        refusal=_refusal(answer),
        saved_method_id=id_of(answer.get("payment_method")) if answer.get("setup_future_usage") else "",
        challenge_url=challenge_url(answer),
        refunds=tuple(refund(each) for each in sorted(refunds, key=age) if not is_release(each)),
        transfers=tuple(transfer(each) for each in sorted(transfers, key=age)),
        disputes=tuple(dispute(each) for each in sorted(disputes, key=age)),
    )


def challenge_url(answer: Answer) -> str:
    """Where a `payment_intent` sends the cardholder; empty when it does not."""
    action = answer.get("next_action")
    there = action.get("redirect_to_url") if isinstance(action, Mapping) else None
    return str(there.get("url") or "") if isinstance(there, Mapping) else ""


def hold(answer: Answer) -> HoldSnapshot:
    """Read a `payment_intent` that waits to be captured."""
    money = Money(answer.get("amount_capturable") or 0, answer["currency"])
    return HoldSnapshot(answer["id"], mark(answer, "booking"), money)


def _refusal(answer: Answer) -> str:
    """Why the last try at an intent failed: the bank's word, or Stripe's."""
    error = answer.get("last_payment_error")
    if answer["status"] != "requires_payment_method" or not isinstance(error, Mapping):
        return ""
    return str(error.get("decline_code") or error.get("code") or "declined")
