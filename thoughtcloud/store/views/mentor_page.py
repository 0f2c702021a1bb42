"""A mentor's public page, and one offer for the review before booking."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.money import Money


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One thing a mentor sells."""

    offer_id: str
    title: str
    description: str
    minutes: int
    price: Money
    active: bool


@dataclass(frozen=True, slots=True)
class MentorPage:
    """Everything public about a mentor, with the active offers, cheapest first."""

    mentor_id: str
    slug: str
    name: str
    headline: str
    about: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    zone: str
    offers: tuple[OfferRow, ...]


@dataclass(frozen=True, slots=True)
class OfferPage:
    """An offer with its mentor, for the review of a choice before anything is held."""

    mentor: MentorPage
    offer: OfferRow


def by_slug(session: Session, slug: str, *, now: datetime) -> MentorPage:
    """The page of a published mentor. Raises `Problem` not_found."""
    raise NotImplementedError


def by_offer(session: Session, offer_id: str, *, now: datetime) -> OfferPage:
    """An active offer of a published mentor. Raises `Problem` not_found."""
    raise NotImplementedError
