"""Who occupies a mentor's quarter-hours; the database refuses the second claim on one."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from thoughtcloud.core.errors import conflict
from thoughtcloud.store.tables import Booking, Mentor, SlotClaim

QUARTER = 15 * 60


def quarters(starts_at: datetime, ends_at: datetime) -> range:
    """The quarter-hours since 1970 that the half-open span touches."""
    first = int(starts_at.timestamp()) // QUARTER
    last = -(-int(ends_at.timestamp()) // QUARTER)
    return range(first, last)


def take(session: Session, booking: Booking) -> None:
    """Claim the booking's span. Raises `Problem` slot_taken if somebody has a part of it."""
    session.flush()
    rows = [
        SlotClaim(mentor_id=booking.mentor_id, quarter=quarter, booking_id=booking.id)
        for quarter in quarters(booking.starts_at, booking.ends_at)
    ]
    try:
        with session.begin_nested():
            session.add_all(rows)
            session.flush()
            _count(session, booking)
    except IntegrityError as error:
        raise conflict("slot_taken", "Somebody was faster: that time has just been taken.") from error


def move(session: Session, booking: Booking) -> None:
    """Claim the booking's span in place of what it had before. Raises `Problem` slot_taken."""
    free(session, booking)
    take(session, booking)


def free(session: Session, booking: Booking) -> None:
    """Give back everything that the booking has claimed."""
    given = session.exec(delete(SlotClaim).where(col(SlotClaim.booking_id) == booking.id))
    if given.rowcount:
        _count(session, booking)


def busy(
    session: Session, mentor_id: str, start: datetime, end: datetime, *, without: str = ""
) -> Iterable[int]:
    """The claimed quarter-hours of a mentor in the span, ascending; those of the booking `without` aside."""
    span = quarters(start, end)
    asked = select(SlotClaim.quarter).where(
        SlotClaim.mentor_id == mentor_id,
        col(SlotClaim.quarter) >= span.start,
        col(SlotClaim.quarter) < span.stop,
        SlotClaim.booking_id != without,
    )
    return session.exec(asked.order_by(col(SlotClaim.quarter))).all()


def _count(session: Session, booking: Booking) -> None:
    """Let whoever watches the mentor's calendar know that it has changed."""
    counted = update(Mentor).where(col(Mentor.id) == booking.mentor_id)
    session.exec(counted.values(claims_version=Mentor.claims_version + 1))
