"""The page of a session's room, as one of the two sides sees it; the room's address is not on it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core import room
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import Booking, Mentor, Person, RoomNote
from thoughtcloud.store.views import attendance
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.attendance import Attended
from thoughtcloud.store.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Note:
    """What one side wrote, and when."""

    note_id: int
    side: Actor
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class RoomPage:
    """One room as its reader (`side`: mentee or mentor) finds it; `other_zone` is where the other side is.

    `own_link` says that it is a link of the mentor's own, and not a room made for this session.
    """

    booking_id: str
    side: Actor
    title: str
    minutes: int
    brief: str
    starts_at: datetime
    ends_at: datetime
    mentor_name: str
    mentee_name: str
    other_zone: str
    state: BookingState
    door: Door
    own_link: bool
    may_write: bool
    attended: tuple[Attended, ...]
    notes: tuple[Note, ...]


def of(session: Session, viewer: Viewer | None, booking_id: str, *, now: datetime) -> RoomPage:
    """The room for mentee or mentor. Raises `Problem` signed_out, or not_found for everybody else."""
    viewers.known(viewer)
    booking, _ = load(session, viewers.booking_reference(booking_id))
    side, state = viewers.side(viewer, booking), BookingState(booking.state)
    mentor = session.get_one(Mentor, booking.mentor_id)
    return RoomPage(
        booking_id=booking.id,
        side=side,
        title=booking.title,
        minutes=booking.minutes,
        brief=booking.brief,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        mentor_name=mentor.name,
        mentee_name=session.get_one(Person, booking.mentee_id).name,
        other_zone=booking.mentor_zone if side is Actor.MENTEE else booking.mentee_zone,
        state=state,
        door=room.door(state, booking.starts_at, booking.ends_at, now),
        own_link=bool(mentor.room_url),
        may_write=room.may_write(state, booking.ends_at, now),
        attended=attendance.of(session, booking),
        notes=_notes(session, booking),
    )


def _notes(session: Session, booking: Booking) -> tuple[Note, ...]:
    asked = select(RoomNote).where(RoomNote.booking_id == booking.id).order_by(col(RoomNote.id))
    return tuple(Note(row.id or 0, Actor(row.side), row.at, row.text) for row in session.exec(asked))
