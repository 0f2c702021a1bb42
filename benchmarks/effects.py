"""Work that waits: calls and events a second beside bare commits, and what a million that are not due yet cost."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg
from sqlmodel import col, func, select

from benchmarks.crowd import Crowd
from benchmarks.figures import Figure, median
from tests import postgres
from tests.sandbox.process import free_port
from tests.sandbox_process import SECRET_KEY, WEBHOOK_SECRET, running
from thoughtcloud import settings
from thoughtcloud.jobs import deadlines, post, runner
from thoughtcloud.jobs.platform import Platform, open_platform
from thoughtcloud.jobs.worker import Worker
from thoughtcloud.payments import inbox
from thoughtcloud.sandbox.store import journal
from thoughtcloud.store import migrate, workers
from thoughtcloud.store.leasing import LEASED, WAITING
from thoughtcloud.store.tables import EffectRow, InboxEvent
from thoughtcloud.store.unit import Database

ROOT = Path(__file__).parents[1]
ROWS, ROWS_IN_FULL = 300, 6_000
WAITING_ROWS, WAITING_ROWS_IN_FULL = 100_000, 1_000_000
COMMITS = 400
POLLS = 120
CROWDS = (1, 2, 4)
PATIENCE_SECONDS = 600.0
# A poll may take so many times as long while a million wait for their day.
MOST = 3.0


def measure(full: bool) -> Iterator[Figure]:
    """SQLite with the worker inside, then PostgreSQL with one, two and four worker processes."""
    with tempfile.TemporaryDirectory() as folder, running(free_port()) as sandbox:
        place = Path(folder)
        yield from _on(f"sqlite:///{place / 'thoughtcloud.db'}", "SQLite", _sqlite_floor(place), sandbox.url, full)
        with postgres.running(durable=True) as cluster:
            name = cluster.database()
            floor = _postgres_floor(f"host={cluster.folder} user=postgres dbname={name}")
            yield from _on(cluster.url(name), "PostgreSQL", floor, sandbox.url, full)


def _on(url: str, kind: str, floor: float, stripe: str, full: bool) -> Iterator[Figure]:
    environ = {
        "STRIPE_PUBLIC_KEY": "pk_test_bench",
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": stripe,
        "DATABASE_URL": url,
    }
    chosen = settings.load(environ, env_file=Path("no.env"))
    platform = replace(open_platform(chosen), now=lambda: datetime.now(UTC))
    db, rows = platform.db, ROWS_IN_FULL if full else ROWS
    migrate.upgrade(db)
    crowd = Crowd(db, datetime.now(UTC))
    crowd.add_bookings(rows)
    for hands in (1,) if db.is_sqlite else CROWDS:
        at_work = _inside(platform) if db.is_sqlite else _processes(platform, environ, hands)
        who = "the worker inside" if db.is_sqlite else f"{hands} worker{'s' if hands > 1 else ''}"
        with at_work:
            for what, add in (("calls", crowd.add_calls), ("events", crowd.add_events)):
                yield Figure(
                    what=f"{kind}, {who}: {what} that ask for nothing more",
                    value=rows / _drained(db, partial(add, rows)),
                    unit="/s",
                    against="bare insert and commit",
                    other=floor,
                )
    yield from _polls(platform, kind, crowd, WAITING_ROWS_IN_FULL if full else WAITING_ROWS)
    db.dispose()


def _polls(platform: Platform, kind: str, crowd: Crowd, count: int) -> Iterator[Figure]:
    """What one look costs that finds nothing to do, before and after so much was put down for later."""
    looks: dict[str, Callable[[], int]] = {
        "deadlines": lambda: deadlines.run_due(platform),
        "calls": lambda: runner.run_due(platform),
        "mails": lambda: post.run_due(platform),
        "events": lambda: inbox.process_due(platform.db, platform.gateway, platform.now),
    }
    while sum(look() for look in looks.values()):
        pass
    before = {what: _look_ms(look) for what, look in looks.items()}
    crowd.add_future(count)
    for what, look in looks.items():
        beside = "" if what != "events" else " of the others"
        yield Figure(
            what=f"{kind}: a look for {what} while {count:,}{beside} wait for next month",
            value=_look_ms(look),
            unit="ms",
            against="with none",
            other=before[what],
            at_most=MOST,
        )


def _look_ms(look: Callable[[], int]) -> float:
    samples = []
    for _ in range(POLLS):
        started = time.perf_counter()
        found = look()
        samples.append(1_000 * (time.perf_counter() - started))
        assert found == 0, "there is something to do"
    return median(samples[POLLS // 10 :])


def _drained(db: Database, put_down: Callable[[], None]) -> float:
    """Seconds from when the rows are there until none waits."""
    put_down()
    started = time.monotonic()
    while _left(db):
        assert time.monotonic() - started < PATIENCE_SECONDS, "the workers do not come to an end"
        time.sleep(0.02)
    return time.monotonic() - started


def _left(db: Database) -> int:
    with db.reading() as session:
        waiting = (
            select(func.count()).select_from(table).where(col(table.state).in_((WAITING, LEASED)))
            for table in (EffectRow, InboxEvent)
        )
        return sum(session.exec(asked).one() for asked in waiting)


@contextmanager
def _inside(platform: Platform) -> Iterator[None]:
    """The worker in threads of this process, as the application has it on SQLite."""
    worker = Worker(platform)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@contextmanager
def _processes(platform: Platform, environ: dict[str, str], count: int) -> Iterator[None]:
    """So many workers as an operator starts them, all of them at work."""
    command = [sys.executable, "-m", "thoughtcloud.jobs.worker"]
    with ExitStack() as stack:
        for _ in range(count):
            process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        until = time.monotonic() + PATIENCE_SECONDS
        while _alive(platform) < count:
            assert time.monotonic() < until, "the workers do not begin"
            time.sleep(0.1)
        yield


def _alive(platform: Platform) -> int:
    with platform.db.reading() as session:
        return workers.alive(session, now=platform.now())


def _sqlite_floor(folder: Path) -> float:
    """Rows a second, each inserted and committed by itself, in a file that is set as ours is."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute(f"PRAGMA journal_mode={journal()}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (form BLOB NOT NULL)")
    started = time.perf_counter()
    for _ in range(COMMITS):
        connection.execute("INSERT INTO rows(form) VALUES (?)", (b"x" * 200,))
    seconds = time.perf_counter() - started
    connection.close()
    return COMMITS / seconds


def _postgres_floor(dsn: str) -> float:
    """Rows a second, each inserted and committed by itself."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table rows (form bytea not null)")
        started = time.perf_counter()
        for _ in range(COMMITS):
            connection.execute("insert into rows(form) values (%s)", (b"x" * 200,))
        seconds = time.perf_counter() - started
        connection.execute("drop table rows")
    return COMMITS / seconds
