"""What an address of one among many answers before the app has started: the true status, and a head of its own.

Reflex builds pages without a parameter ahead and sends one empty shell for all others. Search engines, previews
in messengers and browser tabs read the head of that shell, so here it is told whose page it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from thoughtcloud.core.errors import Problem
from thoughtcloud.store.views import mentor_page
from thoughtcloud.ui import backstage, pages, present, routes
from thoughtcloud.ui.brand import SITE, tab
from thoughtcloud.ui.pages.page import Page

Answer = Callable[[Request], Awaitable[Response]]

SHELL: Final = "__spa-fallback.html"
OK, NOT_FOUND = 200, 404
_END_OF_HEAD: Final = "</head>"


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says. `path` and `image` are paths of this site; without a `path` nobody should index it."""

    title: str
    description: str
    path: str = ""
    image: str = "/share.png"

    def html(self, public_url: str) -> str:
        """The elements, escaped. `public_url` has no closing slash."""
        parts = [f"<title>{escape(self.title)}</title>", _meta("name", "description", self.description)]
        if not self.path:
            return "".join([*parts, _meta("name", "robots", "noindex")])
        address = public_url + self.path
        told = {
            "og:type": "profile",
            "og:site_name": SITE,
            "og:title": self.title,
            "og:description": self.description,
            "og:url": address,
            "og:image": public_url + self.image,
        }
        canonical = f'<link rel="canonical" href="{escape(address)}"/>'
        card = _meta("name", "twitter:card", "summary_large_image")
        return "".join([*parts, canonical, *(_meta("property", *pair) for pair in told.items()), card])


def head_routes(build: Path | None, public_url: str) -> list[Route]:
    """Routes for every page with a parameter; `build` holds the built pages; without one there are none."""
    if build is None:
        return []

    def answer(head: Head, status: int) -> Response:
        before, end, after = _shell(build).partition(_END_OF_HEAD)
        return HTMLResponse(before + head.html(public_url) + end + after, status)

    return [
        route
        for page in pages.PAGES
        if page.is_one_of_many
        for route in _routes(page.path, _of_mentor(answer) if page.path == routes.MENTOR else _of(page, answer))
    ]


def _routes(path: str, endpoint: Answer) -> list[Route]:
    compressed = [Middleware(GZipMiddleware)]
    path = path.replace("[", "{").replace("]", "}")
    return [Route(each, endpoint, methods=["GET"], middleware=compressed) for each in (path, path + "/")]


def _of_mentor(answer: Callable[[Head, int], Response]) -> Answer:
    async def mentor(request: Request) -> Response:
        try:
            page = await backstage.ask(mentor_page.by_slug, request.path_params["slug"])
        except Problem as problem:
            return answer(Head(tab("Not found"), problem.text), NOT_FOUND)
        head = Head(tab(page.name), present.mentors.summary(page), routes.mentor(page.slug))
        return answer(head, OK)

    return mentor


def _of(page: Page, answer: Callable[[Head, int], Response]) -> Answer:
    """What belongs to somebody is told to nobody: the page is named after its kind."""

    async def private(_request: Request) -> Response:
        return answer(Head(page.full_title, page.description), OK)

    return private


@lru_cache(maxsize=1)
def _shell(build: Path) -> str:
    return (build / SHELL).read_text(encoding="utf-8")


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}"/>'
