"""Refusals in Stripe's words: parameters, keys, addresses, versions."""

from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import SandboxProcess


def ask(
    process: SandboxProcess,
    method: str,
    path: str,
    key: str | None = "sk_test_x",
    form: Any = None,
    **headers: str,
) -> httpx.Response:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    return httpx.request(method, process.base_url + path, headers=headers, data=form, trust_env=False)


def refusal(client: stripe.StripeClient, path: str, params: dict[str, Any]) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.raw_request("post", path, **params)
    return refused.value


@pytest.mark.parametrize(
    ("params", "code", "param", "words"),
    [
        (
            {"amount": 100, "currency": "eur", "foo": "1"},
            "parameter_unknown",
            "foo",
            "Received unknown parameter: foo",
        ),
        (
            {"amount": 100, "currency": "eur", "transfer_data": {"destination": "a", "to": 1}},
            "parameter_unknown",
            "transfer_data[to]",
            "Received unknown parameter: transfer_data[to]",
        ),
        ({"amount": 100}, "parameter_missing", "currency", "Missing required param: currency."),
        ({"amount": "lots", "currency": "eur"}, "parameter_invalid_integer", "amount", "Invalid integer: lots"),
        ({"amount": 100, "currency": "eur", "capture_method": "later"}, None, "capture_method", "must be one of"),
        ({"amount": 100, "currency": "xxx"}, None, "currency", "Invalid currency: xxx"),
        ({"amount": 100, "currency": "eur", "confirm": "perhaps"}, None, "confirm", "Invalid boolean: perhaps"),
        (
            {"amount": 100, "currency": "eur", "description": ""},
            "parameter_invalid_empty",
            "description",
            "empty string",
        ),
        (
            {"amount": 100, "currency": "eur", "customer": "cus_x"},
            "resource_missing",
            "customer",
            "No such customer",
        ),
        (
            {"amount": 100, "currency": "eur", "payment_method_types": ["card"]},
            "parameter_unknown",
            "payment_method_types",
            "Received unknown parameter: payment_method_types",
        ),
    ],
)
def test_wrong_parameters_are_named(
    client: stripe.StripeClient, params: dict[str, Any], code: str | None, param: str, words: str
) -> None:
    error = refusal(client, "/v1/payment_intents", params)
    assert (error.http_status, error.code) == (400, code)
    assert error.param is not None
    assert error.param.startswith(param)
    assert words in str(error.user_message)


def test_an_older_caller_may_still_name_method_types(process: SandboxProcess, client: stripe.StripeClient) -> None:
    form = {"amount": "100", "currency": "eur", "payment_method_types[]": "card"}
    answer = ask(process, "POST", "/v1/payment_intents", form=form, Stripe_Version="2025-03-31.basil")
    assert (answer.status_code, answer.json()["payment_method_types"]) == (200, ["card"])
    assert answer.headers["stripe-version"] == "2025-03-31.basil"
    newer = ask(process, "POST", "/v1/payment_intents", form=form, Stripe_Version="2026-10-28.endive")
    assert newer.json()["error"]["code"] == "parameter_unknown"


@pytest.mark.parametrize(
    ("path", "words", "param"),
    [
        ("/v1/payment_intents/pi_x", "No such payment_intent: 'pi_x'", "intent"),
        ("/v1/charges/ch_x", "No such charge: 'ch_x'", "id"),
        ("/v1/payouts/po_x", "No such payout: 'po_x'", "payout"),
        ("/v1/disputes/du_x", "No such dispute: 'du_x'", "dispute"),
    ],
)
def test_what_does_not_exist_is_404(process: SandboxProcess, path: str, words: str, param: str) -> None:
    answer = ask(process, "GET", path)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (404, "resource_missing", param)
    assert error["message"] == words


def test_an_unknown_address_is_404(process: SandboxProcess) -> None:
    answer = ask(process, "GET", "/v1/nonsense")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("Unrecognized request URL (GET: /v1/nonsense)")


@pytest.mark.parametrize(
    "key", [None, "sk_live_abcdefghijklmnop", "rk_live_1", "sk_test_", "whatever", "pk_test_abc"]
)
def test_only_secret_test_keys_are_accepted(process: SandboxProcess, key: str | None) -> None:
    answer = ask(process, "GET", "/v1/balance", key)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert "live_abcdefgh" not in answer.text


def test_a_key_may_also_be_the_user_name(process: SandboxProcess) -> None:
    answer = httpx.get(f"{process.base_url}/v1/balance", auth=("sk_test_x", ""), trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["request-id"].startswith("req_")


def test_a_foreign_account_is_403(process: SandboxProcess) -> None:
    answer = ask(process, "GET", "/v1/balance", Stripe_Account="acct_nobody")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "account_invalid")


def test_metadata_has_limits(client: stripe.StripeClient, merchant: Merchant) -> None:
    for metadata in ({"k" * 41: "v"}, {"k": "v" * 501}, {f"k{n}": "v" for n in range(51)}):
        with pytest.raises(stripe.InvalidRequestError):
            merchant.stripe.customers.create({"metadata": metadata})


def test_metadata_is_merged_and_emptied(merchant: Merchant) -> None:
    customer = merchant.stripe.customers.create({"metadata": {"a": "1", "b": "2"}})
    changed = merchant.stripe.customers.update(customer.id, {"metadata": {"a": "", "c": "3"}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


def test_what_cannot_be_expanded_is_said(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        merchant.stripe.balance.retrieve({"expand": ["nothing"]})
