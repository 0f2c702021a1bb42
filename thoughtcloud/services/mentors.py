"""A mentor's page and offers: made, edited, published, taken down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.money import MINIMUM_CHARGE
from thoughtcloud.services.accounts import Caller

CURRENCIES = tuple(sorted(MINIMUM_CHARGE))


@dataclass(frozen=True, slots=True)
class Profile:
    """What a mentor says of themselves. `country`: ISO 3166-1 alpha-2, `zone`: IANA, `room_url`: https or empty."""

    name: str
    headline: str = ""
    about: str = ""
    topics: Sequence[str] = ()
    languages: Sequence[str] = ("English",)
    country: str = ""
    zone: str = ""
    room_url: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a page lacks before it can be published: a code for machines, a sentence for the mentor."""

    code: str
    text: str


def become_mentor(session: Session, caller: Caller | None, *, profile: Profile, now: datetime) -> str:
    """Give the caller a mentor page, unpublished, and return its id; a second click returns the first page."""
    raise NotImplementedError


def edit_profile(session: Session, caller: Caller | None, *, profile: Profile, now: datetime) -> None:
    """Change the caller's own page; its address (slug) stays. Raises `Problem`."""
    raise NotImplementedError


def missing(session: Session, caller: Caller | None, *, now: datetime) -> tuple[Missing, ...]:
    """What the caller's page still lacks before it can be published; empty when nothing."""
    raise NotImplementedError


def publish(session: Session, caller: Caller | None, *, now: datetime) -> None:
    """Show the caller's page to everybody. Raises `Problem` not_ready that names what is missing."""
    raise NotImplementedError


def unpublish(session: Session, caller: Caller | None, *, now: datetime) -> None:
    """Take the caller's page down; what is booked stays booked."""
    raise NotImplementedError


def add_offer(
    session: Session,
    caller: Caller | None,
    *,
    title: str,
    description: str,
    minutes: int,
    price: str,
    currency: str,
    now: datetime,
) -> str:
    """Put something on offer and return its id. `price` is in whole units as typed ("80", "79.50", "79,50")."""
    raise NotImplementedError


def edit_offer(
    session: Session,
    caller: Caller | None,
    offer_id: str,
    *,
    title: str,
    description: str,
    minutes: int,
    price: str,
    currency: str,
    now: datetime,
) -> None:
    """Change an own offer; bookings keep what was agreed. Raises `Problem`."""
    raise NotImplementedError


def archive_offer(session: Session, caller: Caller | None, offer_id: str, *, now: datetime) -> None:
    """Take an own offer down; bookings keep what was agreed. Raises `Problem` not_found."""
    raise NotImplementedError


def restore_offer(session: Session, caller: Caller | None, offer_id: str, *, now: datetime) -> None:
    """Put an own archived offer up again. Raises `Problem` not_found."""
    raise NotImplementedError
