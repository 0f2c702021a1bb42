"""Setup intents and saved cards: every way in which a card is saved, refused, kept back or taken away."""

from typing import Any

import pytest
import stripe

from tests.sandbox.merchant import BACK_URL, Merchant


@pytest.fixture
def customer(merchant: Merchant) -> str:
    return merchant.stripe.customers.create({"email": "mentee@example.com"}).id


def set_up(merchant: Merchant, customer: str, card: str = "pm_card_visa", **more: Any) -> Any:
    params: Any = {"customer": customer, "payment_method": card, "confirm": True, "return_url": BACK_URL, **more}
    return merchant.stripe.setup_intents.create(params)


def test_an_intent_waits_for_a_card_and_then_for_a_word(merchant: Merchant, customer: str) -> None:
    intent = merchant.stripe.setup_intents.create({"customer": customer, "metadata": {"booking": "7"}})
    assert (intent.status, intent.usage) == ("requires_payment_method", "off_session")
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        merchant.stripe.setup_intents.confirm(intent.id)
    named = merchant.stripe.setup_intents.update(intent.id, {"payment_method": "pm_card_visa"})
    assert named.status == "requires_confirmation"
    assert merchant.stripe.setup_intents.confirm(intent.id, {"return_url": BACK_URL}).status == "succeeded"
    assert merchant.event_types()[-3:] == [
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
    ]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.setup_intents.confirm(intent.id)
    assert refused.value.code == "setup_intent_unexpected_state"


def test_a_bank_refuses_to_have_its_card_saved(merchant: Merchant, customer: str) -> None:
    with pytest.raises(stripe.CardError) as refused:
        set_up(merchant, customer, "pm_card_visa_chargeDeclinedInsufficientFunds")
    assert refused.value.error is not None
    assert (refused.value.http_status, refused.value.error.decline_code) == (402, "insufficient_funds")
    intent = merchant.stripe.setup_intents.list({"customer": customer}).data[0]
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_setup_error is not None
    assert intent.last_setup_error.decline_code == "insufficient_funds"
    assert merchant.event_types()[-1] == "setup_intent.setup_failed"
    assert merchant.stripe.payment_methods.list({"customer": customer}).data == []


def test_a_failed_challenge_saves_nothing(merchant: Merchant, customer: str) -> None:
    intent = set_up(merchant, customer, "pm_card_authenticationRequired", return_url="https://shop.test/back")
    assert intent.status == "requires_action"
    merchant.answer_challenge(intent, "fail")
    failed = merchant.stripe.setup_intents.retrieve(intent.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_setup_error is not None
    assert failed.last_setup_error.code == "setup_intent_authentication_failure"
    assert merchant.stripe.payment_methods.list({"customer": customer}).data == []


def test_an_intent_is_cancelled_before_it_succeeds(merchant: Merchant, customer: str) -> None:
    intent = merchant.stripe.setup_intents.create({"customer": customer})
    gone = merchant.stripe.setup_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    assert merchant.event_types()[-1] == "setup_intent.canceled"
    for done in (gone.id, set_up(merchant, customer).id):
        with pytest.raises(stripe.InvalidRequestError, match="cannot cancel this SetupIntent because it"):
            merchant.stripe.setup_intents.cancel(done)


def test_an_intent_of_checkout_ends_with_its_session(merchant: Merchant) -> None:
    session = merchant.stripe.checkout.sessions.create(
        {"mode": "setup", "currency": "eur", "success_url": "https://shop.test/done"}
    )
    assert merchant.pay(session.id, "pm_card_visa_chargeDeclined").status_code == 402
    intent = str(merchant.stripe.checkout.sessions.retrieve(session.id).setup_intent)
    with pytest.raises(stripe.InvalidRequestError, match="Expire the Checkout Session"):
        merchant.stripe.setup_intents.cancel(intent)
    merchant.stripe.checkout.sessions.expire(session.id)
    assert merchant.pay(session.id).status_code == 400


def test_a_card_set_up_for_when_its_holder_is_there_needs_them_there(merchant: Merchant, customer: str) -> None:
    card = "pm_card_authenticationRequiredOnSetup"
    intent = set_up(merchant, customer, card, usage="on_session", return_url="https://shop.test/back")
    merchant.answer_challenge(intent, "complete")
    with pytest.raises(stripe.CardError, match="requires authentication"):
        merchant.hold(card=intent.payment_method, customer=customer, off_session=True)


def test_a_card_belongs_to_one_customer_and_can_be_taken_away(merchant: Merchant, customer: str) -> None:
    card = merchant.stripe.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    kept = merchant.stripe.payment_methods.attach(card.id, {"customer": customer})
    assert kept.customer == customer
    other = merchant.stripe.customers.create({})
    with pytest.raises(stripe.InvalidRequestError, match="already been attached"):
        merchant.stripe.payment_methods.attach(card.id, {"customer": other.id})
    with pytest.raises(stripe.InvalidRequestError, match="belongs to the Customer"):
        merchant.hold(card=card.id, customer=other.id)
    assert merchant.stripe.payment_methods.detach(card.id).customer is None
    assert merchant.stripe.payment_methods.list({"customer": customer}).data == []
    with pytest.raises(stripe.InvalidRequestError, match="not attached"):
        merchant.stripe.payment_methods.detach(card.id)
    assert merchant.event_types()[-2:] == ["customer.created", "payment_method.detached"]
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        merchant.stripe.payment_methods.attach(card.id, {"customer": customer})
    with pytest.raises(stripe.InvalidRequestError, match="It may not be used again"):
        merchant.hold(card=card.id, customer=customer)


def test_the_cards_of_a_customer_that_was_deleted_may_not_be_used_again(merchant: Merchant, customer: str) -> None:
    card = merchant.stripe.payment_methods.attach("pm_card_visa", {"customer": customer})
    merchant.stripe.customers.delete(customer)
    with pytest.raises(stripe.InvalidRequestError, match="It may not be used again"):
        merchant.hold(card=card.id)


@pytest.mark.parametrize("card", ["pm_card_visa_chargeDeclined", "pm_card_chargeDeclinedExpiredCard"])
def test_a_card_that_its_bank_refuses_is_not_attached(merchant: Merchant, customer: str, card: str) -> None:
    with pytest.raises(stripe.CardError):
        merchant.stripe.payment_methods.attach(card, {"customer": customer})
    assert merchant.stripe.payment_methods.list({"customer": customer}).data == []
