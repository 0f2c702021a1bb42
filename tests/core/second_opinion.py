"""Bookable times found by asking the wall clock at every single minute: slow, and simple enough to be believed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from thoughtcloud.core.plans import DateException, Plan
from thoughtcloud.core.slots import Busy

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Onlooker:
    """Somebody who reads a plan as a person would, and looks at the clock once a minute."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.zone = plan, ZoneInfo(plan.zone)
        self._of_date = cache(self._stretches)

    def starts(
        self,
        booked: Sequence[Busy] = (),
        busy: Sequence[Busy] = (),
        *,
        minutes: int,
        earliest: datetime,
        latest_end: datetime,
    ) -> tuple[datetime, ...]:
        """The question of `slots.starts`."""
        length, step = minutes * MINUTE, self.plan.rules.step_minutes * MINUTE
        may_begin, open_in_a_row, found = set(), 0, []
        at = (earliest - MINUTE).replace(second=0, microsecond=0)
        while at + MINUTE <= latest_end:
            if at >= earliest:
                begun = self._begun(at)
                open_in_a_row = open_in_a_row + 1 if begun else 0
                if any((self._wall(at) - begin) % step == timedelta(0) for begin in begun):
                    may_begin.add(at)
                start = at + MINUTE - length
                if open_in_a_row >= minutes and start in may_begin:
                    found.append(start)
            at += MINUTE
        free = (one for one in found if self._is_free(one, one + length, booked, busy))
        return tuple(one for one in free if self._fits(one, booked))

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(self.zone).replace(tzinfo=None)

    def _begun(self, at: datetime) -> list[datetime]:
        """When on the wall the hours began that are open now."""
        wall = self._wall(at)
        return [begin for begin, end in self._of_date(wall.date()) if begin <= wall < end]

    def _stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        """The hours that may be open on a date: those that begin on it, and those of the day before."""
        return [*self._begin_on(day), *self._run_on_into(day)]

    def _begin_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        exception = self._exception(day)
        spans = exception.spans if exception else [one for one in self.plan.hours if one.weekday == day.weekday()]
        midnight = datetime.combine(day, time())
        for one in spans:
            yield midnight + one.from_minute * MINUTE, midnight + one.to_minute * MINUTE

    def _run_on_into(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        today, yesterday = self._exception(day), self._exception(day - DAY)
        if today is None or today == yesterday:
            yield from self._begin_on(day - DAY)

    def _exception(self, day: date) -> DateException | None:
        return next((one for one in self.plan.exceptions if one.first <= day <= one.last), None)

    def _is_free(self, start: datetime, end: datetime, booked: Sequence[Busy], busy: Sequence[Busy]) -> bool:
        before, after = (MINUTE * many for many in (self.plan.rules.minutes_before, self.plan.rules.minutes_after))
        gap = max(before, after)
        apart = all(end + gap <= one.starts_at or one.ends_at + gap <= start for one in booked)
        return apart and all(end + after <= one.starts_at or one.ends_at + before <= start for one in busy)

    def _fits(self, start: datetime, booked: Sequence[Busy]) -> bool:
        day, rules = self._wall(start).date(), self.plan.rules
        others = [self._wall(one.starts_at).date() for one in booked]
        today = sum(other == day for other in others)
        this_week = sum(other.isocalendar()[:2] == day.isocalendar()[:2] for other in others)
        return (rules.most_a_day is None or today < rules.most_a_day) and (
            rules.most_a_week is None or this_week < rules.most_a_week
        )


def utc(*parts: int) -> datetime:
    """An instant by its parts."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
