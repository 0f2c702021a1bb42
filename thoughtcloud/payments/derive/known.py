"""What our record says of one payment before Stripe is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from thoughtcloud.core.facts import DisputeFacts, PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.policy import Price
from thoughtcloud.core.states import PaymentState


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
