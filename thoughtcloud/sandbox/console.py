"""The console's JSON: look at everything, move the clock, make bad weather. For people and for tests."""

import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from thoughtcloud.sandbox import book, due, events, hosted
from thoughtcloud.sandbox.call import happening, platform_id
from thoughtcloud.sandbox.cards import DisputeKind, is_plausible
from thoughtcloud.sandbox.deliveries import Postman
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.resources import disputes, payment_methods, webhook_endpoints
from thoughtcloud.sandbox.resources.disputes import Verdict
from thoughtcloud.sandbox.store import Store
from thoughtcloud.sandbox.weather import Fault, FaultKind, Weather, WebhookMode, Webhooks

PREFIX = "/_console/api"
PAGE = 50
DAY = 86_400
Body = dict[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]
Kind = TypeVar("Kind", FaultKind, WebhookMode, DisputeKind, Verdict)


class Refused(Exception):
    """What the console was asked for makes no sense."""


class Console:
    """The console's endpoints over one sandbox."""

    def __init__(self, store: Store, weather: Weather, postman: Postman) -> None:
        self._store = store
        self._weather = weather
        self._postman = postman

    async def state(self, _: Request) -> Response:
        """Clock, counts, weather and the health of the book."""
        due.catch_up(self._store)
        webhooks = self._weather.webhooks
        faults = [
            {"calls": each.calls, "kind": each.kind, "method": each.method, "path": each.path}
            for each in self._weather.faults
        ]
        content = dict(hosted.console_state(self._store))
        content["webhooks"] = {"mode": webhooks.mode, "times": webhooks.times, "seconds": webhooks.seconds}
        content["faults"] = faults
        content["discrepancies"] = book.discrepancies(self._store)
        return JSONResponse(content)

    async def objects(self, request: Request) -> Response:
        """`?kind=&account=&before=&limit=`: objects, the newest first."""
        query = request.query_params
        where, values = ["1=1"], list[Any]()
        for name in ("kind", "account"):
            if query.get(name):
                where.append(f"{name}=?")
                values.append(query[name])
        if query.get("before"):
            where.append("seq < ?")
            values.append(_integer(dict(query), "before"))
        if not query.get("kind"):
            where.append("kind <> 'event'")
        limit = min(200, _integer({"limit": query.get("limit", PAGE)}, "limit"))
        rows = self._store.rows(
            f"SELECT seq, id, kind, account, created FROM objects WHERE {' AND '.join(where)} ORDER "
            "BY seq DESC LIMIT ?",
            [*values, limit],
        )
        names = ("seq", "id", "kind", "account", "created")
        return JSONResponse({"data": [dict(zip(names, row, strict=True)) for row in rows]})

    async def object(self, request: Request) -> Response:
        """One object as the API shows it."""
        found = self._store.find(request.path_params["id"])
        if found is None:
            raise Refused("There is no such object.")
        return JSONResponse({"account": found.account, "data": found.data})

    async def events(self, request: Request) -> Response:
        """`?type=&limit=`: events of all accounts, the newest first."""
        fields = {"type": request.query_params["type"]} if request.query_params.get("type") else {}
        limit = min(1000, _integer({"limit": request.query_params.get("limit", PAGE)}, "limit"))
        return JSONResponse(
            {"data": [each.data for each in self._store.select("event", None, fields, limit=limit)]}
        )

    async def deliveries(self, _: Request) -> Response:
        """Deliveries, the newest first."""
        rows = self._store.rows(
            "SELECT d.seq, d.event, json_extract(o.data,'$.type'), d.endpoint, d.state, d.attempts, d.last_status,"
            " d.last_error FROM deliveries d LEFT JOIN objects o ON o.id=d.event ORDER BY d.seq DESC LIMIT 200"
        )
        names = ("seq", "event", "type", "endpoint", "state", "attempts", "last_status", "last_error")
        return JSONResponse({"data": [dict(zip(names, row, strict=True)) for row in rows]})

    async def clock(self, request: Request) -> Response:
        """{"advance_seconds": n}, {"offset_seconds": n} or {"now": unix}; what falls due is done first."""
        clock, body = self._store.clock, await _body(request)
        if "advance_seconds" in body:
            clock.advance(_integer(body, "advance_seconds"))
        elif "offset_seconds" in body:
            clock.move_to(_integer(body, "offset_seconds"))
        elif "now" in body:
            clock.move_to(_integer(body, "now") - int(time.time()))
        else:
            raise Refused("Give advance_seconds, offset_seconds or now.")
        done = due.catch_up(self._store)
        return JSONResponse({"now": clock.now(), "offset_seconds": clock.offset, "done": done})

    async def webhooks(self, request: Request) -> Response:
        """{"mode": "normal|drop|repeat|delay|reverse", "times": 2, "seconds": 0}."""
        body = await _body(request)
        mode = _choice(WebhookMode, body, "mode")
        times = _integer({"times": body.get("times", 2)}, "times")
        self._weather.webhooks = Webhooks(mode, times, float(body.get("seconds", 0)))
        return await self.state(request)

    async def faults(self, request: Request) -> Response:
        """{"calls": N, "kind": "timeout|500|429|409|lost_answer|slow", "method", "path", "seconds"}; {} clears."""
        body = await _body(request)
        if not body:
            self._weather.faults.clear()
        else:
            kind = _choice(FaultKind, body, "kind")
            calls = _integer({"calls": body.get("calls", 1)}, "calls")
            seconds = float(body.get("seconds", 90 if kind is FaultKind.timeout else 2))
            method, path = str(body.get("method") or "").upper(), str(body.get("path") or "")
            self._weather.faults.append(Fault(kind, calls, method, path, seconds))
        return await self.state(request)

    async def resend(self, request: Request) -> Response:
        """Sends an event again to everyone who wants it."""
        found = self._store.find(request.path_params["id"])
        if found is None or found.data["object"] != "event":
            raise Refused("There is no such event.")
        receivers = events.addressees(self._store, found.data)
        with self._store.transaction():
            for receiver in receivers:
                events.deliver(self._store, found.data["id"], receiver.id)
        self._postman.wake()
        return JSONResponse({"sent_to": [receiver.id for receiver in receivers]})

    async def roll_secret(self, request: Request) -> Response:
        """{"keep_seconds": 86400}: a new secret for an endpoint; the old one signs beside it so long."""
        body = await _body(request)
        seconds = _integer({"keep_seconds": body.get("keep_seconds", DAY)}, "keep_seconds")
        try:
            with happening(self._store) as call:
                secret = webhook_endpoints.roll_secret(call, request.path_params["id"], seconds)
        except StripeError as problem:
            raise Refused("There is no such webhook endpoint.") from problem
        return JSONResponse({"secret": secret})

    async def onboard(self, request: Request) -> Response:
        """Fills in the onboarding page for an account: the fields of `hosted.Onboarding`, all optional."""
        body, account_id = await _body(request), request.path_params["id"]
        form = hosted.Onboarding(
            first_name=str(body.get("first_name", "Jenny")),
            last_name=str(body.get("last_name", "Rosen")),
            iban_or_account=str(body.get("iban_or_account", "DE89370400440532013000")),
            country=str(body.get("country", "DE")),
            accept_terms=bool(body.get("accept_terms", True)),
            leave_incomplete=bool(body.get("leave_incomplete", False)),
            birth_date=_date(body, "birth_date"),
        )
        try:
            return JSONResponse(hosted.submit_onboarding(self._store, account_id, form))
        except LookupError as problem:
            raise Refused("There is no such account.") from problem

    async def object_to(self, request: Request) -> Response:
        """{"kind": "fraudulent|product_not_received|inquiry", "amount": minor}: a cardholder objects."""
        body, charge_id = await _body(request), request.path_params["id"]
        kind = _choice(DisputeKind, {"kind": body.get("kind", "fraudulent")}, "kind")
        found = self._store.find(charge_id)
        if kind is DisputeKind.none or found is None or found.data["object"] != "charge":
            raise Refused("There is no such charge, or the dispute is of no kind.")
        with happening(self._store, found.account) as call:
            charge = found.data
            left = charge["amount"] - charge["amount_refunded"] if charge["captured"] else 0
            amount = _integer({"amount": body.get("amount", left)}, "amount")
            if charge["disputed"] or not 0 < amount <= left:
                raise Refused("That charge is disputed already, or so much of it is not left.")
            return JSONResponse(disputes.object_to(call, charge, kind, amount))

    async def rule(self, request: Request) -> Response:
        """{"verdict": "won|lost|escalated"}: the bank decides a dispute that was answered."""
        verdict = _choice(Verdict, await _body(request), "verdict")
        found = self._store.find(request.path_params["id"])
        if found is None or found.data["object"] != "dispute":
            raise Refused("There is no such dispute.")
        with happening(self._store, found.account) as call:
            if not disputes.rule(call, found.data, verdict):
                raise Refused("The bank is not looking at that dispute, or cannot decide it so.")
            return JSONResponse(found.data)

    async def behave(self, request: Request) -> Response:
        """{"number": "4000000000009995"}: a stored card does at its bank what that test card does, from now on."""
        number, found = str((await _body(request)).get("number", "")), self._store.find(request.path_params["id"])
        if found is None or found.data["object"] != "payment_method" or not is_plausible(number):
            raise Refused("There is no such card, or no such number.")
        with happening(self._store) as call:
            payment_methods.behave_as(call, found.data, number)
        return JSONResponse({"id": found.data["id"]})

    async def reset(self, _: Request) -> Response:
        """Forgets everything; only in memory, so that nobody's data is lost by a slip."""
        if not self._store.in_memory:
            raise Refused("Only a sandbox with --data :memory: can be reset.")
        self._store.erase()
        self._weather.faults.clear()
        self._weather.webhooks = Webhooks()
        self._postman.remember()
        return JSONResponse({"platform": platform_id(self._store)})

    async def flush(self, _: Request) -> Response:
        """Delivers everything that waits, now, and answers when that is done."""
        due.catch_up(self._store)
        return JSONResponse(await self._postman.flush())


