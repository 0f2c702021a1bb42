"""Moving on the screens of both sides, over the real use cases, and what a browser cannot make them do."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.services.moving import Stage
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, goes_to, run, says
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.bookings import BookingsState
from thoughtcloud.ui.states.desk import DeskState
from thoughtcloud.ui.states.moving import MovingState
from thoughtcloud.ui.states.viewer import ViewerState


async def at_moving(opened: OpenState[Any], stage: Stage, who: Caller, path: str = "") -> Any:
    state = opened(MovingState, path or routes.move(stage.booking_id), who)
    await run(ViewerState.load, await state.get_state(ViewerState))
    await run(MovingState.load, state)
    return state


async def test_a_mentee_chooses_and_moves_and_is_led_back(opened: OpenState[Any], stage: Stage) -> None:
    to = stage.slot(hours=75)
    state = await at_moving(opened, stage, stage.mentee)
    assert (state.loaded, state.sheet.alone, state.sheet.mentor, state.sheet.refusal) == (True, True, False, "")
    assert state.sheet.back == routes.booking(stage.booking_id)
    assert stage.first.isoformat() not in {slot.start for part in state.times for slot in part.slots}
    await run(MovingState.choose_start, state, to.isoformat())
    assert state.chosen.start == to.isoformat()
    assert state.chosen.costs.startswith("Cancelling then: free until ")
    assert ", after that €40.00 until it begins." in state.chosen.costs
    told = await run(MovingState.move, state)
    assert goes_to(told) == routes.booking(stage.booking_id)
    assert says(told[:-1]).startswith("Moved to ")
    assert stage.booking.starts_at == to
    assert (state.chosen.start, state.busy) == ("", False)


async def test_a_mentor_proposes_and_the_mentee_accepts_on_the_page_of_the_booking(
    opened: OpenState[Any], stage: Stage
) -> None:
    state = await at_moving(opened, stage, stage.mentor)
    assert (state.sheet.alone, state.sheet.mentor) == (False, True)
    assert state.sheet.back == routes.desk_session(stage.booking_id)
    await run(MovingState.choose_next_free, state)
    await run(MovingState.add, state)
    await run(MovingState.add_wall_time, state, {"when": "2026-11-26T21:15"})
    await run(MovingState.write_note, state, "Sorry!")
    assert [one.costs for one in state.wished] == ["", ""]
    assert state.wished[1].text == "Thu 26 Nov, 21:15 – 22:15"
    told = await run(MovingState.propose, state)
    assert goes_to(told) == routes.desk_session(stage.booking_id)
    assert state.wished == []
    assert (state.proposal.mine, len(state.proposal.times)) == (True, 2)
    answers = await at_moving(opened, stage, stage.mentee, routes.booking(stage.booking_id))
    assert (answers.proposal.mine, answers.proposal.note) == (False, "Sorry!")
    await run(MovingState.accept, answers, answers.proposal.times[1].start)
    assert stage.booking.starts_at.isoformat() == "2026-11-26T20:15:00+00:00"
    assert answers.proposal.id == ""


async def test_lists_of_both_sides_say_that_a_proposal_waits(opened: OpenState[Any], stage: Stage) -> None:
    stage.propose(stage.mentor, [stage.slot(hours=75)])
    mine = opened(BookingsState, routes.BOOKINGS, stage.mentee)
    await run(BookingsState.load, mine)
    assert [row.asked.text for row in mine.rows] == ["Amara Okafor asks for another time"]
    desk = opened(DeskState, routes.DESK, stage.mentor)
    await run(DeskState.load, desk)
    assert [row.asked.text for row in desk.upcoming] == ["Your proposal waits"]
    stage.market.now = stage.booking.answer_by or stage.market.now
    await run(BookingsState.load, mine)
    assert [row.asked.text for row in mine.rows] == [""]


async def test_declining_and_taking_back_leave_the_session_where_it_is(
    opened: OpenState[Any], stage: Stage
) -> None:
    stage.propose(stage.mentor, [stage.slot(hours=75)])
    answers = await at_moving(opened, stage, stage.mentee, routes.booking(stage.booking_id))
    await run(MovingState.withdraw, answers)
    assert answers.refusal == "This proposal is not yours: you can decline it."
    await run(MovingState.decline, answers)
    assert (answers.proposal.id, answers.refusal) == ("", "")
    stage.propose(stage.mentor, [stage.slot(hours=75)])
    desk = await at_moving(opened, stage, stage.mentor, routes.desk_session(stage.booking_id))
    assert desk.proposal.mine
    await run(MovingState.withdraw, desk)
    assert desk.proposal.id == ""
    assert stage.booking.starts_at == stage.first


async def test_a_late_mentee_reads_that_the_terms_keep_counting(opened: OpenState[Any], stage: Stage) -> None:
    stage.market.now = stage.first - timedelta(hours=10)
    state = await at_moving(opened, stage, stage.mentee)
    assert not state.sheet.alone
    assert "too late to move it yourself" in state.sheet.intro
    await run(MovingState.choose_start, state, stage.slot(hours=60).isoformat())
    kept = "Cancelling then: €40.00 until it begins. The terms keep counting from the old time."
    assert state.chosen.costs == kept
    await run(MovingState.move, state)
    assert "too late to move this session alone" in state.refusal
    await run(MovingState.add, state)
    await run(MovingState.propose, state)
    assert state.proposal.times[0].costs == kept


async def test_a_time_taken_meanwhile_is_told_with_the_nearest(opened: OpenState[Any], stage: Stage) -> None:
    to = stage.slot(hours=75)
    state = await at_moving(opened, stage, stage.mentee)
    await run(MovingState.choose_start, state, to.isoformat())
    stage.market.hold(stage.market.person("Quick"), stage.offer, to)
    assert await run(MovingState.move, state) == []
    assert state.refusal == "That time is not free any more."
    assert sum(len(day.slots) for day in state.others) == 3
    assert state.chosen.start == ""
    nearest = state.others[0].slots[0].start
    await run(MovingState.take_other, state, nearest)
    assert (state.chosen.start, state.refusal, state.others) == (nearest, "", [])


async def test_a_chosen_time_that_goes_is_told_at_the_next_look(opened: OpenState[Any], stage: Stage) -> None:
    to = stage.slot(hours=75)
    state = await at_moving(opened, stage, stage.mentee)
    await run(MovingState.choose_start, state, to.isoformat())
    stage.market.hold(stage.market.person("Quick"), stage.offer, to)
    await run(MovingState.refresh, state)
    assert "is not free any more" in state.refusal
    assert state.chosen.start == ""


async def test_a_move_of_the_other_side_meanwhile_is_not_overwritten(opened: OpenState[Any], stage: Stage) -> None:
    state = await at_moving(opened, stage, stage.mentor)
    await run(MovingState.choose_next_free, state)
    await run(MovingState.add, state)
    stage.move(stage.slot(hours=75))
    await run(MovingState.propose, state)
    assert "moved meanwhile" in state.refusal
    assert len(state.wished) == 1, "what was typed is kept"


async def test_at_most_three_times_and_each_once(opened: OpenState[Any], stage: Stage) -> None:
    state = await at_moving(opened, stage, stage.mentor)
    for when in ("2026-11-26T21:15", "2026-11-26T21:15", "2026-11-26T21:30", "2026-11-26T21:45"):
        await run(MovingState.add_wall_time, state, {"when": when})
    assert len(state.wished) == 3
    await run(MovingState.add_wall_time, state, {"when": "2026-11-26T22:00"})
    assert "Take one off the list first" in state.refusal
    await run(MovingState.drop, state, state.wished[0].start)
    assert len(state.wished) == 2


async def test_what_is_no_time_on_the_wall_is_explained_at_the_field(opened: OpenState[Any], stage: Stage) -> None:
    state = await at_moving(opened, stage, stage.mentor)
    for wrong in ("", "soon", "2026-11-26", None, {"x": 1}, "2026-11-26T21:15+01:00", "9999-12-31T23:59"):
        await run(MovingState.add_wall_time, state, {"when": wrong})
        assert state.wall_problem or wrong == "2026-11-26"
    await run(MovingState.add_wall_time, state, {"when": "2027-03-28T02:30"})
    assert "clocks are put forward" in state.wall_problem


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize(
    "name", ["choose_day", "choose_start", "take_other", "add_wall_time", "drop", "write_note", "accept"]
)
async def test_nonsense_changes_nothing(
    opened: OpenState[Any], stage: Stage, name: str, value: object
) -> None:
    stage.propose(stage.mentor, [stage.slot(hours=75)])
    state = await at_moving(opened, stage, stage.mentee)
    await run(getattr(MovingState, name), state, value)
    assert stage.booking.starts_at == stage.first
    assert state.proposal.id != ""


@pytest.mark.parametrize("name", ["move", "propose", "decline", "withdraw", "add", "choose_next_free", "refresh"])
async def test_a_stranger_calls_in_vain(opened: OpenState[Any], stage: Stage, name: str) -> None:
    stage.propose(stage.mentor, [stage.slot(hours=75)])
    for who in (stage.market.person("Stranger"), None):
        state = opened(MovingState, routes.move(stage.booking_id), who)
        await run(MovingState.load, state)
        assert not state.loaded
        await run(getattr(MovingState, name), state)
        assert (state.sheet.title, state.times, state.proposal.id) == ("", [], "")
    assert stage.booking.answer_by is not None


async def test_a_session_that_is_over_says_why_it_stays(opened: OpenState[Any], stage: Stage) -> None:
    stage.market.now = datetime.fromisoformat(stage.first.isoformat())
    state = await at_moving(opened, stage, stage.mentee)
    assert state.sheet.refusal == "This session can no longer be moved."
    assert not any(day.free for day in state.month.days)


async def test_a_time_that_the_reservation_does_not_reach_to_says_when_there_will_be_another(
    opened: OpenState[Any], stage: Stage
) -> None:
    with stage.db.unit_of_work() as session:
        _, payment = stage.market.rows(stage.booking_id)
        payment.capture_before = stage.market.now + timedelta(days=7)
        session.add(payment)
    state = await at_moving(opened, stage, stage.mentee)
    await run(MovingState.choose_start, state, stage.slot(days=5).isoformat())
    assert "made anew" not in state.chosen.costs
    far = stage.slot(days=20)
    await run(MovingState.choose_start, state, far.isoformat())
    assert state.chosen.costs.endswith("The reservation is released now and made anew on Thu 10 Dec, 08:00.")
