"""The sandbox as one ASGI application: Stripe's API, the hosted pages and the console."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from thoughtcloud.sandbox import agenda, console, due, pages, resources
from thoughtcloud.sandbox.api import AnswerLost, Api
from thoughtcloud.sandbox.deliveries import Postman
from thoughtcloud.sandbox.events import Forwarding
from thoughtcloud.sandbox.pages.guard import LoopbackOnly
from thoughtcloud.sandbox.store import Store
from thoughtcloud.sandbox.weather import Weather

log = logging.getLogger("thoughtcloud.sandbox")
TICK_SECONDS = 1.0
METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The running parts, for tests that drive them without a socket."""

    app: Starlette
    store: Store
    postman: Postman
    weather: Weather


def build(store: Store, forwarding: Forwarding) -> Sandbox:
    """Puts the parts together."""
    resources.load()
    weather = Weather()
    postman = Postman(store, weather, forwarding)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(postman.run()), asyncio.create_task(_tick(store))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await postman.close()

    routes: list[BaseRoute] = [
        *console.routes(store, weather, postman),
        *agenda.routes(),
        Route("/v1/{rest:path}", Api(store, weather).answer, methods=METHODS),
        *pages.routes(store, weather, postman),
    ]
    app = Starlette(
        middleware=[Middleware(LoopbackOnly)],
        routes=routes,
        lifespan=lifespan,
        exception_handlers={Exception: _own_fault},
    )
    return Sandbox(app, store, postman, weather)


async def _own_fault(request: Request, fault: Exception) -> JSONResponse:
    """A defect of the sandbox itself, said in a way that nobody mistakes for Stripe's."""
    if isinstance(fault, AnswerLost):
        return JSONResponse({}, 500)
    log.error("%s %s failed", request.method, request.url.path, exc_info=fault)
    message = f"The sandbox itself failed: {type(fault).__name__}. Its log has the rest."
    return JSONResponse({"error": {"type": "api_error", "message": message}}, 500)


async def _tick(store: Store) -> None:
    """Lets due work happen also while nobody asks."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        due.catch_up(store)
