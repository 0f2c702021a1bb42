"""What published recordings of Stripe's test mode show of refusals and small print, word for word."""

from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.merchant import BACK_URL, Merchant

ADDRESSES = ("doc_url", "request_log_url")
Answer = tuple[int, dict[str, Any]]


class Bare:
    """Calls without the SDK, which hides what an error says beside its message."""

    def __init__(self, merchant: Merchant) -> None:
        self._merchant = merchant

    def ask(self, method: str, path: str, **form: str) -> Answer:
        """Status and body; the words in `form` travel as they are."""
        answer = httpx.request(
            method,
            f"{self._merchant.base_url}/v1/{path}",
            **({"params": form} if method == "GET" else {"data": form}),  # type: ignore[arg-type]
            headers={"Authorization": "Bearer sk_test_recorded", "Stripe-Version": stripe.api_version},
            trust_env=False,
        )
        return answer.status_code, dict(answer.json())

    def error(self, method: str, path: str, **form: str) -> dict[str, Any]:
        """The error of a call that is refused, without the addresses that only point elsewhere."""
        status, body = self.ask(method, path, **form)
        assert status >= 400, body
        said = body["error"].items()
        return {"status": status, **{name: value for name, value in said if name not in ADDRESSES}}


@pytest.fixture
def bare(merchant: Merchant) -> Bare:
    return Bare(merchant)


@pytest.fixture
def customer(merchant: Merchant) -> str:
    return merchant.stripe.customers.create({"email": "mentee@example.com"}).id


def test_what_cannot_be_expanded(bare: Bare, customer: str) -> None:
    refused = {"status": 400, "type": "invalid_request_error"}
    for path in ("bogus", "description", "invoice_settings.bogus"):
        message = f"This property cannot be expanded ({path})."
        assert bare.error("GET", f"customers/{customer}", **{"expand[]": path}) == refused | {"message": message}
    for sent in ({}, {"email": "nobody@example.com"}):
        message = "This property cannot be expanded (email). You may want to try expanding 'data.email' instead."
        assert bare.error("GET", "customers", **{"expand[]": "email"}, **sent) == refused | {"message": message}


def test_what_is_there_already_may_be_named_to_be_expanded(bare: Bare, customer: str) -> None:
    assert bare.ask("GET", "customers", **{"expand[]": "data"})[0] == 200
    for path in ("invoice_settings", "invoice_settings.default_payment_method"):
        assert bare.ask("GET", f"customers/{customer}", **{"expand[]": path})[0] == 200


def test_a_call_that_cannot_be_answered_as_asked_does_nothing(bare: Bare, merchant: Merchant) -> None:
    bare.error("POST", "customers", email="new@example.com", **{"expand[]": "bogus"})
    assert merchant.stripe.customers.list({"email": "new@example.com"}).data == []


def test_one_of_two_is_said_without_a_comma(bare: Bare) -> None:
    error = bare.error("POST", "setup_intents", usage="bogus")
    assert error["message"] == "Invalid usage: must be one of off_session or on_session"


def test_cards_are_listed_by_their_customer_only(bare: Bare, merchant: Merchant, customer: str) -> None:
    merchant.stripe.payment_methods.attach("pm_card_visa", {"customer": customer})
    assert bare.ask("GET", "payment_methods")[1]["data"] == []
    assert len(bare.ask("GET", "payment_methods", customer=customer)[1]["data"]) == 1
    error = bare.error("GET", "payment_methods", customer="cus_nobody")
    assert (error["status"], error["code"], error["param"]) == (400, "resource_missing", "customer")


def test_a_card_is_attached_to_somebody(bare: Bare, customer: str) -> None:
    assert bare.error("POST", "payment_methods/pm_card_visa/attach") == {
        "status": 400,
        "type": "invalid_request_error",
        "code": "parameter_missing",
        "message": "Must provide customer or customer_account.",
    }
    card = bare.ask("POST", "payment_methods/pm_card_visa/attach", customer=customer)[1]["id"]
    assert bare.ask("POST", f"payment_methods/{card}/attach", customer=customer)[0] == 200


def test_a_customer_that_is_deleted_is_told_of_whole(bare: Bare, merchant: Merchant, customer: str) -> None:
    merchant.stripe.customers.delete(customer)
    gone = merchant.console.events("customer.deleted")[0]["data"]["object"]
    assert gone["email"] == "mentee@example.com"
    assert "deleted" not in gone


