"""The HTML of a kept mail over HTTP, for the frame in which the sandbox shows it: no scripts, nothing loaded."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from thoughtcloud.core.errors import Problem
from thoughtcloud.jobs import post
from thoughtcloud.ui import backstage, routes

NOT_FOUND = 404
# Stricter than our pages: what a mail reader would not do either is not done here.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
# A link in a mail opens where the reader is, and not in the frame.
_TOP = '<base target="_top">'


def html_route() -> Route:
    """GET of `routes.DEV_MAIL_HTML`, for the composition root."""
    return Route(routes.DEV_MAIL_HTML, html, methods=["GET"])


async def html(request: Request) -> Response:
    """One kept mail; nothing where mails are sent."""
    settings = backstage.platform().settings
    try:
        found = await backstage.ask(post.kept_one, settings, request.path_params["number"])
    except Problem:
        return PlainTextResponse("There is no such mail.", NOT_FOUND)
    shown = found.html.replace("<head>", f"<head>{_TOP}", 1)
    return HTMLResponse(shown, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
