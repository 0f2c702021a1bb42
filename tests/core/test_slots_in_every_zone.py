"""Bookable times in every zone there is: on every day from 2024 to 2030 with a clock change, and on some other."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import chain
from random import Random, SystemRandom
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tests.core.clock_changes import FROM, Clocks, all_clocks
from tests.core.second_opinion import MINUTE, Onlooker
from thoughtcloud.core.plan_faults import checked
from thoughtcloud.core.plans import DateException, Plan, Range, Rules, Span
from thoughtcloud.core.slots import Busy, starts

DAY = timedelta(days=1)
clocks = cache(all_clocks)


def test_every_zone_is_looked_at_and_many_change_their_clocks() -> None:
    zones = list(chain.from_iterable(one.zones for one in clocks()))
    assert sorted(zones) == sorted(available_timezones())
    changes = {zone: one.changes for one in clocks() for zone in one.zones}
    assert len(changes["Europe/Berlin"]) == len(changes["America/New_York"]) == 14
    assert changes["Europe/Berlin"][4] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert changes["Asia/Kolkata"] == ()


@pytest.mark.parametrize("part", range(4))
def test_around_every_clock_change_nothing_is_missing_and_nothing_is_wrong(
    request: pytest.FixtureRequest, part: int
) -> None:
    whole = bool(request.config.getoption("--long"))
    seen = sum(_look_around_each_change(one, whole) for one in clocks()[part::4])
    assert seen > 1_000, "so many starts were compared"


def _look_around_each_change(one: Clocks, whole: bool) -> int:
    seen = 0
    for number, change in enumerate(one.changes):
        # Zones that share a clock take turns, unless there is time for each of them.
        zones = one.zones if whole else [one.zones[number % len(one.zones)]]
        seen += sum(_compare(zone, change, days=3, seed=f"{zone} {change}") for zone in zones)
    return seen


def test_on_some_ordinary_day_in_every_zone_too() -> None:
    # Other days at every run: what fails is told in full.
    seed = SystemRandom().randrange(10**6)
    zones = [(zone, one.changes) for one in clocks() for zone in one.zones]
    seen = [_compare(zone, _ordinary(f"{zone} {seed}", changes), days=1, seed=seed) for zone, changes in zones]
    assert len(seen) == len(available_timezones())
    assert sum(seen) > 1_000, "so many starts were compared"


def _ordinary(seed: str, changes: tuple[datetime, ...]) -> datetime:
    """Any instant from 2024 to 2030 that is further than two days from a clock change."""
    chance = Random(seed)
    while True:
        at = FROM + chance.randrange(7 * 365 * 24 * 60) * MINUTE
        if all(abs(at - change) > 2 * DAY for change in changes):
            return at


def _compare(zone: str, about: datetime, *, days: int, seed: object) -> int:
    """Ask both about the local day of an instant, in the middle of so many days; how many starts there were."""
    chance = Random(str(seed))
    today = about.astimezone(ZoneInfo(zone)).date()
    midnight = datetime.combine(today - DAY * (days // 2), time(), ZoneInfo(zone)).astimezone(UTC)
    plan = _plan(zone, midnight, chance)
    booked = [_busy(midnight, chance, 15) for _ in range(2)]
    elsewhere = [_busy(midnight, chance, 1) for _ in range(2)]
    minutes = chance.choice([15, 30, 45, 60, 90, 240])
    earliest, latest_end = midnight + chance.randrange(90) * MINUTE, midnight + days * DAY + 60 * MINUTE
    found = starts(plan, booked, elsewhere, minutes=minutes, earliest=earliest, latest_end=latest_end)
    opinion = Onlooker(plan).starts(booked, elsewhere, minutes=minutes, earliest=earliest, latest_end=latest_end)
    assert found == opinion, (plan, booked, elsewhere, minutes, earliest, latest_end)
    return len(found)


def _plan(zone: str, midnight: datetime, chance: Random) -> Plan:
    """Hours in the part of the day where clocks change, and rules."""
    day = midnight.date() + chance.randrange(4) * DAY
    early, late = Span(chance.randrange(16) * 15, 300), Span(1380, 1500)
    exception = DateException(day, day, (early, late)[chance.randrange(3) :])
    rules = Rules(
        step_minutes=chance.choice([15, 30, 45, 60]),
        minutes_before=chance.choice([0, 5, 15, 60]),
        minutes_after=chance.choice([0, 10, 30]),
        most_a_day=chance.choice([None, None, 1, 2]),
        most_a_week=chance.choice([None, None, 2, 3]),
    )
    return checked(Plan(zone, tuple(_hours(chance)), (exception,) if chance.random() < 0.4 else (), rules))


def _hours(chance: Random) -> list[Range]:
    """A week of nights that run on into the morning, or of small hours and days, or open round the clock."""

    def between(first: int, last: int, count: int) -> list[int]:
        return [15 * quarter for quarter in sorted(chance.sample(range(first, last), count))]

    nights, week = chance.random() < 0.4, []
    for weekday in range(7):
        small, day = between(0, 25, 4), between(40, 88, 2)
        if nights:
            week += [Range(weekday, *day), Range(weekday, 1335, 1440 + small[2])]
        elif chance.random() < 0.3:
            week += [Range(weekday, 0, 1440)]
        else:
            week += [Range(weekday, *small[:2]), Range(weekday, *small[2:]), Range(weekday, *day)]
    return week


def _busy(midnight: datetime, chance: Random, grid: int) -> Busy:
    begin = midnight + chance.randrange(-1440 // grid, 3 * 1440 // grid) * grid * MINUTE
    return Busy(begin, begin + chance.randrange(15, 120, grid) * MINUTE)
