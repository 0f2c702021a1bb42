"""Lets the clock act on bookings whose deadline has passed; one that cannot be moved holds up no other."""

import logging
from datetime import datetime, timedelta

from sqlmodel import col, select

from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.store.advance import advance, deadline, load
from thoughtcloud.store.tables import Booking

log = logging.getLogger(__name__)

# When a booking whose deadline led nowhere, or to an error, is looked at again.
ANOTHER_LOOK = timedelta(hours=1)


def run_due(platform: Platform, limit: int = 50) -> int:
    """Advance at most `limit` bookings whose deadline has passed; how many were tried."""
    now = platform.now()
    with platform.db.reading() as session:
        asked = select(Booking.id).where(col(Booking.due_at) <= now).order_by(col(Booking.due_at)).limit(limit)
        overdue = session.exec(asked).all()
    for booking_id in overdue:
        try:
            _strike(platform, booking_id, now)
        except Exception:
            log.exception("deadline_broken booking=%s", booking_id)
            _postpone(platform, booking_id, now)
    return len(overdue)


def _strike(platform: Platform, booking_id: str, now: datetime) -> None:
    with platform.db.unit_of_work() as session:
        booking, payment = load(session, booking_id, lock=True)
        if booking.due_at is None or booking.due_at > now:
            return  # Another worker was faster.
        due = deadline(booking, payment)
        moved = due is not None and advance(session, booking_id, Happened(due.event, Actor.CLOCK, now)).moved
        if not moved:
            log.error("deadline_leads_nowhere booking=%s state=%s", booking_id, booking.state)
            # One that waits for nothing was put off while somebody else moved it on: no look is needed any more.
            booking.due_at = now + ANOTHER_LOOK if due else None
            session.add(booking)


def _postpone(platform: Platform, booking_id: str, now: datetime) -> None:
    with platform.db.unit_of_work() as session:
        booking = session.get(Booking, booking_id)
        if booking is not None:
            booking.due_at = now + ANOTHER_LOOK
            session.add(booking)
