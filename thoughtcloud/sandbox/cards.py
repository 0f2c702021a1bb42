"""Stripe's published test cards and what each of them does (docs.stripe.com/testing)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

DECLINED = "Your card was declined."


class Challenge(StrEnum):
    """When a card asks for 3-D Secure."""

    never = "never"
    unless_set_up = "unless_set_up"
    always = "always"


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
class Decline:
    """A refusal: the error's code, the bank's decline code and the sentence for the customer."""

    code: str
    decline_code: str
    message: str
    network_reason: str = "declined_by_network"


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card number and its behaviour. `decline_attach`: refused already when it is to be saved."""

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

    @property
    def last4(self) -> str:
        """The last four digits."""
        return self.number[-4:]


GENERIC = Decline("card_declined", "generic_decline", DECLINED)
INSUFFICIENT = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
LOST = Decline("card_declined", "lost_card", DECLINED)
STOLEN = Decline("card_declined", "stolen_card", DECLINED)
VELOCITY = Decline(
    "card_declined",
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
)
FRAUD = Decline("card_declined", "fraudulent", DECLINED)
EXPIRED = Decline("expired_card", "expired_card", "Your card has expired.")
WRONG_CVC = Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.")
PROCESSING = Decline(
    "processing_error",
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
)
INCORRECT_NUMBER = Decline("incorrect_number", "incorrect_number", "Your card number is incorrect.")
LIVE_CARD = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test (live) card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
)
AUTHENTICATION_FAILED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)
AUTHENTICATION_REQUIRED = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)

