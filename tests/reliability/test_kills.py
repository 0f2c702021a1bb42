"""Many lives at once in real processes that are killed at random instants end as if nothing had happened."""

import logging
import os
import random
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, select

from tests.payments.world import World, gateway
from tests.reliability.judge import judge
from tests.reliability.lives import LIVES, Life, found, recover, settle
from tests.reliability.people import BusyWorld, Diary, live
from tests.reliability.supervisor import Fork, Part, Program, Supervisor
from tests.sandbox_process import SECRET_KEY, WEBHOOK_SECRET, SandboxProcess, running
from thoughtcloud import settings
from thoughtcloud.clock import FileOffset
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.store.leasing import LEASED, WAITING
from thoughtcloud.store.tables import Booking, EffectRow, InboxEvent, Mentor
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

# How fast the clock goes, so that the lease of somebody who was killed ends in seconds.
HASTE = 30
STEP_SECONDS = 0.4
# How long an incarnation lives at most once it is at work: so many times as long as one life takes undisturbed.
PERSON_LIVES, MACHINE_LIVES = 4.0, 15.0
# Far more than any of it takes, for a machine that is slow or shared.
PATIENCE = 300.0
SEED, LONG_SEEDS = 7, range(300, 306)
# How many of each life there are.
COPIES, LONG_COPIES = 1, 8


@dataclass
class Stage:
    """Where it all happens: a database, a Stripe that calls our front, a clock in a file."""

    db: Database
    folder: Path
    sandbox: SandboxProcess
    front_port: int
    clock: FileOffset = field(default_factory=FileOffset)
    behind: float = 0.0

    @property
    def clock_file(self) -> Path:
        return self.folder / "clock"

    def environ(self) -> dict[str, str]:
        """What processes of the product are told."""
        return {
            "STRIPE_PUBLIC_KEY": "pk_test_thoughtcloud",
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": self.sandbox.url,
            "SANDBOX": "1",
            "SANDBOX_CLOCK_FILE": str(self.clock_file),
            "DATABASE_URL": self.db.engine.url.render_as_string(hide_password=False),
        }

    def now(self) -> datetime:
        """By the clock that all share."""
        return datetime.now(UTC) + self.clock.current(self.clock_file)

    def world(self, kind: type[World] = World) -> World:
        """A world with connections of its own, also in a fork of this process."""
        chosen = settings.load(self.environ(), env_file=self.folder / "no.env")
        # Forks inherit what was compiled of the statements, but must not talk through each other's connections.
        self.db.engine.dispose(close=False)
        sandbox = SandboxProcess(self.sandbox.url)
        platform = Platform(chosen, self.db, gateway(sandbox), self.now)
        # People of several worlds over one database do not share an address.
        return kind(sandbox, platform, numbers=iter(lambda: random.SystemRandom().getrandbits(50), None))

    def let_time_pass(self, seconds: float) -> None:
        """The clock of all goes faster than the world's."""
        self.behind += seconds
        if self.behind >= STEP_SECONDS:
            self.sandbox.console("clock", advance_seconds=round(self.behind * (HASTE - 1)))
            self.behind = 0.0

    def jump_to(self, at: datetime) -> None:
        """All clocks at once, unless it is later already."""
        ahead = int((at - self.now()).total_seconds()) + 1
        self.sandbox.console("clock", advance_seconds=max(ahead, 0))

    def is_quiet(self) -> bool:
        """Whether nothing that is due waits to be done."""
        now = self.now()
        with self.db.reading() as session:
            for table in (EffectRow, InboxEvent):
                due = (col(table.state) == WAITING) & (col(table.not_before) <= now)
                if session.exec(select(table.id).where(due | (col(table.state) == LEASED)).limit(1)).first():
                    return False
            return session.exec(select(Booking.id).where(col(Booking.due_at) <= now).limit(1)).first() is None


@pytest.fixture
def stage(either_db: Database, tmp_path: Path) -> Iterator[Stage]:
    """An empty one, with a Stripe of its own."""
    front, port = _free_port(), _free_port()
    options = ["--clock-file", str(tmp_path / "clock"), "--webhook-secret", WEBHOOK_SECRET]
    with running(port, *options, "--forward-to", f"http://127.0.0.1:{front}/api/webhook") as sandbox:
        yield Stage(either_db, tmp_path, sandbox, front)


def test_lives_in_processes_that_are_killed_at_random_end_as_they_should(stage: Stage, is_long: bool) -> None:
    for seed in LONG_SEEDS if is_long else (SEED,):
        _live_under_kills(stage, seed, LONG_COPIES if is_long else COPIES)


