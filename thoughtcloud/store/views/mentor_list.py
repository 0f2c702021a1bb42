"""The list of mentors: search, filters, prices and the next free time of each."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.money import Money
from thoughtcloud.store.views.paging import PAGE, Page


@dataclass(frozen=True, slots=True)
class MentorCard:
    """One mentor in the list. `from_price` is the cheapest active offer that fits, `minutes` its length."""

    mentor_id: str
    slug: str
    name: str
    headline: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    zone: str
    from_price: Money | None
    minutes: int | None
    next_free: datetime | None


def cards(
    session: Session,
    *,
    now: datetime,
    search: str = "",
    topic: str = "",
    currency: str = "",
    at_most: Money | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[MentorCard]:
    """Published mentors, featured ones first. `search` looks into name, headline and topics; empty means all.

    `at_most` is a highest price per session in its own currency.
    """
    raise NotImplementedError


def topics(session: Session, *, now: datetime, limit: int = 24) -> tuple[str, ...]:
    """The topics of published mentors, the most frequent first."""
    raise NotImplementedError


def currencies(session: Session, *, now: datetime) -> tuple[str, ...]:
    """The currencies in which something is on offer, in alphabetical order."""
    raise NotImplementedError
