"""The test cards that Stripe publishes: each has a name or a number that works, and does what the page says."""

from typing import Any

import pytest
import stripe

from tests.sandbox.merchant import Merchant
from thoughtcloud.sandbox.cards import Challenge, is_plausible
from thoughtcloud.sandbox.published_cards import BY_NAME, BY_NUMBER


def paid(merchant: Merchant, method: str, **more: Any) -> Any:
    """A payment with a card, its charge shown."""
    return merchant.hold(card=method, capture_method="automatic", expand=["latest_charge"], **more)


def by_token(merchant: Merchant, name: str) -> str:
    """A payment method with the card behind a token."""
    return merchant.stripe.payment_methods.create({"type": "card", "card": {"token": name}}).id


def with_address(merchant: Merchant, name: str) -> str:
    """A payment method whose holder gave an address."""
    token = name.replace("pm_card_", "tok_")
    address: Any = {"line1": "1 Long Lane", "postal_code": "10115"}
    method = merchant.stripe.payment_methods.create(
        {"type": "card", "card": {"token": token}, "billing_details": {"address": address}}
    )
    return method.id


def test_every_number_is_a_card_number() -> None:
    assert [number for number in BY_NUMBER if not is_plausible(number)] == []


def test_every_name_pays_or_is_refused_as_its_card_is(merchant: Merchant) -> None:
    for name, card in BY_NAME.items():
        method = name if name.startswith("pm_") else by_token(merchant, name)
        if card.challenge is Challenge.never and card.decline is not None:
            with pytest.raises(stripe.CardError) as refused:
                paid(merchant, method)
            error: Any = refused.value.error
            assert (error.code, error.decline_code) == (card.decline.code, card.decline.decline_code), name
            continue
        intent = paid(merchant, method)
        quiet = card.challenge in (Challenge.never, Challenge.on_request)
        assert intent.status == ("succeeded" if quiet else "requires_action"), name
        shown: Any = merchant.stripe.payment_methods.retrieve(intent.payment_method)
        assert (shown.card.brand, shown.card.country, shown.card.last4) == (card.brand, card.country, card.last4)


def test_a_name_that_nobody_published_is_no_card(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        paid(merchant, "pm_card_of_mine")
    assert (refused.value.code, refused.value.param) == ("resource_missing", "payment_method")


@pytest.mark.parametrize(
    ("card", "status"),
    [
        ("pm_card_visa", "succeeded"),
        ("pm_card_amex_threeDSecureNotSupported", "succeeded"),
        ("pm_card_threeDSecureOptional", "requires_action"),
    ],
)
def test_only_an_enrolled_card_can_be_asked_for_3d_secure(merchant: Merchant, card: str, status: str) -> None:
    asked = {"card": {"request_three_d_secure": "any"}}
    assert paid(merchant, card, payment_method_options=asked).status == status


def test_a_card_may_come_already_set_up(merchant: Merchant) -> None:
    customer = merchant.stripe.customers.create()
    method = merchant.stripe.payment_methods.attach(
        "pm_card_authenticationRequiredSetupForOffSession", {"customer": customer.id}
    )
    assert paid(merchant, method.id, customer=customer.id, off_session=True).status == "succeeded"
    assert paid(merchant, method.id, customer=customer.id).status == "requires_action"


def test_authentication_can_go_without_the_cardholder(merchant: Merchant) -> None:
    card: Any = {"number": "4000000032200000", "exp_month": 12, "exp_year": 2090}
    method = merchant.stripe.payment_methods.create({"type": "card", "card": card})
    charge = paid(merchant, method.id).latest_charge
    assert charge.payment_method_details.card.three_d_secure.authentication_flow == "frictionless"


@pytest.mark.parametrize(
    ("card", "line1", "postal_code", "cvc"),
    [
        ("pm_card_visa", "pass", "pass", "pass"),
        ("pm_card_cvcCheckFail", "pass", "pass", "fail"),
        ("pm_card_avsZipFail", "pass", "fail", "pass"),
        ("pm_card_avsLine1Fail", "fail", "pass", "pass"),
        ("pm_card_avsFail", "fail", "fail", "pass"),
        ("pm_card_avsUnchecked", "unavailable", "unavailable", "pass"),
    ],
)
def test_a_bank_says_what_it_thinks_of_the_address(
    merchant: Merchant, card: str, line1: str, postal_code: str, cvc: str
) -> None:
    checks = paid(merchant, with_address(merchant, card)).latest_charge.payment_method_details.card.checks
    assert checks.address_line1_check == line1
    assert checks.address_postal_code_check == postal_code
    assert checks.cvc_check == cvc


def test_the_highest_risk_is_blocked_and_an_elevated_one_is_not(merchant: Merchant) -> None:
    outcome = paid(merchant, "pm_card_riskLevelElevated").latest_charge.outcome
    assert (outcome.type, outcome.risk_level) == ("authorized", "elevated")
    with pytest.raises(stripe.CardError) as refused:
        paid(merchant, "pm_card_riskLevelHighest")
    error: Any = refused.value.error
    failed: Any = merchant.stripe.charges.retrieve(error.charge)
    outcome = failed.outcome
    assert (outcome.type, outcome.risk_level) == ("blocked", "highest")


def test_a_card_of_two_networks_names_both(merchant: Merchant) -> None:
    method: Any = merchant.stripe.payment_methods.retrieve("pm_card_visa_cartesBancaires")
    assert method.card.networks.available == ["cartes_bancaires", "visa"]
