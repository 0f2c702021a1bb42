"""What other schedulers got wrong in public, each with the report it comes from, and what is right here."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.core.second_opinion import utc
from thoughtcloud.core.plans import DateException, Plan, Range, Rules, Span
from thoughtcloud.core.slots import starts


def offered(plan: Plan, first: datetime, days: int, minutes: int = 60) -> list[str]:
    found = starts(plan, minutes=minutes, earliest=first, latest_end=first + timedelta(days=days))
    return [one.astimezone(ZoneInfo(plan.zone)).strftime("%a %H:%M") for one in found]


def every_day(zone: str, begin: int, end: int, step: int = 60) -> Plan:
    return Plan(zone, tuple(Range(day, begin * 60, end * 60) for day in range(7)), rules=Rules(step_minutes=step))


@pytest.mark.parametrize(
    ("zone", "sunday"),
    [("America/New_York", date(2026, 3, 8)), ("America/New_York", date(2026, 11, 1)),
     ("Europe/London", date(2026, 3, 29)), ("Australia/Sydney", date(2026, 10, 4))],
)  # fmt: skip
def test_hours_from_one_oclock_begin_at_one_oclock_on_the_day_the_clocks_change(zone: str, sunday: date) -> None:
    """calcom/cal.diy 30021: on such a day hours from 13:00 on were offered an hour late, at both ends."""
    midnight = datetime(sunday.year, sunday.month, sunday.day, tzinfo=ZoneInfo(zone))
    found = offered(every_day(zone, 13, 17), midnight.astimezone(UTC), 1)
    assert found == ["Sun 13:00", "Sun 14:00", "Sun 15:00", "Sun 16:00"]


def test_a_session_on_sunday_afternoon_keeps_its_hour_on_the_day_the_clocks_change() -> None:
    """calcom/cal.diy 19589: 15:00 in Chicago was shown as 16:00 on 9 March 2025 only."""
    plan = Plan("America/Chicago", (Range(6, 15 * 60, 16 * 60 + 30),))
    assert offered(plan, utc(2025, 2, 27), 28, minutes=90) == ["Sun 15:00"] * 4


def test_half_an_hour_a_week_keeps_its_wall_time_on_both_days_the_clocks_change() -> None:
    """calcom/cal.diy 6217: half past twelve was shown at 11:30 in March and at 13:30 in November."""
    plan = Plan("America/New_York", (Range(6, 750, 780),))
    for first in (utc(2023, 3, 3), utc(2023, 10, 27)):
        assert offered(plan, first, 21, minutes=30) == ["Sun 12:30"] * 3


def test_working_hours_begin_at_the_same_wall_time_in_the_week_after_a_change() -> None:
    """calcom/cal.diy 4702: half past seven in Chicago was half past six from 8 November 2022 on."""
    plan = Plan("America/Chicago", tuple(Range(day, 450, 1020) for day in range(5)), rules=Rules(step_minutes=30))
    for first in (utc(2022, 10, 31), utc(2022, 11, 7), utc(2023, 3, 6), utc(2023, 3, 13)):
        found = offered(plan, first, 5, minutes=30)
        assert [one for one in found if one.endswith("07:30")] == [
            f"{day} 07:30" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")
        ]
        assert not any(one[4:] < "07:30" for one in found)


def test_one_hour_a_week_stays_where_it_is_all_winter() -> None:
    """calcom/cal.diy 4753: Tuesdays at one in Berlin, offered from October to January, moved by an hour."""
    plan = Plan("Europe/Berlin", (Range(1, 780, 840),))
    assert offered(plan, utc(2022, 10, 18), 106) == ["Tue 13:00"] * 16


def test_hours_are_those_of_a_country_that_has_just_given_up_winter_time() -> None:
    """calcom/cal.diy 30104: British Columbia has the same time all year since November 2026."""
    found = starts(Plan("America/Vancouver", (Range(2, 540, 600),)), minutes=60, earliest=utc(2026, 10, 25),
                   latest_end=utc(2026, 11, 20))  # fmt: skip
    assert {one.hour for one in found} == {16}


def test_hours_after_a_change_are_not_an_hour_early() -> None:
    """calcom/cal.diy 10517: nine o'clock in New York was offered at eight for the rest of November."""
    plan = Plan("America/New_York", (Range(0, 540, 600),))
    found = starts(plan, minutes=60, earliest=utc(2023, 10, 29), latest_end=utc(2023, 12, 6))
    assert [one.hour for one in found] == [13, 14, 14, 14, 14, 14]


