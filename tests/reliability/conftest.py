"""Worlds that may be hurt: a sandbox for the run, and an empty database of each kind."""

import itertools
import secrets
import socket
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import SQLModel

from tests.payments.world import World, gateway
from tests.sandbox_process import SECRET_KEY, WEBHOOK_SECRET, SandboxProcess, running
from thoughtcloud import settings
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.settings import Settings
from thoughtcloud.store.unit import Database


@dataclass(frozen=True)
class Ground:
    """What a world stands on, the same in every process; time passes only where it is passed."""

    sandbox_url: str
    chosen: Settings
    began: datetime

    def world(self, db: Database) -> World:
        """A world with connections of its own, its clock as far ahead as the sandbox's is by now."""
        sandbox = SandboxProcess(self.sandbox_url)
        sandbox.offset_seconds = sandbox.state()["offset_seconds"]

        def now() -> datetime:
            return self.began + timedelta(seconds=sandbox.offset_seconds)

        # People of several worlds over one database do not share an address.
        numbers = itertools.count(secrets.randbits(40))
        return World(sandbox, Platform(self.chosen, db, gateway(sandbox), now), numbers=numbers)


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running(port) as sandbox:
        yield sandbox


@pytest.fixture
def start_again(sandbox_process: SandboxProcess, either_db: Database, tmp_path: Path) -> Callable[[], Ground]:
    """Empties the database and Stripe, as often as a test likes."""

    def emptied() -> Ground:
        sandbox_process.console("reset")
        sandbox_process.console("clock", offset_seconds=0)
        with either_db.unit_of_work() as session:
            run = session.connection().exec_driver_sql
            # What the product can never remove. On SQLite each test has a file of its own.
            if either_db.is_sqlite:
                run("drop trigger if exists audit_entry_no_delete")
            else:
                run("alter table audit_entry disable trigger audit_entry_no_delete")
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.connection().execute(table.delete())
            if not either_db.is_sqlite:
                run("alter table audit_entry enable trigger audit_entry_no_delete")
        return _ground(sandbox_process, either_db, tmp_path)

    return emptied


@pytest.fixture
def ground(start_again: Callable[[], Ground]) -> Ground:
    """An empty database and an empty Stripe."""
    return start_again()


def _ground(sandbox_process: SandboxProcess, either_db: Database, tmp_path: Path) -> Ground:
    environ = {
        "STRIPE_PUBLIC_KEY": "pk_test_thoughtcloud",
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": sandbox_process.url,
        "DATABASE_URL": either_db.engine.url.render_as_string(hide_password=False),
    }
    return Ground(sandbox_process.url, settings.load(environ, env_file=tmp_path / "no.env"), datetime.now(UTC))


@pytest.fixture
def hurried_db(either_db: Database) -> Iterator[Database]:
    """`either_db`, but SQLite does not wait for the disk: for long tests in which nobody is killed."""
    if not either_db.is_sqlite:
        yield either_db
        return
    either_db.dispose()
    event.listen(either_db.engine, "connect", _do_not_wait)
    yield either_db
    event.remove(either_db.engine, "connect", _do_not_wait)
    either_db.dispose()


def _do_not_wait(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether the long versions were asked for (`--long`)."""
    return bool(request.config.getoption("--long"))
