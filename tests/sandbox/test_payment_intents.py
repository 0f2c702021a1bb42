"""Payment intents by API: holds, captures, voids, and every way in which they are refused."""

from typing import Any

import pytest
import stripe

from tests.sandbox.merchant import BACK_URL, Merchant
from tests.sandbox.process import Console

DAY = 86_400


def test_a_hold_is_not_money_yet(merchant: Merchant) -> None:
    intent = merchant.hold(5000)
    charge: Any = merchant.stripe.charges.retrieve(intent.latest_charge)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 5000, 0)
    assert (charge.status, charge.paid, charge.captured, charge.amount_captured) == ("succeeded", True, False, 0)
    assert charge.balance_transaction is None
    assert charge.payment_method_details.card.amount_authorized == 5000
    assert charge.payment_method_details.card.capture_before == charge.created + 7 * DAY


def test_a_capture_books_the_amount_less_the_fee(merchant: Merchant) -> None:
    charge = merchant.charge(8000).latest_charge
    assert (charge.captured, charge.amount_captured, charge.amount_refunded) == (True, 8000, 0)
    assert charge.balance_transaction.amount == 8000
    assert charge.balance_transaction.fee == 262
    assert charge.balance_transaction.net == 7738
    assert charge.balance_transaction.status == "pending"


def test_yen_have_no_cents(merchant: Merchant) -> None:
    transaction = merchant.charge(5000, "jpy").latest_charge.balance_transaction
    assert (transaction.amount, transaction.fee, transaction.currency) == (5000, 175, "jpy")


def test_a_partial_capture_releases_the_rest(merchant: Merchant) -> None:
    intent = merchant.hold(8000)
    captured = merchant.stripe.payment_intents.capture(
        intent.id, {"amount_to_capture": 3000, "metadata": {"why": "late"}, "expand": ["latest_charge"]}
    )
    charge: Any = captured.latest_charge
    assert (captured.status, captured.amount_received, captured.amount_capturable) == ("succeeded", 3000, 0)
    assert captured.metadata.to_dict() == {"why": "late"}
    assert (charge.amount_captured, charge.amount_refunded, charge.refunded) == (3000, 5000, False)


def test_events_come_in_the_order_in_which_things_happen(merchant: Merchant) -> None:
    merchant.charge()
    assert merchant.event_types() == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
    ]


def test_automatic_capture_takes_the_money_at_once(merchant: Merchant) -> None:
    intent = merchant.hold(capture_method="automatic_async")
    assert (intent.status, intent.amount_received) == ("succeeded", 8000)
    assert merchant.event_types()[-2:] == ["charge.succeeded", "payment_intent.succeeded"]


def test_a_void_gives_the_hold_back(merchant: Merchant) -> None:
    intent = merchant.hold()
    gone = merchant.stripe.payment_intents.cancel(intent.id, {"cancellation_reason": "requested_by_customer"})
    charge = merchant.stripe.charges.retrieve(str(gone.latest_charge))
    assert (gone.status, gone.amount_capturable, gone.cancellation_reason) == (
        "canceled",
        0,
        "requested_by_customer",
    )
    assert gone.canceled_at is not None
    assert (charge.status, charge.captured, charge.refunded, charge.amount_refunded) == (
        "succeeded",
        False,
        True,
        8000,
    )
    assert merchant.event_types()[-2:] == ["charge.refunded", "payment_intent.canceled"]


def test_a_hold_lapses_after_seven_days(merchant: Merchant, console: Console) -> None:
    intent = merchant.hold()
    console.advance(7 * DAY - 60)
    assert merchant.stripe.payment_intents.retrieve(intent.id).status == "requires_capture"
    console.advance(120)
    lapsed = merchant.stripe.payment_intents.retrieve(intent.id)
    assert (lapsed.status, lapsed.cancellation_reason) == ("canceled", "automatic")
    assert lapsed.canceled_at is not None
    assert lapsed.canceled_at - intent.created == pytest.approx(7 * DAY, abs=2)
    refunds = merchant.stripe.refunds.list({"payment_intent": intent.id}).data
    assert [(refund.reason, refund.balance_transaction) for refund in refunds] == [
        ("expired_uncaptured_charge", None)
    ]
    assert merchant.event_types()[-2:] == ["charge.expired", "payment_intent.canceled"]