def test_the_amount_of_what_was_paid_stays(bare: Bare, merchant: Merchant) -> None:
    paid = merchant.charge()
    error = bare.error("POST", f"payment_intents/{paid.id}", amount="9000")
    assert error["payment_intent"]["id"] == paid.id
    assert (error["code"], error["param"]) == ("payment_intent_unexpected_state", "amount")
    assert error["message"] == (
        "This PaymentIntent's amount could not be updated because it has a status of succeeded. You may only "
        "update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, "
        "requires_confirmation, requires_action."
    )
    assert bare.ask("POST", f"payment_intents/{paid.id}", description="An hour")[0] == 200


def test_a_charge_of_an_intent_is_captured_by_its_intent(bare: Bare, merchant: Merchant) -> None:
    held = merchant.hold()
    assert bare.error("POST", f"charges/{held.latest_charge}/capture")["message"] == (
        f"This uncaptured Charge was created by a PaymentIntent ({held.id}). You must capture the PaymentIntent "
        "instead. For more information, see https://stripe.com/docs/payments/place-a-hold-on-a-payment-method"
    )
    merchant.stripe.payment_intents.capture(held.id)
    error = bare.error("POST", f"charges/{held.latest_charge}/capture")
    assert error["code"] == "charge_already_captured"
    assert error["message"] == f"Charge {held.latest_charge} has already been captured."


def test_a_refund_of_nothing_known(bare: Bare, merchant: Merchant) -> None:
    error = bare.error("POST", "refunds", charge="ch_nothing")
    assert (error["status"], error["code"], error["param"]) == (404, "resource_missing", "id")
    paid = merchant.charge()
    refund = merchant.stripe.refunds.create({"payment_intent": paid.id})
    assert bare.error("POST", f"refunds/{refund.id}/cancel") == {
        "status": 400,
        "type": "invalid_request_error",
        "message": "Canceling this refund is unsupported.",
    }


def test_a_setup_uses_the_card_of_its_own_customer(bare: Bare, merchant: Merchant, customer: str) -> None:
    card = merchant.stripe.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    other = merchant.stripe.customers.create({}).id
    error = bare.error("POST", "setup_intents", customer=other, payment_method=card)
    assert (error["param"], "code" in error) == ("payment_method", False)
    assert error["message"] == (
        f"The PaymentMethod {card} does not belong to the Customer you supplied {other}. Please use this "
        "PaymentMethod with the Customer that it belongs to instead."
    )
    intent = merchant.stripe.setup_intents.create({}).id
    assert bare.error("POST", f"setup_intents/{intent}", payment_method=card)["message"] == (
        f"The payment method supplied ({card}) belongs to the Customer {customer}. Please include the Customer in "
        "the `customer` parameter on the SetupIntent."
    )


def test_what_a_finished_setup_refuses(bare: Bare, merchant: Merchant) -> None:
    path = f"setup_intents/{merchant.stripe.setup_intents.create({}).id}"
    assert bare.error("POST", f"{path}/confirm")["message"] == (
        "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the "
        "SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment "
        "method or ConfirmationToken."
    )
    done = bare.ask("POST", f"{path}/confirm", payment_method="pm_card_visa", return_url=BACK_URL)[1]
    assert done["status"] == "succeeded"
    assert done["latest_attempt"].startswith("setatt_")
    again = "You cannot {} this SetupIntent because it has already succeeded."
    assert bare.error("POST", f"{path}/confirm")["message"] == again.format("confirm")
    assert bare.error("POST", path, payment_method="pm_card_visa")["message"] == again.format("update")
    error = bare.error("POST", f"{path}/cancel")
    assert error["setup_intent"]["status"] == "succeeded"
    assert error["message"] == (
        "You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of "
        "the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or "
        "`requires_action`."
    )
    assert bare.ask("POST", path, description="A card")[0] == 200
    path = f"setup_intents/{merchant.stripe.setup_intents.create({}).id}"
    bare.ask("POST", f"{path}/cancel")
    message = "You cannot cancel this SetupIntent because it is already canceled."
    assert bare.error("POST", f"{path}/cancel")["message"] == message


def test_a_setup_with_an_expired_card_names_the_month(bare: Bare) -> None:
    card = "pm_card_chargeDeclinedExpiredCard"
    error = bare.error("POST", "setup_intents", confirm="true", payment_method=card, return_url=BACK_URL)
    assert (error["status"], error["code"], error["decline_code"]) == (402, "expired_card", "expired_card")
    assert error["param"] == "exp_month"
    assert error["payment_method"]["id"] == error["setup_intent"]["last_setup_error"]["payment_method"]["id"]
