"""Knows which pages exist and what all of them share: the loopback guard and the static files."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from thoughtcloud.sandbox.pages.checkout import CheckoutPages
from thoughtcloud.sandbox.pages.express import ExpressPages
from thoughtcloud.sandbox.pages.guard import LoopbackOnly
from thoughtcloud.sandbox.pages.onboarding import OnboardingPages
from thoughtcloud.sandbox.pages.render import STATIC
from thoughtcloud.sandbox.store import Store

GUARD = [Middleware(LoopbackOnly)]


def routes(store: Store) -> list[BaseRoute]:
    """Every page of the sandbox over `store`, each behind the guard."""
    pages = [
        *CheckoutPages(store).routes(),
        *OnboardingPages(store).routes(),
        *ExpressPages(store).routes(),
    ]
    return [*map(guarded, pages), Mount("/_pages", StaticFiles(directory=STATIC))]


def guarded(route: Route) -> Route:
    """The same route behind the guard."""
    return Route(route.path, route.endpoint, methods=list(route.methods or ()), middleware=GUARD)
