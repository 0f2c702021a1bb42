"""The webhook route: signed events are kept once and answered at once; everything else is turned away."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import stripe
from starlette.applications import Starlette

from tests.payments.world import World
from tests.sandbox_process import WEBHOOK_SECRET
from thoughtcloud.payments import connect
from thoughtcloud.payments.orders import AccountOrder
from thoughtcloud.payments.webhook import MOST_BYTES, webhook_route
from thoughtcloud.store.tables import Mentor, Person

CONNECT_SECRET, SITE = "whsec_connect", "http://localhost:3000"


class Bell:
    """Counts how often the worker was woken."""

    rings = 0

    def ring(self) -> None:
        self.rings += 1


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
async def client(world: World, bell: Bell) -> AsyncIterator[httpx.AsyncClient]:
    route = webhook_route(world.platform.db, (WEBHOOK_SECRET, CONNECT_SECRET), world.now, bell.ring)
    transport = httpx.ASGITransport(Starlette(routes=[route]))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        yield client


def event(number: int = 1, type: str = "payment_intent.succeeded", **more: Any) -> dict[str, Any]:
    seen = {"id": f"pi_{number}", "object": "payment_intent", "metadata": {}}
    return {"id": f"evt_{number}", "object": "event", "type": type, "data": {"object": seen}, **more}


def signed(body: bytes, secret: str = WEBHOOK_SECRET, age: int = 0) -> dict[str, str]:
    stamp = int(time.time()) - age
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, stamp)
    return {"Stripe-Signature": header, "Content-Type": "application/json"}


async def post(client: httpx.AsyncClient, content: dict[str, Any], secret: str = WEBHOOK_SECRET) -> int:
    body = json.dumps(content).encode()
    return (await client.post("/api/webhook", content=body, headers=signed(body, secret))).status_code


async def test_an_event_is_kept_byte_for_byte_and_the_worker_is_woken(
    client: httpx.AsyncClient, world: World, bell: Bell
) -> None:
    body = json.dumps(event(), indent=3).encode()
    answer = await client.post("/api/webhook", content=body, headers=signed(body))
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    row = world.inbox()["evt_1"]
    assert (row.body, row.type, row.object_id, row.state) == (body, "payment_intent.succeeded", "pi_1", "waiting")
    assert bell.rings == 1


async def test_a_second_delivery_is_answered_and_kept_no_more(
    client: httpx.AsyncClient, world: World, bell: Bell
) -> None:
    assert [await post(client, event()) for _ in range(3)] == [200, 200, 200]
    assert len(world.inbox()) == 1
    assert bell.rings == 1


@pytest.mark.parametrize(
    "type", ["customer.created", "invoice.paid", "review.opened", "v1.made.up", "nonsense"]
)
async def test_an_unknown_type_is_kept_and_nothing_more(
    client: httpx.AsyncClient, world: World, bell: Bell, type: str
) -> None:
    assert await post(client, event(type=type)) == 200
    assert world.inbox()["evt_1"].state == "ignored"
    assert bell.rings == 0


async def test_events_of_connected_accounts_come_under_their_own_secret(
    client: httpx.AsyncClient, world: World
) -> None:
    assert await post(client, event(type="payout.paid", account="acct_1"), CONNECT_SECRET) == 200
    assert world.inbox()["evt_1"].account_id == "acct_1"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Stripe-Signature": ""},
        {"Stripe-Signature": "t=1,v1=00"},
        {"Stripe-Signature": "nonsense"},
        signed(b'{"id": "evt_1"}'),
        signed(json.dumps(event()).encode(), "whsec_wrong"),
        signed(json.dumps(event()).encode(), age=400),
    ],
    ids=["missing", "empty", "forged", "nonsense", "of another body", "of another secret", "too old"],
)
async def test_a_bad_signature_is_turned_away(
    client: httpx.AsyncClient, world: World, bell: Bell, headers: dict[str, str]
) -> None:
    answer = await client.post("/api/webhook", content=json.dumps(event()).encode(), headers=headers)
    assert answer.status_code == 400
    assert world.inbox() == {}
    assert bell.rings == 0


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'"text"', b"{}", b'{"id": 7, "type": "x"}'])
async def test_a_signed_body_that_is_no_event_is_turned_away(
    client: httpx.AsyncClient, world: World, body: bytes
) -> None:
    answer = await client.post("/api/webhook", content=body, headers=signed(body))
    assert answer.status_code == 400
    assert world.inbox() == {}


@pytest.mark.parametrize("data", [None, {}, {"object": None}, {"object": []}, {"object": {"id": 7}}])
async def test_a_signed_event_with_a_strange_object_is_kept_and_nothing_more(
    client: httpx.AsyncClient, world: World, data: object
) -> None:
    assert await post(client, {"id": "evt_1", "type": "charge.captured", "data": data}) == 200
    assert world.inbox()["evt_1"].state == "ignored"


async def test_too_long_a_body_is_turned_away_without_reading_it_all(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 64 * 1024
            yield b" " * 64 * 1024

    answer = await client.post("/api/webhook", content=endless())
    assert answer.status_code == 413
    assert sent < 2 * MOST_BYTES


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_posts_are_taken(client: httpx.AsyncClient, method: str) -> None:
    assert (await client.request(method, "/api/webhook")).status_code == 405


async def test_an_event_before_our_row_waits_a_little_and_then_is_somebody_elses(
    client: httpx.AsyncClient, world: World
) -> None:
    await post(client, event())
    world.work()
    row = world.inbox()["evt_1"]
    assert (row.state, row.attempts) == ("waiting", 1)
    for _ in range(4):
        world.pass_time(minutes=1)
        world.work()
    row = world.inbox()["evt_1"]
    assert (row.state, row.attempts, row.problem) == ("ignored", 4, "not ours: payment_intent pi_1")


async def test_an_event_before_our_row_is_done_once_when_the_row_is_there(
    client: httpx.AsyncClient, world: World, bell: Bell
) -> None:
    mentor = world.mentor(ready=False)
    booking = world.transferred(mentor)
    assert world.states(booking) == ("completed", "captured", "waiting_for_account")
    ready = _ready_before_our_row(world, mentor)
    assert await post(client, ready, CONNECT_SECRET) == 200
    world.work()
    row = world.inbox()[ready["id"]]
    assert (row.state, row.attempts, row.problem) == ("waiting", 1, f"account {ready['account']}")
    _start_onboarding(world, mentor)
    known = world.fresh(Mentor, mentor.id)
    assert (known.account_id, known.account_ready) == (ready["account"], False)
    world.pass_time(seconds=10)
    world.work()
    row = world.inbox()[ready["id"]]
    assert (row.state, row.attempts, row.problem) == ("done", 2, "")
    assert world.fresh(Mentor, mentor.id).account_ready
    assert world.states(booking) == ("completed", "captured", "transferred")
    before = row, world.history(booking), world.book(), bell.rings
    assert await post(client, ready, CONNECT_SECRET) == 200
    world.pass_time(minutes=10)
    world.work()
    assert (world.inbox()[ready["id"]], world.history(booking), world.book(), bell.rings) == before
    assert len(world.sandbox.get("transfers")["data"]) == 1


def _ready_before_our_row(world: World, mentor: Mentor) -> dict[str, Any]:
    """Stripe makes the mentor's account and has it filled in while we die before we note it; what Stripe sends."""
    person = world.fresh(Person, mentor.person_id)
    order = AccountOrder(mentor.id, person.email, mentor.country, f"{SITE}/mentors/{mentor.slug}")
    account = world.platform.gateway.create_account(order, f"{mentor.id}-account")
    world.sandbox.console(f"accounts/{account.id}/onboard", country="DE")
    return next(each for each in reversed(world.sandbox.events()) if each["type"] == "account.updated")


def _start_onboarding(world: World, mentor: Mentor) -> None:
    """The mentor asks again for Stripe's pages: the same key brings the same account, as it was when made."""
    platform = world.platform
    connect.onboarding_url(platform.db, platform.gateway, SITE, mentor.id, mentor.person_id, world.now())
