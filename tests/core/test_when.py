"""What the words of a search mean on the reader's calendar, on every day and in every zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.policy import Reach
from thoughtcloud.core.when import LONGEST, When, between, spans

BERLIN = "Europe/Berlin"
MINUTE = timedelta(minutes=1)
# A Wednesday, 10:00 in Berlin.
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def walls(found: tuple[Reach, ...], zone: str = BERLIN) -> list[tuple[str, str]]:
    """The spans as the wall clock of a zone shows them."""
    clock = ZoneInfo(zone)
    return [
        (f"{one.earliest_start.astimezone(clock):%a %d %H:%M}", f"{one.latest_end.astimezone(clock):%a %d %H:%M}")
        for one in found
    ]


def test_a_day_begins_now_or_at_midnight_and_ends_at_midnight() -> None:
    assert walls(spans(When.TODAY, BERLIN, NOW)) == [("Wed 25 10:00", "Thu 26 00:00")]
    assert walls(spans(When.TOMORROW, BERLIN, NOW)) == [("Thu 26 00:00", "Fri 27 00:00")]


def test_today_is_the_readers_today() -> None:
    found = spans(When.TODAY, "Pacific/Auckland", NOW)
    assert walls(found, "Pacific/Auckland") == [("Wed 25 22:00", "Thu 26 00:00")]


def test_a_week_ends_with_sunday_and_its_weekend_too() -> None:
    assert walls(spans(When.THIS_WEEK, BERLIN, NOW)) == [("Wed 25 10:00", "Mon 30 00:00")]
    assert walls(spans(When.WEEKEND, BERLIN, NOW)) == [("Sat 28 00:00", "Mon 30 00:00")]
    sunday = NOW + timedelta(days=4)
    assert walls(spans(When.WEEKEND, BERLIN, sunday)) == [("Sun 29 10:00", "Mon 30 00:00")]


def test_evenings_are_seven_and_one_that_is_over_is_left_out() -> None:
    found = walls(spans(When.EVENINGS, BERLIN, NOW))
    assert (len(found), found[0]) == (7, ("Wed 25 18:00", "Wed 25 23:00"))
    assert found[-1] == ("Tue 01 18:00", "Tue 01 23:00")
    late = walls(spans(When.EVENINGS, BERLIN, NOW.replace(hour=22, minute=30)))
    assert (len(late), late[0][0]) == (6, "Thu 26 18:00")


def test_a_day_on_which_the_clocks_change_is_an_hour_longer_or_shorter() -> None:
    autumn, spring = datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2027, 3, 27, 12, tzinfo=UTC)
    for now, hours in ((autumn, 25), (spring, 23)):
        (day,) = spans(When.TOMORROW, BERLIN, now)
        assert day.latest_end - day.earliest_start == timedelta(hours=hours)


@given(
    st.sampled_from(sorted(available_timezones())),
    st.sampled_from(When),
    st.integers(0, 7 * 366 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + minutes * MINUTE),
)
def test_in_every_zone_at_every_moment_there_are_spans_ahead_in_order(
    zone: str, when: When, now: datetime
) -> None:
    found = spans(when, zone, now)
    assert found
    edges = [edge for one in found for edge in (one.earliest_start, one.latest_end)]
    assert edges == sorted(edges)
    assert edges[0] >= now
    assert edges[-1] <= now + timedelta(days=9)


def test_between_two_times_what_is_over_is_left_out() -> None:
    assert between(NOW - timedelta(hours=1), NOW + timedelta(hours=3), NOW) == (
        Reach(NOW, NOW + timedelta(hours=3)),
    )


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (timedelta(hours=2), timedelta(hours=1), "ends_before_start"),
        (timedelta(hours=2), timedelta(hours=2), "ends_before_start"),
        (timedelta(hours=-2), timedelta(0), "past"),
        (timedelta(0), LONGEST + timedelta(minutes=1), "too_long"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(first: timedelta, last: timedelta, code: str) -> None:
    with pytest.raises(Problem, match=code) as refusal:
        between(NOW + first, NOW + last, NOW)
    assert refusal.value.field == "until"
