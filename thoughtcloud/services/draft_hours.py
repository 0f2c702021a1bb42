"""Weekly hours while they are written: which ranges make sense, why others do not, what they would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core import policy, slots
from thoughtcloud.core.slots import DAY_MINUTES, QUARTER_MINUTES, Range
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import own
from thoughtcloud.store import claims
from thoughtcloud.store.tables import Offer

DEFAULT_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """One range as typed: `begin` and `end` are wall-clock times such as 09:30; an end of 00:00 is midnight."""

    weekday: int
    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What could be booked: the next starts (aware UTC) of a session of `minutes`; `zone` is the mentor's."""

    zone: str
    minutes: int
    starts: tuple[datetime, ...]


def complaints(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """For each draft a sentence that says what is wrong with it; empty where nothing is."""
    said = [_complaint(draft) for draft in drafts]
    for i, draft in enumerate(drafts):
        if not said[i] and any(_overlap(draft, other) for j, other in enumerate(drafts[:i]) if not said[j]):
            said[i] = "This overlaps with another range of the day."
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
    latest_end = policy.latest_end(now)
    starts = slots.starts(
        ranges(drafts),
        mentor.zone,
        claims.busy(session, mentor.id, now, latest_end),
        minutes=minutes,
        step=policy.SLOT_STEP,
        now=now,
        notice=policy.NOTICE,
        latest_end=latest_end,
    )
    return Preview(mentor.zone, minutes, starts)


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
    begin, end = minute(draft.begin), _end(draft)
    if begin is None or end is None:
        return "Please give both times."
    if begin % QUARTER_MINUTES or end % QUARTER_MINUTES:
        return "Times go by quarters of an hour, such as 09:15."
    if end <= begin:
        return "The end has to be after the beginning."
    return ""


def _end(draft: Draft) -> int | None:
    end = minute(draft.end)
    return DAY_MINUTES if end == 0 else end


def _range(draft: Draft) -> Range:
    return Range(draft.weekday, minute(draft.begin) or 0, _end(draft) or 0)


def _overlap(one: Draft, other: Draft) -> bool:
    if one.weekday != other.weekday:
        return False
    first, second = sorted((_range(one), _range(other)))
    return second.from_minute < first.to_minute
