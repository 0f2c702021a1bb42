"""Movements of money at Stripe, and what is wrong with one, given our book."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation.findings import Finding, Trouble, said

# What a balance transaction proves of a booking, by its type
# (docs.stripe.com/reports/balance-transaction-types).
PROVES: dict[str, Kind] = {
    "charge": Kind.CAPTURED,
    "payment": Kind.CAPTURED,
    "refund": Kind.REFUNDED,
    "payment_refund": Kind.REFUNDED,
    "refund_failure": Kind.REFUND_FAILED,
    "payment_failure_refund": Kind.REFUND_FAILED,
    "transfer": Kind.TRANSFERRED,
    "transfer_refund": Kind.REVERSED,
}
# The platform's own business with Stripe and its bank: no booking is behind it, and nothing is wrong with it.
OWN_BUSINESS = frozenset({
    "payout", "payout_cancel", "payout_failure", "topup", "topup_reversal", "stripe_fee", "stripe_fx_fee",
    "tax_fee", "network_cost", "climate_order_purchase", "climate_order_refund", "contribution",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Movement:
    """One balance transaction: `amount` before Stripe's `fee`, signed, in the balance's currency; `at` is UTC.

    The last three are what its source says of where it belongs, empty where it says nothing.
    """

    id: str
    at: datetime
    type: str
    source: str
    amount: Money
    fee: Money
    booking_id: str = ""
    intent_id: str = ""
    transfer_id: str = ""

    @property
    def is_of_dispute(self) -> bool:
        """Whether it is money that a bank took or gave back (`dp_` began the ids of disputes before `du_` did)."""
        return self.type == "adjustment" and self.source.startswith(("du_", "dp_"))

    @property
    def key(self) -> str | None:
        """The posting of our book that this movement proves, if it is about a booking at all."""
        if self.is_of_dispute:
            return f"{Kind.DISPUTED if self.amount.minor < 0 else Kind.REINSTATED}:{self.id}"
        kind = PROVES.get(self.type)
        return f"{kind}:{self.source}" if kind else None

    @property
    def fee_key(self) -> str:
        """The posting of Stripe's own fee, which is named by the movement itself."""
        return f"{Kind.STRIPE_FEE}:{self.id}"


def examine(movement: Movement, booked: Mapping[str, Money]) -> Finding | None:
    """What is wrong with a movement, given the platform's line of each posting by the posting's key."""
    key = movement.key
    if key is None or key not in booked:
        return _unbooked(movement)
    if booked[key] != movement.amount:
        return _other_sum(movement, booked[key], movement.amount, "the movement")
    fee = booked.get(movement.fee_key)
    if fee != -movement.fee and (fee or movement.fee):
        return _other_sum(movement, fee, -movement.fee, "Stripe’s fee")
    return None


def _unbooked(movement: Movement) -> Finding | None:
    if movement.type in OWN_BUSINESS:
        return None
    ours = bool(movement.booking_id)
    says = (
        f"Stripe moved {said(movement.amount)} ({movement.type}) for this booking, and our book does not have it."
        if ours
        else f"Stripe moved {said(movement.amount)} ({movement.type}) that belongs to no booking of ours."
    )
    return Finding(
        Trouble.NOT_BOOKED if ours else Trouble.FOREIGN,
        movement.id,
        says,
        stripe_object=movement.source or movement.id,
        booking_id=movement.booking_id or None,
        amount=movement.amount,
    )


def _other_sum(movement: Movement, ours: Money | None, theirs: Money, what: str) -> Finding:
    booked = f"is booked as {said(ours)}" if ours is not None else "is not booked"
    return Finding(
        Trouble.OTHER_SUM,
        movement.id,
        f"Stripe says {said(theirs)} for {what} of {movement.source or movement.id}, which {booked} here.",
        stripe_object=movement.source or movement.id,
        booking_id=movement.booking_id or None,
        amount=theirs,
    )
