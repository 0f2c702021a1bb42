"""One disagreement between Stripe and us, with a sentence for the operator."""

from dataclasses import dataclass
from enum import StrEnum

from thoughtcloud.core.money import Money


class Trouble(StrEnum):
    """What kind of disagreement was found."""

    NOT_BOOKED = "not_booked"
    FOREIGN = "foreign"
    OTHER_SUM = "other_sum"
    NOT_AT_STRIPE = "not_at_stripe"
    RECORD_DIFFERS = "record_differs"
    UNREADABLE = "unreadable"
    HOLD_ASTRAY = "hold_astray"
    STUCK = "stuck"
    NOT_SECURED = "not_secured"
    BALANCE_DIFFERS = "balance_differs"


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement. `key` names it, so that finding it again is no second one; `amount`: how much."""

    trouble: Trouble
    about: str
    says: str
    stripe_object: str = ""
    booking_id: str | None = None
    mentor_id: str | None = None
    amount: Money | None = None

    @property
    def key(self) -> str:
        """What makes it unique."""
        return f"{self.trouble}:{self.about}"


def said(money: Money) -> str:
    """A sum in plain words for an operator, such as 80.00 EUR."""
    return f"{money.major} {money.currency.upper()}"
