"""Bookings as the calendars of their two sides show them: what, when, with whom, and how often it was changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from thoughtcloud.core.states import Actor, BookingState
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import Booking, History, Mentor, Person
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.viewer import Viewer

# What nobody has paid for yet is in no calendar, and what was called off is in none any more.
SHOWN = frozenset(BookingState) - {BookingState.HELD, BookingState.EXPIRED, BookingState.CANCELLED}
# A calendar that is subscribed to keeps a little of the past, and all that is to come.
PAST = timedelta(days=60)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking for one side of it (`side`: mentee or mentor); `other` is the name of the other side.

    `sequence` rises with each change of the appointment; `changed_at` (aware UTC) is the last event of any kind.
    """

    booking_id: str
    side: Actor
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    other: str
    brief: str
    created_at: datetime
    changed_at: datetime


def of(session: Session, booking: Booking, side: Actor) -> Entry:
    """The booking for one of its sides, whatever its state."""
    return _entries(session, [(booking, side)])[0]


def of_viewer(session: Session, viewer: Viewer | None, booking_id: str, *, now: datetime) -> Entry | None:
    """The booking for the side that the viewer is; None while it belongs into no calendar.

    Raises `Problem` signed_out, or not_found for everybody but its two sides.
    """
    viewers.known(viewer)
    booking, _ = load(session, viewers.booking_reference(booking_id))
    side = viewers.side(viewer, booking)
    return of(session, booking, side) if booking.state in SHOWN else None


def of_person(session: Session, person_id: str, *, now: datetime) -> tuple[Entry, ...]:
    """All that belongs into a person's calendar, as mentee and as mentor, by time."""
    mentor_id = session.exec(select(Mentor.id).where(Mentor.person_id == person_id)).first()
    asked = select(Booking).where(col(Booking.state).in_(SHOWN), col(Booking.starts_at) > now - PAST)
    asked = asked.order_by(col(Booking.starts_at), col(Booking.id)).limit(MOST)
    found = [(row, Actor.MENTEE) for row in session.exec(asked.where(Booking.mentee_id == person_id))]
    if mentor_id is not None:
        found += [(row, Actor.MENTOR) for row in session.exec(asked.where(Booking.mentor_id == mentor_id))]
    return tuple(_entries(session, sorted(found, key=lambda each: (each[0].starts_at, each[0].id))))


def _entries(session: Session, found: Sequence[tuple[Booking, Actor]]) -> list[Entry]:
    bookings = [booking for booking, _ in found]
    mentees = _names(session, Person, [booking.mentee_id for booking in bookings])
    mentors = _names(session, Mentor, [booking.mentor_id for booking in bookings])
    changed = _changed(session, [booking.id for booking in bookings])
    return [
        Entry(
            booking_id=booking.id,
            side=side,
            sequence=booking.sequence,
            title=booking.title,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            other=mentors[booking.mentor_id] if side is Actor.MENTEE else mentees[booking.mentee_id],
            brief=booking.brief,
            created_at=booking.created_at,
            changed_at=changed.get(booking.id, booking.created_at),
        )
        for booking, side in found
    ]


def _names(session: Session, table: type[Person] | type[Mentor], ids: Sequence[str]) -> dict[str, str]:
    return dict(session.exec(select(table.id, table.name).where(col(table.id).in_(set(ids)))).all())


def _changed(session: Session, booking_ids: Sequence[str]) -> dict[str, datetime]:
    asked = select(History.booking_id, func.max(History.at)).where(col(History.booking_id).in_(booking_ids))
    return dict(session.exec(asked.group_by(History.booking_id)).all())
