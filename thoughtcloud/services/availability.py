"""When a mentor can be booked: the weekly hours they set, and the free starts that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from thoughtcloud.core.errors import Problem, invalid, not_found
from thoughtcloud.core.slots import DAY_MINUTES, QUARTER_MINUTES, Range
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import own
from thoughtcloud.store import calendar
from thoughtcloud.store.calendar import Wanted
from thoughtcloud.store.tables import Mentor, Offer, WeeklyHours

MOST_RANGES = 70


@dataclass(frozen=True, slots=True)
class SlotDay:
    """One day of the viewer's calendar with its free starts (aware UTC, ascending)."""

    day: date
    starts: tuple[datetime, ...]


def hours(session: Session, caller: Caller | None, *, now: datetime) -> tuple[Range, ...]:
    """The calling mentor's weekly hours, in order. Raises `Problem` signed_out or forbidden."""
    mentor = own(session, caller)
    return tuple(calendar.hours(session, [mentor.id])[mentor.id])


def replace_hours(session: Session, caller: Caller | None, *, ranges: Sequence[Range], now: datetime) -> None:
    """Set the calling mentor's weekly hours; what is booked stays booked. Raises `Problem`.

    Ranges begin and end on quarter-hours between 0 and 1440, have a length, and do not overlap.
    """
    mentor = own(session, caller)
    checked = _checked(ranges)
    session.exec(delete(WeeklyHours).where(col(WeeklyHours.mentor_id) == mentor.id))
    session.add_all(
        WeeklyHours(mentor_id=mentor.id, weekday=one.weekday, from_minute=one.from_minute, to_minute=one.to_minute)
        for one in checked
    )


def slots(session: Session, offer_id: str, *, now: datetime) -> tuple[datetime, ...]:
    """Every start at which the offer can be booked (aware UTC, ascending). Raises `Problem` not_found."""
    return free_starts(session, *offered(session, offer_id), now=now)


def days(session: Session, offer_id: str, *, zone: str, now: datetime) -> tuple[SlotDay, ...]:
    """The same, grouped by the day on the calendar of `zone` (the viewer's, IANA). Raises `Problem`."""
    clock = ZoneInfo(inputs.zone(zone))
    grouped = groupby(slots(session, offer_id, now=now), key=lambda start: start.astimezone(clock).date())
    return tuple(SlotDay(day, tuple(starts)) for day, starts in grouped)


def offered(session: Session, offer_id: str) -> tuple[Offer, Mentor]:
    """An active offer of a published mentor. Raises `Problem` not_found."""
    wanted = inputs.reference(offer_id, "offer")
    asked = select(Offer, Mentor).join(Mentor, col(Mentor.id) == col(Offer.mentor_id))
    found = session.exec(asked.where(Offer.id == wanted, Offer.active, Mentor.published)).first()
    if found is None:
        raise not_found("offer")
    return found[0], found[1]


def free_starts(session: Session, offer: Offer, mentor: Mentor, *, now: datetime) -> tuple[datetime, ...]:
    """Every start at which this offer can be booked (aware UTC, ascending)."""
    return calendar.starts(session, [Wanted(mentor.id, mentor.zone, offer.minutes)], now=now)[0]


def _checked(ranges: object) -> list[Range]:
    if not isinstance(ranges, Sequence) or isinstance(ranges, str | bytes) or len(ranges) > MOST_RANGES:
        raise _wrong("Please set your hours again.")
    checked = sorted(_range(one) for one in ranges)
    for one, following in pairwise(checked):
        if one.weekday == following.weekday and following.from_minute < one.to_minute:
            raise _wrong("Two ranges on one day overlap.")
    return checked


def _range(one: object) -> Range:
    if not isinstance(one, Range):
        raise _wrong("Please set your hours again.")
    weekday = inputs.whole(one.weekday, "hours", least=0, most=6)
    begin = inputs.whole(one.from_minute, "hours", least=0, most=DAY_MINUTES)
    end = inputs.whole(one.to_minute, "hours", least=0, most=DAY_MINUTES)
    if begin % QUARTER_MINUTES or end % QUARTER_MINUTES:
        raise _wrong("Hours begin and end on a quarter of an hour.")
    if begin >= end:
        raise _wrong("A range has to end after it begins.")
    return Range(weekday, begin, end)


def _wrong(text: str) -> Problem:
    return invalid("bad_hours", text, "hours")
