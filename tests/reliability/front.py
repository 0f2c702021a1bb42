"""The application's front without its screens, as a process: the door for Stripe's events, the worker behind it.

What serves here is what the composition root serves: the same route, and on SQLite the same worker inside.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

from thoughtcloud import settings
from thoughtcloud.jobs import journal
from thoughtcloud.jobs.platform import Platform, open_platform
from thoughtcloud.jobs.worker import Worker, embedded
from thoughtcloud.payments.webhook import webhook_route
from thoughtcloud.ui.serving import health_route


def build(platform: Platform) -> Starlette:
    """The application; while it lives on SQLite, what needs no click is done inside it."""
    worker = Worker(platform)

    @asynccontextmanager
    async def at_work(_: Starlette) -> AsyncIterator[None]:
        if platform.db.is_sqlite:
            async with embedded(worker):
                yield
        else:
            yield

    door = webhook_route(platform.db, platform.settings.webhook_secrets, platform.now, worker.wake)
    return Starlette(routes=[door, health_route(platform.db)], lifespan=at_work)


def main(port: int) -> None:
    """Serve until killed."""
    journal.keep()
    app = build(open_platform(settings.current()))
    server = Server(
        app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )
    asyncio.run(server.serve())


if __name__ == "__main__":
    main(int(sys.argv[1]))
