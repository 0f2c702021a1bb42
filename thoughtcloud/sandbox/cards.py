"""What a card can do at Stripe: ask for 3-D Secure, be refused, be disputed, send a refund back."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from thoughtcloud.sandbox.declines import Decline


class Challenge(StrEnum):
    """When a card asks for 3-D Secure."""

    never = "never"
    on_request = "on_request"
    unless_off_session = "unless_off_session"
    unless_set_up = "unless_set_up"
    always = "always"


class Risk(StrEnum):
    """How risky Stripe's fraud prevention finds a payment with a card, as the outcome's `risk_level`."""

    normal = "normal"
    elevated = "elevated"
    highest = "highest"

    @property
    def score(self) -> int:
        """The score that goes with it: 0 to 99, the highest from 75 and the elevated from 65."""
        return {Risk.normal: 20, Risk.elevated: 68, Risk.highest: 90}[self]


class RefundFate(StrEnum):
    """What becomes of a refund to the card."""

    succeeds = "succeeds"
    fails_later = "fails_later"
    pends = "pends"


class DisputeKind(StrEnum):
    """The dispute that a captured payment with the card brings, as Stripe's `reason`."""

    none = ""
    fraudulent = "fraudulent"
    product_not_received = "product_not_received"
    inquiry = "inquiry"


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card number and its behaviour.

    `decline_attach`: refused already when it is to be saved. `frictionless`: 3-D Secure happens without the
    cardholder. `co_brand`: the second network that the card is good for.
    """

    __test__ = False

    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: Decline | None = None
    decline_attach: bool = False
    challenge: Challenge = Challenge.never
    dispute: DisputeKind = DisputeKind.none
    refund: RefundFate = RefundFate.succeeds
    bypass_pending: bool = False
    cvc_check: str = "pass"
    postal_check: str = "pass"
    line1_check: str = "pass"
    risk: Risk = Risk.normal
    frictionless: bool = False
    co_brand: str = ""

    @property
    def last4(self) -> str:
        """The last four digits."""
        return self.number[-4:]

    @property
    def networks(self) -> list[str]:
        """The networks that can carry a payment with it, the one that comes first at home first."""
        return [self.co_brand, self.brand] if self.co_brand else [self.brand]


def is_plausible(number: str) -> bool:
    """Whether a card number has a card's length and check digit (Luhn)."""
    if not (number.isascii() and number.isdigit() and 12 <= len(number) <= 19):
        return False
    return sum(_luhn(number)) % 10 == 0


def _luhn(number: str) -> Iterable[int]:
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if place % 2 else 1)
        yield doubled - 9 if doubled > 9 else doubled
