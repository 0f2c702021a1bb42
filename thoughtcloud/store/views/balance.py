"""A mentor's money: sums of the book per bucket, the entries behind each, and the payouts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
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


@dataclass(frozen=True, slots=True)
class Balance:
    """A mentor's money in one currency. `available` may be negative: the next earnings fill it first."""

    currency: str
    reserved: Money
    pending: Money
    available: Money
    on_its_way: Money
    paid_out: Money


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
class PayoutRow:
    """One payout to the mentor's bank. `state` is Stripe's word; `failure` says why it failed."""

    payout_id: str
    amount: Money
    state: str
    created_at: datetime
    arrives_at: datetime
    failure: str


def sums(session: Session, mentor_id: str, *, now: datetime) -> tuple[Balance, ...]:
    """The mentor's money per currency, in alphabetical order; the caller has authorised the reader."""
    raise NotImplementedError


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
    raise NotImplementedError


def payouts(
    session: Session, mentor_id: str, *, now: datetime, after: str | None = None, limit: int = PAGE
) -> Page[PayoutRow]:
    """The mentor's payouts, newest first; the caller has authorised the reader."""
    raise NotImplementedError
