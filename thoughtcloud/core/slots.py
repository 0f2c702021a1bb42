"""Which times can be booked: a mentor's plan on the wall clock, turned into instants, less what is taken.

Time is counted in quarter-hours since 1970 (UTC), and a set of them is one integer: bit `i` stands for the quarter
`first + i`. So weeks of a calendar are joined, cut and searched with a handful of machine operations.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import compress
from zoneinfo import ZoneInfo

from thoughtcloud.core.plans import DAY_MINUTES, ONE_DAY, QUARTER_MINUTES, Plan, Range, Rules, Span

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# So many free starts are told in place of one that cannot be had.
NEAREST = 3
QUARTER = timedelta(minutes=QUARTER_MINUTES)
QUARTER_SECONDS = QUARTER_MINUTES * 60
DAY_QUARTERS = DAY_MINUTES // QUARTER_MINUTES
DAY_BYTES = DAY_QUARTERS // 8
WHOLE_DAY = (1 << DAY_QUARTERS) - 1


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """A span of instants (aware UTC) in which the mentor has something else, the end excluded."""

    starts_at: datetime
    ends_at: datetime


def starts(
    plan: Plan,
    booked: Sequence[Busy] = (),
    busy: Iterable[Busy] = (),
    *,
    minutes: int,
    earliest: datetime,
    latest_end: datetime,
) -> tuple[datetime, ...]:
    """Every start (aware UTC, ascending) at which a session of `minutes` can be booked.

    A quarter-hour is open when the wall clock of the plan's zone shows a time inside its hours at that instant:
    hours that a clock change skips do not exist, hours that it repeats are open twice. A session lies wholly in
    open quarters, begins no sooner than `earliest` and ends no later than `latest_end`; the plan's notice, reach
    and pause are the caller's to bring into these.

    `booked` are the mentor's sessions: they count for the plan's limits, so those of the whole local weeks
    concerned belong to them. `busy` is anything else that keeps the mentor, at any minute.
    """
    first, stop = -((EPOCH - earliest) // QUARTER), (latest_end - EPOCH) // QUARTER
    if stop <= first:
        return ()
    calendar = _Calendar(plan, booked, first, stop)
    free = calendar.open & ~_blocked(plan, booked, busy, first, stop)
    fits = _runs(free, -(-minutes // QUARTER_MINUTES))
    return _instants(fits & calendar.begins, first)


def nearest(free: Iterable[datetime], wanted: datetime) -> tuple[datetime, ...]:
    """The few free starts that are closest to the wanted one, ascending."""
    return tuple(sorted(sorted(free, key=lambda start: abs(start - wanted))[:NEAREST]))


class _Calendar:
    """A plan laid over a span of quarters: which of them are open, and where a session may begin."""

    def __init__(self, plan: Plan, booked: Iterable[Busy], first: int, stop: int) -> None:
        self.open = self.begins = 0
        self._zone, self._first = ZoneInfo(plan.zone), first
        began = _instant(first).astimezone(self._zone).date()
        ended = _instant(stop).astimezone(self._zone).date()
        self._lay_days(_Dates(plan, began, ended), _full(plan.rules, booked, self._zone), began, ended)
        whole = (1 << (stop - first)) - 1
        self.open &= whole
        self.begins &= whole

    def _lay_days(self, dates: "_Dates", full: set[date], day: date, last: date) -> None:
        # Days without a clock change follow one another in blocks of 96 bits: such a run is laid in one go.
        run_at, opens, begins = 0, bytearray(), bytearray()
        edge = _edge(self._zone, day)
        while day <= last:
            tomorrow = day + ONE_DAY
            following = _edge(self._zone, tomorrow)
            is_open, may_begin = dates.laid(day)
            if day in full:
                may_begin = 0
            if edge.offset is None or edge.offset != following.offset:
                self._lay_over_clock_change(day, is_open, may_begin)
            else:
                if edge.quarter != run_at + len(opens) * 8:
                    self._lay(run_at, opens, begins)
                    run_at, opens, begins = edge.quarter, bytearray(), bytearray()
                opens += is_open.to_bytes(DAY_BYTES, "little")
                begins += may_begin.to_bytes(DAY_BYTES, "little")
            day, edge = tomorrow, following
        self._lay(run_at, opens, begins)

    def _lay(self, quarter: int, opens: bytearray, begins: bytearray) -> None:
        place = quarter - self._first
        self.open |= _shifted(int.from_bytes(opens, "little"), place)
        self.begins |= _shifted(int.from_bytes(begins, "little"), place)

    def _lay_over_clock_change(self, day: date, is_open: int, may_begin: int) -> None:
        opens = begins = 0
        for count, quarter in enumerate(_quarters_shown(self._zone, day)):
            if quarter is not None:
                opens |= (is_open >> quarter & 1) << count
                begins |= (may_begin >> quarter & 1) << count
        place = _edge(self._zone, day).soonest - self._first
        self.open |= _shifted(opens, place)
        self.begins |= _shifted(begins, place)


Masks = tuple[int, int]
"""The quarters that are open, and those in which a session may begin; bit 0 is 00:00 of a date, 96 of the next."""


class _Dates:
    """A plan's dates, one by one, as the wall clock counts them."""

    def __init__(self, plan: Plan, first: date, last: date) -> None:
        """Dates from `first` to `last` will be asked for."""
        week: list[list[Span | Range]] = [[] for _ in range(7)]
        for one in plan.hours:
            week[one.weekday].append(one)
        step = plan.rules.step_minutes // QUARTER_MINUTES
        self._week = [_masks(spans, step) for spans in week]
        self._exceptions: dict[date, Masks] = {}
        for exception in plan.exceptions:
            masks, day = _masks(exception.spans, step), max(exception.first, first - ONE_DAY)
            while day <= min(exception.last, last):
                self._exceptions[day] = masks
                day += ONE_DAY

    def laid(self, day: date) -> Masks:
        """The 96 quarters of a date."""
        weekday, yesterday = day.weekday(), self._exceptions.get(day - ONE_DAY)
        own = self._exceptions.get(day)
        is_open, begins = self._week[weekday] if own is None else own
        if own is None or own is yesterday:
            # What runs over midnight; an exception lets nobody's hours in but its own.
            carried, carried_begins = self._week[weekday - 1] if yesterday is None else yesterday
            is_open |= carried >> DAY_QUARTERS
            begins |= carried_begins >> DAY_QUARTERS
        return is_open & WHOLE_DAY, begins & WHOLE_DAY


