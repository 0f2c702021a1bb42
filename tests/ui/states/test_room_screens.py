"""The room's state over the real use cases: what it shows to whom, and what a browser cannot make it do."""

from typing import Any

import pytest

from tests.market import PROFILE, Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.services import rooms
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.room import RoomState


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


@pytest.fixture
def booking_id(market: Market, mentor: Caller, mentee: Caller) -> str:
    offer = market.offer(mentor)
    return market.confirmed(mentee, offer, market.slots(offer)[0])


def pass_to(market: Market, booking_id: str, minutes: int) -> None:
    """So many minutes after the start."""
    market.now = market.rows(booking_id)[0].starts_at
    market.pass_time(minutes=minutes)


async def test_the_page_counts_down_to_whatever_comes_next(
    opened: OpenState[Any], market: Market, mentee: Caller, booking_id: str
) -> None:
    state = opened(RoomState, routes.room(booking_id), mentee)
    seen = []
    for minutes in (-12, -10, 0, 60, 90):
        pass_to(market, booking_id, minutes)
        await run(RoomState.load, state)
        shown = state.sheet
        seen.append((shown.pill.text, shown.seconds, shown.counted, bool(shown.door_path)))
    assert seen == [
        ("Not open yet", 120, "until the room opens", False),
        ("Open", 600, "until you begin", True),
        ("Open", 3600, "left", True),
        ("Open", 1800, "until the room closes", True),
        ("Closed", 0, "", False),
    ]


async def test_each_side_reads_the_others_name_and_clock_and_goes_back_to_its_own_page(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    pass_to(market, booking_id, 0)
    of_mentee, of_mentor = (opened(RoomState, routes.room(booking_id), who) for who in (mentee, mentor))
    for state in (of_mentee, of_mentor):
        await run(RoomState.load, state)
        assert PROFILE.room_url not in repr(state.dict())
    # Berlin is at 8 when the first session begins; Kolkata is four and a half hours ahead.
    assert (of_mentee.sheet.other, of_mentee.sheet.there_clock) == ("Amara Okafor", "08:00")
    assert (of_mentor.sheet.other, of_mentor.sheet.there_clock) == ("Noor", "12:30")
    assert of_mentee.sheet.there_place == "Berlin (UTC+1)"
    assert (of_mentee.sheet.back_path, of_mentor.sheet.back_path) == (
        routes.booking(booking_id),
        routes.desk_session(booking_id),
    )
    assert of_mentee.sheet.brief == of_mentor.sheet.brief == "How do I grow?"


async def test_who_was_there_is_said_to_both(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    pass_to(market, booking_id, 2)
    with market.db.unit_of_work() as session:
        rooms.enter(session, mentor, booking_id, base="https://meet.jit.si", now=market.now)
    states = [opened(RoomState, routes.room(booking_id), who) for who in (mentee, mentor)]
    for state in states:
        await run(RoomState.load, state)
    assert [list(state.sheet.attended) for state in states] == [
        [("You", "have not opened the room"), ("Amara Okafor", "opened the room at 07:02")],
        [("Noor", "has not opened the room"), ("You", "opened the room at 07:02")],
    ]


async def test_a_note_is_written_for_both(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    state = opened(RoomState, routes.room(booking_id), mentee)
    await run(RoomState.load, state)
    assert "Both of you" in says(await run(RoomState.write, state, {"note": "See https://example.com"}))
    (note,) = state.sheet.notes
    assert (note.author, note.text, note.mine, state.written) == ("You", "See https://example.com", True, 1)
    theirs = opened(RoomState, routes.room(booking_id), mentor)
    await run(RoomState.load, theirs)
    assert (theirs.sheet.notes[0].author, theirs.sheet.notes[0].mine) == ("Noor", False)


NO_NOTES: list[Any] = [*NONSENSE, {"note": None}, {"note": {"a": 1}}, {"note": "  "}, {"note": "x" * 2001}]


@pytest.mark.parametrize("form", NO_NOTES)
async def test_what_is_no_note_is_explained_and_loses_nothing(
    opened: OpenState[Any], mentee: Caller, booking_id: str, form: Any
) -> None:
    state = opened(RoomState, routes.room(booking_id), mentee)
    await run(RoomState.load, state)
    assert await run(RoomState.write, state, form) == []
    assert state.complaint
    assert (state.sheet.notes, state.written) == ([], 0), "the form is not drawn anew, so what was typed stays"


async def test_strangers_are_told_that_there_is_none_and_can_write_nothing(
    opened: OpenState[Any], market: Market, booking_id: str
) -> None:
    for who in (market.person("Noa"), market.person("Olga", operator=True)):
        state = opened(RoomState, routes.room(booking_id), who)
        await run(RoomState.load, state)
        assert (state.loaded, state.problem) == (False, "We could not find that booking.")
        await run(RoomState.write, state, {"note": "Hello"})
        assert (state.complaint, state.loaded) == ("We could not find that booking.", False)
    nobody = opened(RoomState, routes.room(booking_id))
    await run(RoomState.load, nobody)
    assert (nobody.loaded, nobody.problem) == (False, "")


async def test_a_door_that_did_not_open_is_spoken_of(
    opened: OpenState[Any], mentee: Caller, booking_id: str
) -> None:
    state = opened(RoomState, f"{routes.room(booking_id)}?closed=1", mentee)
    await run(RoomState.load, state)
    assert state.refusal
