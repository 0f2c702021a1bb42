"""The sandbox validates by data derived from Stripe's description; the data must be what the description says."""

import json
import re

import pytest
import stripe

from tests.contract.derive_requests import SOURCE, TARGET, render
from tests.contract.stripe_contract import stripe_contract
from thoughtcloud.sandbox import operations, resources, validation

# Operations of the contract that the sandbox leaves out, because no payment of a marketplace needs them.
LEFT_OUT = {
    "GET /v1/payment_intents/{}/amount_details_line_items",
    "POST /v1/payment_intents/{}/increment_authorization",
}


def test_the_derived_contract_is_up_to_date() -> None:
    assert TARGET.read_text() == render(json.loads(SOURCE.read_text()))


def test_the_contract_is_for_the_version_that_the_sdk_pins() -> None:
    assert validation.VERSION == stripe.api_version == stripe_contract().document["info"]["version"]


def test_the_notice_of_the_licence_stands_beside_the_data() -> None:
    assert (TARGET.parent / "LICENSE.stripe-npm").read_text() == (SOURCE.parent / "LICENSE.stripe-npm").read_text()


def test_every_operation_of_the_contract_is_there_or_left_out_on_purpose() -> None:
    resources.load()
    wanted = {
        f"{method.upper()} {re.sub(r'{.*?}', '{}', path)}"
        for path, methods in stripe_contract().document["paths"].items()
        for method in methods
    }
    assert wanted - operations.registered() == LEFT_OUT


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"object": "balance", "livemode": False, "available": []}, "missing"),
        ({"object": "balance", "livemode": "no", "available": [], "pending": []}, "type"),
        ({"object": "balance", "livemode": False, "available": [], "pending": [], "extra": 1}, "extra"),
        ({"object": "balance", "livemode": None, "available": [], "pending": []}, "null"),
        ({"object": "balances"}, "route"),
    ],
)
def test_the_checker_notices(data: dict[str, object], kind: str) -> None:
    assert [finding.kind for finding in stripe_contract().check_object(data)] == [kind]


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("amount=5", "missing"),
        ("amount=x&currency=eur", "type"),
        ("amount=5&currency=eur&payment_method_types[]=card", "unknown"),
        ("amount=5&currency=eur&capture_method=later", "enum"),
    ],
)
def test_the_checker_notices_wrong_requests(form: str, kind: str) -> None:
    found = stripe_contract().check_request("POST", "/v1/payment_intents", form)
    assert [finding.kind for finding in found] == [kind]
