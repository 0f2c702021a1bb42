"""When a mentor wants to be booked: hours on a wall clock, exceptions, and rules; it knows no booking.

Everything is wall time of one IANA zone and is resolved date by date, so that a plan stays true when clocks
change and when the zone's law does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUARTER_MINUTES = 15
DAY_MINUTES = 24 * 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Open hours that begin on one weekday (Monday is 0) as wall-clock minutes of that day, the end excluded.

    Minutes are multiples of 15, because offsets from UTC are: then a quarter-hour is wholly open or wholly not.
    An end beyond 1440 is on the day after: 22:00-02:00 is 1320 to 1560.
    """

    weekday: int
    from_minute: int
    to_minute: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open hours that begin on a certain date, as a `Range` has them."""

    from_minute: int
    to_minute: int


@dataclass(frozen=True, slots=True, order=True)
class DateException:
    """The dates from `first` to `last` (included) follow their own hours and not the week's; none is closed.

    Such a date is open when the exception says so and never else: hours that run over midnight from the day
    before end with it, unless they are the exception's own.
    """

    first: date
    last: date
    spans: tuple[Span, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a mentor can be booked. Starts are `step_minutes` apart on the wall, from the beginning of each range.

    A session begins `notice_minutes` from now or later, at most `days_ahead` local days after today. Buffers lie
    around it: `minutes_before` and `minutes_after` are free of anything else, and two bookings are apart by the
    longer of the two. Limits count the sessions that begin on a local date, and in a local ISO week.
    """

    step_minutes: int = 30
    notice_minutes: int = 120
    days_ahead: int = 60
    minutes_before: int = 0
    minutes_after: int = 0
    most_a_day: int | None = None
    most_a_week: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing can be booked: until the local date `until` begins, or for good."""

    until: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it. `zone` is the mentor's (IANA)."""

    zone: str
    hours: tuple[Range, ...] = ()
    exceptions: tuple[DateException, ...] = ()
    rules: Rules = field(default_factory=Rules)
    pause: Pause | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether bookings are paused at that instant."""
        if self.pause is None:
            return False
        return self.pause.until is None or now.astimezone(ZoneInfo(self.zone)).date() < self.pause.until

    def first_start(self, now: datetime) -> datetime:
        """No session begins sooner (aware UTC)."""
        return now + timedelta(minutes=self.rules.notice_minutes)

    def last_end(self, now: datetime) -> datetime:
        """No session ends later (aware UTC): the midnight after the last local day in reach."""
        zone = ZoneInfo(self.zone)
        last = now.astimezone(zone).date() + timedelta(days=self.rules.days_ahead)
        return datetime.combine(last + ONE_DAY, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Piece:
    """Open minutes of one date, 0 to 1440; `anchor` is where its range began: negative when the day before."""

    from_minute: int
    to_minute: int
    anchor: int


class Days:
    """A plan's dates, one by one: which pieces of each are open by the wall clock."""

    def __init__(self, plan: Plan, first: date, last: date) -> None:
        """Dates from `first` to `last` will be asked for."""
        week: list[list[Span]] = [[] for _ in range(7)]
        for one in plan.hours:
            week[one.weekday].append(Span(one.from_minute, one.to_minute))
        self._week = week
        self._exceptions = dict(_dates(plan.exceptions, first - ONE_DAY, last))
        self.weekdays = [tuple(_pieces(week[day - 1], week[day])) for day in range(7)]

    def is_ordinary(self, day: date) -> bool:
        """Whether the date is one of `weekdays`: no exception speaks of it or of the day before."""
        return not self._exceptions or (day not in self._exceptions and day - ONE_DAY not in self._exceptions)

    def pieces(self, day: date) -> tuple[Piece, ...]:
        """What is open on a date; pieces may overlap where an exception's hours run into an ordinary day."""
        own, before = self._exceptions.get(day), self._exceptions.get(day - ONE_DAY)
        begins = self._week[day.weekday()] if own is None else own.spans
        if own is None or own is before:
            carried = self._week[day.weekday() - 1] if before is None else before.spans
        else:
            carried = ()
        return tuple(_pieces(carried, begins))


def _pieces(carried: Iterable[Span], begins: Iterable[Span]) -> Iterator[Piece]:
    for one in carried:
        if one.to_minute > DAY_MINUTES:
            yield Piece(0, one.to_minute - DAY_MINUTES, one.from_minute - DAY_MINUTES)
    for one in begins:
        yield Piece(one.from_minute, min(one.to_minute, DAY_MINUTES), one.from_minute)


def _dates(
    exceptions: Iterable[DateException], first: date, last: date
) -> Iterator[tuple[date, DateException]]:
    for one in exceptions:
        day = max(one.first, first)
        while day <= min(one.last, last):
            yield day, one
            day += ONE_DAY
