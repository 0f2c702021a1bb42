"""Bookable times against a second opinion that asks the wall clock at every single minute."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from thoughtcloud.core.slots import Range, starts

MINUTE = timedelta(minutes=1)
NO_NOTICE = timedelta(0)

# Offsets of whole, half and quarter hours; clock changes at midnight, by half an hour, and a skipped day.
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Asia/Kolkata",
    "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Cairo", "Asia/Beirut", "America/Asuncion",
    "America/Havana", "Africa/Casablanca", "Pacific/Apia", "America/Scoresbysund",
)  # fmt: skip
# Days around which some of these zones change their clocks.
TURNS = (
    datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 9, 27, tzinfo=UTC),
    datetime(2026, 4, 24, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC), datetime(2011, 12, 29, tzinfo=UTC),
    datetime(2026, 2, 15, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC),
)  # fmt: skip


def second_opinion(
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
    """The same question, answered by looking at every minute of the span."""
    clock, taken = ZoneInfo(zone), set(busy)

    def range_at(at: datetime) -> Range | None:
        wall = at.astimezone(clock)
        minute = wall.hour * 60 + wall.minute
        fits = (r for r in hours if r.weekday == wall.weekday() and r.from_minute <= minute < r.to_minute)
        return next(fits, None)

    def begins(at: datetime) -> bool:
        found = range_at(at)
        wall = at.astimezone(clock)
        return found is not None and (wall.hour * 60 + wall.minute - found.from_minute) % step == 0

    def is_free(at: datetime) -> bool:
        return range_at(at) is not None and int(at.timestamp()) // 900 not in taken

    first = (now + notice).replace(second=0, microsecond=0)
    every = [first + i * MINUTE for i in range(int((latest_end - first) / MINUTE) + 1)]
    free = {at for at in every if is_free(at)}
    return tuple(
        at
        for at in every
        if at >= now + notice
        and at + timedelta(minutes=minutes) <= latest_end
        and begins(at)
        and all(at + i * MINUTE in free for i in range(minutes))
    )


@st.composite
def weeks(draw: st.DrawFn) -> list[Range]:
    """Hours on some days that do not overlap, on quarter-hours."""
    found = []
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=4)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        found += [Range(weekday, begin * 15, end * 15) for begin, end in pairs]
    return found


ALL_WEEK = [Range(weekday, 0, 1440) for weekday in range(7)]


@settings(max_examples=60, deadline=None)
@given(
    hours=weeks(),
    zone=st.sampled_from(ZONES),
    turn=st.sampled_from(TURNS),
    into=st.integers(-2 * 24 * 60, 24 * 60),
    seconds=st.sampled_from([0, 1, 59]),
    minutes=st.sampled_from([15, 30, 45, 60, 90, 240]),
    step=st.sampled_from([15, 30, 60]),
    notice=st.sampled_from([0, 7, 120]),
    length=st.integers(1, 3 * 24 * 60),
    busy=st.sets(st.integers(-200, 300), max_size=60),
)
@example(ALL_WEEK, "Europe/Berlin", TURNS[1], -300, 0, 60, 30, 0, 2000, set())
@example(ALL_WEEK, "Africa/Cairo", TURNS[6], -1440, 0, 90, 60, 0, 4000, set())
@example([Range(4, 0, 1440)], "Pacific/Apia", TURNS[8], -600, 0, 60, 30, 0, 4000, set())
def test_the_answer_is_that_of_somebody_who_asks_the_clock_every_minute(
    hours: list[Range],
    zone: str,
    turn: datetime,
    into: int,
    seconds: int,
    minutes: int,
    step: int,
    notice: int,
    length: int,
    busy: set[int],
) -> None:
    now = turn + timedelta(minutes=into, seconds=seconds)
    quarter = int(now.timestamp()) // 900
    taken = {quarter + one for one in busy}
    latest_end = now + timedelta(minutes=length)
    asked = {
        "minutes": minutes,
        "step": step,
        "now": now,
        "notice": timedelta(minutes=notice),
        "latest_end": latest_end,
    }
    assert starts(hours, zone, taken, **asked) == second_opinion(hours, zone, taken, **asked)  # type: ignore[arg-type]


def walls(found: Iterable[datetime], zone: str) -> list[str]:
    return [at.astimezone(ZoneInfo(zone)).strftime("%d %H:%M %z") for at in found]


def test_an_hour_that_the_clock_skips_is_not_on_offer() -> None:
    now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    found = starts(
        [Range(6, 60, 240)], "Europe/Berlin", [], minutes=60, step=60, now=now, notice=NO_NOTICE,
        latest_end=now + timedelta(days=2),
    )  # fmt: skip
    assert walls(found, "Europe/Berlin") == ["29 01:00 +0100", "29 03:00 +0200"]


def test_an_hour_that_the_clock_repeats_is_on_offer_twice() -> None:
    now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    found = starts(
        [Range(6, 60, 240)], "Europe/Berlin", [], minutes=60, step=60, now=now, notice=NO_NOTICE,
        latest_end=now + timedelta(days=2),
    )  # fmt: skip
    assert walls(found, "Europe/Berlin") == [
        "25 01:00 +0200",
        "25 02:00 +0200",
        "25 02:00 +0100",
        "25 03:00 +0100",
    ]


def test_a_session_may_run_over_midnight_into_the_next_days_hours() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    found = starts(
        [Range(0, 1380, 1440), Range(1, 0, 60)], "UTC", [], minutes=90, step=30, now=now, notice=NO_NOTICE,
        latest_end=now + timedelta(days=2),
    )  # fmt: skip
    assert walls(found, "UTC") == ["23 23:00 +0000", "23 23:30 +0000"]


def test_starts_are_counted_from_the_beginning_of_their_range() -> None:
    now = datetime(2026, 11, 23, 0, tzinfo=UTC)
    found = starts(
        [Range(0, 555, 660)], "UTC", [], minutes=30, step=30, now=now, notice=NO_NOTICE,
        latest_end=now + timedelta(days=1),
    )  # fmt: skip
    assert walls(found, "UTC") == ["23 09:15 +0000", "23 09:45 +0000", "23 10:15 +0000"]


def test_nothing_is_on_offer_when_the_latest_end_is_over() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert (
        starts(ALL_WEEK, "UTC", [], minutes=15, step=15, now=now, notice=NO_NOTICE, latest_end=now - MINUTE) == ()
    )
