"""The screen of a mentor's availability over the real use cases."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.core.plans import DateException, Pause, Plan
from thoughtcloud.services import availability
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.plans import KeptPlan
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.desk import DeskState
from thoughtcloud.ui.states.hours import HoursState
from thoughtcloud.ui.states.mentor import MentorState


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


async def entered(opened: OpenState[Any], mentor: Caller) -> Any:
    state = opened(HoursState, routes.DESK_HOURS, mentor)
    await run(HoursState.load, state)
    return state


def kept(market: Market, mentor: Caller) -> KeptPlan:
    with market.db.reading() as session:
        return availability.plan(session, mentor, now=market.now)


def keep(market: Market, mentor: Caller, **changes: Any) -> Plan:
    there = kept(market, mentor)
    plan = replace(there.plan, **changes)
    with market.db.unit_of_work() as session:
        availability.replace_plan(session, mentor, plan=plan, seen=there.version, now=market.now)
    return plan


def open_days(state: Any) -> list[str]:
    return [one.key for one in state.preview if one.text]


async def test_the_week_is_written_copied_and_saved(opened: OpenState[Any], mentor: Caller) -> None:
    state = await entered(opened, mentor)
    assert state.zone_text == "Berlin (UTC+1)"
    await run(HoursState.set_end, state, 0, 0, "12:00")
    await run(HoursState.add, state, 0)
    await run(HoursState.copy_day, state, 0, "workdays")
    await run(HoursState.remove, state, 6, 0)
    assert state.changed
    assert await run(HoursState.save, state) == []
    assert state.saved == [
        "Monday, Tuesday, Wednesday, Thursday, Friday: 08:00 – 12:00, 13:00 – 15:00", "Sunday: not bookable",
    ]  # fmt: skip
    assert (state.changed, state.draft) == (False, "")
    fresh = await entered(opened, mentor)
    spans = [[(one.start, one.end) for one in day.ranges] for day in fresh.days]
    assert spans[4] == [("08:00", "12:00"), ("13:00", "15:00")]
    assert spans[5:] == [[("08:00", "20:00")], []]


async def test_every_rule_of_the_plan_is_saved(opened: OpenState[Any], market: Market, mentor: Caller) -> None:
    state = await entered(opened, mentor)
    values = {"notice_minutes": "1440", "days_ahead": "90", "minutes_before": "10", "minutes_after": "15",
              "step_minutes": "60", "most_a_day": "3", "most_a_week": "9"}  # fmt: skip
    for name, value in values.items():
        await run(HoursState.set_rule, state, name, value)
    await run(HoursState.add_exception, state, True)
    await run(HoursState.set_exception, state, 0, "last", "2026-11-27")
    await run(HoursState.set_exception, state, 0, "label", "Winter")
    await run(HoursState.add_exception, state, False)
    await run(HoursState.set_zone, state, "Asia/Kolkata")
    assert "opens when it is 04:30 in Berlin" in state.zone_note
    await run(HoursState.set_pause, state, "until")
    assert state.errors.pause
    await run(HoursState.set_pause_until, state, "2026-12-01")
    await run(HoursState.save, state)
    assert state.saved == [
        "Time zone: Kolkata (UTC+5:30)",
        "Tue 24 Nov – Fri 27 Nov (Winter): closed",
        "Sat 28 Nov: 09:00 – 12:00",
        "Notice: 1 day",
        "Break before a session: 10 minutes",
        "Break after a session: 15 minutes",
        "Starts: every 1 hour",
        "Bookable 90 days ahead",
        "Sessions a day: 3",
        "Sessions a week: 9",
        "Bookings paused until Tue 1 Dec",
    ]
    plan = kept(market, mentor).plan
    assert {name: str(getattr(plan.rules, name)) for name in values} == values
    assert plan.pause == Pause(date(2026, 12, 1))
    assert "from Tue 1 Dec" in state.paused


async def test_what_is_wrong_is_explained_in_place_and_nothing_is_saved(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    state = await entered(opened, mentor)
    await run(HoursState.set_end, state, 0, 0, "07:00")
    await run(HoursState.set_rule, state, "days_ahead", "4000")
    await run(HoursState.add_exception, state, True)
    await run(HoursState.set_exception, state, 0, "last", "2026-11-01")
    assert state.days[0].ranges[0].error == "The end has to be after the beginning."
    assert state.errors.days_ahead == "You can be booked 1 to 365 days ahead."
    assert state.exceptions[0].error == "The last day is before the first."
    before = kept(market, mentor)
    assert "marked" in says(await run(HoursState.save, state))
    assert kept(market, mentor) == before


async def test_the_preview_follows_what_is_typed_and_undo_brings_it_back(
    opened: OpenState[Any], mentor: Caller
) -> None:
    state = await entered(opened, mentor)
    before = open_days(state)
    assert "2026-11-24" in before
    await run(HoursState.add_exception, state, True)
    assert open_days(state) == [day for day in before if day != "2026-11-24"]
    await run(HoursState.undo, state)
    assert (open_days(state), state.can_undo, state.can_redo) == (before, False, True)
    await run(HoursState.redo, state)
    assert "2026-11-24" not in open_days(state)
    await run(HoursState.discard, state)
    assert (open_days(state), state.changed, state.can_undo) == (before, False, True)


async def test_the_preview_turns_to_later_weeks_and_other_lengths(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    market.offer(mentor, minutes=30)
    market.offer(mentor, minutes=120)
    state = await entered(opened, mentor)
    assert ([one.value for one in state.lengths], state.length) == (["30", "120"], "30")
    await run(HoursState.choose_length, state, "120")
    assert state.length == "120"
    assert not state.earlier
    await run(HoursState.turn, state, 1)
    assert (state.preview[0].key, state.earlier) == ("2026-12-07", True)
    for value in (*NONSENSE, 2, True):
        await run(HoursState.turn, state, value)
        await run(HoursState.choose_length, state, value)
    assert (state.preview[0].key, state.length) == ("2026-12-07", "120")


async def test_a_reload_and_another_browser_window_find_what_is_not_saved_yet(
    opened: OpenState[Any], mentor: Caller
) -> None:
    state = await entered(opened, mentor)
    await run(HoursState.set_end, state, 0, 0, "12:00")
    await run(HoursState.load, state)
    assert (state.days[0].ranges[0].end, state.changed) == ("12:00", True)
    other = opened(HoursState, routes.DESK_HOURS, mentor)
    other.draft = str(state.draft)
    await run(HoursState.load, other)
    assert other.days[0].ranges[0].end == "12:00"
    assert "does not count until you save it" in other.told
    await run(HoursState.discard, other)
    assert (other.days[0].ranges[0].end, other.told, other.draft) == ("20:00", "", "")


async def test_the_draft_of_somebody_else_or_of_nobody_is_not_taken(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    state = await entered(opened, mentor)
    await run(HoursState.set_end, state, 0, 0, "12:00")
    for text in (str(state.draft), "{", *NONSENSE):
        other = opened(HoursState, routes.DESK_HOURS, market.mentor("Tom Baker"))
        other.draft = text if isinstance(text, str) else str(text)
        await run(HoursState.load, other)
        assert (other.ready, other.changed) == (True, False)


async def test_another_window_is_not_overwritten_but_joined(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    state = await entered(opened, mentor)
    await run(HoursState.set_end, state, 0, 0, "12:00")
    holiday = DateException(date(2026, 12, 24), date(2026, 12, 26), (), "Winter")
    keep(market, mentor, exceptions=(holiday,))
    assert "in another window meanwhile" in says(await run(HoursState.save, state))
    assert "other changes" in state.told
    assert (state.days[0].ranges[0].end, state.exceptions[0].label) == ("12:00", "Winter")
    assert kept(market, mentor).plan.hours[0].to_minute == 1200
    await run(HoursState.save, state)
    assert state.saved
    plan = kept(market, mentor).plan
    assert (plan.hours[0].to_minute, plan.exceptions) == (720, (holiday,))


async def test_where_two_windows_changed_the_same_it_is_said(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    state = await entered(opened, mentor)
    await run(HoursState.set_end, state, 0, 0, "12:00")
    keep(market, mentor, hours=())
    await run(HoursState.save, state)
    assert "the weekly hours" in state.told
    assert state.days[0].ranges[0].end == "12:00"
    await run(HoursState.undo, state)
    assert state.days[0].ranges == [] or state.days[0].ranges[0].end == "20:00"


@pytest.mark.parametrize(
    ("pause", "desk", "public"),
    [
        (Pause(), "until you open them again", "Amara Okafor takes no bookings at the moment."),
        (Pause(date(2026, 12, 1)), "until 1 December 2026", "Please look again on 1 December 2026."),
    ],
)
async def test_a_pause_is_told_on_the_desk_and_on_the_public_page(
    opened: OpenState[Any], market: Market, mentor: Caller, pause: Pause, desk: str, public: str
) -> None:
    market.offer(mentor)
    keep(market, mentor, pause=pause)
    state = opened(DeskState, routes.DESK, mentor)
    await run(DeskState.load, state)
    (warning,) = [one for one in state.warnings if one.title == "Bookings are paused"]
    assert desk in warning.text
    page = opened(MentorState, routes.mentor(mentor.mentor_slug or ""))
    await run(MentorState.load, page)
    assert public in page.mentor.paused
    assert page.next_free == ""


async def test_a_pause_that_is_over_is_not_told(opened: OpenState[Any], market: Market, mentor: Caller) -> None:
    keep(market, mentor, pause=Pause(date(2026, 11, 23)))
    state = opened(DeskState, routes.DESK, mentor)
    await run(DeskState.load, state)
    assert not any(one.title == "Bookings are paused" for one in state.warnings)
    hours = await entered(opened, mentor)
    assert hours.paused == ""


async def test_sessions_outside_the_new_hours_are_named_and_stay(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    offer = market.offer(mentor)
    booking_id = market.confirmed(market.person("Noor"), offer, market.slots(offer)[0])
    state = await entered(opened, mentor)
    assert state.outside == []
    await run(HoursState.remove, state, 0, 0)
    (line,) = state.outside
    assert "Noor" in line.text
    assert line.path == routes.desk_session(booking_id)
    await run(HoursState.save, state)
    assert len(state.outside) == 1
    assert market.position(booking_id).booking.value == "confirmed"


async def test_of_many_sessions_outside_the_first_are_named_and_the_rest_are_counted(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    offer = market.offer(mentor, minutes=15)
    for start in market.slots(offer)[:15]:
        market.confirmed(market.person("Noor"), offer, start)
    state = await entered(opened, mentor)
    await run(HoursState.remove, state, 0, 0)
    assert (len(state.outside), state.more_outside) == (12, 3)


async def test_there_is_nothing_to_save_and_somebody_else_has_no_hours(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    state = await entered(opened, mentor)
    assert "nothing to save" in says(await run(HoursState.save, state))
    stranger = opened(HoursState, routes.DESK_HOURS, market.person())
    await run(HoursState.load, stranger)
    assert (stranger.ready, stranger.problem) == (False, "Create your mentor page first.")
    assert await run(HoursState.save, stranger) == []
    await run(HoursState.add, stranger, 0)
    assert stranger.days == []


@pytest.mark.parametrize("value", [*NONSENSE, -1, 1.0, True])
async def test_nonsense_leaves_the_plan_alone(opened: OpenState[Any], mentor: Caller, value: object) -> None:
    state = await entered(opened, mentor)
    before = [day.ranges for day in state.days]
    for handler in (HoursState.set_begin, HoursState.set_end):
        await run(handler, state, 0, value, "09:00")
        await run(handler, state, "x", 0, value)
    await run(HoursState.add, state, "x" if type(value) is int and value == 7 else value)
    await run(HoursState.remove, state, 0, value)
    await run(HoursState.copy_day, state, 0, value)
    for name in ("remove_exception", "add_span"):
        await run(getattr(HoursState, name), state, value)
    await run(HoursState.set_exception, state, value, value, value)
    await run(HoursState.set_span, state, value, value, value, value)
    await run(HoursState.set_rule, state, value, value)
    await run(HoursState.set_pause, state, value)
    await run(HoursState.close_exception, state, 0, value)
    assert [day.ranges for day in state.days] == before
    assert not state.changed
    await run(HoursState.set_zone, state, value)
    await run(HoursState.set_pause_until, state, value)
    assert state.ready
    assert not state.problem
