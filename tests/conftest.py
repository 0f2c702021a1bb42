"""What tests of every package share: databases of both kinds, migrated and empty."""

from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlmodel import SQLModel

from tests import memory, postgres
from tests.postgres import Cluster
from thoughtcloud.store import migrate
from thoughtcloud.store.unit import Database

# How long an example takes tells more of the machine than of the code.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` runs the whole of what is only sampled otherwise: hours instead of seconds.

    `--part` takes some of the journeys, so that several runs make all of them together.
    """
    parser.addoption("--long", action="store_true", help="run the long versions of the reliability tests")
    parser.addoption("--part", default="1/1", metavar="N/M", help="run the Nth of M parts of the browser journeys")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Names a failure as soon as it happens: a run that is cut off has still told it."""
    report = yield
    terminal = item.config.pluginmanager.get_plugin("terminalreporter")
    if report.failed and call.excinfo is not None and terminal is not None:
        terminal.ensure_newline()
        terminal.write_line(f"failed: {item.nodeid}: {call.excinfo.exconly().splitlines()[0]}")
    return report


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the run, started when the first test asks for it."""
    with postgres.running() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Iterator[Database]:
    """A database of the cluster with our tables; each test leaves it empty."""
    database = Database(cluster.url(cluster.database()))
    migrate.upgrade(database)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Database]:
    """A database file for the whole run: to compile every statement anew for each test is most of their work."""
    with memory.folder() as folder:
        database = Database(f"sqlite:///{folder / 'thoughtcloud.db'}")
        migrate.upgrade(database)
        database.dispose()
        yield database


@pytest.fixture(scope="session")
def sqlite_template(sqlite: Database) -> bytes:
    """The content of a database file with our tables, to be copied."""
    return _file(sqlite).read_bytes()


@pytest.fixture
def db(sqlite: Database, sqlite_template: bytes) -> Iterator[Database]:
    """A migrated, empty database for tests that do not depend on which kind."""
    file = _file(sqlite)
    # Deleted, not overwritten: a straggler of an earlier test keeps the file that it has open to itself.
    for old in file.parent.iterdir():
        old.unlink()
    file.write_bytes(sqlite_template)
    yield sqlite
    sqlite.dispose()


@pytest.fixture
def sqlite_url(db: Database) -> str:
    """The address of `db`."""
    return str(db.engine.url)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database of each kind in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("db")
        return
    database: Database = request.getfixturevalue("migrated")
    yield database
    names = ", ".join(table.name for table in SQLModel.metadata.sorted_tables)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"truncate {names} restart identity")


def _file(sqlite: Database) -> Path:
    assert sqlite.engine.url.database is not None
    return Path(sqlite.engine.url.database)
