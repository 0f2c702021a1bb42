"""Which times can be booked: weekly hours on a wall clock, turned into instants, less what is taken.

Time is counted in quarter-hours since 1970 (UTC), and a set of them is one integer: bit `i` stands for the quarter
`first + i`. So weeks of a calendar are joined, cut and searched with a handful of machine operations.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
QUARTER_MINUTES = 15
QUARTER_SECONDS = 15 * 60
DAY_MINUTES = 24 * 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Open hours on one weekday (Monday is 0) as wall-clock minutes of the day, the end excluded.

    Minutes are multiples of 15, because offsets from UTC are: then a quarter-hour is wholly open or wholly not.
    """

    weekday: int
    from_minute: int
    to_minute: int


def starts(
    hours: Sequence[Range],
    zone: str,
    busy: Iterable[int],
    *,
    minutes: int,
    step: int,
    now: datetime,
    notice: timedelta,
    latest_end: datetime,
) -> tuple[datetime, ...]:
    """Every start (aware UTC, ascending) at which a session of `minutes` can be booked.

    A quarter-hour is open when the wall clock of `zone` (IANA) shows a time inside a range at that instant: hours
    that a clock change skips do not exist, hours that it repeats are open twice. Starts lie `step` wall-clock
    minutes apart, counted from the beginning of their range. `busy` are quarter-hours since 1970 (UTC). A session
    begins no sooner than `notice` after `now` and ends no later than `latest_end`.
    """
    first, stop = -((EPOCH - now - notice) // QUARTER), (latest_end - EPOCH) // QUARTER
    if stop <= first:
        return ()
    week = _Week(hours, ZoneInfo(zone), step, first, stop)
    fits = _runs(week.open & ~_bits(busy, first, stop), minutes // QUARTER_MINUTES)
    return tuple(_instant(first + i) for i in _members(fits & week.begins))


class _Week:
    """Weekly hours laid over a span of the calendar: which quarters are open, and where a session may begin."""

    def __init__(self, hours: Sequence[Range], zone: ZoneInfo, step: int, first: int, stop: int) -> None:
        self.zone, self.step, self.first, self.length = zone, step, first, stop - first
        self.open = 0
        self.begins = 0
        for day in _days(_instant(first).astimezone(zone).date(), _instant(stop).astimezone(zone).date()):
            for hour in hours:
                if hour.weekday == day.weekday():
                    self._lay(day, hour)

    def _lay(self, day: date, hour: Range) -> None:
        begins_at = _wall(day, hour.from_minute, self.zone)
        ends_at = _wall(day, hour.to_minute, self.zone)
        offsets = {at.replace(fold=fold).utcoffset() for at in (begins_at, ends_at) for fold in (0, 1)}
        if len(offsets) > 1:
            self._lay_over_clock_change(day, hour)
            return
        begin, end = _quarter(begins_at) - self.first, _quarter(ends_at) - self.first
        self._add(begin, end, _every(self.step // QUARTER_MINUTES, end - begin))

    def _lay_over_clock_change(self, day: date, hour: Range) -> None:
        # The clock jumps in or beside this range: ask it at every quarter of a span that surely holds the day.
        noon = _quarter(_wall(day, DAY_MINUTES // 2, self.zone))
        for quarter in range(noon - 2 * 96, noon + 2 * 96):
            wall = _instant(quarter).astimezone(self.zone)
            minute = wall.hour * 60 + wall.minute
            if wall.date() == day and hour.from_minute <= minute < hour.to_minute:
                place = quarter - self.first
                self._add(place, place + 1, int((minute - hour.from_minute) % self.step == 0))

    def _add(self, begin: int, end: int, begins: int) -> None:
        span = (1 << (end - begin)) - 1
        whole = (1 << self.length) - 1
        self.open |= _shifted(span, begin) & whole
        self.begins |= _shifted(begins, begin) & whole


def _wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    # 24:00 is midnight of the next day on the wall clock.
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight + timedelta(minutes=minute)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def _quarter(at: datetime) -> int:
    return int(at.timestamp()) // QUARTER_SECONDS


def _instant(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC)


def _shifted(bits: int, places: int) -> int:
    return bits << places if places >= 0 else bits >> -places


def _every(step: int, length: int) -> int:
    """Bits 0, step, 2·step … below `length`."""
    count = -(-length // step)
    return ((1 << (step * count)) - 1) // ((1 << step) - 1)


def _bits(quarters: Iterable[int], first: int, stop: int) -> int:
    bits = 0
    for quarter in quarters:
        if first <= quarter < stop:
            bits |= 1 << (quarter - first)
    return bits


def _runs(free: int, length: int) -> int:
    """The places where `length` free quarters follow one another."""
    runs, have = free, 1
    while have < length:
        further = min(have, length - have)
        runs &= runs >> further
        have += further
    return runs


def _members(bits: int) -> Iterator[int]:
    digits = bin(bits)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)
