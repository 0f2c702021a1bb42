"""What a mentor earned month by month, each currency by itself; a month is one of the mentor's own calendar."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select
from sqlmodel import Session, col

from thoughtcloud.core import statement
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.store.tables import LedgerEntry, Mentor
from thoughtcloud.store.views.statements import bounds, months

# A chart shows so many months at least, and so many at most: the latest ones.
FEWEST: Final = 6
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class MonthEarned:
    """One month ("2026-11"): what mentees paid, the platform's fee of it, and what was left for the mentor.

    Refunds of the month are taken off, so each may be below zero. `charged` counts the sessions that were charged.
    `has_statement` is False before the first line about the mentor.
    """

    month: str
    charged: int
    paid: Money
    fee: Money
    earned: Money
    has_statement: bool


@dataclass(frozen=True, slots=True)
class Earnings:
    """The latest months in one currency, the oldest first."""

    currency: str
    months: tuple[MonthEarned, ...]


def by_month(session: Session, mentor_id: str, *, now: datetime) -> tuple[Earnings, ...]:
    """What the mentor earned, per currency in alphabetical order; the caller has authorised the reader."""
    told = months(session, mentor_id, now=now)
    zone = ZoneInfo(session.get_one(Mentor, mentor_id).zone)
    shown = _latest(now.astimezone(zone), min(MOST, max(FEWEST, len(told))))
    sums, currencies = _sums(session, mentor_id, zone, shown)
    return tuple(
        Earnings(code, tuple(_month(name, code, sums, name in told) for name in shown))
        for code in sorted(currencies)
    )


def _latest(now: datetime, count: int) -> tuple[str, ...]:
    last = now.year * 12 + now.month - 1
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(last - count + 1, last + 1))


_Sums = Counter[tuple[str, str, str]]


def _sums(session: Session, mentor_id: str, zone: ZoneInfo, shown: tuple[str, ...]) -> tuple[_Sums, set[str]]:
    """Sums by month, currency and what they are of; and every currency in which anything was charged."""
    spans = {name: bounds(name, zone) for name in shown}
    at = col(LedgerEntry.at)
    in_month = case(*[(and_(at >= start, at < end), name) for name, (start, end) in spans.items()])
    named = (
        select(
            in_month.label("month"),
            col(LedgerEntry.currency),
            col(LedgerEntry.account),
            col(LedgerEntry.kind),
            col(LedgerEntry.amount_minor),
        )
        .where(
            col(LedgerEntry.mentor_id) == mentor_id,
            col(LedgerEntry.booking_id).is_not(None),
            col(LedgerEntry.account).in_((*statement.MINE, Account.AT_STRIPE, Account.PLATFORM_FEE)),
            at >= spans[shown[0]][0],
        )
        .subquery()
    )
    parts = (named.c.month, named.c.currency, named.c.account, named.c.kind)
    asked = select(*parts, func.sum(named.c.amount_minor), func.count()).group_by(*parts)
    sums: _Sums = Counter()
    currencies: set[str] = set()
    for month, currency, account, kind, total, lines in session.connection().execute(asked):
        for what, amount in _parts(Account(account), Kind(kind), int(total), lines):
            sums[month, currency, what] += amount
            currencies.add(currency)
    return sums, currencies


def _parts(account: Account, kind: Kind, total: int, lines: int) -> list[tuple[str, int]]:
    """What a sum of the book adds to: `core.statement` counts in the same way."""
    if account in statement.MINE:
        return [("earned", statement.MINE[account] * total)]
    if account is Account.PLATFORM_FEE:
        return [("fee", -total)]
    if kind not in statement.PAID_BY_CARD:
        return []
    return [("paid", total), ("charged", lines if kind is Kind.CAPTURED else 0)]


def _month(name: str, currency: str, sums: _Sums, has_statement: bool) -> MonthEarned:
    def sum_of(what: str) -> int:
        return sums[name, currency, what]

    return MonthEarned(
        month=name,
        charged=sum_of("charged"),
        paid=Money(sum_of("paid"), currency),
        fee=Money(sum_of("fee"), currency),
        earned=Money(sum_of("earned"), currency),
        has_statement=has_statement,
    )