def _live_under_kills(stage: Stage, seed: int, copies: int) -> None:
    world = stage.world()
    tasks = [(life, world.mentor(**life.mentor)) for life in LIVES for _ in range(copies)]
    chance = random.Random(seed)
    chance.shuffle(tasks)
    crowd = 2 if stage.db.is_sqlite else 3
    diaries = [Diary(stage.folder / f"diary-{seed}-{number}") for number in range(crowd)]
    pace = _pace(stage)
    people = [
        _person(stage, number, tasks[number::crowd], diary, pace) for number, diary in enumerate(diaries)
    ]
    supervisor = Supervisor([*_machinery(stage, pace), *people], chance, stage.let_time_pass)
    began = time.monotonic()
    try:
        _through_all_times(stage, supervisor, diaries)
    finally:
        supervisor.end()
    seconds = time.monotonic() - began
    told = f"seed {seed}: {len(tasks)} lives, {seconds:.0f} s, pace {pace:.1f} s, killed {dict(supervisor.kills)}"
    log.warning(told)
    for ends in (True, False):
        assert any(supervisor.kills[part.name] for part in supervisor.parts if part.ends is ends), told
    recover(world)
    # Twice, because a share whose transfer was tried long ago may go out in the first, and has to clear as well.
    settle(world)
    settle(world)
    for life, mentor in tasks:
        _check_end(world, life, mentor)
    judge(world)


def _through_all_times(stage: Stage, supervisor: Supervisor, diaries: list[Diary]) -> None:
    """Whenever people have nothing to do now and all is quiet, the next one's time comes."""
    stage.db.dispose()
    while True:
        supervisor.storm(PATIENCE)
        supervisor.go_on(_seldom(stage.is_quiet), PATIENCE)
        waits = [at for diary in diaries for at in diary.later().values() if at is not None]
        if not waits:
            break
        stage.jump_to(min(waits))
    supervisor.kills_go_on = False
    supervisor.go_on(_seldom(stage.is_quiet), PATIENCE)


def _check_end(world: World, life: Life, mentor: Mentor) -> None:
    booking = found(world, mentor)
    assert booking is not None, life.name
    history = world.history(booking)
    # Whoever was killed so often that their slot was given to others has come too late, and must not have paid.
    ends = life.ends if "hold_ran_out" not in history else ("expired", "checkout_closed", "not_due")
    assert world.states(booking) == ends, (life.name, history)


def _person(stage: Stage, number: int, tasks: list[tuple[Life, Mentor]], diary: Diary, pace: float) -> Part:
    def be() -> None:
        live(stage.world(BusyWorld), tasks, diary)

    return Part(f"person {number}", partial(Fork, be), PERSON_LIVES * pace, ends=True)


def _pace(stage: Stage) -> float:
    """How many seconds a short life takes here and now when nobody is killed; the first one only warms up."""
    world = stage.world(BusyWorld)
    seconds = []
    for _ in range(2):
        mentor = world.mentor()
        began = time.monotonic()
        LIVES[0].live(world, mentor)
        seconds.append(time.monotonic() - began)
    return seconds[-1]


def _machinery(stage: Stage, pace: float) -> list[Part]:
    """The front; and on PostgreSQL two workers of their own."""
    env = {**os.environ, **stage.environ()}
    health = f"http://127.0.0.1:{stage.front_port}/healthz"
    front = [sys.executable, "-m", "tests.reliability.front", str(stage.front_port)]
    worker = [sys.executable, "-m", "thoughtcloud.jobs.worker"]

    def program(name: str, command: list[str], ready: Callable[[str], bool]) -> Part:
        log = stage.folder / f"{name}.log"
        return Part(name, lambda: Program(command, env, log, ready), MACHINE_LIVES * pace, ends=False)

    parts = [program("front", front, lambda _: _answers(health))]
    if not stage.db.is_sqlite:
        started: Callable[[str], bool] = lambda said: "worker_started" in said  # noqa: E731
        parts += [program(f"worker-{number}", worker, started) for number in range(2)]
    return parts


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def _seldom(ask: Callable[[], bool], every: float = 0.3) -> Callable[[], bool]:
    """Asks only so often (seconds); False between."""
    asked_at = 0.0

    def asked() -> bool:
        nonlocal asked_at
        if time.monotonic() - asked_at < every:
            return False
        asked_at = time.monotonic()
        return ask()

    return asked


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