_CARDS = (
    (TestCard("4242424242424242"), ("pm_card_visa", "tok_visa")),
    (TestCard("4000056655665556", funding="debit"), ("pm_card_visa_debit", "tok_visa_debit")),
    (TestCard("5555555555554444", "mastercard"), ("pm_card_mastercard", "tok_mastercard")),
    (TestCard("2223003122003222", "mastercard"), ()),
    (TestCard("5200828282828210", "mastercard", "debit"), ("pm_card_mastercard_debit", "tok_mastercard_debit")),
    (
        TestCard("5105105105105100", "mastercard", "prepaid"),
        ("pm_card_mastercard_prepaid", "tok_mastercard_prepaid"),
    ),
    (TestCard("378282246310005", "amex"), ("pm_card_amex", "tok_amex")),
    (TestCard("6011111111111117", "discover"), ("pm_card_discover", "tok_discover")),
    (TestCard("3056930009020004", "diners"), ("pm_card_diners", "tok_diners")),
    (TestCard("3566002020360505", "jcb"), ("pm_card_jcb", "tok_jcb")),
    (TestCard("6200000000000005", "unionpay"), ("pm_card_unionpay", "tok_unionpay")),
    (TestCard("4000002760000016", country="DE"), ("pm_card_de", "tok_de")),
    (TestCard("4000002500000003", country="FR"), ("pm_card_fr", "tok_fr")),
    (TestCard("4000008260000000", country="GB"), ("pm_card_gb", "tok_gb")),
    (
        TestCard("4000000000000002", decline=GENERIC, decline_attach=True),
        ("pm_card_visa_chargeDeclined", "pm_card_chargeDeclined", "tok_visa_chargeDeclined", "tok_chargeDeclined"),
    ),
    (
        TestCard("4000000000009995", decline=INSUFFICIENT, decline_attach=True),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "tok_visa_chargeDeclinedInsufficientFunds"),
    ),
    (TestCard("4000000000009987", decline=LOST, decline_attach=True), ("pm_card_visa_chargeDeclinedLostCard",)),
    (
        TestCard("4000000000009979", decline=STOLEN, decline_attach=True),
        ("pm_card_visa_chargeDeclinedStolenCard",),
    ),
    (
        TestCard("4000000000006975", decline=VELOCITY, decline_attach=True),
        ("pm_card_visa_chargeDeclinedVelocityLimitExceeded",),
    ),
    (
        TestCard("4100000000000019", decline=FRAUD),
        ("pm_card_radarBlock", "pm_card_visa_chargeDeclinedFraudulent", "tok_radarBlock"),
    ),
    (
        TestCard("4000000000000069", decline=EXPIRED, decline_attach=True),
        (
            "pm_card_visa_chargeDeclinedExpiredCard",
            "pm_card_chargeDeclinedExpiredCard",
            "tok_chargeDeclinedExpiredCard",
        ),
    ),
    (
        TestCard("4000000000000127", decline=WRONG_CVC, decline_attach=True, cvc_check="fail"),
        ("pm_card_visa_chargeDeclinedIncorrectCvc", "pm_card_chargeDeclinedIncorrectCvc"),
    ),
    (
        TestCard("4000000000000119", decline=PROCESSING, decline_attach=True),
        (
            "pm_card_visa_chargeDeclinedProcessingError",
            "pm_card_chargeDeclinedProcessingError",
            "tok_chargeDeclinedProcessingError",
        ),
    ),
    (TestCard("4000000000000341", decline=GENERIC), ("pm_card_chargeCustomerFail", "tok_chargeCustomerFail")),
    (
        TestCard("4000002500003155", country="FR", challenge=Challenge.unless_set_up),
        ("pm_card_authenticationRequiredOnSetup", "tok_threeDSecureOnSetup"),
    ),
    (
        TestCard("4000002760003184", country="DE", challenge=Challenge.always),
        ("pm_card_authenticationRequired", "tok_authenticationRequired"),
    ),
    (
        TestCard("4000000000003220", challenge=Challenge.always),
        ("pm_card_threeDSecure2Required", "tok_threeDSecure2Required"),
    ),
    (
        TestCard("4000000000003063", challenge=Challenge.always),
        ("pm_card_threeDSecureRequired", "tok_threeDSecureRequired"),
    ),
    (
        TestCard("4000008400001629", decline=GENERIC, challenge=Challenge.always),
        ("pm_card_threeDSecureRequiredChargeDeclined", "tok_threeDSecureRequiredChargeDeclined"),
    ),
    (
        TestCard("4000008260003178", country="GB", decline=INSUFFICIENT, challenge=Challenge.always),
        ("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",),
    ),
    (
        TestCard("4000000000000259", dispute=DisputeKind.fraudulent),
        ("pm_card_createDispute", "tok_createDispute", "tok_visa_createDispute"),
    ),
    (
        TestCard("4000000000002685", dispute=DisputeKind.product_not_received),
        (
            "pm_card_createDisputeProductNotReceived",
            "tok_createDisputeProductNotReceived",
            "tok_visa_createDisputeProductNotReceived",
        ),
    ),
    (
        TestCard("4000000000001976", dispute=DisputeKind.inquiry),
        ("pm_card_createDisputeInquiry", "tok_createDisputeInquiry", "tok_visa_createDisputeInquiry"),
    ),
    (TestCard("4000000000005126", refund=RefundFate.fails_later), ("pm_card_refundFail", "tok_refundFail")),
    (TestCard("4000000000007726", refund=RefundFate.pends), ("pm_card_pendingRefund", "tok_pendingRefund")),
    (TestCard("4000000000000077", bypass_pending=True), ("pm_card_bypassPending", "tok_bypassPending")),
    (
        TestCard("4000003720000278", country="IE", bypass_pending=True),
        ("pm_card_bypassPendingInternational", "tok_bypassPendingInternational"),
    ),
)

BY_NUMBER = {card.number: card for card, _ in _CARDS}
BY_NAME = {name: card for card, names in _CARDS for name in names}


def is_plausible(number: str) -> bool:
    """Whether a card number has a card's length and check digit (Luhn)."""
    if not (number.isascii() and number.isdigit() and 12 <= len(number) <= 19):
        return False
    return sum(_luhn(number)) % 10 == 0


def _luhn(number: str) -> Iterable[int]:
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if place % 2 else 1)
        yield doubled - 9 if doubled > 9 else doubled


def card_for(number: str) -> TestCard:
    """The behaviour of a number; a number that is no published test card declines as Stripe's test mode does."""
    if number in BY_NUMBER:
        return BY_NUMBER[number]
    refusal = LIVE_CARD if is_plausible(number) else INCORRECT_NUMBER
    return TestCard(number, decline=refusal, decline_attach=True)
