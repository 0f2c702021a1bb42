"""Calendars over HTTP: the feed that a person's calendar subscribes to, and one session as a file.

Whoever reads a feed has no cookie: its secret address alone says whose it is, so no answer says more than it must.
"""

import hashlib
import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.jobs import invitations
from thoughtcloud.services import calendar_feeds
from thoughtcloud.ui import backstage, forms, routes

log = logging.getLogger(__name__)

SEE_OTHER, NOT_MODIFIED, NOT_FOUND, TOO_MANY = 303, 304, 404, 429
RETRY_SECONDS = int(calendar_feeds.WRONG_DOORS.within.total_seconds())
CALENDAR_TYPE = "text/calendar; charset=utf-8"
# Nobody but the one who asked may keep it, and it is asked for anew each time.
PRIVATE = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


def calendar_routes() -> list[Route]:
    """The feed and the file, for the composition root; before the pages, whose addresses are wider."""
    return [
        Route(routes.CALENDAR_FEED, feed, methods=["GET"]),
        Route(routes.BOOKING_FILE, file, methods=["GET"]),
    ]


async def feed(request: Request) -> Response:
    """All sessions of whose secret address this is; 304 while nothing has changed, 404 for any other address."""
    token, source = request.path_params["token"], forms.source(request)
    try:
        person_id = await backstage.act(calendar_feeds.admit, token, source=source)
    except Problem:
        log.info("calendar_refused reason=too_many_tries")
        return PlainTextResponse(
            "Too many requests.", TOO_MANY, headers={**PRIVATE, "Retry-After": str(RETRY_SECONDS)}
        )
    if person_id is None:
        return _nothing()
    site = backstage.platform().settings.public_url
    return _calendar(request, await backstage.ask(invitations.feed_of, person_id, site), "thoughtcloud.ics")


async def file(request: Request) -> Response:
    """One session for one of its two sides; for everybody else, and for one that is off, there is nothing."""
    reference = request.path_params["reference"]
    site = backstage.platform().settings.public_url
    try:
        caller = await backstage.caller_from(request.headers.get("cookie"))
        text = await backstage.ask(invitations.file_of, caller, reference, site)
    except Problem as problem:
        if problem.kind is Kind.SIGNED_OUT:
            return RedirectResponse(routes.sign_in(routes.booking(reference)), SEE_OTHER, headers=PRIVATE)
        return _nothing()
    return _calendar(request, text, f"{reference}.ics", attachment=True)


def _calendar(request: Request, text: str, name: str, *, attachment: bool = False) -> Response:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {**PRIVATE, "ETag": tag}
    if _is_known(tag, request.headers.get("if-none-match", "")):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    headers["Content-Disposition"] = f'{"attachment" if attachment else "inline"}; filename="{name}"'
    return Response(text, headers=headers, media_type=CALENDAR_TYPE)


def _is_known(tag: str, named: str) -> bool:
    tags = [each.strip().removeprefix("W/") for each in named.split(",")]
    return tag in tags or "*" in tags


def _nothing() -> Response:
    return PlainTextResponse("There is no such calendar.", NOT_FOUND, headers=PRIVATE)
