"""Lists of sessions: a mentee's and a mentor's, coming and past, and the few that need their mentor now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from thoughtcloud.core import process
from thoughtcloud.core.errors import invalid
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import LONGEST_SESSION
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, ShareState
from thoughtcloud.store import moves
from thoughtcloud.store.advance import circumstances, position, price_of
from thoughtcloud.store.tables import Booking, Mentor, Payment, Person
from thoughtcloud.store.views import paging
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first, oldest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

NEXT_FIRST = oldest_first((Booking.starts_at, datetime), (Booking.id, str))
LAST_FIRST = newest_first((Booking.starts_at, datetime), (Booking.id, str))

UNDECIDED = (BookingState.NO_SHOW_REPORTED, BookingState.IN_REVIEW)
COMING = (BookingState.HELD, BookingState.CONFIRMED, *UNDECIDED)
SHOWN_TO_MENTOR = (
    BookingState.CONFIRMED, *UNDECIDED, BookingState.COMPLETED, BookingState.CANCELLED, BookingState.NO_SHOW,
)  # fmt: skip


class Span(StrEnum):
    """A part of a list: `upcoming` sessions have not ended (soonest first), `past` ones have (latest first)."""

    UPCOMING = "upcoming"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One session in a list. `other` is the other side's name; `share` is set for mentor and operator only.

    `proposed_by` is who has proposed to move it, while that waits for an answer.
    """

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
    late_fee: Money
    absent: Actor | None
    actions: frozenset[Event]
    proposed_by: Actor | None = None


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
    mine = col(Booking.mentee_id) == viewers.known(viewer).person_id
    shown = (BookingState.HELD, *SHOWN_TO_MENTOR)
    return _page(session, Actor.MENTEE, [mine, col(Booking.state).in_(shown)], span, now, after, limit)


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
    mine = col(Booking.mentor_id) == viewers.mentor_id(viewer)
    return _page(session, Actor.MENTOR, [mine, col(Booking.state).in_(SHOWN_TO_MENTOR)], span, now, after, limit)


def to_complete(
    session: Session, viewer: Viewer | None, *, now: datetime, limit: int = PAGE
) -> tuple[BookingRow, ...]:
    """Confirmed sessions of the viewing mentor that have begun and wait for "Mark completed", oldest first."""
    asked = _rows().where(
        Booking.mentor_id == viewers.mentor_id(viewer),
        Booking.state == BookingState.CONFIRMED,
        col(Booking.starts_at) <= now,
    )
    asked = asked.order_by(col(Booking.starts_at), col(Booking.id)).limit(paging.size(limit))
    found = session.exec(asked).all()
    proposers = _proposers(session, found, now)
    return tuple(_row(one, Actor.MENTOR, now, proposers) for one in found)


def _page(
    session: Session,
    role: Actor,
    conditions: list[ColumnElement[bool]],
    span: object,
    now: datetime,
    after: str | None,
    limit: int,
) -> Page[BookingRow]:
    coming = _span(span) is Span.UPCOMING
    asked = _rows().where(*conditions, *(_coming(now) if coming else (_over(now),)))
    found = (NEXT_FIRST if coming else LAST_FIRST).page(session, asked, after=after, limit=limit)
    proposers = _proposers(session, found.rows, now)
    return found.each(lambda one: _row(one, role, now, proposers))


def _span(span: object) -> Span:
    if not isinstance(span, str) or span not in tuple(Span):
        raise invalid("bad_choice", "Please choose upcoming or past sessions.")
    return Span(span)


def _coming(now: datetime) -> tuple[ColumnElement[bool], ...]:
    # The first condition says nothing new but is on the index.
    recent = col(Booking.starts_at) > now - LONGEST_SESSION
    return (recent, col(Booking.ends_at) > now, col(Booking.state).in_(COMING))


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(col(Booking.ends_at) <= now, col(Booking.state).not_in(COMING))


Found = tuple[Booking, Payment, Mentor, Person]


def _rows() -> Select[Booking, Payment, Mentor, Person]:
    return (
        select(Booking, Payment, Mentor, Person)
        .join(Payment, col(Payment.booking_id) == col(Booking.id))
        .join(Mentor, col(Mentor.id) == col(Booking.mentor_id))
        .join(Person, col(Person.id) == col(Booking.mentee_id))
    )


def _proposers(session: Session, found: Iterable[Found], now: datetime) -> dict[str, Actor]:
    """Who has proposed to move which of these sessions, where that can still be answered."""
    waiting = [booking.id for booking, *_ in found if booking.answer_by is not None and now < booking.answer_by]
    return moves.proposers(session, waiting) if waiting else {}


def _row(found: Found, role: Actor, now: datetime, proposers: Mapping[str, Actor]) -> BookingRow:
    booking, payment, mentor, mentee = found
    here, price = position(booking, payment), price_of(booking)
    return BookingRow(
        booking_id=booking.id,
        role=role,
        title=booking.title,
        other=mentor.name if role is Actor.MENTEE else mentee.name,
        mentor_slug=mentor.slug,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        minutes=booking.minutes,
        state=here.booking,
        payment=here.payment,
        share_state=here.share,
        price=price.total,
        share=None if role is Actor.MENTEE else price.share,
        held_until=booking.held_until if here.booking is BookingState.HELD else None,
        cancelled_by=booking.cancelled_by,
        late_fee=Money(booking.late_fee_minor, booking.currency),
        absent=Actor(booking.absent) if booking.absent else None,
        actions=process.actions(role, here, circumstances(booking, payment, now)),
        proposed_by=proposers.get(booking.id),
    )
