"""An event of Stripe's before it is given its moment."""

from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.facts import DisputeFacts, Happened, PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event

NOTHING_TOLD = PaymentFacts()


@dataclass(frozen=True, slots=True)
class Fact:
    """An event of Stripe that has not been given its moment yet."""

    event: Event
    stripe_object: str
    amount: Money | None = None
    facts: PaymentFacts = NOTHING_TOLD
    dispute: DisputeFacts | None = None
    fee: Money | None = None
    cleared: bool | None = None
    ours: bool = False

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
            ours=self.ours,
        )