def _masks(spans: Iterable[Span | Range], step: int) -> Masks:
    is_open = begins = 0
    for one in spans:
        begin, length = one.from_minute // QUARTER_MINUTES, (one.to_minute - one.from_minute) // QUARTER_MINUTES
        is_open |= ((1 << length) - 1) << begin
        begins |= _every(step, length) << begin
    return is_open, begins


def _every(step: int, length: int) -> int:
    """Bits 0, step, 2·step … below `length`."""
    count = -(-length // step)
    return ((1 << (step * count)) - 1) // ((1 << step) - 1)


@dataclass(frozen=True, slots=True)
class _Edge:
    """The midnight with which a date begins: `quarter` and `offset`, unless the clock changes there.

    No instant of the date lies before the quarter `soonest`, none of the date before it at or after `latest`.
    """

    quarter: int
    offset: timedelta | None
    soonest: int
    latest: int


@lru_cache(maxsize=1 << 16)
def _edge(zone: ZoneInfo, day: date) -> _Edge:
    midnight = datetime.combine(day, time(), zone)
    once, again = midnight.utcoffset(), midnight.replace(fold=1).utcoffset()
    assert once is not None and again is not None
    naive = (day - EPOCH.date()).days * DAY_QUARTERS
    soonest, latest = naive + -max(once, again) // QUARTER, naive - min(once, again) // QUARTER
    is_plain = once == again and not once % QUARTER
    return _Edge(naive - once // QUARTER, once if is_plain else None, soonest, latest)


@lru_cache(maxsize=1 << 12)
def _quarters_shown(zone: ZoneInfo, day: date) -> tuple[int | None, ...]:
    """Which quarter of a date the wall clock shows, from its `soonest` on; None while it shows another date."""
    shown: list[int | None] = []
    for instant in range(_edge(zone, day).soonest, _edge(zone, day + ONE_DAY).latest):
        wall = _instant(instant).astimezone(zone)
        quarter, rest = divmod(wall.hour * 60 + wall.minute, QUARTER_MINUTES)
        shown.append(quarter if wall.date() == day and not rest else None)
    return tuple(shown)


def _full(rules: Rules, booked: Iterable[Busy], zone: ZoneInfo) -> set[date]:
    """The local dates on which no further session may begin."""
    if rules.most_a_day is None and rules.most_a_week is None:
        return set()
    of_day = Counter(one.starts_at.astimezone(zone).date() for one in booked)
    of_week: Counter[date] = Counter()
    for day, count in of_day.items():
        # An ISO week is named by its Monday.
        of_week[day - timedelta(days=day.weekday())] += count
    full = _reached(of_day, rules.most_a_day)
    return full | {monday + timedelta(days=i) for monday in _reached(of_week, rules.most_a_week) for i in range(7)}


def _reached(counted: Counter[date], most: int | None) -> set[date]:
    return set() if most is None else {day for day, count in counted.items() if count >= most}


def _blocked(plan: Plan, booked: Iterable[Busy], busy: Iterable[Busy], first: int, stop: int) -> int:
    """The quarters in which no session may be, because something is there or too near."""
    before, after = plan.rules.minutes_before, plan.rules.minutes_after
    apart = max(before, after)
    marks = bytearray(b"0" * (stop - first))
    _mark(marks, booked, first, apart, apart)
    _mark(marks, busy, first, after, before)
    return int(marks[::-1], 2)


def _mark(marks: bytearray, spans: Iterable[Busy], first: int, sooner: int, later: int) -> None:
    """Write a 1 into every quarter that a span touches, made so many minutes longer at either end."""
    length, origin = len(marks), first * QUARTER_SECONDS
    sooner, later = sooner * 60 + origin, later * 60 - origin
    for span in spans:
        begin = int((span.starts_at.timestamp() - sooner) // QUARTER_SECONDS)
        end = -int((-span.ends_at.timestamp() - later) // QUARTER_SECONDS)
        if end > length:
            end = length
        if begin < 0:
            begin = 0
        if begin < end:
            marks[begin:end] = b"1" * (end - begin)


def _instant(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC)


def _shifted(bits: int, places: int) -> int:
    return bits << places if places >= 0 else bits >> -places


def _runs(free: int, length: int) -> int:
    """The places where `length` free quarters follow one another."""
    runs, have = free, 1
    while have < length:
        further = min(have, length - have)
        runs &= runs >> further
        have += further
    return runs


def _instants(bits: int, first: int) -> tuple[datetime, ...]:
    """The instants of the quarters in a set."""
    chosen = bin(bits)[:1:-1].encode().translate(_AS_NUMBERS)
    return tuple(map(_instant(first).__add__, compress(_later(len(chosen).bit_length()), chosen)))


_AS_NUMBERS = bytes.maketrans(b"01", b"\0\1")


@lru_cache
def _later(power: int) -> list[timedelta]:
    # Made once and not for each start: 0, 15, 30 … minutes.
    return [count * QUARTER for count in range(1 << power)]
