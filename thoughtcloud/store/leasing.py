"""Leases on rows that wait to be worked on: one worker takes a row, and the lease's token fences its answer.

A frozen worker that wakes up late changes nothing, and a dead one needs no identity: any other takes its row over.

Two clocks are at work. When something is due (`not_before`) is business time: `now`, which a sandbox can move. How
long a lease lasts is real time, and on PostgreSQL the database's, so that workers whose machines' clocks differ
neither take each other's rows nor leave them. Where business time was moved ahead, leases are as much ahead.
"""

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, Interval, func, literal, or_
from sqlmodel import Session, col, select, update

from thoughtcloud.store.tables import BusyCalendar, EffectRow, InboxEvent, NoticeRow, Reconciliation

WAITING, LEASED, BURIED = "waiting", "leased", "buried"
LEASE = timedelta(minutes=2)
# Clocks of several workers do not differ by so much: a lease that ends later was given by one that was wrong.
LONGEST_LEASE = 2 * LEASE
# A lease that ends without an answer is a crash; so many are given before an operator must look.
MOST_ATTEMPTS = 12

# A moment, or what the database makes of it.
Instant = datetime | ColumnElement[datetime]
Row = BusyCalendar | EffectRow | InboxEvent | NoticeRow | Reconciliation


def machine_clock() -> datetime:
    """What this machine's own clock says; only ever subtracted from what it told the caller as `now`."""
    return datetime.now(UTC)


def clock(session: Session, now: datetime) -> Instant:
    """What time it is for leases: the database's time on PostgreSQL, `now` on SQLite, which one machine has."""
    if session.get_bind().dialect.name != "postgresql":
        return now
    moved = now - machine_clock()
    return func.clock_timestamp(type_=DateTime(timezone=True)) + literal(moved, Interval())


def is_due(session: Session, table: type[Row], now: datetime) -> ColumnElement[bool]:
    """The condition for rows that may be leased now: those whose time has come, and those abandoned.

    Abandoned is also what was leased by a clock that has gone back since, lest it wait until that time comes.
    """
    due = (col(table.state) == WAITING) & (col(table.not_before) <= now)
    until, at = col(table.leased_until), clock(session, now)
    return due | ((col(table.state) == LEASED) & or_(until <= at, until > at + LONGEST_LEASE))


def is_held(session: Session, table: type[Row], now: datetime) -> ColumnElement[bool]:
    """The condition for rows that somebody works on now."""
    return (col(table.state) == LEASED) & (col(table.leased_until) > clock(session, now))


def until(session: Session, now: datetime) -> Instant:
    """When a lease ends that is given, or lengthened, now."""
    return clock(session, now) + LEASE


def take(session: Session, row: Row, *, now: datetime) -> str:
    """Lease a row that was selected for update, counting the attempt; the token of the lease."""
    token = secrets.token_hex(8)
    row.state, row.lease = LEASED, token
    row.leased_until = until(session, now)  # type: ignore[assignment]  # the database works it out
    row.attempts += 1
    session.add(row)
    return token


def is_ours(
    session: Session, table: type[Row], row_id: int | str, token: str, *, now: datetime, lock: bool = False
) -> bool:
    """Whether the lease is still its worker's and runs. `lock`: nobody takes it over in this transaction."""
    at, ends = clock(session, now), col(table.leased_until)
    asked = select(col(table.id)).where(
        col(table.id) == row_id, col(table.lease) == token, col(table.state) == LEASED,
        ends > at, ends <= at + LONGEST_LEASE,
    )  # fmt: skip
    return session.exec(asked.with_for_update() if lock else asked).first() is not None


def finish(session: Session, table: type[Row], row_id: int | str, token: str, **values: object) -> bool:
    """End the lease with new values of the row. False, and nothing is changed, if it was lost meanwhile."""
    changed = session.exec(
        update(table)
        .where(col(table.id) == row_id, col(table.lease) == token, col(table.state) == LEASED)
        .values(lease=None, leased_until=None, **values)
    )
    return bool(changed.rowcount)
