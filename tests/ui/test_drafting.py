"""Writing a plan step by step: undo, redo, what the browser keeps, and what another window saves meanwhile."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from thoughtcloud.core.plans import DateException, Plan, Range, Rules, Span
from thoughtcloud.services import draft_plan
from thoughtcloud.services.draft_plan import TypedException, TypedSpan
from thoughtcloud.ui import drafting, edits
from thoughtcloud.ui.drafting import Drafting

TODAY = date(2026, 11, 23)
PLAN = draft_plan.typed(
    Plan(
        "Europe/Berlin",
        (Range(0, 540, 720), Range(2, 540, 720)),
        (DateException(date(2026, 11, 24), date(2026, 11, 24), (Span(540, 600),), "Fair"),),
        Rules(),
    )
)
FRESH = Drafting("me_1", 3, PLAN, PLAN)
NONSENSE: list[Any] = [None, -1, 9, 1.0, True, "x", {"a": 1}, ["x"], "x" * 10_000]


def test_every_step_can_be_undone_and_done_again() -> None:
    one = FRESH.to(edits.add_range(PLAN, 0))
    two = one.to(edits.copy_day(one.now, 0, "all"))
    assert two.now.week[6] == (TypedSpan("09:00", "12:00"), TypedSpan("13:00", "15:00"))
    assert two.undone().now == one.now
    assert two.undone().undone().now == PLAN
    assert not two.undone().undone().changed
    assert two.undone().undone().undone().now == PLAN
    assert two.undone().redone() == two
    assert two.redone() == two


def test_a_step_that_changes_nothing_is_none_and_a_new_one_forgets_what_was_undone() -> None:
    one = FRESH.to(edits.add_range(PLAN, 0))
    assert one.to(one.now) is one
    assert one.undone().to(edits.remove_range(PLAN, 0, 0)).after == ()


def test_what_the_browser_keeps_is_read_again_by_its_mentor_only() -> None:
    one = FRESH.to(edits.set_rule(PLAN, "notice_minutes", "60"))
    kept = drafting.text(one)
    assert drafting.read(kept, "me_1") == replace(one, before=())
    assert drafting.read(kept, "me_2") is None
    assert drafting.text(FRESH) == ""


@pytest.mark.parametrize("change", [
    {"now": None}, {"now": []}, {"version": -1}, {"version": "3"}, {"kept": {}}, {"mentor": 5},
])  # fmt: skip
def test_what_a_browser_invents_is_no_draft(change: dict[str, Any]) -> None:
    told = json.loads(drafting.text(FRESH.to(edits.add_range(PLAN, 0)))) | change
    assert drafting.read(json.dumps(told), "me_1") is None


@pytest.mark.parametrize(("part", "value"), [
    ("week", []), ("week", [[]] * 8), ("week", [[{"begin": 5, "end": ""}]] * 7), ("rules", ["1"]),
    ("zone", "x" * 101), ("exceptions", [{"first": ""}]), ("exceptions", "xx"), ("pause", None),
    ("week", [[{}] * 21] * 7),
    ("exceptions", [{"first": "", "last": "", "label": "", "closed": "no", "spans": []}]),
])  # fmt: skip
def test_no_part_of_a_draft_may_be_of_another_shape(part: str, value: Any) -> None:
    told = json.loads(drafting.text(FRESH.to(edits.add_range(PLAN, 0))))
    told["now"][part] = value
    assert drafting.read(json.dumps(told), "me_1") is None


@pytest.mark.parametrize("text", [None, 5, "", "x", "[]", "null", "[" * 50_000, "x" * 300_000, '{"mentor":1}'])
def test_what_is_no_json_of_ours_is_no_draft(text: object) -> None:
    assert drafting.read(text, "me_1") is None


def test_changes_of_two_windows_in_different_parts_are_joined() -> None:
    mine = FRESH.to(edits.add_range(PLAN, 0))
    theirs = edits.set_rule(PLAN, "notice_minutes", "60")
    joined, both = mine.over(theirs, 4)
    assert both == ()
    assert (joined.now.week, joined.now.rules) == (mine.now.week, theirs.rules)
    assert (joined.kept, joined.version) == (theirs, 4)


def test_where_both_have_changed_the_same_part_this_one_stays_and_is_named() -> None:
    mine = FRESH.to(edits.add_range(PLAN, 0))
    theirs = edits.remove_range(PLAN, 2, 0)
    joined, both = mine.over(theirs, 4)
    assert both == ("week",)
    assert joined.now.week == mine.now.week
    again, none = mine.over(mine.now, 4)
    assert (none, again.changed) == ((), False)


def test_a_new_exception_is_on_the_next_day_that_has_none() -> None:
    one = edits.add_exception(PLAN, True, TODAY).exceptions[-1]
    assert one == TypedException("2026-11-25", closed=True)
    other = edits.add_exception(PLAN, False, TODAY).exceptions[-1]
    assert other.spans == (edits.MORNING,)


def test_an_exception_is_opened_written_and_removed() -> None:
    plan = edits.add_exception(PLAN, True, TODAY)
    plan = edits.set_exception(plan, 1, "label", "Winter")
    plan = edits.close_exception(edits.set_exception(plan, 1, "last", "2026-12-01"), 1, False)
    plan = edits.set_span(edits.add_span(plan, 1), 1, 1, "end", "18:00")
    assert plan.exceptions[1] == TypedException(
        "2026-11-25", "2026-12-01", "Winter", False, (edits.MORNING, TypedSpan("13:00", "18:00"))
    )
    assert edits.remove_exception(edits.remove_span(plan, 1, 0), 1) == PLAN
    assert edits.drop_past(PLAN, date(2026, 11, 25)).exceptions == ()
    assert edits.drop_past(PLAN, date(2026, 11, 24)) == PLAN


def test_another_range_begins_an_hour_after_the_last_one() -> None:
    assert edits.another(()) == TypedSpan("09:00", "12:00")
    assert edits.another((TypedSpan("09:00", "12:00"),)) == TypedSpan("13:00", "15:00")
    assert edits.another((TypedSpan("09:00", "21:30"),)) == TypedSpan()
    assert edits.another((TypedSpan("20:00", "00:00"),)) == TypedSpan()


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_is_no_step(value: Any) -> None:
    assert edits.set_time(PLAN, value, 0, "end", "10:00") == PLAN
    assert edits.set_time(PLAN, 0, value, "end", "10:00") == PLAN
    assert edits.set_time(PLAN, 0, 0, value, "10:00") == PLAN
    assert edits.add_range(PLAN, value) == PLAN
    assert edits.remove_range(PLAN, value, 0) == PLAN
    assert edits.remove_range(PLAN, 0, value) == PLAN
    assert edits.copy_day(PLAN, value, "all") == PLAN
    assert edits.copy_day(PLAN, 0, value) == PLAN
    assert edits.remove_exception(PLAN, value) == PLAN
    assert edits.set_exception(PLAN, value, "label", "x") == PLAN
    assert edits.set_exception(PLAN, 0, value, "x") == PLAN
    assert edits.add_span(PLAN, value) == PLAN
    assert edits.remove_span(PLAN, 0, value) == PLAN
    assert edits.set_span(PLAN, 0, value, "end", "10:00") == PLAN
    assert edits.set_rule(PLAN, value, "60") == PLAN
    assert edits.set_pause(PLAN, value) == PLAN


@pytest.mark.parametrize("value", [one for one in NONSENSE if not isinstance(one, str) or len(one) > 100])
def test_what_is_no_short_text_is_not_typed(value: Any) -> None:
    assert edits.set_time(PLAN, 0, 0, "end", value) == PLAN
    assert edits.set_exception(PLAN, 0, "first", value) == PLAN
    assert edits.set_rule(PLAN, "days_ahead", value) == PLAN
    assert edits.set_pause_until(PLAN, value) == PLAN
    assert edits.set_zone(PLAN, value) == PLAN
    if not isinstance(value, bool):
        assert edits.close_exception(PLAN, 0, value) == PLAN
        assert edits.add_exception(PLAN, value, TODAY) == PLAN


def test_there_is_a_most_of_everything() -> None:
    plan = PLAN
    for _ in range(20):
        plan = edits.add_span(edits.add_range(plan, 0), 0)
    assert (len(plan.week[0]), len(plan.exceptions[0].spans)) == (edits.MOST_A_DAY, edits.MOST_A_DAY)
    draft = FRESH
    for minute in range(300):
        draft = draft.to(edits.set_rule(draft.now, "days_ahead", str(minute)))
    assert len(draft.before) == drafting.MOST_STEPS
