"""What we ask of Stripe, in our own words: a payment page, a transfer, a connected account."""

from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.money import Money


@dataclass(frozen=True, slots=True)
class CheckoutOrder:
    """What a hosted Checkout page is opened for."""

    booking_id: str
    title: str
    price: Money
    email: str
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """The mentor's share of a charge, to be sent to their account."""

    booking_id: str
    charge_id: str
    destination: str
    amount: Money


@dataclass(frozen=True, slots=True)
class AccountOrder:
    """A connected account to be created for a mentor; `country` is an ISO 3166 code."""

    mentor_id: str
    email: str
    country: str
    page_url: str
