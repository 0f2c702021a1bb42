"""What we ask of Stripe, in our own words: a payment page, a saved card, a transfer, an account."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from thoughtcloud.core.money import Money


@dataclass(frozen=True, slots=True)
class CheckoutOrder:
    """What a hosted Checkout page is opened for: to reserve the price, or (`saves_only`) to save the card for it.

    `note` is shown beside the button.
    """

    booking_id: str
    title: str
    price: Money
    customer_id: str
    expires_at: datetime
    success_url: str
    cancel_url: str
    saves_only: bool = False
    note: str = ""


class Purpose(StrEnum):
    """What a card is asked for without the cardholder."""

    HOLD = "hold"
    LATE_FEE = "late-fee"


@dataclass(frozen=True, slots=True)
class SavedCardOrder:
    """Money that a saved card is to give: a hold of the price, or the fee for cancelling late at once."""

    booking_id: str
    title: str
    purpose: Purpose
    amount: Money
    customer_id: str
    method_id: str


# The mark of a refund that nobody wanted by itself: the session is off.
CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money of a charge that is to go back to its card; `mark` says as what (`RefundSnapshot.mark`)."""

    booking_id: str
    intent_id: str
    amount: Money
    mark: str = CALLED_OFF


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """The mentor's share of a charge, to be sent to their account.

    Without the charge it comes from the platform's available balance: Stripe lets no charge be the source of more
    than it took, whatever of that was taken back since.
    """

    booking_id: str
    charge_id: str | None
    destination: str
    amount: Money


@dataclass(frozen=True, slots=True)
class AccountOrder:
    """A connected account to be created for a mentor; `country` is an ISO 3166 code."""

    mentor_id: str
    email: str
    country: str
    page_url: str
