"""When a mentor wants to be booked: hours on a wall clock, exceptions, and rules; it knows no booking.

Everything is wall time of one IANA zone and is resolved date by date, so that a plan stays true when clocks
change and when the zone's law does.
"""

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
