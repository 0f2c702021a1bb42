"""What is wrong with a plan is told beside the part it is wrong in."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.plan_faults import Fault, Part, checked, faults
from thoughtcloud.core.plans import DateException, Pause, Plan, Range, Rules, Span

EVE = date(2026, 12, 24)
NEXT_DAY = EVE + timedelta(days=1)
PLAN = Plan("Europe/Berlin", (Range(0, 540, 720),), (DateException(EVE, NEXT_DAY, (), "Christmas"),))


def of_hours(*hours: Any) -> list[Fault]:
    return list(faults(replace(PLAN, hours=hours)))


def of_exceptions(*exceptions: Any) -> list[Fault]:
    return list(faults(replace(PLAN, exceptions=exceptions)))


def test_a_sound_plan_has_no_faults_and_comes_in_order() -> None:
    plan = replace(PLAN, hours=(Range(2, 0, 60), Range(0, 540, 720)))
    assert faults(plan) == ()
    assert checked(plan).hours == (Range(0, 540, 720), Range(2, 0, 60))


@pytest.mark.parametrize("zone", ["Mars/Base", "", "europe/berlin", "../etc/passwd", None, 7, b"UTC"])
def test_an_unknown_zone_is_refused(zone: Any) -> None:
    with pytest.raises(Problem) as refused:
        checked(replace(PLAN, zone=zone))
    assert (refused.value.code, refused.value.kind, refused.value.field) == ("zone_unknown", Kind.INVALID, "zone")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Range(0, 720, 540), "The end has to be after the beginning."),
        (Range(0, 720, 720), "The end has to be after the beginning."),
        (Range(0, 541, 720), "Times go by quarters of an hour, such as 09:15."),
        (Range(0, 540, 540 + 1455), "A range lasts a day at most."),
        (Range(0, 1440, 1500), "Please give both times."),
        (Range(0, -15, 60), "Please give both times."),
        (Range(0, "9", 60), "Please give both times."),  # type: ignore[arg-type]
        (Range(0, True, 60), "Please give both times."),
        (Range(7, 0, 60), "Please choose a day of the week."),
    ],
)
def test_a_range_is_told_what_is_wrong_with_it(one: Range, said: str) -> None:
    assert of_hours(Range(3, 0, 60), one) == [Fault(Part.HOURS, said, 1)]


@pytest.mark.parametrize(
    ("one", "other", "with_which"),
    [
        (Range(0, 540, 720), Range(0, 660, 780), "Monday 09:00-12:00"),
        (Range(0, 1320, 1560), Range(1, 60, 120), "Monday 22:00-02:00"),
        (Range(1, 60, 120), Range(0, 1320, 1560), "Tuesday 01:00-02:00"),
        (Range(6, 1320, 1560), Range(0, 0, 60), "Sunday 22:00-02:00"),
        (Range(0, 0, 60), Range(6, 1320, 1560), "Monday 00:00-01:00"),
        (Range(2, 0, 1440), Range(2, 0, 1440), "Wednesday 00:00-00:00"),
    ],
)
def test_ranges_that_overlap_are_told_with_which(one: Range, other: Range, with_which: str) -> None:
    assert of_hours(one, other) == [Fault(Part.HOURS, f"This overlaps with {with_which}.", 1)]


def test_ranges_that_touch_do_not_overlap() -> None:
    week = [Range(day, begin, begin + 720) for day in range(7) for begin in (0, 720)]
    assert of_hours(*week, ) == []
    assert of_hours(Range(6, 1320, 1560), Range(0, 120, 180)) == []


ranges = st.builds(
    lambda day, begin, length: Range(day, begin * 15, (begin + length) * 15),
    st.integers(0, 6), st.integers(0, 95), st.integers(1, 96),
)  # fmt: skip


def minutes_of_the_week(one: Range) -> set[int]:
    begin = one.weekday * 1440 + one.from_minute
    return {minute % 10080 for minute in range(begin, begin + one.to_minute - one.from_minute, 15)}


@given(ranges, ranges)
def test_two_ranges_overlap_when_they_have_a_minute_in_common(one: Range, other: Range) -> None:
    assert bool(of_hours(one, other)) == bool(minutes_of_the_week(one) & minutes_of_the_week(other))


@pytest.mark.parametrize(
    ("one", "said", "inside"),
    [
        (DateException(NEXT_DAY, EVE), "The last day is before the first.", None),
        (DateException(EVE, EVE + timedelta(days=366)), "An exception lasts a year at most.", None),
        (DateException("24 December", EVE), "Please give the first and the last day.", None),  # type: ignore[arg-type]
        (DateException(datetime(2026, 12, 24), EVE), "Please give the first and the last day.", None),  # noqa: DTZ001
        (DateException(date(1066, 10, 14), EVE), "Please give the first and the last day.", None),
        (DateException(EVE, EVE, (), "x" * 61), "A label is one line of at most 60 characters.", None),
        (DateException(EVE, EVE, (), "two\nlines"), "A label is one line of at most 60 characters.", None),
        (DateException(EVE, EVE, (Span(600, 540),)), "The end has to be after the beginning.", 0),
        (DateException(EVE, EVE, (Span(0, 60), Span(45, 90))), "This overlaps with another range of the day.", 1),
        # The first night runs into the second morning.
        (DateException(EVE, NEXT_DAY, (Span(0, 60), Span(1380, 1470))),
         "This overlaps with another range of the day.", 1),
        (DateException(EVE, EVE, (None,)), "Please set the hours again, with at most 12 ranges.", None),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_an_exception_is_told_what_is_wrong_with_it(one: DateException, said: str, inside: int | None) -> None:
    assert of_exceptions(one) == [Fault(Part.EXCEPTIONS, said, 0, inside)]


def test_one_date_has_one_exception() -> None:
    found = of_exceptions(DateException(EVE, EVE), DateException(date(2026, 12, 20), date(2027, 1, 2)))
    assert found == [Fault(Part.EXCEPTIONS, "There are two exceptions for 24 December 2026.", 1)]


@pytest.mark.parametrize(
    ("rules", "part"),
    [
        ({"step_minutes": 20}, Part.STEP), ({"step_minutes": 30.0}, Part.STEP),
        ({"notice_minutes": 59}, Part.NOTICE), ({"notice_minutes": 10**6}, Part.NOTICE),
        ({"days_ahead": 0}, Part.AHEAD), ({"days_ahead": 366}, Part.AHEAD), ({"days_ahead": True}, Part.AHEAD),
        ({"minutes_before": -5}, Part.BEFORE), ({"minutes_before": 7}, Part.BEFORE),
        ({"minutes_after": 245}, Part.AFTER), ({"minutes_after": None}, Part.AFTER),
        ({"most_a_day": 0}, Part.DAILY), ({"most_a_week": "3"}, Part.WEEKLY),
    ],
)  # fmt: skip
def test_a_rule_out_of_bounds_is_named(rules: dict[str, Any], part: Part) -> None:
    assert [fault.part for fault in faults(replace(PLAN, rules=Rules(**rules)))] == [part]


@pytest.mark.parametrize("pause", ["tomorrow", 7, Pause("never"), Pause(datetime(2026, 1, 1))])  # type: ignore[arg-type]  # noqa: DTZ001
def test_a_pause_ends_on_a_date(pause: Any) -> None:
    assert [fault.part for fault in faults(replace(PLAN, pause=pause))] == [Part.PAUSE]


@pytest.mark.parametrize("plan", [None, "plan", {}, [Range(0, 0, 60)]])
def test_what_is_no_plan_is_refused(plan: Any) -> None:
    with pytest.raises(Problem):
        checked(plan)


@pytest.mark.parametrize("part", ["hours", "exceptions", "rules"])
@pytest.mark.parametrize("strange", [None, 7, "abc", {"a": 1}, (None,), ("x",) * 300])
def test_parts_of_a_strange_kind_are_refused(part: str, strange: Any) -> None:
    assert faults(replace(PLAN, **{part: strange}))
