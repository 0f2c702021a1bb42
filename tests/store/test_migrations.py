"""The migrations lead to exactly the tables of `store.tables`, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from tests.postgres import Cluster
from thoughtcloud.store import migrate, tables
from thoughtcloud.store.migrate import MigrationRefused
from thoughtcloud.store.unit import Database

assert tables.Person.metadata is SQLModel.metadata


def shape(connection: Connection) -> dict[str, Any]:
    """Everything the database itself says of its tables, the names of its checks included."""
    asked = inspect(connection)
    return {
        name: {
            # A migration can only append columns: their order means nothing.
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"]) for column in asked.get_columns(name)
            ),
            "primary key": asked.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(
                (key["constrained_columns"], key["referred_table"]) for key in asked.get_foreign_keys(name)
            ),
            "unique": sorted(
                str((one["name"], one["column_names"])) for one in asked.get_unique_constraints(name)
            ),
            "checks": sorted(
                (str(check["name"]), str(check["sqltext"])) for check in asked.get_check_constraints(name)
            ),
            "indexes": sorted(
                (str(index["name"]), str(index["column_names"]), bool(index["unique"]))
                for index in asked.get_indexes(name)
            ),
        }
        for name in asked.get_table_names()
        if name != "alembic_version"
    }


def as_described(url: str) -> dict[str, Any]:
    """The shape of a fresh database that is made from the tables' description alone."""
    made = Database(url)
    SQLModel.metadata.create_all(made.engine)
    with made.engine.connect() as connection:
        found = shape(connection)
    made.dispose()
    return found


def test_migrated_sqlite_is_what_the_tables_describe(db: Database, tmp_path: Path) -> None:
    with db.engine.connect() as connection:
        assert shape(connection) == as_described(f"sqlite:///{tmp_path / 'made.db'}")


def test_migrated_postgresql_is_what_the_tables_describe(cluster: Cluster, migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        assert shape(connection) == as_described(cluster.url(cluster.database()))


def test_alembic_would_add_nothing_to_the_migrated_database(either_db: Database) -> None:
    with either_db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_changes_nothing(either_db: Database) -> None:
    before = migrate.upgrade(either_db)
    assert migrate.upgrade(either_db) == before


def test_a_database_of_a_newer_program_is_refused_with_advice(either_db: Database) -> None:
    def set_revision(number: str) -> None:
        with either_db.unit_of_work() as session:
            session.connection().execute(text("update alembic_version set version_num = :n"), {"n": number})

    newest = migrate.upgrade(either_db)
    set_revision("9999")
    with pytest.raises(MigrationRefused, match="newer version"):
        migrate.upgrade(either_db)
    set_revision(newest)
    assert migrate.upgrade(either_db) == newest


def test_a_database_that_does_not_answer_is_refused_without_its_password() -> None:
    away = Database("postgresql+psycopg://somebody:hunter2@127.0.0.1:1/none")
    with pytest.raises(MigrationRefused) as refused:
        migrate.upgrade(away)
    assert "did not answer" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_the_command_migrates_the_database_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new folder" / "thoughtcloud.db"
    for name, value in {
        "STRIPE_PUBLIC_KEY": "pk_test_1",
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "DATABASE_URL": f"sqlite:///{path}",
    }.items():
        monkeypatch.setenv(name, value)
    assert migrate.main() == 0
    assert path.exists()


def test_the_command_fails_with_a_sentence_when_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in {
        "STRIPE_PUBLIC_KEY": "pk_test_1",
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "DATABASE_URL": "postgresql://somebody:hunter2@127.0.0.1:1/none",
    }.items():
        monkeypatch.setenv(name, value)
    assert migrate.main() == 1
    assert "did not answer" in caplog.text
    assert "hunter2" not in caplog.text


def test_guards_of_sqlite_are_up_again_after_a_migration(db: Database) -> None:
    migrate.upgrade(db)
    with db.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
