"""The mentor's desk: the summary on top, the profile and the offers as they are edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.mentor_page import OfferRow
from thoughtcloud.store.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PayoutSetup:
    """How far the mentor's account at Stripe is. `requirements` are Stripe's names of what is still due."""

    begun: bool
    details_submitted: bool
    ready: bool
    payouts_enabled: bool
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a mentor sees first: sessions that wait for them, the next ones, and what is missing."""

    mentor_id: str
    slug: str
    name: str
    published: bool
    to_complete: tuple[BookingRow, ...]
    upcoming: tuple[BookingRow, ...]
    setup: PayoutSetup
    shares_waiting: int


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The mentor's page as its owner edits it."""

    mentor_id: str
    slug: str
    name: str
    headline: str
    about: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    zone: str
    room_url: str
    published: bool


def of(session: Session, viewer: Viewer | None, *, now: datetime) -> Desk:
    """The desk of the viewing mentor. Raises `Problem` signed_out or forbidden."""
    raise NotImplementedError


def profile(session: Session, viewer: Viewer | None, *, now: datetime) -> ProfileForm:
    """The viewing mentor's own page, published or not. Raises `Problem` signed_out or forbidden."""
    raise NotImplementedError


def offers(session: Session, viewer: Viewer | None, *, now: datetime) -> tuple[OfferRow, ...]:
    """All offers of the viewing mentor, active ones first. Raises `Problem` signed_out or forbidden."""
    raise NotImplementedError


def setup(session: Session, viewer: Viewer | None, *, now: datetime) -> PayoutSetup:
    """How far the viewing mentor's account at Stripe is. Raises `Problem` signed_out or forbidden."""
    raise NotImplementedError
