"""The calendar of mentors: their plans less what is booked, here or elsewhere, as starts that can be booked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from thoughtcloud.core import policy, slots
from thoughtcloud.core.plans import DAY_MINUTES, QUARTER_MINUTES, Plan, Range
from thoughtcloud.core.policy import Reach
from thoughtcloud.core.slots import Busy
from thoughtcloud.store import busy_calendars, plans
from thoughtcloud.store.tables import Booking, Mentor, PlanRow, SlotClaim

# A local week and a day's difference of zones on either side, so that limits are counted over whole local weeks.
WEEK_AROUND = timedelta(days=8)
# A page of mentors looks for the next start of each: most have one in the first stretch.
STRETCHES = (timedelta(days=8), timedelta(days=56), timedelta(days=366))
ROUND_THE_CLOCK = tuple(Range(weekday, 0, DAY_MINUTES) for weekday in range(7))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session of so many minutes with this mentor.

    `leaving` are bookings that will leave their places for this one: they do not stand in the way.
    """

    mentor_id: str
    minutes: int
    leaving: frozenset[str] = frozenset()


def starts(session: Session, wanted: Sequence[Wanted], *, now: datetime) -> list[tuple[datetime, ...]]:
    """For each wish the starts (aware UTC, ascending) that can be booked now."""
    asked = _Asked(session, wanted, now)
    return asked.starts(wanted, asked.reaches)


def next_starts(session: Session, wanted: Sequence[Wanted], *, now: datetime) -> list[datetime | None]:
    """For each wish the first start (aware UTC) that can be booked now, looking only as far ahead as needed."""
    asked = _Asked(session, wanted, now)
    found: dict[Wanted, datetime] = {}
    for stretch in STRETCHES:
        lacking = [wish for wish in wanted if wish not in found]
        answers = zip(lacking, asked.starts(lacking, asked.near(stretch)), strict=True)
        found |= {wish: free[0] for wish, free in answers if free}
    return [found.get(wish) for wish in wanted]


def first_within(
    session: Session, wanted: Sequence[Wanted], spans: Sequence[Reach], *, now: datetime
) -> list[datetime | None]:
    """For each wish the first start (aware UTC) that can be booked now so that all of it lies in one of the spans.

    Looks at nothing before the first span or after the last; `spans` are at least one, in ascending order.
    """
    asked = _Asked(session, wanted, now)
    free = asked.starts(wanted, asked.between(spans[0].earliest_start, spans[-1].latest_end))
    return [_first_in(starts, wish.minutes, spans) for wish, starts in zip(wanted, free, strict=True)]


def _first_in(starts: Sequence[datetime], minutes: int, spans: Sequence[Reach]) -> datetime | None:
    length = timedelta(minutes=minutes)
    inside = (
        start
        for start in starts
        if any(one.earliest_start <= start and start + length <= one.latest_end for one in spans)
    )
    return next(inside, None)


def of_plan(session: Session, mentor_id: str, plan: Plan, *, minutes: int, now: datetime) -> tuple[datetime, ...]:
    """The starts (aware UTC, ascending) that a plan would make bookable if the mentor kept it."""
    reach = policy.reach(plan, now)
    booked = _booked(session, {mentor_id: reach})[mentor_id]
    busy = busy_calendars.between(session, {mentor_id: reach}, {mentor_id: plan.zone})[mentor_id]
    return _free(plan, booked, busy, minutes, reach)


def has_room(session: Session, booking: Booking, start: datetime) -> bool:
    """Whether a session can be at a start that was promised to it once, under the mentor's lock.

    Nobody else may be there or too near, nor the mentor busy elsewhere, and the mentor's limits hold. Hours,
    notice, reach and pauses are not asked again: they allowed it when it was booked, or the mentor named the time.
    """
    plans.lock(session, booking.mentor_id)
    plan = replace(plans.read_one(session, booking.mentor_id).plan, hours=ROUND_THE_CLOCK, exceptions=())
    plan = replace(plan, rules=replace(plan.rules, step_minutes=QUARTER_MINUTES))
    span = Reach(start, start + timedelta(minutes=booking.minutes))
    booked = _booked(session, {booking.mentor_id: span})[booking.mentor_id]
    busy = busy_calendars.between(session, {booking.mentor_id: span}, {booking.mentor_id: plan.zone})
    others = [one for one in booked if one.booking_id != booking.id]
    return start in _free(plan, others, busy[booking.mentor_id], booking.minutes, span)


