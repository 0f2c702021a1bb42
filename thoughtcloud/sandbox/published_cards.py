"""Stripe's published test cards, by number and by name, and what each of them does (docs.stripe.com/testing).

Left out are the cards of what the sandbox does not do: early fraud warnings, several disputes of one payment,
special programmes of the networks, and payments in person.
"""

from collections.abc import Iterable

from thoughtcloud.sandbox import declines
from thoughtcloud.sandbox.cards import Challenge, DisputeKind, RefundFate, Risk, TestCard, is_plausible
from thoughtcloud.sandbox.declines import Decline

Published = tuple[TestCard, tuple[str, ...]]

# Cards that go through, by the country that issued them.
_COUNTRIES = {
    "ar": "4000000320000021", "br": "4000000760000002", "ca": "4000001240000000", "cl": "4000001520000001",
    "co": "4000001700000003", "cr": "4000001880000005", "ec": "4000002180000000", "mx": "4000004840008001",
    "pa": "4000005910000000", "py": "4000006000000066", "pe": "4000006040000068", "uy": "4000008580000003",
    "ae": "4000007840000001", "at": "4000000400000008", "be": "4000000560000004", "bg": "4000001000000000",
    "by": "4000001120000005", "hr": "4000001910000009", "cy": "4000001960000008", "cz": "4000002030000002",
    "dk": "4000002080000001", "ee": "4000002330000009", "fi": "4000002460000001", "fr": "4000002500000003",
    "de": "4000002760000016", "gi": "4000002920000005", "gr": "4000003000000030", "hu": "4000003480000005",
    "ie": "4000003720000005", "it": "4000003800000008", "lv": "4000004280000005", "li": "4000004380000004",
    "lt": "4000004400000000", "lu": "4000004420000006", "mt": "4000004700000007", "nl": "4000005280000002",
    "no": "4000005780000007", "pl": "4000006160000005", "pt": "4000006200000007", "ro": "4000006420000001",
    "sa": "4000006820000007", "si": "4000007050000006", "sk": "4000007030000001", "es": "4000007240000007",
    "se": "4000007520000008", "ch": "4000007560000009", "gb": "4000008260000000", "au": "4000000360000006",
    "cn": "4000001560000002", "hk": "4000003440000004", "in": "4000003560000008", "jp": "4000003920000003",
    "my": "4000004580000002", "nz": "4000005540000008", "sg": "4000007020000003", "tw": "4000001580000008",
}  # fmt: skip
_FRAUDULENT, _NOT_RECEIVED, _INQUIRY = (
    DisputeKind.fraudulent,
    DisputeKind.product_not_received,
    DisputeKind.inquiry,
)


def _both(*names: str) -> tuple[str, ...]:
    """A payment method's name and a token's, which differ in their beginning only."""
    return tuple(f"{kind}{name}" for name in names for kind in ("pm_card_", "tok_"))


def _refused(number: str, decline: Decline, *names: str, cvc_check: str = "pass") -> Published:
    """A card that its bank refuses, also when it is to be saved."""
    return TestCard(number, decline=decline, decline_attach=True, cvc_check=cvc_check), _both(*names)