def test_a_visa_hold_without_the_cardholder_lapses_sooner(merchant: Merchant) -> None:
    customer = merchant.stripe.customers.create({"payment_method": "pm_card_visa"})
    card = merchant.stripe.payment_methods.list({"customer": customer.id}).data[0]
    intent = merchant.hold(card=card.id, customer=customer.id, off_session=True)
    charge: Any = merchant.stripe.charges.retrieve(intent.latest_charge)
    assert charge.payment_method_details.card.capture_before == charge.created + 4 * DAY + 18 * 3600


def test_a_captured_hold_does_not_lapse(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge()
    console.advance(30 * DAY)
    assert merchant.stripe.payment_intents.retrieve(intent.id).status == "succeeded"


@pytest.mark.parametrize(
    ("amount", "code", "words"),
    [
        (8001, "amount_too_large", "greater than the amount you can capture"),
        (0, "parameter_invalid_integer", "greater than or equal to 1"),
        (-5, "parameter_invalid_integer", "Invalid non-negative integer"),
    ],
)
def test_what_cannot_be_captured(merchant: Merchant, amount: int, code: str, words: str) -> None:
    intent = merchant.hold(8000)
    with pytest.raises(stripe.InvalidRequestError, match=words) as refused:
        merchant.stripe.payment_intents.capture(intent.id, {"amount_to_capture": amount})
    assert (refused.value.http_status, refused.value.code) == (400, code)
    assert merchant.stripe.payment_intents.retrieve(intent.id).status == "requires_capture"


def test_a_second_capture_is_refused_with_the_intent(merchant: Merchant) -> None:
    intent = merchant.charge()
    with pytest.raises(stripe.InvalidRequestError, match="remainder of the authorized amount") as refused:
        merchant.stripe.payment_intents.capture(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    error: Any = refused.value.error
    assert error.payment_intent.id == intent.id


def test_a_voided_payment_cannot_be_captured(merchant: Merchant) -> None:
    intent = merchant.hold()
    merchant.stripe.payment_intents.cancel(intent.id)
    with pytest.raises(stripe.InvalidRequestError, match="has a status of canceled"):
        merchant.stripe.payment_intents.capture(intent.id)


def test_a_captured_payment_cannot_be_voided(merchant: Merchant) -> None:
    intent = merchant.charge()
    with pytest.raises(
        stripe.InvalidRequestError, match="could not be canceled because it has a status of succeeded"
    ):
        merchant.stripe.payment_intents.cancel(intent.id)


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
        ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
    ],
)
def test_declines_leave_a_failed_charge(merchant: Merchant, card: str, code: str, decline_code: str) -> None:
    with pytest.raises(stripe.CardError) as refused:
        merchant.hold(card=card)
    error: Any = refused.value.error
    assert (refused.value.http_status, error.code, error.decline_code) == (402, code, decline_code)
    intent = merchant.stripe.payment_intents.retrieve(error.payment_intent.id)
    charge = merchant.stripe.charges.retrieve(str(error.charge))
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error is not None
    assert intent.last_payment_error.code == code
    assert (charge.status, charge.paid) == ("failed", False)
    assert merchant.event_types()[-2:] == ["charge.failed", "payment_intent.payment_failed"]


def test_another_card_helps_after_a_decline(merchant: Merchant) -> None:
    with pytest.raises(stripe.CardError) as refused:
        merchant.hold(card="pm_card_visa_chargeDeclined")
    error: Any = refused.value.error
    again = merchant.stripe.payment_intents.confirm(
        error.payment_intent.id, {"payment_method": "pm_card_visa", "return_url": BACK_URL}
    )
    assert again.status == "requires_capture"


def test_three_d_secure_stops_before_any_charge(merchant: Merchant) -> None:
    intent = merchant.hold(card="pm_card_authenticationRequired", return_url="https://shop.test/back")
    assert (intent.status, intent.latest_charge) == ("requires_action", None)
    assert intent.next_action.redirect_to_url.return_url == "https://shop.test/back"
    assert merchant.event_types()[-1] == "payment_intent.requires_action"


