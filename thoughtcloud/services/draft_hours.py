"""Weekly hours while they are written: which ranges make sense, why others do not, what they would give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core import plan_faults
from thoughtcloud.core.plans import DAY_MINUTES, Range
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import own
from thoughtcloud.store import calendar, plans
from thoughtcloud.store.tables import Offer

DEFAULT_MINUTES = 60
# Hours over midnight that would be longer are taken for a slip of the pen.
LONGEST_NIGHT = 12 * 60


@dataclass(frozen=True, slots=True)
class Draft:
    """One range as typed: `begin` and `end` are wall-clock times such as 09:30; an end of 00:00 is midnight.

    An end before the beginning is on the day after, when so much of a night is meant.
    """

    weekday: int
    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What could be booked: the next starts (aware UTC) of a session of `minutes`; `zone` is the mentor's.

    Within a range they are `step_minutes` apart.
    """

    zone: str
    minutes: int
    step_minutes: int
    starts: tuple[datetime, ...]


def complaints(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """For each draft a sentence that says what is wrong with it; empty where nothing is."""
    said = [_complaint(draft) for draft in drafts]
    sound = [place for place, wrong in enumerate(said) if not wrong]
    week = tuple(_range(drafts[place]) for place in sound)
    for fault in plan_faults.of_hours(week):
        if fault.place is not None:
            said[sound[fault.place]] = fault.text
    return tuple(said)


def ranges(drafts: Sequence[Draft]) -> tuple[Range, ...]:
    """The drafts that make sense, in the order of the week."""
    sound = [draft for draft, wrong in zip(drafts, complaints(drafts), strict=True) if not wrong]
    return tuple(sorted(_range(draft) for draft in sound))


def preview(session: Session, caller: Caller | None, drafts: Sequence[Draft], *, now: datetime) -> Preview:
    """What the calling mentor's drafts would make bookable, around what is booked. Raises `Problem`."""
    mentor = own(session, caller)
    asked = select(Offer.minutes).where(Offer.mentor_id == mentor.id, Offer.active).order_by(col(Offer.minutes))
    minutes = session.exec(asked).first() or DEFAULT_MINUTES
    plan = replace(plans.read_one(session, mentor.id).plan, hours=ranges(drafts))
    starts = calendar.of_plan(session, mentor.id, plan, minutes=minutes, now=now)
    return Preview(mentor.zone, minutes, plan.rules.step_minutes, starts)


def typed(minute: int) -> str:
    """A minute of the day as a time input shows it."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def minute(time: object) -> int | None:
    """The minute of the day that was typed as HH:MM, or None."""
    if not isinstance(time, str) or len(time) != 5 or time[2] != ":" or not time.isascii():
        return None
    hours, minutes = time[:2], time[3:]
    if not (hours.isdigit() and minutes.isdigit()) or int(hours) > 23 or int(minutes) > 59:
        return None
    return int(hours) * 60 + int(minutes)


def _complaint(draft: Draft) -> str:
    if minute(draft.begin) is None or minute(draft.end) is None:
        return "Please give both times."
    one = _range(draft)
    if one.to_minute - one.from_minute > LONGEST_NIGHT and one.to_minute > DAY_MINUTES:
        return "The end has to be after the beginning."
    return plan_faults.range_fault(one)


def _range(draft: Draft) -> Range:
    begin, end = minute(draft.begin) or 0, minute(draft.end) or DAY_MINUTES
    # 22:00 to 02:00 runs over midnight.
    return Range(draft.weekday, begin, end if begin < end else end + DAY_MINUTES)
