"""The sandbox: its start, payments a second beside a server that only inserts, and what stays flat."""

import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from benchmarks import floor
from benchmarks.figures import Figure, median
from tests.sandbox.process import SandboxProcess, free_port, running_sandbox, start_sandbox

PAYMENTS, PAYMENTS_IN_FULL = 5_000, 100_000
ROUNDS = 60
CALLS_A_ROUND = 4
STARTS = 7
# What any server here has to import before it can answer, the sandbox or not.
BARE = "import asyncio, sqlite3, starlette.applications, granian.server.embed"
READS = 40
# So many of each kind does the twin get, that its lists have full pages as well.
A_PAGE = 100
LISTS = (
    "/v1/payment_intents",
    "/v1/charges?limit=100",
    "/v1/events?type=charge.captured",
    "/v1/balance_transactions?type=charge",
    "/v1/payment_intents?customer={customer}",
)


class Shop:
    """A merchant in a hurry: every call under a key of its own, as the official library sends one."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, auth=("sk_test_bench", ""), timeout=60, trust_env=False)
        self._keys = itertools.count()
        self.customer = self.post("/v1/customers")["id"]
        self.mentor = self.post("/v1/accounts")["id"]

    def post(self, path: str, **form: Any) -> dict[str, Any]:
        """Carries out one call; fails when it is refused."""
        headers = {"Idempotency-Key": f"bench-{next(self._keys)}"}
        answer = self._client.post(path, data=form, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def get(self, path: str) -> None:
        """Reads."""
        assert self._client.get(path.format(customer=self.customer)).status_code == 200

    def whole_payment(self) -> None:
        """Create, confirm, capture, transfer."""
        intent = self.post("/v1/payment_intents", amount=8_000, currency="eur", capture_method="manual")
        path = f"/v1/payment_intents/{intent['id']}"
        self.post(f"{path}/confirm", payment_method="pm_card_visa", return_url="https://shop.test/back")
        charge = self.post(f"{path}/capture")["latest_charge"]
        share: dict[str, Any] = {"amount": 7_000, "currency": "eur", "destination": self.mentor}
        self.post("/v1/transfers", source_transaction=charge, **share)

    def quick_payment(self, of_customer: bool) -> None:
        """One call that does it all, to fill the store."""
        form: dict[str, Any] = {"amount": 8_000, "currency": "eur", "payment_method": "pm_card_visa"}
        more: dict[str, Any] = {"customer": self.customer} if of_customer else {}
        self.post("/v1/payment_intents", confirm="true", return_url="https://shop.test/back", **form, **more)


def measure(full: bool) -> Iterator[Figure]:
    """Pays, fills one of two sandboxes, and asks both the same in turns: other work on the machine slows both."""
    count = PAYMENTS_IN_FULL if full else PAYMENTS
    yield _start()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as twins:
        with floor.running(Path(folder), free_port()) as url:
            least = _floor(url)
        with running_sandbox(data=folder) as sandbox, running_sandbox(data=twins) as twin:
            yield from _figures(sandbox, Shop(sandbox.base_url), Shop(twin.base_url), count, least)


def _figures(sandbox: SandboxProcess, shop: Shop, twin: Shop, count: int, least: float) -> Iterator[Figure]:
    speed = 1 / median(_times(shop.whole_payment))
    yield Figure(
        what="create, confirm, capture, transfer",
        value=speed,
        unit="payments/s",
        against=f"{CALLS_A_ROUND} bare inserts over HTTP",
        other=least,
    )
    for _ in range(A_PAGE):
        twin.whole_payment()
        twin.quick_payment(of_customer=True)
    before = _resident_mb(sandbox)
    for number in range(count):
        shop.quick_payment(of_customer=number % 100 == 0)
    full, empty = _in_turns(shop.whole_payment, twin.whole_payment, ROUNDS)
    yield Figure(
        what=f"the same after {count:,} payments",
        value=1 / full,
        unit="payments/s",
        against="a sandbox without them",
        other=1 / empty,
        at_least=0.5,
    )
    for path in LISTS:
        full, empty = _in_turns(partial(shop.get, path), partial(twin.get, path), READS)
        what = f"GET {path} after {count:,} payments, median"
        yield Figure(
            what=what,
            value=1_000 * full,
            unit="ms",
            against="a sandbox without them",
            other=1_000 * empty,
            at_most=2,
        )
    yield Figure(
        what=f"memory after {count:,} payments",
        value=_resident_mb(sandbox),
        unit="MB",
        against="before them",
        other=before,
        at_most=1.5,
    )


def _start() -> Figure:
    """How long it takes until it listens."""
    bare = [sys.executable, "-c", BARE]
    return Figure(
        what="start",
        value=1_000 * median(_times(lambda: start_sandbox().stop(), STARTS)),
        unit="ms",
        against="an interpreter that only imports a server",
        other=1_000 * median(_times(lambda: subprocess.run(bare, check=True), STARTS)),
        at_most=3,
    )


def _floor(url: str) -> float:
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        form = {"amount": 8_000, "currency": "eur", "capture_method": "manual"}
        return 1 / (CALLS_A_ROUND * median(_times(lambda: client.post("/", data=form))))


def _in_turns(one: Callable[[], Any], other: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """The median seconds of each of two acts that take turns."""
    samples: list[tuple[float, float]] = [(_seconds(one), _seconds(other)) for _ in range(rounds)]
    ones, others = zip(*samples[rounds // 10 :], strict=True)
    return median(list(ones)), median(list(others))


def _times(act: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Seconds of each round; the first tenth only warms up."""
    return [_seconds(act) for _ in range(rounds)][rounds // 10 :]


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _resident_mb(sandbox: SandboxProcess) -> float:
    command = ["ps", "-o", "rss=", "-p", str(sandbox.process.pid)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024
