"""The console page: looking at what is stored, moving the clock, spoiling deliveries and calls."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from thoughtcloud.sandbox.call import platform_id
from thoughtcloud.sandbox.clock import Clock
from thoughtcloud.sandbox.deliveries import Postman
from thoughtcloud.sandbox.events import Forwarding
from thoughtcloud.sandbox.pages import routes
from thoughtcloud.sandbox.pages.console import offset_text
from thoughtcloud.sandbox.store import Store
from thoughtcloud.sandbox.weather import Fault, FaultKind, Weather, WebhookMode, Webhooks

DAY = 86400


@dataclass(frozen=True)
class Sandbox:
    """The parts behind the page, and a browser without scripts before it."""

    browser: httpx.AsyncClient
    store: Store
    weather: Weather

    def add_event(self, number: int, event_type: str = "charge.succeeded") -> str:
        event_id, about = f"evt_{number:012}", {"id": f"ch_{number:012}", "object": "charge"}
        event = {"id": event_id, "object": "event", "created": 1_700_000_000, "type": event_type}
        self.store.insert(platform_id(self.store), {**event, "data": {"object": about}})
        return event_id


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    store, weather = Store(Clock()), Weather()
    postman = Postman(store, weather, Forwarding("http://127.0.0.1:9/hook", "whsec_test"))
    app = Starlette(routes=routes(store, weather, postman))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost:4242", follow_redirects=True
    ) as browser:
        yield Sandbox(browser, store, weather)
    store.close()


async def test_an_empty_sandbox_says_so(sandbox: Sandbox) -> None:
    for path in ("/_console", "/_console/events", "/_console/objects"):
        response = await sandbox.browser.get(path)
        assert response.status_code == 200
        assert "SIMULATION" in response.text
    assert "Nothing has happened here yet." in (await sandbox.browser.get("/_console")).text


@pytest.mark.parametrize("seconds", [3600, DAY, 3 * DAY, 8 * DAY])
async def test_a_step_moves_the_clock(sandbox: Sandbox, seconds: int) -> None:
    response = await sandbox.browser.post("/_console/clock", data={"step": str(seconds)})
    assert sandbox.store.clock.offset == seconds
    assert "The clock was moved" in response.text


async def test_an_amount_of_days_moves_the_clock_and_back_again(sandbox: Sandbox) -> None:
    await sandbox.browser.post("/_console/clock", data={"amount": "30", "unit": "days"})
    assert sandbox.store.clock.offset == 30 * DAY
    assert "30 days ahead of real time" in (await sandbox.browser.get("/_console")).text
    await sandbox.browser.post("/_console/clock", data={"action": "real"})
    assert sandbox.store.clock.offset == 0


@pytest.mark.parametrize(
    "form",
    [{}, {"step": "5"}, {"amount": "-1", "unit": "days"}, {"amount": "9999999", "unit": "days"}, {"amount": "1"}],
)
async def test_a_senseless_amount_leaves_the_clock_alone(sandbox: Sandbox, form: dict[str, str]) -> None:
    response = await sandbox.browser.post("/_console/clock", data=form)
    assert sandbox.store.clock.offset == 0
    assert "nothing was changed" in response.text


def test_offsets_are_told_in_words() -> None:
    assert offset_text(0) == ""
    assert offset_text(8 * DAY + 3600) == "8 days 1 hour ahead of real time"
    assert offset_text(-61) == "1 minute 1 second behind real time"


async def test_the_way_of_delivery_can_be_chosen(sandbox: Sandbox) -> None:
    response = await sandbox.browser.post(
        "/_console/webhooks", data={"mode": "repeat", "times": "3", "seconds": "7"}
    )
    assert sandbox.weather.webhooks == Webhooks(WebhookMode.repeat, 3, 7.0)
    assert 'value="repeat" checked' in response.text


@pytest.mark.parametrize("form", [{"mode": "never"}, {"mode": "repeat", "times": "1", "seconds": "0"}])
async def test_a_senseless_way_of_delivery_changes_nothing(sandbox: Sandbox, form: dict[str, str]) -> None:
    await sandbox.browser.post("/_console/webhooks", data=form)
    assert sandbox.weather.webhooks == Webhooks()


async def test_a_fault_is_added_shown_and_cleared(sandbox: Sandbox) -> None:
    form = {"kind": "lost_answer", "calls": "2", "method": "POST", "path": "/v1/transfers"}
    response = await sandbox.browser.post("/_console/faults", data=form)
    assert sandbox.weather.faults == [Fault(FaultKind.lost_answer, 2, "POST", "/v1/transfers")]
    assert "next 2 · POST · /v1/transfers" in response.text
    await sandbox.browser.post("/_console/faults", data={"action": "clear"})
    assert sandbox.weather.faults == []


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "earthquake", "calls": "1"},
        {"kind": "500", "calls": "0"},
        {"kind": "500", "calls": "1", "method": "BREW"},
        {"kind": "500", "calls": "1", "path": "/elsewhere"},
    ],
)
async def test_a_senseless_fault_is_not_added(sandbox: Sandbox, form: dict[str, str]) -> None:
    await sandbox.browser.post("/_console/faults", data=form)
    assert sandbox.weather.faults == []


async def test_an_event_is_sent_again_to_whoever_listens(sandbox: Sandbox) -> None:
    event_id = sandbox.add_event(1)
    response = await sandbox.browser.post(f"/_console/events/{event_id}/send")
    assert "on its way again" in response.text
    assert sandbox.store.rows("SELECT event, endpoint, state FROM deliveries") == [
        (event_id, "forward", "waiting")
    ]


async def test_an_unknown_event_cannot_be_sent(sandbox: Sandbox) -> None:
    assert (await sandbox.browser.post("/_console/events/evt_none/send")).status_code == 404


async def test_events_are_paged_and_none_is_lost_or_shown_twice(sandbox: Sandbox) -> None:
    ids = [sandbox.add_event(number) for number in range(60)]
    found, path = list[str](), "/_console/events"
    while path:
        text = (await sandbox.browser.get(path)).text
        found += [each for each in reversed(ids) if f'href="/_console/objects/{each}"' in text]
        _, has_more, rest = text.partition('<a class="button" href="/_console/events?type=&amp;before=')
        path = "/_console/events?before=" + rest.partition('"')[0] if has_more else ""
    assert found == ids[::-1]


async def test_events_of_one_type_can_be_picked(sandbox: Sandbox) -> None:
    sandbox.add_event(1, "charge.succeeded")
    other = sandbox.add_event(2, "charge.refunded")
    assert other not in (await sandbox.browser.get("/_console/events?type=charge.succeeded")).text
    assert "no events of this type" in (await sandbox.browser.get("/_console/events?type=x%22%3E")).text


async def test_objects_are_listed_by_kind_and_shown_as_escaped_json(sandbox: Sandbox) -> None:
    customer = {"id": "cus_0123456789", "object": "customer", "created": 1_700_000_000, "name": "<b>Eve</b>"}
    sandbox.store.insert(platform_id(sandbox.store), customer)
    assert "cus_0123456789" in (await sandbox.browser.get("/_console/objects?kind=customer")).text
    text = (await sandbox.browser.get("/_console/objects/cus_0123456789")).text
    assert "&lt;b&gt;Eve" in text
    assert "<b>Eve" not in text


async def test_an_unknown_object_has_a_clear_page(sandbox: Sandbox) -> None:
    response = await sandbox.browser.get("/_console/objects/pi_nothing")
    assert response.status_code == 404
    assert "Back to the console" in response.text


async def test_another_site_cannot_move_the_clock(sandbox: Sandbox) -> None:
    headers = {"Origin": "http://evil.example"}
    response = await sandbox.browser.post("/_console/clock", data={"step": "3600"}, headers=headers)
    assert response.status_code == 403
    assert sandbox.store.clock.offset == 0


async def test_a_foreign_host_name_sees_nothing(sandbox: Sandbox) -> None:
    assert (await sandbox.browser.get("/_console", headers={"Host": "rebound.example"})).status_code == 403


async def test_a_rolled_secret_is_shown_this_once(sandbox: Sandbox) -> None:
    account = platform_id(sandbox.store)
    endpoint = {"id": "we_1", "object": "webhook_endpoint", "status": "enabled", "url": "http://127.0.0.1:9/"}
    sandbox.store.insert(account, endpoint, {"connect": False, "secrets": ["whsec_old"]})
    assert "Roll the secret" in (await sandbox.browser.get("/_console/objects/we_1")).text
    rolled = await sandbox.browser.post("/_console/webhook_endpoints/we_1/roll", data={"keep_seconds": "3600"})
    found = sandbox.store.find("we_1")
    assert found is not None
    assert found.inner["secrets"][0] in rolled.text
    assert [secret for secret, _ in found.inner["ending"]] == ["whsec_old"]
    assert "whsec_" not in (await sandbox.browser.get("/_console/objects/we_1")).text


@pytest.mark.parametrize(("id", "seconds"), [("we_none", "3600"), ("we_none", "-5")])
async def test_a_secret_that_cannot_be_rolled_is_said(sandbox: Sandbox, id: str, seconds: str) -> None:
    path = f"/_console/webhook_endpoints/{id}/roll"
    assert (await sandbox.browser.post(path, data={"keep_seconds": seconds})).status_code == 404
