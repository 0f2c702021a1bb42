"""The room of a session: who may go in and when, that they did, and what the two write for each other."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from thoughtcloud.core import room
from thoughtcloud.core.errors import Problem, conflict, invalid
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import BookingState
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import Attendance, Booking, Mentor, RoomNote
from thoughtcloud.store.views import viewer


def enter(session: Session, caller: Caller | None, booking_id: str, *, base: str, now: datetime) -> str:
    """Go through the door: the attendance is kept, and the address of the room is returned.

    `base` is where rooms are made for mentors without a link of their own. Raises `Problem` signed_out, not_found
    for everybody but the two, or room_early, room_over and room_off while the door is closed.
    """
    booking = _own(session, caller, booking_id)
    door = room.door(BookingState(booking.state), booking.starts_at, booking.ends_at, now)
    if door is not Door.OPEN:
        raise _closed(door)
    _keep_attendance(session, booking, viewer.side(caller, booking), now)
    mentor = session.get_one(Mentor, booking.mentor_id)
    return room.address(mentor.room_url, base, booking.room_key)


def write_note(session: Session, caller: Caller | None, booking_id: str, *, text: str, now: datetime) -> None:
    """Add a note for both sides to read.

    Raises `Problem` signed_out, not_found, notes_over, too_many_notes, or for no or too much text.
    """
    booking = _own(session, caller, booking_id)
    words = inputs.paragraphs(text, "note", least=1, most=room.LONGEST_NOTE)
    if not room.may_write(BookingState(booking.state), booking.ends_at, now):
        raise conflict("notes_over", "The notes of this session are closed; both of you can still read them.")
    kept = select(func.count()).select_from(RoomNote).where(col(RoomNote.booking_id) == booking.id)
    if session.exec(kept).one() >= room.MOST_NOTES:
        raise invalid("too_many_notes", f"A session keeps at most {room.MOST_NOTES} notes.", "note")
    side = viewer.side(caller, booking)
    session.add(RoomNote(booking_id=booking.id, side=side, at=now, text=words))


def _own(session: Session, caller: Caller | None, booking_id: object) -> Booking:
    """The booking, locked, if the caller is one of its two sides. Raises `Problem` signed_out or not_found."""
    signed_in(caller)
    booking, _ = load(session, inputs.reference(booking_id, "booking"), lock=True)
    viewer.side(caller, booking)
    return booking


def _closed(door: Door) -> Problem:
    texts = {
        Door.EARLY: "The room is not open yet: it opens 10 minutes before the session begins.",
        Door.OVER: "The room is closed: the session is over.",
        Door.OFF: "There is no room: the session is not going to take place.",
    }
    return conflict(f"room_{door}", texts[door])


def _keep_attendance(session: Session, booking: Booking, side: str, now: datetime) -> None:
    kept = session.get(Attendance, (booking.id, side))
    if kept is None:
        session.add(Attendance(booking_id=booking.id, side=side, first_at=now, last_at=now))
        return
    if kept.last_at < room.opens_at(booking.starts_at):
        # That was before the session was moved.
        kept.first_at, kept.last_at, kept.times = now, now, 0
    kept.last_at, kept.times = max(kept.last_at, now), kept.times + 1
    session.add(kept)
