"""Everything said to Stripe and by Stripe in all journeys is valid for the pinned API version. Runs last."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import stripe

from tests.browser import cast, record
from tests.browser.stage import Stage
from tests.contract.recording import Exchange
from tests.contract.stripe_contract import stripe_contract

PAGE = 200
AT_ONCE = 1000


@pytest.fixture(autouse=True, scope="module")
def at_least_one_booking(stage: Stage) -> None:
    """Chosen alone, these tests have something to look at as well."""
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    record.at_rest(stage, cast.reserved(stage, mentee, mentor))


def test_every_exchange_with_stripe_is_valid(stage: Stage) -> None:
    lines = [json.loads(line) for line in stage.recording.read_text("utf-8").splitlines()]
    assert {"/v1/checkout/sessions", "/v1/accounts"} <= {urlsplit(line["url"]).path for line in lines}
    # An answer that was lost on its way, or broken on purpose, was no answer.
    exchanges = [_exchange(line) for line in lines if line["resp"] is not None]
    assert sorted({found for exchange in exchanges for found in exchange.findings()}) == []


def test_the_product_names_its_version_in_every_call(stage: Stage) -> None:
    lines = [json.loads(line) for line in stage.recording.read_text("utf-8").splitlines()]
    # Our own looks at Stripe's side, as an operator's dashboard would make them, name none.
    assert {line["version"] for line in lines} - {""} == {stripe.api_version}
    assert {line["version"] for line in lines if line["method"] == "POST"} == {stripe.api_version}


def test_every_event_of_stripes_is_valid(stage: Stage) -> None:
    events = list(_events(stage))
    assert {"checkout.session.completed", "account.updated"} <= {event["type"] for event in events}
    contract = stripe_contract()
    found = {f"{event['type']}: {each}" for event in events for each in contract.check_event(event)}
    assert sorted(found) == []


def test_the_books_of_stripes_stand_in_add_up(stage: Stage) -> None:
    state = httpx.get(f"{stage.sandbox_url}/_console/api/state").json()
    assert state["discrepancies"] == []


def _exchange(line: dict[str, Any]) -> Exchange:
    parts = urlsplit(line["url"])
    form = line["req"] if line["method"] == "POST" else parts.query
    return Exchange(line["method"], parts.path, form, line["status"], line["resp"], {})


def _events(stage: Stage) -> Iterator[dict[str, Any]]:
    """Every event of all accounts: the newest at once, what is older one by one."""
    newest = _console(stage, "events", limit=AT_ONCE)["data"]
    yield from newest
    known = {event["id"] for event in newest}
    for event_id in _ids(stage):
        if event_id not in known:
            yield _console(stage, f"objects/{event_id}")["data"]


def _ids(stage: Stage) -> Iterator[str]:
    before: dict[str, int] = {}
    while rows := _console(stage, "objects", kind="event", limit=PAGE, **before)["data"]:
        yield from (row["id"] for row in rows)
        before = {"before": rows[-1]["seq"]}


def _console(stage: Stage, path: str, **query: Any) -> dict[str, Any]:
    answer = httpx.get(f"{stage.sandbox_url}/_console/api/{path}", params=query, timeout=120)
    answer.raise_for_status()
    return dict(answer.json())
