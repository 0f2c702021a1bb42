"""What machines that watch over us may ask by HTTP: are we alive, are we ready, and the numbers for Prometheus."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from thoughtcloud.store import workers
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views.vitals import Vitals, vitals

# Whoever came through a proxy is not on this machine, however near the proxy is.
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")


def vital_routes(db: Database, now: Callable[[], datetime], metrics_token: str | None) -> list[Route]:
    """GET /health (the process lives), /ready (database and a worker), /metrics (Prometheus).

    /metrics is for who sends `Authorization: Bearer` with the token; without a token, for this machine alone.
    """

    def look() -> Vitals:
        with db.reading() as session:
            return vitals(session, now=now())

    def working() -> int:
        with db.reading() as session:
            return workers.alive(session, now=now())

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"alive": True})

    async def ready(_request: Request) -> JSONResponse:
        try:
            alive = await run_in_threadpool(working)
        except SQLAlchemyError:
            return JSONResponse({"database": "down", "worker": "unknown"}, status_code=503)
        told = {"database": "up", "worker": "up" if alive else "down"}
        return JSONResponse(told, status_code=200 if alive else 503)

    async def metrics(request: Request) -> Response:
        if not may_read(request, metrics_token):
            return PlainTextResponse("Not for you.\n", status_code=403)
        try:
            found = await run_in_threadpool(look)
        except SQLAlchemyError:
            return PlainTextResponse("The database does not answer.\n", status_code=503)
        return Response(exposition(found), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [
        Route("/health", health, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]


def may_read(request: Request, token: str | None) -> bool:
    """Whether the request brings the token; where there is none, whether it comes from this machine directly."""
    if token is not None:
        sent = request.headers.get("authorization", "")
        return hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def exposition(found: Vitals) -> bytes:
    """The numbers in Prometheus' text format. Ages are in seconds, money in minor units."""
    registry = CollectorRegistry()
    registry.register(_Told(found))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, found: Vitals) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Every family of numbers."""
        yield from _queues(self._found)
        yield from _money(self._found)
        yield from _time(self._found)


def _queues(found: Vitals) -> Iterator[Metric]:
    rows = GaugeMetricFamily("thoughtcloud_queue_rows", "Rows of a queue by state", labels=["queue", "state"])
    oldest = GaugeMetricFamily(
        "thoughtcloud_queue_oldest_due_seconds", "How long the oldest due row has waited", labels=["queue"]
    )
    for queue in found.queues:
        for state in ("waiting", "leased", "buried"):
            rows.add_metric([queue.name, state], getattr(queue, state))
        oldest.add_metric([queue.name], queue.oldest)
    yield from (rows, oldest)


def _money(found: Vitals) -> Iterator[Metric]:
    drift = GaugeMetricFamily(
        "thoughtcloud_drift_minor_units",
        "What Stripe holds and our book does not explain, at the last comparison",
        labels=["place", "currency"],
    )
    for one in found.drift:
        drift.add_metric([one.place, one.currency], one.minor)
    yield drift
    yield GaugeMetricFamily("thoughtcloud_findings_open", "Findings to be explained", value=found.findings_open)
    yield GaugeMetricFamily(
        "thoughtcloud_refunds_came_back", "Refunds that came back and wait for somebody", value=found.refunds_back
    )
    yield GaugeMetricFamily("thoughtcloud_holds_ended", "Reservations whose time is over", value=found.holds_ended)
    ending = GaugeMetricFamily(
        "thoughtcloud_holds_ending", "Reservations that end within so many hours", labels=["hours"]
    )
    for hours, count in found.holds_ending:
        ending.add_metric([str(hours)], count)
    yield ending


def _time(found: Vitals) -> Iterator[Metric]:
    numbers = {
        "deadlines_overdue": ("Bookings whose deadline has passed", found.deadlines_overdue),
        "oldest_deadline_seconds": ("How long the oldest passed deadline has waited", found.oldest_deadline),
        "workers_alive": ("Workers heard within the last minute", found.workers_alive),
        "worker_beat_age_seconds": ("How long ago a worker was heard", found.beat_ago),
        "reconciled_age_seconds": ("How long ago Stripe and our book were compared", found.compared_ago),
    }
    for name, (text, value) in numbers.items():
        if value is not None:
            yield GaugeMetricFamily(f"thoughtcloud_{name}", text, value=value)
