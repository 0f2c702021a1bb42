"""Brings the database to the newest shape: `python -m thoughtcloud.store.migrate`."""

import logging
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from thoughtcloud import settings
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as nobody else in the database uses it for an advisory lock.
LOCK = 7_464_211


class MigrationRefused(Exception):
    """The database could not be brought to the newest shape; the text says why and what to do."""


def upgrade(database: Database) -> str:
    """Upgrade to the newest revision in one transaction and return its name; two at once take turns.

    Raises MigrationRefused; the database is then as it was.
    """
    try:
        with database.engine.connect() as connection:
            # Closed afterwards: the next user of the pool gets a fresh connection, with every guard up.
            connection.detach()
            return _upgrade(connection, database.is_sqlite)
    except SQLAlchemyError as error:
        raise MigrationRefused(f"The database did not answer as expected: {_first_line(error)}") from error
    except CommandError as error:
        raise MigrationRefused(f"The migration did not work: {error}") from error


def config(connection: Connection) -> Config:
    """Alembic's configuration for this connection."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _upgrade(connection: Connection, is_sqlite: bool) -> str:
    if is_sqlite:
        # A table that is built anew is dropped for a moment; its references are checked at the end instead.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    made = config(connection)
    newest = _check_known(connection, ScriptDirectory.from_config(made))
    command.upgrade(made, "head")
    if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise MigrationRefused("The migration would leave rows that refer to nothing. Nothing was changed.")
    connection.commit()
    return newest


def _check_known(connection: Connection, scripts: ScriptDirectory) -> str:
    """The newest revision; refuses a database that a newer program has changed already."""
    known = {script.revision for script in scripts.walk_revisions()}
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and present not in known:
        raise MigrationRefused(
            f"The database is at revision {present}, which this version of the program does not know. "
            "Start the newer version, or restore a backup made before it."
        )
    return scripts.get_current_head() or ""


def _first_line(error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0]


def _make_folder(url: str) -> None:
    """SQLite makes the file, but not the folder it lies in."""
    database = make_url(url).database
    if url.startswith("sqlite") and database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def main() -> int:
    """Upgrade the database of the settings; 0 if it is at the newest shape now."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        url = settings.load().database_url
        _make_folder(url)
        newest = upgrade(Database(url))
    except (settings.SettingsError, MigrationRefused, OSError) as problem:
        log.error("%s", problem)
        return 1
    log.info("The database is at revision %s.", newest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
