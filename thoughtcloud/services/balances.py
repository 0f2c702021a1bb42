"""A mentor's balance: who may see it, and what is behind each sum."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views.balance import Balance, Bucket, EntryRow, PayoutRow
from thoughtcloud.store.views.paging import PAGE, Page


def balance(
    session: Session, caller: Caller | None, *, now: datetime, mentor_id: str | None = None
) -> tuple[Balance, ...]:
    """The money of the calling mentor per currency; an operator may name another mentor. Raises `Problem`."""
    raise NotImplementedError


def entries(
    session: Session,
    caller: Caller | None,
    bucket: Bucket | str,
    currency: str,
    *,
    now: datetime,
    mentor_id: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[EntryRow]:
    """The entries that add up to one bucket in one currency, newest first. Raises `Problem`."""
    raise NotImplementedError


def payouts(
    session: Session,
    caller: Caller | None,
    *,
    now: datetime,
    mentor_id: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[PayoutRow]:
    """The payouts to the calling mentor's bank, newest first. Raises `Problem`."""
    raise NotImplementedError
