"""Knows which requests the pages accept: those of a browser on this machine, sent by the pages themselves."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class LoopbackOnly:
    """Refuses foreign Host names (DNS rebinding) and writes that another site's page sends (cross-site forms)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = refusal(scope["method"], Headers(scope=scope)) if scope["type"] == "http" else None
        if reason is None:
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse(reason, status_code=403)(scope, receive, send)


def refusal(method: str, headers: Headers) -> str | None:
    """Why a request is not accepted, or None if it is. Callers without Origin (curl) are no pages."""
    host = headers.get("host", "")
    if host_name(f"//{host}") not in LOOPBACK_HOSTS:
        return "This simulation answers only on localhost and 127.0.0.1."
    if method in SAFE_METHODS:
        return None
    origin = headers.get("origin")
    foreign = origin is not None and origin.lower() not in {f"http://{host}".lower(), f"https://{host}".lower()}
    if foreign or headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return "This form was sent from another site, so it was not carried out."
    return None


def host_name(address: str) -> str | None:
    """The host of a URL or network location without its port, or None if it cannot be read."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
