"""One sandbox process for the run, emptied for each test; a database of its own for each test.

That is a SQLite file; TEST_DATABASE_URL names an empty PostgreSQL database to run the same tests on instead.
"""

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from tests.payments.world import World, gateway
from tests.sandbox_process import SECRET_KEY, WEBHOOK_SECRET, SandboxProcess, running
from thoughtcloud import settings
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.store.unit import Database


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running(port) as sandbox:
        yield sandbox


@pytest.fixture
def world(
    sandbox_process: SandboxProcess, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[World]:
    sandbox_process.console("reset")
    sandbox_process.console("clock", offset_seconds=0)
    elsewhere = os.environ.get("TEST_DATABASE_URL")
    environ = {
        "STRIPE_PUBLIC_KEY": "pk_test_thoughtcloud",
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": sandbox_process.url,
        "DATABASE_URL": elsewhere or request.getfixturevalue("sqlite_url"),
    }
    chosen = settings.load(environ, env_file=tmp_path / "no.env")
    db = Database(elsewhere) if elsewhere else request.getfixturevalue("db")
    if elsewhere:
        SQLModel.metadata.drop_all(db.engine)
        SQLModel.metadata.create_all(db.engine)

    began = datetime.now(UTC)

    def now() -> datetime:
        # Time only passes where a test lets it pass: on a slow machine a wait of seconds would be over by itself.
        return began + timedelta(seconds=sandbox_process.offset_seconds)

    yield World(sandbox_process, Platform(chosen, db, gateway(sandbox_process), now))
    db.dispose()


@pytest.fixture
def anywhere(world: World, either_db: Database) -> World:
    """The same on a database of each kind in turn: for what leans on locks, sums and signs of the database."""
    world.platform = replace(world.platform, db=either_db)
    return world
