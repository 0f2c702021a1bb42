"""Calls that fail on demand, and a sandbox that is killed."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console, SandboxProcess, running_sandbox, start_sandbox


@pytest.mark.parametrize(
    ("kind", "error"),
    [("500", stripe.APIError), ("429", stripe.RateLimitError), ("409", stripe.APIError)],
)
def test_the_next_calls_fail_and_nothing_happened(
    merchant: Merchant, console: Console, kind: str, error: type[stripe.StripeError]
) -> None:
    console.fault(kind, calls=2, method="POST", path="/v1/customers")
    assert merchant.stripe.customers.list().data == []
    for _ in range(2):
        with pytest.raises(error) as failed:
            merchant.stripe.customers.create({})
        assert failed.value.http_status == int(kind)
    merchant.stripe.customers.create({})
    assert len(merchant.stripe.customers.list().data) == 1


def test_an_answer_can_get_lost_after_the_deed(merchant: Merchant, console: Console) -> None:
    console.fault("lost_answer", method="POST", path="/v1/customers")
    with pytest.raises(stripe.APIConnectionError):
        merchant.stripe.customers.create({"email": "once@example.com"}, {"idempotency_key": "once"})
    again = merchant.stripe.customers.create({"email": "once@example.com"}, {"idempotency_key": "once"})
    assert [customer.id for customer in merchant.stripe.customers.list().data] == [again.id]


def test_a_call_can_time_out_without_a_deed(process: SandboxProcess, merchant: Merchant, console: Console) -> None:
    console.fault("timeout", method="POST", path="/v1/customers")
    with pytest.raises(httpx.TimeoutException):
        httpx.post(
            f"{process.base_url}/v1/customers",
            headers={"Authorization": "Bearer sk_test_x"},
            timeout=0.4,
            trust_env=False,
        )
    assert merchant.stripe.customers.list().data == []


def test_bad_weather_can_be_called_off(merchant: Merchant, console: Console) -> None:
    console.fault("500", calls=99)
    console.clear_faults()
    assert merchant.stripe.customers.list().data == []


def test_what_was_answered_survives_a_power_cut(tmp_path: Path) -> None:
    data = str(tmp_path / "stripe")
    sandbox = start_sandbox(data)
    sdk = stripe.StripeClient("sk_test_x", base_addresses={"api": sandbox.base_url})
    sandbox.console.advance(3600)
    hold: Any = {
        "amount": 900,
        "currency": "eur",
        "payment_method": "pm_card_visa",
        "capture_method": "manual",
        "confirm": True,
        "return_url": "https://shop.test/back",
    }
    intent = sdk.v1.payment_intents.create(hold, {"idempotency_key": "one"})
    sandbox.kill()
    with running_sandbox(data=data, port=sandbox.port) as again:
        assert again.console.state()["offset_seconds"] == 3600
        assert sdk.v1.payment_intents.capture(intent.id).status == "succeeded"
        assert sdk.v1.payment_intents.create(hold, {"idempotency_key": "one"}).id == intent.id
        assert again.console.state()["discrepancies"] == []


def test_it_writes_the_clock_where_others_read_it(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    with running_sandbox(clock_file=clock) as sandbox:
        assert clock.read_text() == "0\n"
        before = sandbox.console.now()
        sandbox.console.advance(7200)
        assert clock.read_text() == "7200\n"
        assert sandbox.console.now() - before in (7200, 7201, 7202)


def test_only_a_sandbox_in_memory_can_be_reset(tmp_path: Path) -> None:
    with running_sandbox(data=str(tmp_path)) as sandbox:
        answer = httpx.post(f"{sandbox.base_url}/_console/api/reset", trust_env=False)
    assert answer.status_code == 400
