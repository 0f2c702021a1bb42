"""A mentor's month in the book: what came in, what went out, and what was there before and after.

A statement counts what is a mentor's and has not left for the bank: owed by the platform, pending and available at
Stripe. Money that moves between those is no line of it. Each currency is by itself and never added to another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.story import Entry

# What is the mentor's, and the sign with which it is booked (`core.ledger`).
MINE: Final[dict[Account, int]] = {
    Account.OWED_TO_MENTOR: -1,
    Account.MENTOR_PENDING: 1,
    Account.MENTOR_AVAILABLE: 1,
}
PAID_BY_CARD: Final = frozenset({
    Kind.CAPTURED, Kind.REFUNDED, Kind.REFUND_FAILED, Kind.DISPUTED, Kind.REINSTATED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Booked:
    """One line of the book about the mentor, and of which booking; payouts have none."""

    entry: Entry
    booking_id: str | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One fact: what mentees paid or got back, the platform's fee of it, and by how much the mentor's changed.

    Paid less fee is `mine` for a session; a payout has neither, and takes from `mine`.
    """

    at: datetime
    kind: Kind
    stripe_object: str
    booking_id: str | None
    paid: Money
    fee: Money
    mine: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """One currency of one month: what was there before, the lines, their sums, and what is there after."""

    currency: str
    before: Money
    lines: tuple[StatementLine, ...]
    paid: Money
    fee: Money
    earned: Money
    paid_out: Money
    after: Money


def draw(book: Iterable[Booked], before: Mapping[str, int]) -> tuple[Statement, ...]:
    """The statements of a month from its lines of the book and the sums before it, in the order of currencies."""
    postings: dict[tuple[str, Kind, str], list[Booked]] = {}
    for booked in sorted(book, key=lambda booked: booked.entry.number):
        entry = booked.entry
        postings.setdefault((entry.money.currency, entry.kind, entry.stripe_object), []).append(booked)
    lines = [_line(posting) for posting in postings.values()]
    shown = [line for line in lines if line.mine or line.paid]
    currencies = sorted({line.mine.currency for line in shown} | {code for code, sum_ in before.items() if sum_})
    return tuple(
        _statement(code, before.get(code, 0), tuple(line for line in shown if line.mine.currency == code))
        for code in currencies
    )


def _line(posting: list[Booked]) -> StatementLine:
    first = posting[0]
    paid = fee = mine = Money(0, first.entry.money.currency)
    for entry in (booked.entry for booked in posting):
        if entry.account in MINE:
            mine += entry.money if MINE[entry.account] > 0 else -entry.money
        elif entry.account is Account.AT_STRIPE and entry.kind in PAID_BY_CARD:
            paid += entry.money
        elif entry.account is Account.PLATFORM_FEE:
            fee -= entry.money
    entry = first.entry
    return StatementLine(entry.at, entry.kind, entry.stripe_object, first.booking_id, paid, fee, mine)


def _statement(currency: str, before: int, lines: tuple[StatementLine, ...]) -> Statement:
    nothing = Money(0, currency)
    sessions = [line for line in lines if line.booking_id is not None]
    payouts = [line for line in lines if line.booking_id is None]
    earned = sum((line.mine for line in sessions), nothing)
    paid_out = -sum((line.mine for line in payouts), nothing)
    return Statement(
        currency=currency,
        before=Money(before, currency),
        lines=lines,
        paid=sum((line.paid for line in sessions), nothing),
        fee=sum((line.fee for line in sessions), nothing),
        earned=earned,
        paid_out=paid_out,
        after=Money(before, currency) + earned - paid_out,
    )
