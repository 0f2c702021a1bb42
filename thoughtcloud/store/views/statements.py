"""A mentor's monthly statements, from the book; a month is one of the mentor's own calendar."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from thoughtcloud.core import statement
from thoughtcloud.core.errors import not_found
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.statement import Booked, Statement
from thoughtcloud.core.story import Entry
from thoughtcloud.store.tables import Booking, LedgerEntry, Mentor, Person


@dataclass(frozen=True, slots=True)
class SessionNamed:
    """What a line of a statement is about."""

    title: str
    mentee_name: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """The statements of one month ("2026-11") in the zone of the mentor, and the sessions that they name.

    `over` is False while the month still runs.
    """

    month: str
    zone: str
    mentor_name: str
    over: bool
    statements: tuple[Statement, ...]
    sessions: dict[str, SessionNamed]


def months(session: Session, mentor_id: str, *, now: datetime) -> tuple[str, ...]:
    """The months since the first line about the mentor, the latest first; the caller has authorised the reader."""
    zone = ZoneInfo(session.get_one(Mentor, mentor_id).zone)
    asked = select(LedgerEntry.at).where(LedgerEntry.mentor_id == mentor_id).order_by(col(LedgerEntry.at))
    begun = session.exec(asked.limit(1)).first()
    if begun is None:
        return ()
    start, last = begun.astimezone(zone), now.astimezone(zone)
    numbers = range(start.year * 12 + start.month - 1, last.year * 12 + last.month)
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in reversed(numbers))


def month(session: Session, mentor_id: str, name: object, *, now: datetime) -> Month:
    """The statements of a month. Raises `Problem` not_found for none; the caller has authorised the reader."""
    if name not in months(session, mentor_id, now=now):
        raise not_found("statement")
    mentor = session.get_one(Mentor, mentor_id)
    start, end = bounds(str(name), ZoneInfo(mentor.zone))
    asked = (
        select(LedgerEntry)
        .where(LedgerEntry.mentor_id == mentor_id, col(LedgerEntry.at) >= start, col(LedgerEntry.at) < end)
        .order_by(col(LedgerEntry.id))
    )
    booked = [Booked(_entry(row), row.booking_id) for row in session.exec(asked)]
    statements = statement.draw(booked, _before(session, mentor_id, start))
    named = {line.booking_id for one in statements for line in one.lines if line.booking_id}
    return Month(str(name), mentor.zone, mentor.name, end <= now, statements, _sessions(session, mentor_id, named))


def bounds(name: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a month such as "2026-11" in `zone`, and that of the month after it."""
    year, number = (int(part) for part in name.split("-"))
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    return datetime(year, number, 1, tzinfo=zone), datetime(*following, 1, tzinfo=zone)


def _before(session: Session, mentor_id: str, start: datetime) -> dict[str, int]:
    asked = (
        select(LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor))
        .where(
            LedgerEntry.mentor_id == mentor_id,
            col(LedgerEntry.account).in_(tuple(statement.MINE)),
            col(LedgerEntry.at) < start,
        )
        .group_by(col(LedgerEntry.account), col(LedgerEntry.currency))
    )
    found: Counter[str] = Counter()
    for account, currency, total in session.exec(asked):
        found[currency] += statement.MINE[Account(account)] * int(total)
    return dict(found)


def _sessions(session: Session, mentor_id: str, named: set[str]) -> dict[str, SessionNamed]:
    asked = (
        select(Booking, Person)
        .join(Person, col(Person.id) == col(Booking.mentee_id))
        .where(Booking.mentor_id == mentor_id, col(Booking.id).in_(named))
    )
    return {
        booking.id: SessionNamed(booking.title, person.name, booking.starts_at)
        for booking, person in session.exec(asked)
    }


def _entry(row: LedgerEntry) -> Entry:
    money = Money(row.amount_minor, row.currency)
    return Entry(row.id or 0, row.at, Kind(row.kind), Account(row.account), money, row.stripe_object)
