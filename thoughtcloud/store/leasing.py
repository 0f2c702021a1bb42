"""Leases on rows that wait to be worked on: one worker takes a row, and the lease's token fences its answer.

A frozen worker that wakes up late changes nothing, and a dead one needs no identity: any other takes its row over.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, update

from thoughtcloud.store.tables import BusyCalendar, EffectRow, InboxEvent, NoticeRow, Reconciliation

WAITING, LEASED, BURIED = "waiting", "leased", "buried"
LEASE = timedelta(minutes=2)
# Clocks of several workers do not differ by so much: a lease that ends later was given by one that was wrong.
LONGEST_LEASE = 2 * LEASE
# A lease that ends without an answer is a crash; so many are given before an operator must look.
MOST_ATTEMPTS = 12

Row = BusyCalendar | EffectRow | InboxEvent | NoticeRow | Reconciliation


def is_due(table: type[Row], now: datetime) -> ColumnElement[bool]:
    """The condition for rows that may be leased now: those whose time has come, and those abandoned.

    Abandoned is also what was leased by a clock that has gone back since, lest it wait until that time comes.
    """
    due = (col(table.state) == WAITING) & (col(table.not_before) <= now)
    until = col(table.leased_until)
    return due | ((col(table.state) == LEASED) & or_(until <= now, until > now + LONGEST_LEASE))


def take(session: Session, row: Row, *, now: datetime) -> str:
    """Lease a row that was selected for update, counting the attempt; the token of the lease."""
    token = secrets.token_hex(8)
    row.state, row.lease, row.leased_until = LEASED, token, now + LEASE
    row.attempts += 1
    session.add(row)
    return token


def finish(session: Session, table: type[Row], row_id: int | str, token: str, **values: object) -> bool:
    """End the lease with new values of the row. False, and nothing is changed, if it was lost meanwhile."""
    changed = session.exec(
        update(table)
        .where(col(table.id) == row_id, col(table.lease) == token, col(table.state) == LEASED)
        .values(lease=None, leased_until=None, **values)
    )
    return bool(changed.rowcount)
