"""One API request from bytes to bytes: key, faults, parameters, idempotency, execution, expansion, answer."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from thoughtcloud.sandbox import due, errors, idempotency, operations, validation
from thoughtcloud.sandbox.call import Call, platform_id
from thoughtcloud.sandbox.errors import API_ERROR, StripeError
from thoughtcloud.sandbox.expand import expand
from thoughtcloud.sandbox.store import Object, Store, new_id
from thoughtcloud.sandbox.weather import Fault, FaultKind, Weather

TEST_KEY = "sk_test_"


class AnswerLost(Exception):
    """Breaks an answer off on purpose."""


class Api:
    """Answers everything under /v1."""

    def __init__(self, store: Store, weather: Weather) -> None:
        self._store = store
        self._weather = weather
        self._in_progress: set[tuple[str, str]] = set()

    async def answer(self, request: Request) -> Response:
        """The ASGI endpoint."""
        request_id = new_id("req", 14)
        body = (await request.body()).decode("utf-8", "replace")
        method, path = request.method, request.url.path.rstrip("/")
        fault = self._weather.strike(method, path)
        try:
            authenticate(request.headers.get("authorization", ""))
            if fault is not None and fault.kind not in (FaultKind.lost_answer, FaultKind.slow):
                return await _fail(request, fault, request_id)
            pairs = parse_qsl(request.url.query if method in ("GET", "DELETE") else body, keep_blank_values=True)
            response = await self._execute(request, method, path, validation.decode(pairs), request_id, fault)
        except StripeError as error:
            response = _answer(error.status, {"error": error.fields(request_id)}, request_id)
        response.headers["Stripe-Version"] = request.headers.get("stripe-version", validation.VERSION)
        if fault is not None and fault.kind is FaultKind.lost_answer:
            return _lost(response)
        return response

    async def _execute(
        self, request: Request, method: str, path: str, raw: dict[str, Any], request_id: str, fault: Fault | None
    ) -> Response:
        key = request.headers.get("idempotency-key", "") if method == "POST" else ""
        idempotency.check_key(key)
        due.catch_up(self._store)
        account = self._acting_account(request)
        found = operations.find(method, path)
        if found is None:
            raise errors.unrecognized_url(method, path)
        operation, ids = found
        print_ = idempotency.fingerprint(method, path, raw)
        now = self._store.clock.now()
        if key:
            if (account, key) in self._in_progress:
                raise idempotency.in_use(key)
            kept = idempotency.kept(self._store, account, key, print_, now)
            if kept is not None:
                return _replay(kept, request_id)
        version = request.headers.get("stripe-version", "")
        params = validation.read(operation.type, raw, template=operation.template, version=version)
        call = Call(self._store, now, account, params, ids, path, request_id, key or None, version)
        if key:
            self._in_progress.add((account, key))
        try:
            answer = self._carry_out(operation.handler, call, key, print_)
            if fault is not None and fault.kind is FaultKind.slow:
                await asyncio.sleep(fault.seconds)
        finally:
            self._in_progress.discard((account, key))
        self._store.on_event()
        return answer

    def _carry_out(self, handler: operations.Handler, call: Call, key: str, print_: str) -> Response:
        """Runs the operation and keeps its answer, both in one transaction."""
        with self._store.transaction():
            status, body = run(handler, call)
            if key:
                kept = idempotency.Kept(status, idempotency.text(body), str(call.request_id))
                idempotency.keep(self._store, call.account, key, print_, kept, call.now)
        return _answer(status, body, str(call.request_id), call)

    def _acting_account(self, request: Request) -> str:
        sent = request.headers.get("stripe-account")
        platform = platform_id(self._store)
        if not sent or sent == platform:
            return platform
        found = self._store.find(sent)
        if found is None or found.data["object"] != "account" or found.data.get("deleted"):
            raise StripeError(
                f"The provided key 'sk_test_***' does not have access to account '{sent}' (or that "
                "account does not "
                "exist). Application access may have been revoked.",
                status=403,
                code="account_invalid",
            )
        return sent


def run(handler: operations.Handler, call: Call) -> tuple[int, Object]:
    """Status and body of one operation. A failed one leaves nothing behind, unless its error keeps it."""
    store = call.store
    wanted = call.params.pop("expand", None) or []
    try:
        with store.transaction():
            try:
                return 200, expand(store, handler(call), wanted)
            except StripeError as error:
                if not error.keeps:
                    raise
                return error.status, {"error": error.fields(call.request_id)}
    except StripeError as error:
        return error.status, {"error": error.fields(call.request_id)}


def authenticate(header: str) -> None:
    """Accepts any secret test key, as bearer token or as user name; refuses everything else."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            value = base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            value = ""
    if not value:
        raise StripeError(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
        )
    if value.startswith("pk_"):
        raise StripeError(
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a "
            "list of your API keys at https://dashboard.stripe.com/account/apikeys.",
            status=401,
            code="secret_key_required",
        )
    if not value.startswith(TEST_KEY) or len(value) == len(TEST_KEY):
        raise StripeError(f"Invalid API Key provided: {_masked(value)}", status=401)


def _masked(key: str) -> str:
    return key[:8] + "*" * max(0, len(key) - 12) + key[-4:] if len(key) > 12 else "*" * len(key)


def _answer(status: int, body: Object, request_id: str, call: Call | None = None) -> Response:
    headers = {"Request-Id": request_id}
    if call is not None and call.idempotency_key:
        headers["Idempotency-Key"] = call.idempotency_key
    if call is not None and call.account != call.platform:
        headers["Stripe-Account"] = call.account
    return Response(idempotency.text(body), status, headers, media_type="application/json")


def _replay(kept: idempotency.Kept, request_id: str) -> Response:
    headers = {"Request-Id": request_id, "Idempotent-Replayed": "true", "Original-Request": kept.request_id}
    return Response(kept.body, kept.status, headers, media_type="application/json")


async def _fail(request: Request, fault: Fault, request_id: str) -> Response:
    """An answer that was never about the request: nothing has been carried out."""
    if fault.kind is FaultKind.timeout:
        waited = 0.0
        while waited < fault.seconds and not await request.is_disconnected():
            await asyncio.sleep(0.05)
            waited += 0.05
        return _lost(Response(status_code=504))
    messages = {
        FaultKind.server_error: (
            500,
            API_ERROR,
            None,
            "Sorry! There was an error while talking to one of our backends.",
        ),
        FaultKind.too_many_requests: (429, "invalid_request_error", "rate_limit", "Request rate limit exceeded."),
        FaultKind.conflict: (
            409,
            "invalid_request_error",
            "lock_timeout",
            "This object cannot be accessed right now because another API request or Stripe process is currently "
            "accessing it.",
        ),
    }
    status, type_, code, message = messages[fault.kind]
    error = StripeError(message, status=status, type=type_, code=code)
    return _answer(status, {"error": error.fields(request_id)}, request_id)


def _lost(response: Response) -> Response:
    """Breaks the connection in the middle of the answer, so that the caller cannot know it."""

    async def nothing() -> AsyncIterator[bytes]:
        yield b" "
        raise AnswerLost

    return StreamingResponse(nothing(), response.status_code, {"Content-Length": "1000000"})
