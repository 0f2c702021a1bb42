"""Knows which pages exist and what all of them share: the loopback guard and the static files."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from thoughtcloud.sandbox.deliveries import Postman
from thoughtcloud.sandbox.pages.authentication import AuthenticationPages
from thoughtcloud.sandbox.pages.checkout import CheckoutPages
from thoughtcloud.sandbox.pages.console import ConsolePages
from thoughtcloud.sandbox.pages.express import ExpressPages
from thoughtcloud.sandbox.pages.guard import LoopbackOnly
from thoughtcloud.sandbox.pages.onboarding import OnboardingPages
from thoughtcloud.sandbox.pages.render import STATIC
from thoughtcloud.sandbox.store import Store
from thoughtcloud.sandbox.weather import Weather

GUARD = [Middleware(LoopbackOnly)]


def routes(store: Store, weather: Weather, postman: Postman) -> list[BaseRoute]:
    """Every page of the sandbox, each behind the guard."""
    pages = [
        *CheckoutPages(store).routes(),
        *AuthenticationPages(store).routes(),
        *OnboardingPages(store).routes(),
        *ExpressPages(store).routes(),
        *ConsolePages(store, weather, postman).routes(),
    ]
    return [*map(guarded, pages), Mount("/_pages", StaticFiles(directory=STATIC))]


def guarded(route: Route) -> Route:
    """The same route behind the guard."""
    return Route(route.path, route.endpoint, methods=list(route.methods or ()), middleware=GUARD)