@dataclass(frozen=True, slots=True)
class Trace:
    """What is equal between two looks as long as nobody has booked, left, planned or become busy."""

    claims: int
    plan: int
    elsewhere: tuple[tuple[str, int], ...]


def trace(session: Session, mentor_id: str, *, now: datetime) -> Trace:
    """A cheap look at whether a mentor's calendar is still what it was: it reads counters, and no session."""
    counters = select(Mentor.claims_version, PlanRow.version).where(Mentor.id == mentor_id)
    counters = counters.outerjoin(PlanRow, col(PlanRow.mentor_id) == col(Mentor.id))
    claimed, planned = session.exec(counters).one()
    return Trace(claimed, planned or 0, busy_calendars.editions(session, [mentor_id]))


class _Asked:
    """The mentors of some wishes: their plans, and between which instants each can be booked."""

    def __init__(self, session: Session, wanted: Sequence[Wanted], now: datetime) -> None:
        kept = plans.read(session, {wish.mentor_id for wish in wanted})
        self._session = session
        self._plans = {mentor_id: one.plan for mentor_id, one in kept.items()}
        self.reaches = {mentor_id: policy.reach(plan, now) for mentor_id, plan in self._plans.items()}

    def near(self, stretch: timedelta) -> dict[str, Reach]:
        """The reaches, but no longer than that."""
        return {
            mentor_id: Reach(reach.earliest_start, min(reach.latest_end, reach.earliest_start + stretch))
            for mentor_id, reach in self.reaches.items()
        }

    def between(self, first: datetime, last: datetime) -> dict[str, Reach]:
        """What of the reaches lies between two instants."""
        return {
            mentor_id: Reach(max(reach.earliest_start, first), min(reach.latest_end, last))
            for mentor_id, reach in self.reaches.items()
        }

    def starts(self, wanted: Sequence[Wanted], reaches: dict[str, Reach]) -> list[tuple[datetime, ...]]:
        """The free starts of each wish within its mentor's reach."""
        mentors = {wish.mentor_id for wish in wanted}
        within = {mentor_id: reaches[mentor_id] for mentor_id in mentors}
        booked = _booked(self._session, within)
        zones = {mentor_id: self._plans[mentor_id].zone for mentor_id in mentors}
        busy = busy_calendars.between(self._session, within, zones)
        return [
            _free(
                self._plans[wish.mentor_id],
                [one for one in booked[wish.mentor_id] if one.booking_id not in wish.leaving],
                busy[wish.mentor_id],
                wish.minutes,
                reaches[wish.mentor_id],
            )
            for wish in wanted
        ]


@dataclass(frozen=True, slots=True)
class _Booked(Busy):
    booking_id: str


def _free(
    plan: Plan, booked: Sequence[Busy], busy: Sequence[Busy], minutes: int, reach: Reach
) -> tuple[datetime, ...]:
    return slots.starts(
        plan, booked, busy, minutes=minutes, earliest=reach.earliest_start, latest_end=reach.latest_end
    )


def _booked(session: Session, reaches: dict[str, Reach]) -> dict[str, list[_Booked]]:
    """The sessions of each mentor that hold their time, in the whole local weeks around the reach."""
    found: dict[str, list[_Booked]] = defaultdict(list)
    if not reaches:
        return found
    asked = select(Booking.mentor_id, Booking.starts_at, Booking.ends_at, Booking.id).where(
        col(Booking.mentor_id).in_(reaches),
        col(Booking.starts_at) >= min(one.earliest_start for one in reaches.values()) - WEEK_AROUND,
        col(Booking.starts_at) < max(one.latest_end for one in reaches.values()) + WEEK_AROUND,
        select(SlotClaim.quarter).where(SlotClaim.booking_id == Booking.id).exists(),
    )
    for mentor_id, starts_at, ends_at, booking_id in session.exec(asked):
        found[mentor_id].append(_Booked(starts_at, ends_at, booking_id))
    return found
