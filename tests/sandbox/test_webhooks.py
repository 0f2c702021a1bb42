"""Deliveries: signed, to those who want them, again after a failure, and in bad weather on demand."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console, running_sandbox
from tests.sandbox.receiver import Receiver, receiving
from thoughtcloud.sandbox.deliveries import signature

SECRET, CONNECT_SECRET = "whsec_platform", "whsec_connect"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def endpoint(merchant: Merchant, receiver: Receiver) -> Any:
    return merchant.stripe.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})


def test_deliveries_carry_a_signature_that_the_sdk_accepts(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    customer = merchant.stripe.customers.create({"email": "a@example.com"})
    assert console.flush()["failed"] == 0
    header, body = receiver.arrived[0]
    event = stripe.Webhook.construct_event(body, header, endpoint.secret)
    assert (event.type, event.data.object["id"]) == ("customer.created", customer.id)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, header, "whsec_other")


def test_the_signature_uses_real_time_however_the_clock_stands(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    console.advance(30 * 86_400)
    merchant.stripe.customers.create({})
    console.flush()
    header, body = receiver.arrived[-1]
    stripe.WebhookSignature.verify_header(body, header, endpoint.secret, 300)


def test_every_secret_that_is_valid_signs() -> None:
    header = signature("{}", ("whsec_old", "whsec_new"), 1_700_000_000)
    assert header.startswith("t=1700000000,v1=")
    assert header.count("v1=") == 2
    for secret in ("whsec_old", "whsec_new"):
        assert stripe.WebhookSignature.verify_header("{}", header, secret)


def test_both_secrets_sign_while_one_is_rolled(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    fresh = console.roll_secret(endpoint.id, keep_seconds=3600)
    merchant.stripe.customers.create({})
    console.flush()
    header, body = receiver.arrived[-1]
    assert header.count("v1=") == 2
    for secret in (endpoint.secret, fresh):
        assert stripe.Webhook.construct_event(body, header, secret).type == "customer.created"
    console.advance(3600)
    merchant.stripe.customers.create({})
    console.flush()
    header, body = receiver.arrived[-1]
    stripe.Webhook.construct_event(body, header, fresh)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, header, endpoint.secret)


def test_an_update_tells_only_what_differed(merchant: Merchant, console: Console) -> None:
    customer = merchant.stripe.customers.create(
        {"name": "Jo", "metadata": {"kept": "1", "old": "1"}, "address": {"city": "Bonn", "country": "DE"}}
    )
    merchant.stripe.customers.update(
        customer.id, {"metadata": {"old": "2", "new": "3"}, "address": {"city": "Köln", "country": "DE"}}
    )
    told = console.events("customer.updated")[-1]["data"]
    assert told["previous_attributes"] == {"metadata": {"old": "1", "new": None}, "address": {"city": "Bonn"}}
    assert told["object"]["metadata"] == {"kept": "1", "old": "2", "new": "3"}


def test_events_know_the_request_that_caused_them(merchant: Merchant, console: Console) -> None:
    customer = merchant.stripe.customers.create({}, {"idempotency_key": "why"})
    assert customer.last_response is not None
    told = console.events("customer.created")[-1]["request"]
    assert told == {"id": customer.last_response.headers["Request-Id"], "idempotency_key": "why"}
    merchant.hold()
    console.advance(8 * 86_400)
    assert console.events("charge.expired")[-1]["request"] == {"id": None, "idempotency_key": None}


def test_events_are_listed_by_whether_they_arrived(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    merchant.stripe.customers.create({})
    console.flush()
    receiver.statuses = [500] * 20
    merchant.stripe.products.create({"name": "Hour"})
    console.flush()
    waiting = merchant.stripe.events.list({"delivery_success": False}).data
    arrived = merchant.stripe.events.list({"delivery_success": True}).data
    assert ([each.type for each in waiting], [each.type for each in arrived]) == (
        ["product.created"],
        ["customer.created"],
    )


def test_the_secret_is_shown_once(merchant: Merchant, endpoint: Any) -> None:
    assert endpoint.secret.startswith("whsec_")
    assert "secret" not in merchant.stripe.webhook_endpoints.retrieve(endpoint.id).to_dict()


def test_an_endpoint_gets_what_it_asked_for(merchant: Merchant, console: Console, receiver: Receiver) -> None:
    merchant.stripe.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["charge.captured"]})
    merchant.charge()
    console.flush()
    assert receiver.types == ["charge.captured"]


def test_connected_accounts_events_go_to_connect_endpoints(
    merchant: Merchant, console: Console, receiver: Receiver
) -> None:
    merchant.stripe.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"], "connect": True})
    account = merchant.mentor()
    merchant.stripe.customers.create({})
    console.flush()
    assert {event.get("account") for event in receiver.events} == {account}


def test_a_disabled_or_deleted_endpoint_gets_nothing(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    merchant.stripe.webhook_endpoints.update(endpoint.id, {"disabled": True})
    merchant.stripe.customers.create({})
    merchant.stripe.webhook_endpoints.update(endpoint.id, {"disabled": False})
    merchant.stripe.webhook_endpoints.delete(endpoint.id)
    merchant.stripe.customers.create({})
    console.flush()
    assert receiver.arrived == []


def test_a_refused_delivery_comes_again(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    receiver.statuses = [500, 302]
    merchant.stripe.customers.create({})
    receiver.wait(lambda: len(receiver.arrived) == 3)
    assert len({event["id"] for event in receiver.events}) == 1
    receiver.wait(lambda: console.deliveries()[0]["state"] == "delivered")
    assert console.deliveries()[0]["attempts"] == 3
    assert merchant.stripe.events.list().data[0].pending_webhooks == 0


def test_events_can_be_sent_again(merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any) -> None:
    merchant.stripe.customers.create({})
    console.flush()
    console.resend(receiver.events[0]["id"])
    console.flush()
    assert receiver.types == ["customer.created", "customer.created"]


@pytest.mark.parametrize(("mode", "count"), [("drop", 0), ("repeat", 3), ("normal", 1)])
def test_events_get_lost_or_repeated_on_demand(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any, mode: str, count: int
) -> None:
    console.webhooks(mode, times=3)
    merchant.stripe.customers.create({})
    console.flush()
    assert len(receiver.arrived) == count


def test_events_come_in_reverse_on_demand(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    console.webhooks("reverse")
    merchant.charge()
    receiver.wait(lambda: len(receiver.arrived) == 5)
    assert receiver.types == merchant.event_types()[::-1]


def test_events_come_late_on_demand(
    merchant: Merchant, console: Console, receiver: Receiver, endpoint: Any
) -> None:
    console.webhooks("delay", seconds=1.0)
    merchant.stripe.customers.create({})
    receiver.wait(lambda: console.deliveries()[0]["last_error"] == "delayed")
    assert receiver.arrived == []
    receiver.wait(lambda: len(receiver.arrived) == 1)


def test_forwarding_signs_for_the_platform_and_for_connect() -> None:
    with (
        receiving() as receiver,
        running_sandbox(forward_to=receiver.url, webhook_secret=SECRET, connect_secret=CONNECT_SECRET) as sandbox,
    ):
        sdk = stripe.StripeClient("sk_test_x", base_addresses={"api": sandbox.base_url})
        account = sdk.v1.accounts.create({"type": "express", "capabilities": {"transfers": {"requested": True}}})
        sdk.v1.customers.create({})
        sandbox.console.onboard(account.id)
        sandbox.console.flush()
        assert {"customer.created", "account.updated"} <= set(receiver.types)
        for (header, body), event in zip(receiver.arrived, receiver.events, strict=True):
            secret = CONNECT_SECRET if "account" in event else SECRET
            assert stripe.WebhookSignature.verify_header(body, header, secret)


def test_a_foreign_page_cannot_use_the_console(console: Console, merchant: Merchant) -> None:
    answer = httpx.post(
        f"{merchant.base_url}/_console/api/clock",
        json={"advance_seconds": 5},
        headers={"Origin": "https://evil.test"},
        trust_env=False,
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "clock",
        "webhooks",
        "faults",
        "events/evt_x/resend",
        "accounts/acct_x/onboard",
        "webhook_endpoints/we_x/roll",
        "charges/ch_x/dispute",
        "disputes/du_x/rule",
    ],
)
def test_the_console_refuses_nonsense(console: Console, merchant: Merchant, path: str) -> None:
    answer = httpx.post(
        f"{merchant.base_url}/_console/api/{path}", json={"mode": "x", "kind": "y"}, trust_env=False
    )
    assert answer.status_code == 400
