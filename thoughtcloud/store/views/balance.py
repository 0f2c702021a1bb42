"""A mentor's money: sums of the book per bucket, and the entries behind each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.store.tables import Booking, LedgerEntry, Person
from thoughtcloud.store.views import paging
from thoughtcloud.store.views.paging import PAGE, Page


class Bucket(StrEnum):
    """Where a mentor's money is, in the order in which it moves."""

    RESERVED = "reserved"
    PENDING = "pending"
    AVAILABLE = "available"
    ON_ITS_WAY = "on_its_way"
    PAID_OUT = "paid_out"


# The accounts behind each bucket and the sign with which they count: what the platform owes is booked negative.
BUCKETS: dict[Bucket, dict[Account, int]] = {
    Bucket.RESERVED: {Account.RESERVED_SHARE: 1},
    Bucket.PENDING: {Account.OWED_TO_MENTOR: -1, Account.MENTOR_PENDING: 1},
    Bucket.AVAILABLE: {Account.MENTOR_AVAILABLE: 1},
    Bucket.ON_ITS_WAY: {Account.ON_ITS_WAY: 1},
    Bucket.PAID_OUT: {Account.PAID_OUT: 1},
}
_ACCOUNTS = tuple(account for accounts in BUCKETS.values() for account in accounts)


@dataclass(frozen=True, slots=True)
class Balance:
    """A mentor's money in one currency. `available` may be negative: the next earnings fill it first."""

    currency: str
    reserved: Money
    pending: Money
    available: Money
    on_its_way: Money
    paid_out: Money

    @property
    def below_zero(self) -> Money:
        """By how much (a positive sum) the mentor's Stripe balance is below zero; nothing when it is not."""
        return Money(max(0, -self.available.minor, -self.pending.minor), self.currency)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry behind a bucket, newest first; `amount` has the bucket's sign. Payouts name no booking."""

    entry_id: int
    at: datetime
    kind: Kind
    account: Account
    amount: Money
    stripe_object: str
    booking_id: str | None
    title: str | None
    mentee_name: str | None
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Debt:
    """A balance that is below zero, and what was taken back to make it so, the newest first."""

    balance: Balance
    causes: tuple[EntryRow, ...]


def sums(session: Session, mentor_id: str, *, now: datetime) -> tuple[Balance, ...]:
    """The mentor's money per currency, in alphabetical order; the caller has authorised the reader."""
    asked = (
        select(LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor))
        .where(LedgerEntry.mentor_id == mentor_id, col(LedgerEntry.account).in_(_ACCOUNTS))
        .group_by(col(LedgerEntry.account), col(LedgerEntry.currency))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for account, currency, total in session.exec(asked):
        # PostgreSQL sums integers to a bigint or a decimal of whole cents.
        found[currency][account] = int(total)
    return tuple(_balance(currency, found[currency]) for currency in sorted(found))


def entries(
    session: Session,
    mentor_id: str,
    bucket: Bucket,
    currency: str,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[EntryRow]:
    """The entries that add up to a bucket, newest first; the caller has authorised the reader."""
    limit = paging.size(limit)
    before = paging.read(after, int)[0] if after is not None else None
    lines: list[_Line] = []
    for account in BUCKETS[bucket]:
        # One account at a time, each in the order of the index, so that a page costs the same however old it is.
        asked = _lines(mentor_id, account, currency)
        asked = asked.where(col(LedgerEntry.id) < before) if before is not None else asked
        lines += session.exec(asked.order_by(col(LedgerEntry.id).desc()).limit(limit + 1))
    lines.sort(key=lambda line: -_id(line))
    return paging.page(lines[: limit + 1], limit, lambda line: _row(line, bucket), lambda line: (_id(line),))


def debts(session: Session, mentor_id: str, *, now: datetime) -> tuple[Debt, ...]:
    """Where the mentor is below zero, and what took them there; the caller has authorised the reader."""
    below = [each for each in sums(session, mentor_id, now=now) if each.below_zero]
    return tuple(Debt(each, _causes(session, mentor_id, each)) for each in below)


def _causes(session: Session, mentor_id: str, balance: Balance) -> tuple[EntryRow, ...]:
    """What was taken back last, until it makes up for what is missing."""
    found: list[EntryRow] = []
    missing = balance.below_zero.minor
    for line in _taken_back(session, mentor_id, balance.currency):
        if missing <= 0:
            break
        place = Bucket.AVAILABLE if line[0].account == Account.MENTOR_AVAILABLE else Bucket.PENDING
        found.append(_row(line, place))
        missing += found[-1].amount.minor
    return tuple(found)


_Line = tuple[LedgerEntry, Booking | None, Person | None]


def _taken_back(session: Session, mentor_id: str, currency: str) -> list[_Line]:
    """What was taken back at Stripe, and what is owed back because it could not be yet; the newest first."""
    reversed_ = [
        _lines(mentor_id, place, currency).where(LedgerEntry.kind == Kind.REVERSED)
        for place in (Account.MENTOR_AVAILABLE, Account.MENTOR_PENDING)
    ]
    owed_back = (
        select(LedgerEntry.booking_id)
        .where(LedgerEntry.mentor_id == mentor_id, LedgerEntry.account == Account.OWED_TO_MENTOR)
        .group_by(col(LedgerEntry.booking_id))
        .having(func.sum(LedgerEntry.amount_minor) > 0)
    )
    refunded = _lines(mentor_id, Account.OWED_TO_MENTOR, currency).where(
        LedgerEntry.kind == Kind.REFUNDED, col(LedgerEntry.booking_id).in_(owed_back)
    )
    newest = col(LedgerEntry.id).desc()
    lines = [line for asked in (*reversed_, refunded) for line in session.exec(asked.order_by(newest).limit(PAGE))]
    return sorted(lines, key=lambda line: -_id(line))


def _balance(currency: str, accounts: dict[str, int]) -> Balance:
    in_bucket = {
        bucket: Money(sum(sign * accounts.get(account, 0) for account, sign in signs.items()), currency)
        for bucket, signs in BUCKETS.items()
    }
    return Balance(currency, *(in_bucket[bucket] for bucket in Bucket))


def _lines(mentor_id: str, account: Account, currency: str) -> Select[LedgerEntry, Booking, Person]:
    asked = (
        select(LedgerEntry, Booking, Person)
        .outerjoin(Booking, col(Booking.id) == col(LedgerEntry.booking_id))
        .outerjoin(Person, col(Person.id) == col(Booking.mentee_id))
        .where(
            LedgerEntry.mentor_id == mentor_id,
            LedgerEntry.account == account,
            LedgerEntry.currency == currency,
        )
    )
    # A transfer moves money within what is pending: it takes from one account of the bucket and fills the other.
    return asked.where(LedgerEntry.kind != Kind.TRANSFERRED)


def _id(line: _Line) -> int:
    return line[0].id or 0


def _row(line: _Line, bucket: Bucket) -> EntryRow:
    entry, booking, mentee = line
    account = Account(entry.account)
    return EntryRow(
        entry_id=_id(line),
        at=entry.at,
        kind=Kind(entry.kind),
        account=account,
        amount=Money(BUCKETS[bucket][account] * entry.amount_minor, entry.currency),
        stripe_object=entry.stripe_object,
        booking_id=entry.booking_id,
        title=booking.title if booking else None,
        mentee_name=mentee.name if mentee else None,
        starts_at=booking.starts_at if booking else None,
    )
