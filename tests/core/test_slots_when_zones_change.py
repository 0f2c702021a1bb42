"""Bookable times when a country changes its mind about its clocks and this machine learns of it."""

import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.core.second_opinion import Onlooker, utc
from thoughtcloud.core.plans import Plan, Range
from thoughtcloud.core.slots import Busy, starts

HOUR = timedelta(hours=1)
LAND = "Land_of/Two_Minds"
PLAN = Plan(LAND, tuple(Range(day, 540, 720) for day in range(7)))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Path]:
    """A folder in which the machine looks for zones before it looks elsewhere."""
    (tmp_path / LAND).parent.mkdir()
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path), *before])
    yield tmp_path
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


def decree(shelf: Path, like: str) -> None:
    """The country's clocks go like those of another zone from now on."""
    (shelf / LAND).write_bytes(resources.files("tzdata.zoneinfo").joinpath(like).read_bytes())


def nine_to_noon(booked: tuple[Busy, ...] = ()) -> tuple[datetime, ...]:
    return starts(PLAN, booked, minutes=60, earliest=utc(2027, 7, 1), latest_end=utc(2027, 7, 2))


def test_when_summer_time_is_given_up_hours_stay_on_the_wall_and_sessions_at_their_instant(shelf: Path) -> None:
    decree(shelf, "Europe/Berlin")
    assert nine_to_noon()[0] == utc(2027, 7, 1, 7)
    booked = (Busy(utc(2027, 7, 1, 8), utc(2027, 7, 1, 9)),)
    assert nine_to_noon(booked) == (utc(2027, 7, 1, 7), utc(2027, 7, 1, 9))
    decree(shelf, "Africa/Lagos")
    ZoneInfo.clear_cache()
    assert nine_to_noon()[0] == utc(2027, 7, 1, 8)
    # What was agreed for 08:00 UTC is still then, and nobody else can have that time.
    assert nine_to_noon(booked)[0] == utc(2027, 7, 1, 9)
    assert nine_to_noon(booked) == Onlooker(PLAN).starts(
        booked, (), minutes=60, earliest=utc(2027, 7, 1), latest_end=utc(2027, 7, 2)
    )


def test_a_process_that_has_not_read_the_new_rules_goes_on_with_the_old_ones_and_mixes_none(shelf: Path) -> None:
    decree(shelf, "Europe/Berlin")
    before = nine_to_noon()
    decree(shelf, "Africa/Lagos")
    later = starts(PLAN, minutes=60, earliest=utc(2027, 7, 1), latest_end=utc(2027, 7, 3))
    assert nine_to_noon() == before
    assert later[len(before) :] == tuple(one + 24 * HOUR for one in before)
