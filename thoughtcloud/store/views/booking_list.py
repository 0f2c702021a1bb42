"""Lists of sessions: a mentee's and a mentor's, coming and past, and the few that need their mentor now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, ShareState
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer


class Span(StrEnum):
    """A part of a list: `upcoming` sessions have not ended (soonest first), `past` ones have (latest first)."""

    UPCOMING = "upcoming"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One session in a list. `other` is the other side's name; `share` is set for mentor and operator only."""

    booking_id: str
    role: Actor
    title: str
    other: str
    mentor_slug: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    state: BookingState
    payment: PaymentState
    share_state: ShareState
    price: Money
    share: Money | None
    held_until: datetime | None
    cancelled_by: str | None
    actions: frozenset[Event]


def of_mentee(
    session: Session,
    viewer: Viewer | None,
    span: Span | str,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[BookingRow]:
    """The sessions the viewer has booked. Payment pages that closed unpaid are left out of the past."""
    raise NotImplementedError


def of_mentor(
    session: Session,
    viewer: Viewer | None,
    span: Span | str,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[BookingRow]:
    """The sessions the viewer gives. Those still at the payment page, or never paid, are left out."""
    raise NotImplementedError


def to_complete(
    session: Session, viewer: Viewer | None, *, now: datetime, limit: int = PAGE
) -> tuple[BookingRow, ...]:
    """Confirmed sessions of the viewing mentor that have begun and wait for "Mark completed", oldest first."""
    raise NotImplementedError