def _by_brand() -> Iterable[Published]:
    yield TestCard("4242424242424242"), _both("visa", "us")
    yield TestCard("4000056655665556", funding="debit"), _both("visa_debit")
    yield TestCard("5555555555554444", "mastercard"), _both("mastercard")
    yield TestCard("2223003122003222", "mastercard"), ()
    yield TestCard("5200828282828210", "mastercard", "debit"), _both("mastercard_debit")
    yield TestCard("5105105105105100", "mastercard", "prepaid"), _both("mastercard_prepaid")
    yield TestCard("378282246310005", "amex"), _both("amex", "amex_threeDSecureNotSupported")
    yield TestCard("371449635398431", "amex"), ()
    yield TestCard("6011111111111117", "discover"), _both("discover")
    yield TestCard("6011000990139424", "discover"), ()
    yield TestCard("6011981111111113", "discover", "debit"), ()
    yield TestCard("3056930009020004", "diners"), _both("diners")
    yield TestCard("36227206271667", "diners"), ()
    yield TestCard("6555900000604105", "discover", country="KR"), ()
    yield TestCard("3566002020360505", "jcb", country="JP"), _both("jcb")
    yield TestCard("3530111333300000", "jcb", country="JP"), ()
    yield TestCard("6200000000000005", "unionpay", country="CN"), _both("unionpay")
    yield TestCard("6200000000000047", "unionpay", "debit", "CN"), ()
    yield TestCard("6205500000000000004", "unionpay", country="CN"), ()
    french, australian = "cartes_bancaires", "eftpos_au"
    yield TestCard("4000002500001001", country="FR", co_brand=french), _both("visa_cartesBancaires")
    yield (
        TestCard("5555552500001001", "mastercard", country="FR", co_brand=french),
        _both("mastercard_cartesBancaires"),
    )
    yield (
        TestCard("4000050360000001", "visa", "debit", "AU", co_brand=australian),
        _both("visa_debit_eftposAuCoBranded"),
    )
    yield (
        TestCard("5555050360000080", "mastercard", "debit", "AU", co_brand=australian),
        _both("mastercard_debit_eftposAuCoBranded"),
    )
    health = _both("debit_visaFsaProductCode", "debit_visaHsaProductCode")
    yield TestCard("4000051230000072", funding="debit"), health
    health = _both("mastercard_debit_mastercardFsaProductCode")
    yield TestCard("5200828282828897", "mastercard", "debit"), health


def _by_country() -> Iterable[Published]:
    for code, number in _COUNTRIES.items():
        yield TestCard(number, country=code.upper()), _both(code)
    yield TestCard("5200007840000022", "mastercard", country="AE"), _both("ae_mastercard")
    yield TestCard("4000058260000005", "visa", "debit", "GB"), _both("gb_debit")
    yield TestCard("5555558265554449", "mastercard", country="GB"), _both("gb_mastercard")
    yield TestCard("4000007640000003", country="TH"), _both("th_credit")
    yield TestCard("4000057640000008", "visa", "debit", "TH"), _both("th_debit")


def _declined() -> Iterable[Published]:
    yield _refused("4000000000000002", declines.GENERIC, "visa_chargeDeclined", "chargeDeclined")
    yield _refused(
        "4000000000009995",
        declines.INSUFFICIENT,
        "visa_chargeDeclinedInsufficientFunds",
        "visa_debit_chargeDeclinedInsufficientFunds",
        "chargeDeclinedInsufficientFunds",
    )
    yield _refused("4000000000009987", declines.LOST, "visa_chargeDeclinedLostCard")
    yield _refused("4000000000009979", declines.STOLEN, "visa_chargeDeclinedStolenCard")
    yield _refused("4000000000006975", declines.VELOCITY, "visa_chargeDeclinedVelocityLimitExceeded")
    yield _refused(
        "4000000000000069",
        declines.EXPIRED,
        "visa_chargeDeclinedExpiredCard",
        "chargeDeclinedExpiredCard",
    )
    yield _refused(
        "4000000000000127",
        declines.WRONG_CVC,
        "visa_chargeDeclinedIncorrectCvc",
        "chargeDeclinedIncorrectCvc",
        cvc_check="fail",
    )
    yield _refused(
        "4000000000000119",
        declines.PROCESSING,
        "visa_chargeDeclinedProcessingError",
        "chargeDeclinedProcessingError",
    )
    names = _both("chargeCustomerFail", "visa_chargeCustomerFail")
    yield TestCard("4000000000000341", decline=declines.GENERIC), names


