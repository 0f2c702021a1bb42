"""The webhook route: how long Stripe waits for an answer, against a route that only keeps what it was sent."""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import stripe
from starlette.applications import Starlette

from benchmarks import floor
from benchmarks.figures import Figure, percentile
from thoughtcloud.payments.webhook import webhook_route
from thoughtcloud.store import migrate
from thoughtcloud.store.unit import Database

EVENTS, EVENTS_IN_FULL = 200, 5_000
SIGNED_WITH = "whsec_bench"
# About what Stripe sends of a payment intent, in bytes.
PADDING = "x" * 3_000
# Against the floor: a signature is checked, the event is read, and looked for before it is kept.
MOST = 5.0


def measure(full: bool) -> Iterator[Figure]:
    """Delivers events that were never seen before, one after the other, to both."""
    count = EVENTS_IN_FULL if full else EVENTS
    with tempfile.TemporaryDirectory() as folder:
        least = _times(floor.build(Path(folder) / "floor.db"), "/", count)
        db = Database(f"sqlite:///{Path(folder) / 'thoughtcloud.db'}")
        migrate.upgrade(db)
        route = webhook_route(db, (SIGNED_WITH,), lambda: datetime.now(UTC), lambda: None)
        ours = _times(Starlette(routes=[route]), "/api/webhook", count)
        db.dispose()
    for percent in (50, 99):
        yield Figure(
            what=f"an event is kept and answered, p{percent}",
            value=percentile(ours, percent),
            unit="ms",
            against="one bare insert over the same framework",
            other=percentile(least, percent),
            at_most=MOST if percent == 50 else None,
        )


def _times(app: Starlette, path: str, count: int) -> list[float]:
    """Milliseconds of each delivery; the first tenth only warms up."""
    return asyncio.run(_deliver(app, path, count))[count // 10 :]


async def _deliver(app: Starlette, path: str, count: int) -> list[float]:
    samples = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
        for number in range(count):
            body, headers = _signed(number)
            started = time.perf_counter()
            answer = await client.post(path, content=body, headers=headers)
            samples.append((time.perf_counter() - started) * 1_000)
            assert answer.status_code == 200, answer.text
    return samples


def _signed(number: int) -> tuple[bytes, dict[str, str]]:
    seen = {"id": f"pi_{number}", "object": "payment_intent", "metadata": {"note": PADDING}}
    event = {"id": f"evt_{number}", "object": "event", "type": "payment_intent.succeeded"}
    body = json.dumps({**event, "data": {"object": seen}})
    header = stripe.WebhookSignature.generate_signature_header(body, SIGNED_WITH, int(time.time()))
    return body.encode(), {"Stripe-Signature": header, "Content-Type": "application/json"}
