"""Everything said to Stripe and by Stripe in all journeys is valid for the pinned API version. Runs last."""

from collections.abc import Iterator
from typing import Any

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
    exchanges = _exchanges(stage)
    assert {"/v1/checkout/sessions", "/v1/accounts"} <= {exchange.path for exchange in exchanges}
    # An answer that was lost on its way, or broken on purpose, was no answer.
    answered = [exchange for exchange in exchanges if exchange.body is not None]
    assert sorted({found for exchange in answered for found in exchange.findings()}) == []


def test_the_product_names_its_version_in_every_call(stage: Stage) -> None:
    exchanges = _exchanges(stage)
    # Our own looks at Stripe's side, as an operator's dashboard would make them, name none.
    assert {exchange.version for exchange in exchanges} - {""} == {stripe.api_version}
    assert {exchange.version for exchange in exchanges if exchange.method == "POST"} == {stripe.api_version}


def test_every_event_of_stripes_is_valid(stage: Stage) -> None:
    events = list(_events(stage))
    assert {"checkout.session.completed", "account.updated"} <= {event["type"] for event in events}
    contract = stripe_contract()
    found = {f"{event['type']}: {each}" for event in events for each in contract.check_event(event)}
    assert sorted(found) == []


def test_the_books_of_stripes_stand_in_add_up(stage: Stage) -> None:
    state = stage.http.get(f"{stage.sandbox_url}/_console/api/state").json()
    assert state["discrepancies"] == []


def _exchanges(stage: Stage) -> list[Exchange]:
    return [Exchange.of(line) for line in stage.recording.read_text("utf-8").splitlines()]


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
    answer = stage.http.get(f"{stage.sandbox_url}/_console/api/{path}", params=query)
    answer.raise_for_status()
    return dict(answer.json())
