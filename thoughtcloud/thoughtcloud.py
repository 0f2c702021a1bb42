"""The composition root: the application, its pages and its HTTP routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from starlette.applications import Starlette

from thoughtcloud.jobs import journal
from thoughtcloud.jobs.worker import Worker, embedded
from thoughtcloud.payments.webhook import webhook_route
from thoughtcloud.ui import backstage, calendars, confirmations, document, doors, forms, kept_mails, pages, vitals
from thoughtcloud.ui.heads import head_routes
from thoughtcloud.ui.papers.routes import paper_routes
from thoughtcloud.ui.serving import built_pages, health_route, with_headers

journal.keep()
platform = backstage.platform()
worker = Worker(platform)


@asynccontextmanager
async def at_work() -> AsyncIterator[None]:
    """On SQLite, which one process writes, the work without a click is done inside the application."""
    if platform.db.is_sqlite:
        async with embedded(worker):
            yield
    else:
        yield


routes = Starlette(
    routes=[
        webhook_route(platform.db, platform.settings.webhook_secrets, platform.now, worker.wake),
        health_route(platform.db),
        *vitals.vital_routes(platform.db, platform.now, platform.settings.metrics_token),
        *forms.form_routes(),
        doors.door_route(),
        *confirmations.confirm_routes(),
        *calendars.calendar_routes(),
        *paper_routes(),
        kept_mails.html_route(),
        *head_routes(built_pages(), platform.settings.public_url),
    ]
)

app = rx.App(
    **document.options(),
    api_transformer=[routes, lambda served: with_headers(served, https=platform.settings.is_https)],
)
pages.register(app)
app.register_lifespan_task(at_work)