def _risky() -> Iterable[Published]:
    """Radar's default rules block the highest risk and nothing else."""
    elevated, highest = Risk.elevated, Risk.highest
    names = _both("radarBlock", "visa_chargeDeclinedFraudulent", "chargeDeclinedFraudulent")
    yield TestCard("4100000000000019", decline=declines.FRAUD, risk=highest), names
    yield TestCard("4000000000004954", decline=declines.FRAUD, risk=highest), _both("riskLevelHighest")
    yield TestCard("4000000000009235", risk=elevated), _both("riskLevelElevated")
    yield TestCard("4000008400000407"), _both("highFraudDisputeScore")
    yield TestCard("4000008400000159"), _both("highEfwScore")
    yield TestCard("4000008400001017"), _both("radarDynamicRiskThreshold")
    yield TestCard("4000008405600003"), _both("adaptive3dsChallenge")
    yield TestCard("4000000000000101", cvc_check="fail"), _both("cvcCheckFail")
    yield TestCard("4000058400307872", cvc_check="fail", risk=elevated), _both("cvcCheckFailElevatedRisk")
    yield TestCard("4000000000000036", postal_check="fail"), _both("avsZipFail")
    yield TestCard("4000058400306072", postal_check="fail", risk=elevated), _both("avsZipFailElevatedRisk")
    yield TestCard("4000000000000028", line1_check="fail"), _both("avsLine1Fail")
    yield TestCard("4000000000000010", postal_check="fail", line1_check="fail"), _both("avsFail")
    unavailable = "unavailable"
    yield TestCard("4000000000000044", postal_check=unavailable, line1_check=unavailable), _both("avsUnchecked")


def _authenticated() -> Iterable[Published]:
    always, on_request = Challenge.always, Challenge.on_request
    set_up, off_session = Challenge.unless_set_up, Challenge.unless_off_session
    names = (*_both("authenticationRequiredOnSetup"), "tok_threeDSecureOnSetup")
    yield TestCard("4000002500003155", country="FR", challenge=set_up), names
    yield TestCard("4000002760003184", country="DE", challenge=always), _both("authenticationRequired")
    names = _both("authenticationRequiredSetupForOffSession")
    yield TestCard("4000003800000446", country="IT", challenge=off_session), names
    yield (
        TestCard("4000008260003178", country="GB", decline=declines.INSUFFICIENT, challenge=always),
        _both("authenticationRequiredChargeDeclinedInsufficientFunds"),
    )
    yield TestCard("4000000000003220", country="IE", challenge=always), _both("threeDSecure2Required")
    yield TestCard("4000008400000027", challenge=always), ()
    yield TestCard("4000000000003063", challenge=always), _both("threeDSecureRequired")
    names = _both("threeDSecureRequiredChargeDeclined")
    yield TestCard("4000008400001629", decline=declines.GENERIC, challenge=always), names
    # The directory does not answer: nobody is asked anything, and the bank refuses.
    yield TestCard("4000008400001280", decline=declines.GENERIC), _both("threeDSecureRequiredProcessingError")
    yield TestCard("4000000000003055", challenge=on_request), _both("threeDSecureOptional")
    yield TestCard("4000000000003097"), _both("threeDSecureOptionalProcessingError")
    yield TestCard("4000000032200000", frictionless=True), ()
    for number in ("4000582600000094", "4000582600000045", "4000582600000102", "4000582600000110"):
        yield TestCard(number, country="GB", challenge=always), ()


def _later() -> Iterable[Published]:
    """Cards that go through and show afterwards what they are."""
    for number, dispute, name in (
        ("4000000000000259", _FRAUDULENT, "createDispute"),
        ("4000000000002685", _NOT_RECEIVED, "createDisputeProductNotReceived"),
        ("4000000000001976", _INQUIRY, "createDisputeInquiry"),
    ):
        yield TestCard(number, dispute=dispute), (*_both(name), f"tok_visa_{name}")
    yield TestCard("4000000000005126", refund=RefundFate.fails_later), _both("refundFail")
    yield TestCard("4000000000007726", refund=RefundFate.pends), _both("pendingRefund")
    yield TestCard("4000000000000077", bypass_pending=True), _both("bypassPending")
    names = _both("bypassPendingInternational")
    yield TestCard("4000003720000278", country="IE", bypass_pending=True), names


_ALL = (*_by_brand(), *_by_country(), *_declined(), *_risky(), *_authenticated(), *_later())
BY_NUMBER = {card.number: card for card, _ in _ALL}
BY_NAME = {name: card for card, names in _ALL for name in names}


def card_for(number: str) -> TestCard:
    """The behaviour of a number; a number that is no published test card declines as Stripe's test mode does."""
    if number in BY_NUMBER:
        return BY_NUMBER[number]
    refusal = declines.LIVE_CARD if is_plausible(number) else declines.INCORRECT_NUMBER
    return TestCard(number, decline=refusal, decline_attach=True)
