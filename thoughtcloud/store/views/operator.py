"""What the people who run the marketplace see: bookings, money that is not settled, and calls that failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.money import Money
from thoughtcloud.core.states import BookingState, PaymentState, ShareState
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class BookingFound:
    """One booking in the operator's lists."""

    booking_id: str
    title: str
    mentee_name: str
    mentee_email: str
    mentor_name: str
    mentor_slug: str
    starts_at: datetime
    created_at: datetime
    state: BookingState
    payment: PaymentState
    share_state: ShareState
    price: Money
    intent_id: str | None


@dataclass(frozen=True, slots=True)
class EffectFound:
    """A call to Stripe that waits or was given up, with its last error."""

    effect_id: int
    booking_id: str
    kind: str
    state: str
    attempts: int
    created_at: datetime
    not_before: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class InboxFound:
    """An event from Stripe that was not processed, with its last error."""

    event_id: str
    type: str
    account_id: str | None
    object_id: str
    state: str
    attempts: int
    received_at: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class Health:
    """How much waits, in numbers (counted up to 1000)."""

    effects_waiting: int
    effects_buried: int
    inbox_waiting: int
    inbox_buried: int
    shares_waiting: int


def bookings(
    session: Session,
    viewer: Viewer | None,
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[BookingFound]:
    """Bookings, newest first. `search` is a booking id, a Stripe id, a mentee's e-mail or a mentor's slug."""
    raise NotImplementedError


def unsettled(
    session: Session, viewer: Viewer | None, *, now: datetime, after: str | None = None, limit: int = PAGE
) -> Page[BookingFound]:
    """Payments that hold or owe money: authorized, or captured with the share not sent on; by booking id."""
    raise NotImplementedError


def effects(
    session: Session,
    viewer: Viewer | None,
    state: str = "buried",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[EffectFound]:
    """Calls to Stripe in one state ("waiting", "leased" or "buried"), the oldest first."""
    raise NotImplementedError


def inbox(
    session: Session,
    viewer: Viewer | None,
    state: str = "buried",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[InboxFound]:
    """Stripe's events in one state ("waiting", "leased" or "buried"), the oldest first."""
    raise NotImplementedError


def health(session: Session, viewer: Viewer | None, *, now: datetime) -> Health:
    """How much waits or was given up. Raises `Problem` signed_out or forbidden."""
    raise NotImplementedError
