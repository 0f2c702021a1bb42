"""A plan while it is written."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.market import NOW
from thoughtcloud.core import plan_faults, slots
from thoughtcloud.core.plans import DateException, Pause, Plan, Range, Rules, Span
from thoughtcloud.services import draft_plan
from thoughtcloud.services.draft_plan import RULES, TypedException, TypedPlan, TypedSpan

KEPT = Plan(
    "Europe/Berlin",
    (Range(0, 540, 720), Range(0, 780, 1020), Range(4, 1320, 1560)),
    (
        DateException(date(2026, 12, 24), date(2027, 1, 2), (), "Winter"),
        DateException(date(2027, 1, 9), date(2027, 1, 9), (Span(600, 840),)),
    ),
    Rules(most_a_week=5, minutes_after=10),
    Pause(date(2027, 1, 4)),
)
PLAN = draft_plan.typed(KEPT)


def monday(*spans: tuple[str, str]) -> TypedPlan:
    return replace(PLAN, week=(tuple(TypedSpan(*span) for span in spans), *((),) * 6))


def ruled(name: str, value: str) -> TypedPlan:
    rules = (value if rule == name else old for rule, old in zip(RULES, PLAN.rules, strict=True))
    return replace(PLAN, rules=tuple(rules))


def test_what_is_shown_is_read_again() -> None:
    assert draft_plan.plan_of(PLAN) == KEPT
    assert not draft_plan.faults(PLAN)


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("09:00", "12:00", ""),
        ("00:00", "00:00", ""),
        ("22:15", "00:00", ""),
        ("22:00", "02:00", ""),
        ("", "12:00", "Please give both times."),
        ("09:00", "25:00", "Please give both times."),
        ("9 o'clock", "12:00", "Please give both times."),
        ("09:10", "12:00", "Times go by quarters of an hour, such as 09:15."),
        ("12:00", "09:00", "The end has to be after the beginning."),
        ("12:00", "12:00", "The end has to be after the beginning."),
    ],
)
def test_each_range_is_told_what_is_wrong_with_it(begin: str, end: str, said: str) -> None:
    assert draft_plan.faults(monday((begin, end))).ranges == ({(0, 0): said} if said else {})


def test_an_end_of_zero_is_midnight_and_a_night_runs_over_it() -> None:
    hours = draft_plan.plan_of(monday(("20:00", "00:00"), ("00:30", "02:00"))).hours
    assert hours == (Range(0, 1200, 1440), Range(0, 30, 120))
    assert draft_plan.plan_of(monday(("22:00", "02:00"))).hours == (Range(0, 1320, 1560),)


def test_of_two_that_overlap_the_later_one_is_marked_and_neighbours_are_not() -> None:
    wrong = draft_plan.faults(monday(("09:00", "12:00"), ("11:00", "13:00"), ("13:00", "14:00")))
    assert wrong.ranges == {(0, 1): "This overlaps with Monday 09:00-12:00."}


def test_a_night_that_meets_the_next_morning_is_marked_there() -> None:
    week = ((TypedSpan("22:00", "02:00"),), (TypedSpan("01:00", "03:00"),), *((),) * 5)
    assert list(draft_plan.faults(replace(PLAN, week=week)).ranges) == [(1, 0)]


@pytest.mark.parametrize("end", [600, 1080 + 60, 540 + 1440])
def test_hours_too_long_to_be_typed_as_a_night_are_shown_in_two_parts_that_open_the_same(end: int) -> None:
    kept = replace(KEPT, hours=(Range(6, 540, end + 1440 if end <= 540 else end),), exceptions=(), pause=None)
    again = draft_plan.plan_of(draft_plan.typed(kept))
    assert not draft_plan.faults(draft_plan.typed(kept))
    asked: dict[str, Any] = {"minutes": 15, "earliest": NOW, "latest_end": NOW.replace(month=12, day=20)}
    rules = Rules(step_minutes=15)
    assert slots.starts(replace(again, rules=rules), **asked) == slots.starts(replace(kept, rules=rules), **asked)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (TypedException("2026-12-24", "2026-12-23"), "The last day is before the first."),
        (TypedException("", ""), "Please give the first and the last day."),
        (TypedException("2026-02-30", "2026-03-01"), "Please give the first and the last day."),
        (TypedException("2026-12-24", "2026-12-24", "x" * 61), "A label is one line of at most 60 characters."),
        (TypedException("2026-12-24", "", "", False), "Please add the hours of these days, or close them."),
    ],
)
def test_each_exception_is_told_what_is_wrong_with_it(one: TypedException, said: str) -> None:
    assert draft_plan.faults(replace(PLAN, exceptions=(one,))).exceptions == {0: said}


def test_one_day_needs_no_last_day_and_two_exceptions_of_a_day_are_refused() -> None:
    one = TypedException("2026-12-24")
    assert draft_plan.plan_of(replace(PLAN, exceptions=(one,))).exceptions[0].last == date(2026, 12, 24)
    wrong = draft_plan.faults(replace(PLAN, exceptions=(one, one)))
    assert wrong.exceptions == {1: "There are two exceptions for 24 December 2026."}


def test_a_range_inside_an_exception_is_marked_there() -> None:
    one = TypedException("2026-12-24", "", "", False, (TypedSpan("09:00", "12:00"), TypedSpan("13:00", "12:00")))
    wrong = draft_plan.faults(replace(PLAN, exceptions=(one,)))
    assert wrong.spans == {(0, 1): "The end has to be after the beginning."}


@pytest.mark.parametrize("value", ["", "x", "-1", "1e9", "9" * 40, "١٢", "0"])
@pytest.mark.parametrize("name", ["notice_minutes", "days_ahead", "step_minutes"])
def test_a_rule_that_makes_no_sense_is_marked_by_its_name(name: str, value: str) -> None:
    assert list(draft_plan.faults(ruled(name, value)).rules) == [name]


@pytest.mark.parametrize("name", ["most_a_day", "most_a_week"])
def test_an_empty_limit_is_none_and_a_strange_one_is_marked(name: str) -> None:
    assert getattr(draft_plan.plan_of(ruled(name, " ")).rules, name) is None
    assert list(draft_plan.faults(ruled(name, "0")).rules) == [name]


def test_a_pause_needs_its_day_unless_it_is_for_good() -> None:
    until = replace(PLAN, pause="until", pause_until="")
    assert list(draft_plan.faults(until).rules) == ["pause"]
    assert draft_plan.plan_of(replace(until, pause="for_good")).pause == Pause()
    assert draft_plan.plan_of(replace(until, pause="open")).pause is None


def test_an_unknown_zone_is_marked() -> None:
    assert draft_plan.faults(replace(PLAN, zone="Mars/Base")).rules == {
        "zone": "Please choose a time zone from the list."
    }


def test_what_is_left_without_the_faults_is_always_a_plan() -> None:
    bad = replace(
        monday(("09:00", "12:00"), ("12:00", "09:00"), ("11:00", "13:00")),
        zone="Mars/Base",
        exceptions=(TypedException("", ""), *PLAN.exceptions),
        rules=("x",) * len(RULES),
        pause="until",
        pause_until="soon",
    )
    left = draft_plan.sound(bad, KEPT)
    assert not plan_faults.faults(left)
    assert left == replace(KEPT, hours=(Range(0, 540, 720),))


@pytest.mark.parametrize("minute", [0, 15, 555, 1425])
def test_a_time_that_is_shown_is_read_again(minute: int) -> None:
    assert draft_plan.minute(draft_plan.time_text(minute)) == minute


@pytest.mark.parametrize("strange", [None, 5, "", "24:00", "12:60", "1200", "ab:cd", "١٢:٠٠", "-1:00"])
def test_what_is_no_time_of_day_is_none(strange: object) -> None:
    assert draft_plan.minute(strange) is None


@pytest.mark.parametrize("strange", [None, 5, "", "2026-13-01", "2026-W01-1", "20260101", "٢٠٢٦-٠١-٠١"])
def test_what_is_no_date_is_none(strange: object) -> None:
    assert draft_plan.day(strange) is None