def routes(store: Store, weather: Weather, postman: Postman) -> list[BaseRoute]:
    """The console's addresses."""
    console = Console(store, weather, postman)
    table: list[tuple[str, str, Endpoint]] = [
        ("GET", "/state", console.state),
        ("GET", "/objects", console.objects),
        ("GET", "/objects/{id}", console.object),
        ("GET", "/events", console.events),
        ("GET", "/deliveries", console.deliveries),
        ("POST", "/clock", console.clock),
        ("POST", "/webhooks", console.webhooks),
        ("POST", "/faults", console.faults),
        ("POST", "/events/{id}/resend", console.resend),
        ("POST", "/webhook_endpoints/{id}/roll", console.roll_secret),
        ("POST", "/accounts/{id}/onboard", console.onboard),
        ("POST", "/charges/{id}/dispute", console.object_to),
        ("POST", "/disputes/{id}/rule", console.rule),
        ("POST", "/payment_methods/{id}/behave", console.behave),
        ("POST", "/reset", console.reset),
        ("POST", "/flush", console.flush),
    ]
    return [Route(PREFIX + path, _guarded(endpoint), methods=[method]) for method, path, endpoint in table]


def _guarded(endpoint: Endpoint) -> Endpoint:
    """The endpoint, with a refusal answered by 400."""

    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refusal:
            return JSONResponse({"error": str(refusal)}, 400)

    return guarded


async def _body(request: Request) -> Body:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = await request.json()
    except ValueError as problem:
        raise Refused("The body is no JSON.") from problem
    if not isinstance(body, dict):
        raise Refused("The body is no JSON object.")
    return body


def _integer(body: Body, name: str) -> int:
    try:
        return int(body[name])
    except (TypeError, ValueError) as problem:
        raise Refused(f"{name} must be a whole number.") from problem


def _date(body: Body, name: str) -> date | None:
    try:
        return date.fromisoformat(body[name]) if body.get(name) else None
    except (TypeError, ValueError) as problem:
        raise Refused(f"{name} must be a date such as 1984-03-01.") from problem


def _choice(kinds: type[Kind], body: Body, name: str) -> Kind:
    try:
        return kinds(str(body.get(name)))
    except ValueError as problem:
        raise Refused(f"{name} must be one of {', '.join(kinds)}.") from problem
