"""The calendar of mentors: their weekly hours less what is claimed, as starts that can be booked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core import policy, slots
from thoughtcloud.core.slots import Range
from thoughtcloud.store import claims
from thoughtcloud.store.tables import SlotClaim, WeeklyHours


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session of so many minutes with this mentor, whose wall clock is that of `zone` (IANA).

    `moving` is a booking that will leave its place for this one: it does not stand in the way.
    """

    mentor_id: str
    zone: str
    minutes: int
    moving: str | None = None


def starts(session: Session, wanted: Sequence[Wanted], *, now: datetime) -> list[tuple[datetime, ...]]:
    """For each wish the starts (aware UTC, ascending) that can be booked now, as far ahead as a hold reaches."""
    mentors = {wish.mentor_id for wish in wanted}
    open_hours, busy = hours(session, mentors), _busy(session, mentors, now)
    return [
        slots.starts(
            open_hours[wish.mentor_id],
            wish.zone,
            busy[wish.mentor_id] if wish.moving is None else _others(session, wish, busy[wish.mentor_id]),
            minutes=wish.minutes,
            step=policy.SLOT_STEP,
            now=now,
            notice=policy.NOTICE,
            latest_end=policy.latest_end(now),
        )
        for wish in wanted
    ]


def hours(session: Session, mentor_ids: Iterable[str]) -> dict[str, list[Range]]:
    """The weekly hours of each mentor, in order of the week."""
    found: dict[str, list[Range]] = defaultdict(list)
    asked = select(WeeklyHours).where(col(WeeklyHours.mentor_id).in_(mentor_ids))
    for row in session.exec(asked.order_by(col(WeeklyHours.weekday), col(WeeklyHours.from_minute))):
        found[row.mentor_id].append(Range(row.weekday, row.from_minute, row.to_minute))
    return found


def _others(session: Session, wish: Wanted, busy: list[int]) -> list[int]:
    own = set(session.exec(select(SlotClaim.quarter).where(SlotClaim.booking_id == wish.moving)))
    return [quarter for quarter in busy if quarter not in own]


def _busy(session: Session, mentor_ids: Iterable[str], now: datetime) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    span = claims.quarters(now, policy.latest_end(now))
    asked = select(SlotClaim.mentor_id, SlotClaim.quarter).where(
        col(SlotClaim.mentor_id).in_(mentor_ids),
        col(SlotClaim.quarter) >= span.start,
        col(SlotClaim.quarter) < span.stop,
    )
    for mentor_id, quarter in session.exec(asked):
        found[mentor_id].append(quarter)
    return found
