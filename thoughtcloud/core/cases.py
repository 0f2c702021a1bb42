"""Cases: what one side of a booking says went wrong, what the other answers, and what each outcome costs.

A case is of one of two kinds. An *absence* is reported by either side, a *problem* by the mentee of a session that
took place, or should have, and is decided by an operator in money
(docs/decisions/0017-a-problem-is-settled-in-money.md).

An absence is reported by the side that waited. Nothing moves while the other side may object; an objection brings
an operator in. Who comes too late for a session is later than every step of the cancellation terms: an absent
mentee pays the whole price, an absent mentor is paid nothing (docs/decisions/0011-absence-costs-the-price.md).
"""

from dataclasses import dataclass
from enum import StrEnum

from thoughtcloud.core.errors import invalid
from thoughtcloud.core.money import MINIMUM_CHARGE, Money
from thoughtcloud.core.policy import Price, share_of
from thoughtcloud.core.process.groups import HOLDING, UNSECURED
from thoughtcloud.core.states import Actor, PaymentState

LONGEST_WORDS = 1000
# A report that is made and taken back again and again is no report any more.
MOST_CASES = 3


class CaseKind(StrEnum):
    """What sort of thing went wrong."""

    ABSENCE = "absence"
    PROBLEM = "problem"


class Cause(StrEnum):
    """What a case is about. An absence has one of the first two; a problem any but the first."""

    MENTEE_ABSENT = "mentee_absent"
    MENTOR_ABSENT = "mentor_absent"
    LATE = "late"
    CUT_SHORT = "cut_short"
    NOT_AS_OFFERED = "not_as_offered"
    TECHNICAL = "technical"
    CONDUCT = "conduct"
    OTHER = "other"

    @property
    def absent(self) -> Actor:
        """Who is said not to have come; only an absence has somebody."""
        return Actor.MENTEE if self is Cause.MENTEE_ABSENT else Actor.MENTOR


class CaseState(StrEnum):
    """Where a case stands: `open` waits for the other side, `in_review` for an operator."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended. An operator decides an absence by the first three, a problem by the refunds."""

    COMPLETED = "completed"
    MENTEE_ABSENT = "mentee_absent"
    MENTOR_ABSENT = "mentor_absent"
    WITHDRAWN = "withdrawn"
    CALLED_OFF = "called_off"
    NO_REFUND = "no_refund"
    PART_REFUND = "part_refund"
    FULL_REFUND = "full_refund"


DECISIONS = (Outcome.COMPLETED, Outcome.MENTEE_ABSENT, Outcome.MENTOR_ABSENT)
REFUNDS = (Outcome.NO_REFUND, Outcome.PART_REFUND, Outcome.FULL_REFUND)
# What a mentee may say went wrong, in the order of a list.
PROBLEMS = (
    Cause.LATE, Cause.CUT_SHORT, Cause.NOT_AS_OFFERED, Cause.TECHNICAL, Cause.CONDUCT, Cause.MENTOR_ABSENT,
    Cause.OTHER,
)  # fmt: skip


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


def at_stake(payment: PaymentState, price: Price, kept: Money) -> Money:
    """What can be kept or given back: what was taken and not refunded, or the price that is held or expected."""
    return price.total if payment in HOLDING | UNSECURED else kept


def refund_settlement(price: Price, stake: Money, refund: Money) -> Settlement:
    """The exact sums when `refund` of what is at stake goes back; the share is of what stays, in proportion."""
    charged = stake - refund
    share = share_of(price, charged)
    return Settlement(charged, refund, share, charged - share)


def check_part(payment: PaymentState, stake: Money, refund: Money) -> None:
    """Raise a `Problem` unless this part can go back: more than nothing, less than all, and the rest chargeable.

    A hold is captured for the rest at once, and Stripe takes no less than its least charge
    (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
    """
    if not 0 < refund.minor < stake.minor:
        text = f"A part is more than nothing and less than {stake.major} {stake.currency.upper()}."
        raise invalid("bad_part", text, "refund")
    rest, least = stake - refund, MINIMUM_CHARGE.get(stake.currency, 0)
    if payment in HOLDING | UNSECURED and rest.minor < least:
        text = f"{rest.major} {rest.currency.upper()} is less than a card can be charged. Refund everything."
        raise invalid("rest_too_small", text, "refund")
