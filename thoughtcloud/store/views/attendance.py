"""Who went through the door of a session's room, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core import room
from thoughtcloud.core.states import Actor
from thoughtcloud.store.tables import Attendance, Booking


@dataclass(frozen=True, slots=True)
class Attended:
    """That one side was there: the first and the last time through the door, and how often."""

    side: Actor
    first_at: datetime
    last_at: datetime
    times: int


def of(session: Session, booking: Booking) -> tuple[Attended, ...]:
    """Who was there, the first to come first; at most both sides. Whoever came before it was moved, was not."""
    opened_at = room.opens_at(booking.starts_at)
    asked = select(Attendance).where(Attendance.booking_id == booking.id, col(Attendance.last_at) >= opened_at)
    found = session.exec(asked.order_by(col(Attendance.first_at)))
    return tuple(Attended(Actor(row.side), row.first_at, row.last_at, row.times) for row in found)
