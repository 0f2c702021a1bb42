"""How pages leave the house: security headers, caching of built files, and the health page."""

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from reflex.constants import Dirs
from reflex.environment import environment
from reflex.utils.prerequisites import get_web_dir
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from thoughtcloud.store.unit import Database

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# Reflex starts its pages by inline scripts and evaluates its own client-side calls, hence the two 'unsafe-';
# everything else comes from this site alone, and nobody may frame it.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' ws: wss:",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
# What concerns the page itself is said with pages only: on every small file it would weigh more than the file.
OF_PAGES = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OF_EVERYTHING = {"X-Content-Type-Options": "nosniff"}
A_YEAR = "public, max-age=31536000, immutable"
# Built files carry a hash in their names; what lies beside them (fonts, icons) keeps its name.
HASHED = "/assets/"
LASTING = ("/fonts/", "/favicon", "/apple-touch-icon", "/share")
A_DAY = "public, max-age=86400"


def with_headers(app: App, *, https: bool) -> App:
    """The application with security and caching headers on every HTTP answer; HSTS when served by TLS."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), scope["path"], message["status"], https)
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def _complete(headers: MutableHeaders, path: str, status: int, https: bool) -> None:
    told = OF_EVERYTHING if path.startswith((HASHED, *LASTING)) else OF_EVERYTHING | OF_PAGES
    for name, value in told.items():
        headers.setdefault(name, value)
    if https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if status == 200:
        headers.setdefault("Cache-Control", _caching(path))


def _caching(path: str) -> str:
    if path.startswith(HASHED):
        return A_YEAR
    return A_DAY if path.startswith(LASTING) else "no-cache"


def built_pages() -> Path | None:
    """The folder of the pages that were built ahead; None where Reflex's development server makes them."""
    return get_web_dir() / Dirs.STATIC if environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.get() else None


def health_route(db: Database) -> Route:
    """GET /healthz: 200 while the database answers, 503 otherwise; says nothing else."""

    def ask() -> bool:
        try:
            with db.reading() as session:
                session.connection().execute(text("select 1"))
        except SQLAlchemyError:
            return False
        return True

    async def health(_request: Request) -> JSONResponse:
        well = await run_in_threadpool(ask)
        return JSONResponse({"database": "up" if well else "down"}, status_code=200 if well else 503)

    return Route("/healthz", health, methods=["GET"])
