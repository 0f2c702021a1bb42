"""What tests of every package share: databases of both kinds, migrated and empty."""

from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import inspect

from tests import postgres
from tests.postgres import Cluster
from thoughtcloud.store import migrate
from thoughtcloud.store.unit import Database

# How long an example takes tells more of the machine than of the code.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


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
def migrated(cluster: Cluster) -> str:
    """A database of the cluster with our tables; each test leaves it empty."""
    name = cluster.database()
    database = Database(cluster.url(name))
    migrate.upgrade(database)
    database.dispose()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database file with our tables, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    database.dispose()
    return path.read_bytes()


@pytest.fixture
def sqlite_url(sqlite_template: bytes, tmp_path: Path) -> str:
    """A migrated, empty SQLite database."""
    path = tmp_path / "thoughtcloud.db"
    path.write_bytes(sqlite_template)
    return f"sqlite:///{path}"


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Database]:
    """A migrated, empty database for tests that do not depend on which kind."""
    database = Database(sqlite_url)
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database of each kind in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("db")
        return
    cluster, name = request.getfixturevalue("cluster"), request.getfixturevalue("migrated")
    database = Database(cluster.url(name))
    yield database
    with database.engine.begin() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        connection.exec_driver_sql(f"truncate {', '.join(sorted(names))} restart identity")
    database.dispose()
