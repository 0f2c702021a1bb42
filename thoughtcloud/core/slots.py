"""Which times can be booked: a mentor's plan on the wall clock, turned into instants, less what is taken.

Time is counted in quarter-hours since 1970 (UTC), and a set of them is one integer: bit `i` stands for the quarter
`first + i`. So weeks of a calendar are joined, cut and searched with a handful of machine operations.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from thoughtcloud.core.plans import DAY_MINUTES, ONE_DAY, QUARTER_MINUTES, Days, Piece, Plan

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=QUARTER_MINUTES)
QUARTER_SECONDS = QUARTER_MINUTES * 60
DAY_QUARTERS = DAY_MINUTES // QUARTER_MINUTES
DAY_BYTES = DAY_QUARTERS // 8


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


class _Calendar:
    """A plan laid over a span of quarters: which of them are open, and where a session may begin."""

    def __init__(self, plan: Plan, booked: Iterable[Busy], first: int, stop: int) -> None:
        self._zone, self._first = ZoneInfo(plan.zone), first
        self._step = plan.rules.step_minutes
        self._full = _Full(plan, booked, self._zone)
        self.open = self.begins = 0
        began = _instant(first).astimezone(self._zone).date()
        ended = _instant(stop).astimezone(self._zone).date()
        self._days = Days(plan, began, ended)
        self._week = [self._masks(pieces) for pieces in self._days.weekdays]
        self._lay_days(began, ended)
        whole = (1 << (stop - first)) - 1
        self.open &= whole
        self.begins &= whole

    def _lay_days(self, day: date, last: date) -> None:
        # Days without a clock change follow one another in blocks of 96 bits: such a run is laid in one go.
        run_at, opens, begins = 0, bytearray(), bytearray()
        edge = _Edge(day, self._zone)
        while day <= last:
            following = _Edge(day + ONE_DAY, self._zone)
            is_open, may_begin = self._masks_of(day)
            if edge.offset is None or edge.offset != following.offset:
                self._lay_over_clock_change(day, is_open, may_begin, edge, following)
            else:
                if edge.quarter != run_at + len(opens) * 8:
                    self._lay(run_at, opens, begins)
                    run_at, opens, begins = edge.quarter, bytearray(), bytearray()
                opens += is_open
                begins += may_begin
            day, edge = day + ONE_DAY, following
        self._lay(run_at, opens, begins)

    def _lay(self, quarter: int, opens: bytearray, begins: bytearray) -> None:
        place = quarter - self._first
        self.open |= _shifted(int.from_bytes(opens, "little"), place)
        self.begins |= _shifted(int.from_bytes(begins, "little"), place)

    def _lay_over_clock_change(
        self, day: date, opens: bytes, begins: bytes, edge: "_Edge", following: "_Edge"
    ) -> None:
        # The clock jumps on this day or at its edges: it is asked at every quarter that may belong to the day.
        is_open, may_begin = int.from_bytes(opens, "little"), int.from_bytes(begins, "little")
        for quarter in range(max(edge.soonest, self._first), following.latest):
            wall = _instant(quarter).astimezone(self._zone)
            minute = wall.hour * 60 + wall.minute
            if wall.date() == day and minute % QUARTER_MINUTES == 0:
                bit, place = minute // QUARTER_MINUTES, quarter - self._first
                self.open |= (is_open >> bit & 1) << place
                self.begins |= (may_begin >> bit & 1) << place

    def _masks_of(self, day: date) -> tuple[bytes, bytes]:
        ordinary = self._days.is_ordinary(day)
        is_open, may_begin = self._week[day.weekday()] if ordinary else self._masks(self._days.pieces(day))
        return is_open, bytes(DAY_BYTES) if day in self._full else may_begin

    def _masks(self, pieces: Iterable[Piece]) -> tuple[bytes, bytes]:
        """Which of the 96 quarters of a date are open, and in which a session may begin."""
        is_open = may_begin = 0
        for piece in pieces:
            begin, end = piece.from_minute // QUARTER_MINUTES, piece.to_minute // QUARTER_MINUTES
            is_open |= (1 << end) - (1 << begin)
            late = (piece.from_minute - piece.anchor) % self._step
            first = begin + (self._step - late if late else 0) // QUARTER_MINUTES
            may_begin |= sum(1 << bit for bit in range(first, end, self._step // QUARTER_MINUTES))
        return is_open.to_bytes(DAY_BYTES, "little"), may_begin.to_bytes(DAY_BYTES, "little")


class _Edge:
    """The midnight with which a date begins, as quarters: one only, unless the clock changes there."""

    __slots__ = ("latest", "offset", "quarter", "soonest")

    def __init__(self, day: date, zone: ZoneInfo) -> None:
        midnight = datetime.combine(day, time(), zone)
        once, again = midnight.utcoffset(), midnight.replace(fold=1).utcoffset()
        assert once is not None and again is not None
        if once == again:
            quarter, rest = divmod((day - EPOCH.date()).days * 86400 - int(once.total_seconds()), QUARTER_SECONDS)
            self.offset = None if rest else once
        else:
            quarter, self.offset = 0, None
        self.quarter = quarter
        naive = (day - EPOCH.date()).days * DAY_QUARTERS
        self.soonest = naive - -(-int(max(once, again).total_seconds()) // QUARTER_SECONDS)
        self.latest = naive - int(min(once, again).total_seconds()) // QUARTER_SECONDS


class _Full:
    """The local dates, and ISO weeks, in which so many sessions begin already that no further one may."""

    def __init__(self, plan: Plan, booked: Iterable[Busy], zone: ZoneInfo) -> None:
        rules = plan.rules
        limited = rules.most_a_day is not None or rules.most_a_week is not None
        dates = [one.starts_at.astimezone(zone).date() for one in booked] if limited else []
        self._dates = _reached(dates, rules.most_a_day)
        self._weeks = _reached((_week(day) for day in dates), rules.most_a_week)

    def __contains__(self, day: date) -> bool:
        return day in self._dates or (bool(self._weeks) and _week(day) in self._weeks)


def _reached(days: Iterable[date], most: int | None) -> set[date]:
    return set() if most is None else {day for day, count in Counter(days).items() if count >= most}


def _week(day: date) -> date:
    # An ISO week is named by its Monday.
    return day - timedelta(days=day.weekday())


def _blocked(plan: Plan, booked: Iterable[Busy], busy: Iterable[Busy], first: int, stop: int) -> int:
    """The quarters in which no session may be, because something is there or too near."""
    before, after = plan.rules.minutes_before, plan.rules.minutes_after
    apart = max(before, after)
    bits = _covered(booked, apart, apart, first, stop)
    return bits | _covered(busy, after, before, first, stop)


def _covered(spans: Iterable[Busy], sooner: int, later: int, first: int, stop: int) -> int:
    bits = 0
    for span in spans:
        begin = int((span.starts_at.timestamp() - sooner * 60) // QUARTER_SECONDS) - first
        end = -int(-(span.ends_at.timestamp() + later * 60) // QUARTER_SECONDS) - first
        begin, end = max(begin, 0), min(end, stop - first)
        if begin < end:
            bits |= (1 << end) - (1 << begin)
    return bits


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
    return tuple(_instant(first + place) for place in _members(bits))


def _members(bits: int) -> Iterator[int]:
    digits = bin(bits)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)
