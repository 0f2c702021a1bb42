"""What a plan would mean if its mentor kept it: what could be booked day by day, which sessions lie outside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from thoughtcloud.core import plan_faults, policy, slots
from thoughtcloud.core.plans import ONE_DAY, QUARTER_MINUTES, DateException, Plan, Rules
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import own
from thoughtcloud.store import calendar
from thoughtcloud.store.tables import Booking, Offer, Person, SlotClaim

DEFAULT_MINUTES = 60
MOST_DAYS = 42
MOST_SESSIONS = 1000
QUARTER = timedelta(minutes=QUARTER_MINUTES)
EVERY_QUARTER = Rules(step_minutes=QUARTER_MINUTES)


class Verdict(StrEnum):
    """Whether a day could be booked, and if not, why."""

    FREE = "free"
    CLOSED = "closed"
    PAUSED = "paused"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Wall-clock minutes of one date, the end excluded."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class BookedSession:
    """A session that is booked (aware UTC)."""

    booking_id: str
    mentee: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """One date of the plan's zone. `open` are its hours; of these a session could fill what is `free`.

    `shift` is by how many minutes the clocks go forward on it (negative: back).
    """

    day: date
    verdict: Verdict
    open: tuple[Stretch, ...]
    free: tuple[Stretch, ...]
    booked: tuple[Stretch, ...]
    sessions: tuple[BookedSession, ...]
    exception: DateException | None
    shift: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`minutes` is the length previewed, `lengths` those on offer; sessions `outside` the hours stay booked."""

    zone: str
    minutes: int
    lengths: tuple[int, ...]
    days: tuple[Day, ...]
    outside: tuple[BookedSession, ...]


def preview(
    session: Session,
    caller: Caller | None,
    *,
    plan: Plan,
    minutes: int | None,
    skip: int,
    days: int,
    now: datetime,
) -> Preview:
    """The `days` dates from `skip` days after today (in the plan's zone), for a session of `minutes`.

    Without `minutes` the shortest length on offer is taken. Raises `Problem`: signed_out, forbidden, zone_unknown,
    bad_plan, bad_number.
    """
    mentor = own(session, caller)
    checked = plan_faults.checked(plan)
    lengths = _lengths(session, mentor.id)
    length = inputs.whole(minutes or (lengths or (DEFAULT_MINUTES,))[0], "minutes", least=15, most=240)
    inputs.whole(skip, "skip", least=0, most=400)
    inputs.whole(days, "days", least=1, most=MOST_DAYS)
    first = now.astimezone(ZoneInfo(plan.zone)).date() + timedelta(days=skip)
    dates = [first + timedelta(days=n) for n in range(days)]
    starts = calendar.of_plan(session, mentor.id, checked, minutes=length, now=now)
    sessions = _sessions(session, mentor.id, now)
    laid = _lay(checked, dates, starts, length, sessions, now)
    outside = tuple(one for one in sessions if not _is_inside(checked, one))
    return Preview(plan.zone, length, lengths, laid, outside)


def _lengths(session: Session, mentor_id: str) -> tuple[int, ...]:
    asked = select(Offer.minutes).where(Offer.mentor_id == mentor_id, Offer.active).distinct()
    return tuple(session.exec(asked.order_by(col(Offer.minutes))))


def _sessions(session: Session, mentor_id: str, now: datetime) -> tuple[BookedSession, ...]:
    asked = (
        select(Booking.id, Person.name, Booking.starts_at, Booking.ends_at)
        .join(Person, col(Person.id) == col(Booking.mentee_id))
        .where(
            Booking.mentor_id == mentor_id,
            col(Booking.ends_at) > now - ONE_DAY,
            select(SlotClaim.quarter).where(SlotClaim.booking_id == Booking.id).exists(),
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
        .limit(MOST_SESSIONS)
    )
    return tuple(BookedSession(*row) for row in session.exec(asked))


def _is_inside(plan: Plan, one: BookedSession) -> bool:
    return len(_quarters(plan, one.starts_at, one.ends_at)) * QUARTER >= one.ends_at - one.starts_at


def _quarters(plan: Plan, begin: datetime, end: datetime) -> tuple[datetime, ...]:
    """Every open quarter-hour between two instants."""
    bare = replace(plan, rules=EVERY_QUARTER, pause=None)
    return slots.starts(bare, minutes=QUARTER_MINUTES, earliest=begin, latest_end=end)


def _lay(
    plan: Plan,
    dates: Sequence[date],
    starts: Sequence[datetime],
    minutes: int,
    sessions: Sequence[BookedSession],
    now: datetime,
) -> tuple[Day, ...]:
    zone = ZoneInfo(plan.zone)
    begin, end = _midnight(dates[0], zone), _midnight(dates[-1] + ONE_DAY, zone)
    length = timedelta(minutes=minutes)
    near = [start for start in starts if begin - ONE_DAY < start < end]
    opened = _by_date(_quarters(plan, begin, end), zone)
    free = _by_date((quarter for start in near for quarter in _between(start, start + length)), zone)
    booked = _by_date((quarter for one in sessions for quarter in _between(one.starts_at, one.ends_at)), zone)
    return tuple(
        Day(
            day=day,
            verdict=_verdict(plan, day, bool(opened[day]), bool(free[day]), now),
            open=_stretches(opened[day]),
            free=_stretches(free[day] - booked[day]),
            booked=_stretches(booked[day]),
            sessions=tuple(one for one in sessions if one.starts_at.astimezone(zone).date() == day),
            exception=next((one for one in plan.exceptions if one.first <= day <= one.last), None),
            shift=_shift(day, zone),
        )
        for day in dates
    )


def _verdict(plan: Plan, day: date, is_open: bool, is_free: bool, now: datetime) -> Verdict:
    if is_free:
        return Verdict.FREE
    if not is_open:
        return Verdict.CLOSED
    if plan.is_paused(now):
        return Verdict.PAUSED
    zone, reach = ZoneInfo(plan.zone), policy.reach(replace(plan, pause=None), now)
    if _midnight(day + ONE_DAY, zone) <= reach.earliest_start:
        return Verdict.TOO_SOON
    return Verdict.TOO_FAR if _midnight(day, zone) >= reach.latest_end else Verdict.FULL


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _shift(day: date, zone: ZoneInfo) -> int:
    length = _midnight(day + ONE_DAY, zone) - _midnight(day, zone)
    return (ONE_DAY - length) // timedelta(minutes=1)


def _between(begin: datetime, end: datetime) -> Iterable[datetime]:
    while begin < end:
        yield begin
        begin += QUARTER


def _by_date(quarters: Iterable[datetime], zone: ZoneInfo) -> defaultdict[date, set[int]]:
    """The wall-clock minutes at which the quarters of each date begin."""
    found: defaultdict[date, set[int]] = defaultdict(set)
    for quarter in quarters:
        local = quarter.astimezone(zone)
        found[local.date()].add(local.hour * 60 + local.minute)
    return found


def _stretches(minutes: set[int]) -> tuple[Stretch, ...]:
    """The unbroken runs of quarters that begin at those minutes."""
    found: list[Stretch] = []
    for begin in sorted(minutes):
        if found and found[-1].end == begin:
            found[-1] = Stretch(found[-1].begin, begin + QUARTER_MINUTES)
        else:
            found.append(Stretch(begin, begin + QUARTER_MINUTES))
    return tuple(found)