def test_three_d_secure_cannot_happen_off_session(merchant: Merchant) -> None:
    customer = merchant.stripe.customers.create({"payment_method": "pm_card_authenticationRequired"})
    card = merchant.stripe.payment_methods.list({"customer": customer.id}).data[0]
    with pytest.raises(stripe.CardError) as refused:
        merchant.hold(card=card.id, customer=customer.id, off_session=True)
    assert refused.value.error is not None
    assert refused.value.error.decline_code == "authentication_required"
    assert merchant.stripe.charges.list().data == []
    assert merchant.event_types()[-1] == "payment_intent.payment_failed"


@pytest.mark.parametrize(
    ("outcome", "status"), [("complete", "requires_capture"), ("fail", "requires_payment_method")]
)
def test_the_challenge_decides(merchant: Merchant, outcome: str, status: str) -> None:
    intent = merchant.hold(card="pm_card_authenticationRequired", return_url="https://shop.test/back")
    back = merchant.answer_challenge(intent, outcome)
    assert back.startswith("https://shop.test/back?")
    after = merchant.stripe.payment_intents.retrieve(intent.id)
    assert after.status == status
    if outcome == "fail":
        assert after.last_payment_error is not None
        assert after.last_payment_error.code == "payment_intent_authentication_failure"
        assert merchant.event_types()[-1] == "payment_intent.payment_failed"


def test_a_card_needs_no_challenge_off_session_once_it_was_set_up(merchant: Merchant) -> None:
    customer = merchant.stripe.customers.create({})
    card = "pm_card_authenticationRequiredOnSetup"
    setup = merchant.stripe.setup_intents.create(
        {"customer": customer.id, "payment_method": card, "confirm": True, "return_url": "https://shop.test/back"}
    )
    assert setup.status == "requires_action"
    merchant.answer_challenge(setup, "complete")
    assert merchant.event_types()[-2:] == ["payment_method.attached", "setup_intent.succeeded"]
    saved = merchant.stripe.payment_methods.list({"customer": customer.id}).data[0]
    assert merchant.hold(card=saved.id, customer=customer.id, off_session=True).status == "requires_capture"


def test_a_card_that_was_not_set_up_needs_one(merchant: Merchant) -> None:
    customer = merchant.stripe.customers.create({"payment_method": "pm_card_authenticationRequiredOnSetup"})
    saved = merchant.stripe.payment_methods.list({"customer": customer.id}).data[0]
    with pytest.raises(stripe.CardError, match="requires authentication"):
        merchant.hold(card=saved.id, customer=customer.id, off_session=True)


def test_an_intent_without_a_card_waits_for_one(merchant: Merchant) -> None:
    intent = merchant.stripe.payment_intents.create({"amount": 900, "currency": "usd"})
    assert (intent.status, intent.capture_method) == ("requires_payment_method", "automatic_async")
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        merchant.stripe.payment_intents.confirm(intent.id)
    updated = merchant.stripe.payment_intents.update(intent.id, {"payment_method": "pm_card_visa", "amount": 1000})
    assert (updated.status, updated.amount) == ("requires_confirmation", 1000)
    with pytest.raises(stripe.InvalidRequestError, match="you must provide a `return_url`"):
        merchant.stripe.payment_intents.confirm(intent.id)
    paid = merchant.stripe.payment_intents.confirm(intent.id, {"return_url": BACK_URL})
    assert paid.status == "succeeded"


@pytest.mark.parametrize(
    "offered",
    [
        {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}},
        {"allowed_payment_method_types": ["card"]},
    ],
)
def test_an_intent_that_cannot_redirect_needs_no_way_back(merchant: Merchant, offered: Any) -> None:
    pay: Any = {"amount": 900, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    paid = merchant.stripe.payment_intents.create(pay | offered)
    assert paid.status == "succeeded"


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [(0, "eur", "parameter_invalid_integer"), (49, "eur", "amount_too_small"), (10**8, "eur", "amount_too_large")],
)
def test_amounts_have_limits(merchant: Merchant, amount: int, currency: str, code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.payment_intents.create({"amount": amount, "currency": currency})
    assert (refused.value.code, refused.value.param) == (code, "amount")
