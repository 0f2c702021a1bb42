"""Knows the console page: look at everything, move the clock, make bad weather, send events again."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thoughtcloud.sandbox import due, events
from thoughtcloud.sandbox.call import happening, platform_id
from thoughtcloud.sandbox.deliveries import Postman
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.pages import console_view as view
from thoughtcloud.sandbox.pages.render import closed_page, moment, page, see_other
from thoughtcloud.sandbox.resources import webhook_endpoints
from thoughtcloud.sandbox.store import Store
from thoughtcloud.sandbox.weather import Fault, FaultKind, Weather, WebhookMode, Webhooks

HOME = "/_console"
HOUR, DAY = 3600, 86400
STEPS = ((HOUR, "+1 hour"), (DAY, "+1 day"), (3 * DAY, "+3 days"), (8 * DAY, "+8 days"))
UNITS = {"minutes": 60, "hours": HOUR, "days": DAY}
# How long the old secret of a webhook endpoint may sign beside the new one.
OVERLAPS = ((0, "ends now"), (HOUR, "signs for 1 more hour"), (DAY, "signs for 24 more hours"))
MOST_DAYS, MOST_CALLS, MOST_REPEATS, MOST_SECONDS = 3650, 1000, 20, 3600
RECENT_EVENTS = 8
WEBHOOK_MODES = (
    (WebhookMode.normal, "Normal", "each event once, at once"),
    (WebhookMode.drop, "Drop", "nothing arrives"),
    (WebhookMode.repeat, "Repeat", "each event several times"),
    (WebhookMode.delay, "Delay", "each event late"),
    (WebhookMode.reverse, "Reverse", "the newest first"),
)
FAULT_KINDS = (
    (FaultKind.lost_answer, "Carried out, but the answer is lost"),
    (FaultKind.timeout, "Time-out: no answer"),
    (FaultKind.server_error, "500 server error"),
    (FaultKind.too_many_requests, "429 too many requests"),
    (FaultKind.conflict, "409 conflict"),
    (FaultKind.slow, "Slow answer"),
)
SAID = {
    "clock": "The clock was moved, and what fell due meanwhile was done.",
    "webhooks": "The way of delivery was changed.",
    "fault": "The next calls will fail as chosen.",
    "cleared": "All calls are answered normally again.",
    "sent": "The event is on its way again.",
    "nobody": "Nobody listens to this type of event, so nothing was sent.",
    "wrong": "That was not understood, so nothing was changed. Check the numbers.",
}


class ConsolePages:
    """The pages under /_console of one sandbox."""

    def __init__(self, store: Store, weather: Weather, postman: Postman) -> None:
        self.store = store
        self.weather = weather
        self.postman = postman

    def routes(self) -> list[Route]:
        return [
            Route(HOME, self.overview, methods=["GET"]),
            Route(f"{HOME}/events", self.events, methods=["GET"]),
            Route(f"{HOME}/objects", self.objects, methods=["GET"]),
            Route(f"{HOME}/objects/{{id}}", self.object, methods=["GET"]),
            Route(f"{HOME}/clock", self.move_clock, methods=["POST"]),
            Route(f"{HOME}/webhooks", self.set_webhooks, methods=["POST"]),
            Route(f"{HOME}/faults", self.set_faults, methods=["POST"]),
            Route(f"{HOME}/events/{{id}}/send", self.send_again, methods=["POST"]),
            Route(f"{HOME}/webhook_endpoints/{{id}}/roll", self.roll_secret, methods=["POST"]),
        ]

    async def overview(self, request: Request) -> Response:
        due.catch_up(self.store)
        values = {
            "clock": clock_values(self.store),
            "steps": STEPS,
            "units": UNITS,
            "kinds": view.kinds(self.store),
            "address": self.store.base_url,
            "in_memory": self.store.in_memory,
            "webhooks": self.weather.webhooks,
            "webhook_modes": WEBHOOK_MODES,
            "faults": self.weather.faults,
            "fault_kinds": FAULT_KINDS,
            "fault_names": dict(FAULT_KINDS),
            "events": view.events_page(self.store, length=RECENT_EVENTS),
        }
        return self._page("console_overview.html", "overview", request, values)

    async def events(self, request: Request) -> Response:
        event_type = request.query_params.get("type", "")
        found = view.events_page(self.store, event_type, whole(request.query_params.get("before")) or 0)
        values = {"events": found, "event_type": event_type}
        return self._page("console_events.html", "events", request, values)

    async def objects(self, request: Request) -> Response:
        kinds = view.kinds(self.store)
        kind = request.query_params.get("kind", "")
        if kind not in kinds:
            kind = next(iter(kinds), "")
        found = view.objects_page(self.store, kind, whole(request.query_params.get("before")) or 0)
        values = {"kinds": kinds, "kind": kind, "objects": found}
        return self._page("console_objects.html", "objects", request, values)

    async def object(self, request: Request) -> Response:
        return self._object_page(request)

    def _object_page(self, request: Request, secret: str = "") -> Response:
        """One object; `secret` is a webhook secret that was just made and is shown this once."""
        record = self.store.find(request.path_params["id"])
        if record is None:
            text = "There is no object with this id here. It may belong to another sandbox."
            return closed_page("No such object", text, HOME, "Back to the console", status=404)
        is_event = record.data["object"] == "event"
        is_endpoint = record.data["object"] == "webhook_endpoint" and not record.data.get("deleted")
        values = {
            "object": view.object_line(record),
            "json": view.linked_json(self.store, record.data),
            "event": view.one_event(self.store, record.data) if is_event else None,
            "overlaps": OVERLAPS if is_endpoint else None,
            "secret": secret,
        }
        return self._page("console_object.html", "events" if is_event else "objects", request, values)

    async def roll_secret(self, request: Request) -> Response:
        seconds = whole((await request.form()).get("keep_seconds"))
        id = request.path_params["id"]
        if seconds not in dict(OVERLAPS):
            return see_other(f"{HOME}/objects/{id}?said=wrong")
        try:
            with happening(self.store) as call:
                secret = webhook_endpoints.roll_secret(call, id, seconds or 0)
        except StripeError:
            text = "There is no webhook endpoint with this id here."
            return closed_page("No such webhook endpoint", text, HOME, "Back to the console", status=404)
        return self._object_page(request, secret)

    async def move_clock(self, request: Request) -> Response:
        form = await request.form()
        if form.get("action") == "real":
            self.store.clock.move_to(0)
        else:
            seconds = step_seconds(dict(form))
            if seconds is None:
                return see_other(f"{HOME}?said=wrong")
            self.store.clock.advance(seconds)
        due.catch_up(self.store)
        return see_other(f"{HOME}?said=clock")

    async def set_webhooks(self, request: Request) -> Response:
        wanted = read_webhooks(dict(await request.form()))
        if wanted is None:
            return see_other(f"{HOME}?said=wrong#webhooks")
        self.weather.webhooks = wanted
        self.postman.wake()
        return see_other(f"{HOME}?said=webhooks")

    async def set_faults(self, request: Request) -> Response:
        form = dict(await request.form())
        if form.get("action") == "clear":
            self.weather.faults.clear()
            return see_other(f"{HOME}?said=cleared")
        fault = read_fault(form)
        if fault is None:
            return see_other(f"{HOME}?said=wrong#faults")
        self.weather.faults.append(fault)
        return see_other(f"{HOME}?said=fault")

    async def send_again(self, request: Request) -> Response:
        record = self.store.find(request.path_params["id"])
        if record is None or record.data["object"] != "event":
            text = "There is no event with this id here."
            return closed_page("No such event", text, HOME, "Back to the console", status=404)
        receivers = events.addressees(self.store, record.data)
        with self.store.transaction():
            for receiver in receivers:
                events.deliver(self.store, record.data["id"], receiver.id)
        self.postman.wake()
        return see_other(f"{HOME}/objects/{record.data['id']}?said={'sent' if receivers else 'nobody'}")

    def _page(self, template: str, tab: str, request: Request, values: Mapping[str, Any]) -> Response:
        said = request.query_params.get("said", "")
        shared = {
            "tab": tab,
            "said": SAID.get(said, ""),
            "said_wrong": said == "wrong",
            "platform": platform_id(self.store),
        }
        return page(template, {**values, **shared})


def clock_values(store: Store) -> dict[str, str]:
    """The simulated time and how far it is from the real one, as text."""
    offset = store.clock.offset
    return {"now": moment(store.clock.now()), "offset": offset_text(offset)}


def offset_text(seconds: int) -> str:
    """How far the simulated clock is from real time: `8 days 1 hour ahead of real time`."""
    if seconds == 0:
        return ""
    parts, rest = [], abs(seconds)
    for size, name in ((DAY, "day"), (HOUR, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    return f"{' '.join(parts)} {'ahead of' if seconds > 0 else 'behind'} real time"


def step_seconds(form: Mapping[str, object]) -> int | None:
    """Seconds to move the clock by: one of the steps, or an amount with its unit; None if it is neither."""
    step = whole(form.get("step"))
    if step is not None:
        return step if step in dict(STEPS) else None
    amount, unit = whole(form.get("amount")), UNITS.get(str(form.get("unit")))
    if amount is None or unit is None or not 1 <= amount * unit <= MOST_DAYS * DAY:
        return None
    return amount * unit


def read_webhooks(form: Mapping[str, object]) -> Webhooks | None:
    """The chosen way of delivery, or None if the form makes no sense."""
    times, seconds = whole(form.get("times")), whole(form.get("seconds"))
    mode = form.get("mode")
    if mode not in list(WebhookMode) or times is None or seconds is None:
        return None
    if not (2 <= times <= MOST_REPEATS and 0 <= seconds <= MOST_SECONDS):
        return None
    return Webhooks(WebhookMode(str(mode)), times, float(seconds))


def read_fault(form: Mapping[str, object]) -> Fault | None:
    """The chosen fault, or None if the form makes no sense."""
    kind, calls = form.get("kind"), whole(form.get("calls"))
    method, path = str(form.get("method") or ""), str(form.get("path") or "").strip()
    if kind not in list(FaultKind) or calls is None or not 1 <= calls <= MOST_CALLS:
        return None
    if method not in ("", "GET", "POST", "DELETE") or (path and not path.startswith("/v1")):
        return None
    return Fault(FaultKind(str(kind)), calls, method, path, 2.0 if kind == FaultKind.slow else 90.0)


def whole(text: object) -> int | None:
    """A whole number, or None."""
    written = str(text or "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else None
