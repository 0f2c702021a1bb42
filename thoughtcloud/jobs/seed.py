"""Fills an empty marketplace with a lively demo, in sandbox mode only: `python -m thoughtcloud.jobs.seed`.

Four weeks of people, sessions and money are played through the application's own use cases against the sandbox,
whose clock is moved along. `--accounts` prints the accounts that a visitor may use.
"""

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlmodel import Session, col, select

from thoughtcloud import settings
from thoughtcloud.jobs.demo import accounts
from thoughtcloud.jobs.demo.play import Play
from thoughtcloud.jobs.demo.sandbox_console import SandboxConsole
from thoughtcloud.jobs.demo.stage import Stage
from thoughtcloud.jobs.platform import Platform, open_platform
from thoughtcloud.store.tables import Person
from thoughtcloud.store.unit import Database

NOT_HERE = (
    "The demo marketplace is made in sandbox mode only: its people and payments are invented.\n"
    "Start with `python3 manage.py run` and without Stripe keys in .env, and it is made by itself."
)
NOT_EMPTY = "There are people in this database already: nothing was changed."


def seed(platform: Platform) -> bool:
    """Fill the marketplace; False, and nothing is changed, when there is anybody in it already."""
    with platform.db.reading() as session:
        if session.exec(select(Person.id)).first() is not None:
            return False
    base_url = platform.settings.stripe_api_base
    assert base_url is not None, "sandbox mode has an address"
    console = SandboxConsole(base_url, platform.settings.stripe_secret_key)
    try:
        _play(platform, console)
    finally:
        console.close()
    return True


def _play(platform: Platform, console: SandboxConsole) -> None:
    offset, present = console.offset(), platform.now()
    stage = Stage(platform, console)
    try:
        with hasty(platform.db):
            Play(stage, present, _say).perform()
    finally:
        console.set_offset(offset)
    stage.now = platform.now()
    stage.tick()
    stage.leave_everybody()


@contextmanager
def hasty(db: Database) -> Iterator[None]:
    """Let SQLite not wait for the disk at each of some thousand commits: an interrupted seed is begun anew anyway.

    The first commit after the block waits again, and with it the whole file is on the disk.
    """
    if not db.is_sqlite:
        yield
        return
    event.listen(db.engine, "checkout", _do_not_wait)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", _do_not_wait)
        db.dispose()


def _do_not_wait(connection: DBAPIConnection, *_: object) -> None:
    connection.cursor().execute("PRAGMA synchronous=OFF")


def known_accounts(session: Session) -> tuple[accounts.Account, ...]:
    """The accounts lent to visitors that are in this database."""
    lent = accounts.lent()
    asked = select(Person.email).where(col(Person.email).in_([one.person.email for one in lent]))
    there = set(session.exec(asked))
    return tuple(one for one in lent if one.person.email in there)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill the marketplace of the settings, or print its accounts; 0 unless that is refused."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        chosen = settings.load()
    except settings.SettingsError as problem:
        _say(str(problem))
        return 1
    if not chosen.sandbox:
        _say(NOT_HERE)
        return 1
    platform = open_platform(chosen)
    try:
        return _print_accounts(platform) if options.accounts else _fill(platform)
    finally:
        platform.db.dispose()


def _fill(platform: Platform) -> int:
    _say("Playing four weeks of a small marketplace:")
    _say("The demo marketplace is ready." if seed(platform) else NOT_EMPTY)
    return 0


def _print_accounts(platform: Platform) -> int:
    with platform.db.reading() as session:
        known = known_accounts(session)
    if known:
        _say(accounts.told(known))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m thoughtcloud.jobs.seed", description=__doc__)
    parser.add_argument("--accounts", action="store_true", help="print the accounts that a visitor may use")
    return parser


if __name__ == "__main__":
    sys.exit(main())
