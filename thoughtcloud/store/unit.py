"""The database: one engine, and `unit_of_work`, the only place that commits."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

# Releases of SQLite in which a concurrent checkpoint can lose committed data in WAL mode (sqlite.org/wal.html,
# "the WAL-reset bug") end before this one; before it the slower rollback journal is used.
WAL_IS_SAFE_FROM = (3, 51, 3)
BUSY_TIMEOUT_MS = 15_000
# How long to wait before each further try to reach a server that restarts, in seconds; all in all half a minute.
RESTART_WAITS = (0.1, 0.3, 1.0, 2.0, 3.0, 5.0, 8.0, 11.0)

T = TypeVar("T")

log = logging.getLogger(__name__)


class Database:
    """The engine of one database. SQLite gets one writer at a time; PostgreSQL locks rows itself."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self._one_writer: AbstractContextManager[Any] = threading.RLock() if self.is_sqlite else nullcontext()

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and is rolled back when it raises.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that what was read stays true. No call
        to another server belongs inside.
        """
        with self._one_writer, Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session
            session.commit()

    def insist(self, deed: Callable[[Session], T]) -> T:
        """What `deed` returns in a unit of work of its own, tried again for a while when the server is away.

        For answers that must not get lost because a server restarts, and that are harmless when given twice: what
        was committed may be tried once more, when only the word of it got lost. Raises what the last try raised.
        """
        waits = iter(RESTART_WAITS if not self.is_sqlite else ())
        while True:
            try:
                with self.unit_of_work() as session:
                    return deed(session)
            except (OperationalError, InterfaceError) as failure:
                wait = next(waits, None)
                if wait is None:
                    raise
                log.warning("database_away wait=%.1f: %s", wait, type(failure.orig).__name__)
                time.sleep(wait)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for questions only; nothing written in it is kept, rows that were read stay readable."""
        with Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            yield session
            # Closing rolls back without expiring what was read, as Session.rollback would.

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


# What is written (addresses, hashes of passwords) has no place in the text of an error, which is logged.
_DISCREET: dict[str, Any] = {"hide_parameters": True}


def _postgres_engine(url: str) -> Engine:
    return create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True, **_DISCREET)


def _sqlite_engine(url: str) -> Engine:
    in_memory = ":memory:" in url or url == "sqlite://"
    pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **pool, **_DISCREET)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "checkin", _end_transaction)
    return engine


def _end_transaction(connection: sqlite3.Connection | None, _record: object) -> None:
    # A COMMIT that found the file busy leaves its transaction open, and the library takes it for ended: the next
    # user of the connection could not begin.
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself: unit_of_work chooses which kind.
    connection.isolation_level = None
    journal = "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "TRUNCATE"
    for pragma in (
        f"journal_mode={journal}",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
