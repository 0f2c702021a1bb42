"""A record of every exchange under /v1, one JSON line each, for checking it against the contract afterwards."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def recorded(app: App, path: Path) -> App:
    """The application, writing {"method", "url", "version", "req", "status", "resp"} lines to `path`; no headers,
    so no key."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await app(scope, receive, send)
            return
        exchange = _Exchange(receive, send)
        await app(scope, exchange.receive, exchange.send)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(exchange.line(scope)) + "\n")

    return wrapped


class _Exchange:
    """One request and its answer, as they pass by."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._request, self._answer, self._status = b"", b"", 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._request += message.get("body", b"")
        return message

    async def send(self, message: Message) -> None:
        self._status = message.get("status", self._status)
        self._answer += message.get("body", b"")
        await self._send(message)

    def line(self, scope: Message) -> dict[str, Any]:
        query = scope["query_string"].decode()
        headers = {name: value.decode() for name, value in scope["headers"]}
        return {
            "method": scope["method"],
            "url": f"{scope['path']}?{query}" if query else scope["path"],
            "version": headers.get(b"stripe-version", ""),
            "req": self._request.decode("utf-8", "replace"),
            "status": self._status,
            "resp": _read(self._answer),
        }


def _read(answer: bytes) -> Any:
    try:
        return json.loads(answer)
    except ValueError:
        return None
