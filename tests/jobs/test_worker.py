"""The worker: does what is due soon after a ring, ends when told, and survives what nothing beneath has caught."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.payments.world import World, json_bytes
from tests.sandbox_process import SECRET_KEY, WEBHOOK_SECRET
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import runner, worker
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.jobs.worker import Worker, embedded
from thoughtcloud.payments import inbox
from thoughtcloud.store import workers
from thoughtcloud.store.tables import Booking, NoticeRow

ROOT = Path(__file__).resolve().parents[2]
# Far more than any of it takes, for a machine that is slow or shared.
PATIENCE = 120.0


def eventually(true: Callable[[], bool], story: Callable[[], str] = str) -> None:
    """Wait until it is true; `story` is told when that was in vain."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE, f"waited in vain\n{story()}"
        time.sleep(0.02)


def due(world: World) -> Booking:
    booking = world.reserved(world.mentor(), starts_in=-timedelta(hours=2))
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    return booking


async def test_inside_an_application_it_works_beside_the_event_loop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = due(world)
    loop, threads = asyncio.get_running_loop(), set[int]()
    honest = runner.run_due

    def watched(platform: Platform, limit: int) -> int:
        threads.add(threading.get_ident())
        return honest(platform, limit)

    monkeypatch.setattr(runner, "run_due", watched)
    async with embedded(Worker(world.platform)):
        began = loop.time()
        while world.states(booking)[2] != "transferred":
            assert loop.time() - began < PATIENCE
            await asyncio.sleep(0.01)
    assert threads and threading.get_ident() not in threads, "the event loop's own thread did the work"


def test_a_ring_wakes_it_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 3600)
    booking = world.hold(world.mentor())
    world.pay(booking)
    hand = Worker(world.platform)
    hand.start()
    try:
        time.sleep(0.3)
        event = next(each for each in world.sandbox.events() if each["type"] == "checkout.session.completed")
        inbox.keep(world.platform.db, event, json_bytes(event), world.now())
        hand.wake()
        eventually(lambda: world.states(booking)[0] == "confirmed")
    finally:
        hand.stop()


def test_an_error_that_nothing_caught_costs_a_rest_and_not_the_worker(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "REST_SECONDS", 0.05)
    booking = due(world)
    honest, calls = runner.run_due, list[int]()

    def flaky(*arguments: object, **named: object) -> int:
        calls.append(1)
        if len(calls) <= worker.HANDS:
            raise ConnectionError("the database went away")
        return honest(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "run_due", flaky)
    hand = Worker(world.platform)
    hand.start()
    try:
        eventually(lambda: world.states(booking)[2] == "transferred")
    finally:
        hand.stop()
    assert len(calls) > worker.HANDS


def test_mail_is_carried_whatever_becomes_of_the_money(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(*_: object, **__: object) -> int:
        raise ConnectionError("Stripe's side of the house is down")

    monkeypatch.setattr(worker, "REST_SECONDS", 0.05)
    monkeypatch.setattr(runner, "run_due", stuck)
    booking = world.reserved(world.mentor())

    def kept() -> set[str]:
        with world.platform.db.reading() as session:
            asked = select(NoticeRow.kind).where(NoticeRow.booking_id == booking.id, NoticeRow.state == "kept")
            return set(session.exec(asked))

    hand = Worker(world.platform)
    hand.start()
    try:
        eventually(lambda: kept() == {"mentee_reserved", "mentor_booked"})
    finally:
        hand.stop()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_as_a_process_it_works_and_ends_when_told(world: World, sign: signal.Signals, tmp_path: Path) -> None:
    booking = due(world)
    settings = world.platform.settings
    environ = {
        **os.environ,
        "STRIPE_PUBLIC_KEY": settings.stripe_public_key,
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": world.sandbox.url,
        "DATABASE_URL": settings.database_url,
    }
    command = [sys.executable, "-m", "thoughtcloud.jobs.worker"]
    log = tmp_path / "worker.log"
    with log.open("w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=said)
    try:
        eventually(lambda: world.states(booking)[2] == "transferred", lambda: log.read_text())
        process.send_signal(sign)
        assert process.wait(timeout=PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
    assert "worker_started" in log.read_text() and "worker_stopped" in log.read_text()
    assert SECRET_KEY not in log.read_text()


def test_one_hand_looks_often_and_calls_the_others_when_there_is_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(worker, "SELDOM_SECONDS", 3600)
    honest, found, looks = runner.run_due, list[int](), Counter[str]()

    def watched(platform: Platform, limit: int) -> int:
        name = threading.current_thread().name
        looks[name] += 1
        if found and name == "worker-0":
            return found.pop()
        return honest(platform, limit)

    monkeypatch.setattr(runner, "run_due", watched)
    hand = Worker(world.platform)
    hand.start()
    try:
        eventually(lambda: looks["worker-0"] > 5 and looks["worker-1"] > 0 and looks["worker-2"] > 0)
        assert {looks["worker-1"], looks["worker-2"]} == {1}, "the others rest"
        found.append(1)
        eventually(lambda: looks["worker-1"] > 1 and looks["worker-2"] > 1)
    finally:
        hand.stop()


def test_a_worker_says_that_it_is_alive_and_takes_leave(world: World) -> None:
    def alive() -> int:
        with world.platform.db.reading() as session:
            return workers.alive(session, now=world.now())

    working = Worker(world.platform)
    working.start()
    eventually(lambda: alive() == 1)
    working.stop()
    assert alive() == 0
