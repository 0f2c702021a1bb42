"""The play's own rules: the session that waits, and the hours that hold it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import slots
from thoughtcloud.core.plans import Plan, Range
from thoughtcloud.jobs.demo.cast import hours, mentors
from thoughtcloud.jobs.demo.play import waiting_session_end, with_span

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda later: NEW_YEAR + later)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "UTC"])


@given(INSTANTS)
def test_the_waiting_session_ended_within_the_last_half_hour_or_so(present: datetime) -> None:
    end = waiting_session_end(present)
    assert timedelta(minutes=3) <= present - end < timedelta(minutes=33)
    assert end.minute in (0, 30)


@given(INSTANTS, st.sampled_from([30, 60, 90]), ZONES)
def test_hours_that_hold_a_span_make_it_bookable(present: datetime, minutes: int, zone: str) -> None:
    end = waiting_session_end(present)
    start = end - timedelta(minutes=minutes)
    ranges = with_span(mentors()[0].hours, zone, (start, end))
    earliest, latest_end = start - timedelta(hours=21), end + timedelta(hours=4)
    found = slots.starts(Plan(zone, ranges), minutes=minutes, earliest=earliest, latest_end=latest_end)
    assert start in found


@given(INSTANTS, ZONES)
def test_hours_that_hold_a_span_do_not_overlap(present: datetime, zone: str) -> None:
    end = waiting_session_end(present)
    ranges = with_span(mentors()[0].hours, zone, (end - timedelta(minutes=60), end))
    for one, following in pairwise(ranges):
        assert one.weekday < following.weekday or one.to_minute < following.from_minute


def test_a_span_over_midnight_is_laid_on_two_days() -> None:
    zone = "Europe/Berlin"
    start = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo(zone))
    assert with_span((), zone, (start, start + timedelta(hours=1))) == (
        Range(0, 23 * 60 + 30, 24 * 60),
        Range(1, 0, 30),
    )


@pytest.mark.parametrize(
    ("week", "count", "first"),
    [
        ("Mon-Fri 09:00-12:00 13:00-17:30", 10, Range(0, 540, 720)),
        ("Sat 10:00-14:00", 1, Range(5, 600, 840)),
        ("Sun 09:00-17:00, Mon-Tue 20:00-22:15", 3, Range(0, 1200, 1335)),
    ],
)
def test_a_line_of_hours_is_read_day_by_day(week: str, count: int, first: Range) -> None:
    ranges = hours(week)
    assert len(ranges) == count
    assert ranges[0] == first
