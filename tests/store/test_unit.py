"""The unit of work on SQLite: what a busy file does, and does not do, to those who come after."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import func, select

from thoughtcloud.store import unit
from thoughtcloud.store.tables import Person
from thoughtcloud.store.unit import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def add(db: Database, name: str) -> None:
    with db.unit_of_work() as session:
        session.add(Person(email=f"{name}@example.com", name=name, password_hash="", zone="UTC", created_at=NOW))


def people(db: Database) -> int:
    with db.reading() as session:
        return int(session.exec(select(func.count()).select_from(Person)).one())


def test_a_commit_that_found_the_file_busy_harms_nobody_after_it(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit, "BUSY_TIMEOUT_MS", 50)
    # The journal that is used where WAL is not safe: there a reader holds up a commit.
    monkeypatch.setattr(unit, "WAL_IS_SAFE_FROM", (99,))
    db = Database(sqlite_url)
    add(db, "ada")
    with db.reading() as session:
        session.exec(select(Person)).all()
        with pytest.raises(OperationalError, match="locked"):
            add(db, "bob")
    assert [people(db) for _ in range(3)] == [1, 1, 1]
    add(db, "bob")
    assert people(db) == 2
    db.dispose()
