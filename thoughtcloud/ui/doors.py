"""The door of a room over HTTP: whoever may go in is written down as there and led on to where the two meet.

A real address and not an event of a page, because only a click on a link opens a new tab in every browser.
"""

import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.services import rooms
from thoughtcloud.ui import backstage, routes

log = logging.getLogger(__name__)

SEE_OTHER = 303


def door_route() -> Route:
    """GET of `routes.room_door`, for the composition root."""
    return Route(routes.ROOM_DOOR, go_in, methods=["GET"])


async def go_in(request: Request) -> Response:
    """On to the room; or back to its page, when the door is closed or the click was not on that page.

    Attendance is evidence, so a link on another site, or one in a mail that a scanner opens, must not make any.
    """
    reference = request.path_params["reference"]
    if not _from_the_page(request):
        return _to(routes.room(reference))
    base = backstage.platform().settings.room_base_url
    try:
        caller = await backstage.caller_from(request.headers.get("cookie"))
        address = await backstage.act(rooms.enter, caller, reference, base=base)
    except Problem as problem:
        log.info("door_closed code=%s", problem.code)
        closed = "" if problem.kind is Kind.SIGNED_OUT else "?closed=1"
        return _to(f"{routes.room(reference)}{closed}")
    return _to(address)


def _from_the_page(request: Request) -> bool:
    """Whether a page of ours was clicked on. A browser that tells neither is old, or on plain http in a test."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origins = backstage.platform().settings.allowed_origins
    return any(request.headers.get("referer", "").startswith(f"{origin}/") for origin in origins)


def _to(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER, headers={"Cache-Control": "no-store"})
