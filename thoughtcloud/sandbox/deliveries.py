"""Brings events to their endpoints: signed, a few at a time, again with back-off until they are taken."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thoughtcloud.sandbox import events
from thoughtcloud.sandbox.events import Endpoint, Forwarding
from thoughtcloud.sandbox.store import Object, Store
from thoughtcloud.sandbox.weather import Weather, WebhookMode

if TYPE_CHECKING:
    import httpx

CONCURRENT = 6
TIMEOUT_SECONDS = 10.0
# Seconds until the next try. Stripe spreads these over hours; a local receiver that restarts is back in seconds.
BACKOFF = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800)
IDLE_SECONDS = 1.0
GATHER_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint."""

    seq: int
    event_id: str
    endpoint_id: str
    attempts: int


def signature(payload: str, secrets: tuple[str, ...], timestamp: int) -> str:
    """The `Stripe-Signature` header: real time, and one v1 for each secret that is valid now."""
    signed = f"{timestamp}.{payload}".encode()
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={mark}" for mark in marks)])


class Postman:
    """Delivers in the background of the server's event loop, so that no API answer waits for a receiver."""

    def __init__(self, store: Store, weather: Weather, forwarding: Forwarding) -> None:
        self._store = store
        self._weather = weather
        self._forwarding = forwarding
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx.AsyncClient | None = None
        self._round = asyncio.Lock()
        store.on_event = self.wake
        self.remember()

    def remember(self) -> None:
        """Has new events addressed to the forwarding, also after everything was forgotten."""
        events.remember(self._store, self._forwarding)

    def wake(self) -> None:
        """Says that there may be something to deliver; callable from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Delivers until cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            waiting = self._waiting(time.time())
            if waiting and self._weather.webhooks.mode is WebhookMode.reverse:
                await asyncio.sleep(GATHER_SECONDS)
                waiting = self._waiting(time.time())
            if waiting:
                await self._deliver(waiting)
                continue
            try:
                await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
            except TimeoutError:
                continue

    async def flush(self) -> dict[str, int]:
        """Tries everything that waits, once and now; returns how many were delivered and how many failed."""
        tried: set[int] = set()
        counts = {"delivered": 0, "failed": 0, "dropped": 0}
        while True:
            waiting = [each for each in self._waiting(None) if each.seq not in tried]
            if not waiting:
                async with self._round:
                    return counts
            tried |= {each.seq for each in waiting}
            for state in await self._deliver(waiting, at_once=True):
                counts[{"waiting": "failed"}.get(state, state)] += 1

    async def close(self) -> None:
        """Closes the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _waiting(self, until: float | None) -> list[Delivery]:
        condition, values = ("", ()) if until is None else (" AND next_at <= ?", (until,))
        rows = self._store.rows(
            f"SELECT seq, event, endpoint, attempts FROM deliveries WHERE state='waiting'{condition}"
            " ORDER BY seq LIMIT 200",
            values,
        )
        return [Delivery(*row) for row in rows]

    async def _deliver(self, waiting: list[Delivery], at_once: bool = False) -> list[str]:
        async with self._round:
            mode = self._weather.webhooks
            if mode.mode is WebhookMode.reverse:
                return [await self._handle(each) for each in reversed(waiting)]
            if mode.mode is WebhookMode.delay and not at_once:
                waiting = [each for each in waiting if not self._postpone(each, mode.seconds)]
            gate = asyncio.Semaphore(CONCURRENT)

            async def guarded(delivery: Delivery) -> str:
                async with gate:
                    return await self._handle(delivery)

            return list(await asyncio.gather(*(guarded(each) for each in waiting)))

    def _postpone(self, delivery: Delivery, seconds: float) -> bool:
        """Puts a first attempt off; an event is delayed once, then delivered."""
        rows = self._store.rows("SELECT last_error FROM deliveries WHERE seq=?", (delivery.seq,))
        if delivery.attempts or rows[0][0] == "delayed":
            return False
        self._store.execute(
            "UPDATE deliveries SET next_at=?, last_error='delayed' WHERE seq=?",
            (time.time() + seconds, delivery.seq),
        )
        return True

    async def _handle(self, delivery: Delivery) -> str:
        rows = self._store.rows("SELECT state FROM deliveries WHERE seq=?", (delivery.seq,))
        if not rows or rows[0][0] != "waiting":
            return str(rows[0][0]) if rows else "dropped"
        receiver = events.endpoint(self._store, delivery.endpoint_id, self._forwarding)
        found = self._store.find(delivery.event_id)
        mode = self._weather.webhooks
        if receiver is None or found is None or mode.mode is WebhookMode.drop:
            return self._note(delivery, "dropped", None, "")
        times = mode.times if mode.mode is WebhookMode.repeat else 1
        state = "waiting"
        for _ in range(times):
            status, problem = await self._send(receiver, found.data)
            taken = status is not None and 200 <= status < 300
            state = "delivered" if taken else self._after_failure(delivery)
            self._note(delivery, state, status, problem)
        return state

    def _after_failure(self, delivery: Delivery) -> str:
        return "waiting" if delivery.attempts < len(BACKOFF) else "failed"

    def _note(self, delivery: Delivery, state: str, status: int | None, problem: str) -> str:
        wait = BACKOFF[min(delivery.attempts, len(BACKOFF) - 1)]
        self._store.execute(
            "UPDATE deliveries SET state=?, attempts=?, next_at=?, last_status=?, last_error=? WHERE seq=?",
            (state, delivery.attempts + 1, time.time() + wait, status, problem, delivery.seq),
        )
        return state

    async def _send(self, receiver: Endpoint, event: Object) -> tuple[int | None, str]:
        """The receiver's status, or None and what went wrong."""
        import httpx  # late: it would double the time to start

        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)
        payload = json.dumps(event, indent=2)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature(payload, receiver.secrets, int(time.time())),
        }
        try:
            response = await self._client.post(receiver.url, content=payload.encode(), headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            return None, type(problem).__name__
        return response.status_code, ""