def test_notice_that_ends_on_the_day_of_a_change_moves_nothing() -> None:
    """calcom/cal.diy 12137: with a notice of seven days that ended on 5 November, starts were off by an hour."""
    plan = every_day("America/New_York", 9, 17)
    for days in (6, 7, 8):
        now = datetime(2023, 10, 29, 10, 30, tzinfo=ZoneInfo("America/New_York"))
        noticed = replace(plan, rules=Rules(60, notice_minutes=days * 1440))
        earliest = noticed.first_start(now)
        found = starts(noticed, minutes=60, earliest=earliest, latest_end=earliest + timedelta(days=3))
        walls = [one.astimezone(ZoneInfo(plan.zone)) for one in found]
        assert {(one.hour, one.minute) for one in walls} == {(hour, 0) for hour in range(9, 17)}
        assert walls[0] >= earliest


@pytest.mark.parametrize(
    ("zone", "before", "day", "found"),
    [
        # Midnight itself does not exist on the 24th: the day begins at one.
        ("Africa/Cairo", utc(2026, 4, 23, 21), "Fri", ["Fri 01:00", "Fri 02:00"]),
        ("Asia/Beirut", utc(2026, 3, 28, 21), "Sun", ["Sun 01:00", "Sun 02:00"]),
        ("America/Havana", utc(2026, 3, 8, 4), "Sun", ["Sun 01:00", "Sun 02:00"]),
        # The hour before midnight comes twice, and so belongs to the day before twice.
        ("Asia/Beirut", utc(2026, 10, 24, 21), "Sun", ["Sun 00:00", "Sun 01:00", "Sun 02:00"]),
    ],
)
def test_a_day_whose_midnight_is_skipped_or_repeated_has_its_own_hours(
    zone: str, before: datetime, day: str, found: list[str]
) -> None:
    """strelov1/freehire 2626 repairs the zones that change their clocks at midnight."""
    assert [one for one in offered(every_day(zone, 0, 3), before, 1) if one.startswith(day)] == found


def test_an_hour_before_a_midnight_that_the_clock_repeats_is_open_twice() -> None:
    found = offered(Plan("Asia/Beirut", (Range(5, 1380, 1440),)), utc(2026, 10, 24, 12), 1)
    assert found == ["Sat 23:00", "Sat 23:30", "Sat 23:00"]


def test_a_date_that_a_zone_skipped_is_nowhere_on_offer() -> None:
    """Samoa had no 30 December 2011: what is open every day is open on the 29th and on the 31st."""
    plan = every_day("Pacific/Apia", 9, 10)
    found = starts(plan, minutes=60, earliest=utc(2011, 12, 29), latest_end=utc(2011, 12, 31, 10))
    assert found == (utc(2011, 12, 29, 19), utc(2011, 12, 30, 19))
    assert [one.astimezone(ZoneInfo("Pacific/Apia")).day for one in found] == [29, 31]


def test_zones_of_half_and_quarter_hours_begin_on_their_own_full_hour() -> None:
    for zone, minute in (("Asia/Kolkata", 30), ("Asia/Kathmandu", 15), ("Pacific/Chatham", 15)):
        found = starts(every_day(zone, 9, 12), minutes=60, earliest=utc(2026, 6, 1), latest_end=utc(2026, 6, 3))
        assert {one.minute for one in found} == {minute}


def test_lord_howe_changes_by_half_an_hour_and_loses_only_that() -> None:
    found = offered(every_day("Australia/Lord_Howe", 1, 4, step=30), utc(2026, 10, 3, 13), 1, minutes=30)
    assert found == ["Sun 01:00", "Sun 01:30", "Sun 02:30", "Sun 03:00", "Sun 03:30"]


def test_a_date_exception_closes_the_mentors_date_and_not_that_of_utc() -> None:
    plan = Plan(
        "Pacific/Auckland", tuple(Range(day, 0, 1440) for day in range(7)),
        (DateException(date(2026, 11, 24), date(2026, 11, 24)),), Rules(step_minutes=240),
    )  # fmt: skip
    days = {one[:3] for one in offered(plan, utc(2026, 11, 22, 11), 3)}
    assert days == {"Mon", "Wed"}


def test_hours_of_a_single_date_hold_on_a_day_with_a_clock_change() -> None:
    sunday = DateException(date(2026, 3, 8), date(2026, 3, 8), (Span(13 * 60, 15 * 60),))
    plan = Plan("America/New_York", (), (sunday,), Rules(step_minutes=60))
    assert offered(plan, utc(2026, 3, 7), 3) == ["Sun 13:00", "Sun 14:00"]
