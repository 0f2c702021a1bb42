"""The door for Stripe's events, `POST /api/webhook`: check the signature over the raw bytes, keep it once, answer.

Nothing is processed here: Stripe wants its 2xx in milliseconds, and what an event means is read at Stripe later.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from thoughtcloud.payments import inbox
from thoughtcloud.payments.gateway import signed_by
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

PATH = "/api/webhook"
# Stripe's own events are a few kilobytes.
MOST_BYTES = 512 * 1024


def webhook_route(
    db: Database, secrets: Sequence[str], now: Callable[[], datetime], wake: Callable[[], None]
) -> Route:
    """The route that takes events signed with any of `secrets`; `wake` is called after one was kept.

    Answers 200 (kept, or known already), 400 (signature missing, wrong or old; no event), 405 and 413.
    """

    async def receive(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return _answer(413, "An event is smaller than that.")
        if not signed_by(body, request.headers.get("stripe-signature", ""), secrets):
            log.warning("webhook_refused bytes=%d", len(body))
            return _answer(400, "The signature is missing, wrong or too old.")
        event = _event(body)
        if event is None:
            return _answer(400, "The body is no event.")
        if await asyncio.to_thread(inbox.keep, db, event, body, now()):
            wake()
        return _answer(200)

    return Route(PATH, receive, methods=["POST"])


async def _read(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is too long."""
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _event(body: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(body)
    except ValueError:
        return None
    named = isinstance(event, dict) and all(isinstance(event.get(name), str) for name in ("id", "type"))
    return event if named else None


def _answer(status: int, problem: str = "") -> Response:
    return JSONResponse({"error": problem} if problem else {"received": True}, status)
