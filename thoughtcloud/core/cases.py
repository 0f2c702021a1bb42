"""Cases: what one side of a booking says went wrong, what the other answers, and what each outcome costs.

A no-show is reported by the side that waited. Nothing moves while the other side may object; an objection brings
an operator in. Who comes too late for a session is later than every step of the cancellation terms: an absent
mentee pays the whole price, an absent mentor is paid nothing (docs/decisions/0011-absence-costs-the-price.md).
"""

from dataclasses import dataclass
from enum import StrEnum

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, share_of
from thoughtcloud.core.states import Actor, PaymentState

LONGEST_WORDS = 1000
# A report that is made and taken back again and again is no report any more.
MOST_CASES = 3


class Cause(StrEnum):
    """What a case is about."""

    MENTEE_ABSENT = "mentee_absent"
    MENTOR_ABSENT = "mentor_absent"

    @property
    def absent(self) -> Actor:
        """Who is said not to have come."""
        return Actor.MENTEE if self is Cause.MENTEE_ABSENT else Actor.MENTOR


class CaseState(StrEnum):
    """Where a case stands: `open` waits for the other side, `in_review` for an operator."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended. The first three are what an operator may decide."""

    COMPLETED = "completed"
    MENTEE_ABSENT = "mentee_absent"
    MENTOR_ABSENT = "mentor_absent"
    WITHDRAWN = "withdrawn"
    CALLED_OFF = "called_off"


DECISIONS = (Outcome.COMPLETED, Outcome.MENTEE_ABSENT, Outcome.MENTOR_ABSENT)


def reported_by(side: Actor) -> Cause:
    """What the report of one side is about: that the other did not come."""
    return Cause.MENTOR_ABSENT if side is Actor.MENTEE else Cause.MENTEE_ABSENT


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an outcome does to the money: `charged + back` is all that is there, and `share + fee == charged`."""

    charged: Money
    back: Money
    share: Money
    fee: Money


def settlement(outcome: Outcome, payment: PaymentState, price: Price, kept: Money) -> Settlement:
    """The exact sums of an outcome. `kept` is what was taken and not refunded."""
    nothing = Money(0, price.total.currency)
    there = price.total if payment is PaymentState.AUTHORIZED else kept
    if outcome is Outcome.MENTOR_ABSENT:
        return Settlement(nothing, there, nothing, nothing)
    share = share_of(price, there)
    return Settlement(there, nothing, share, there - share)
