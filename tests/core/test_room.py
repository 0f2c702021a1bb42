"""The door of a room: open from shortly before the start until a while after the end, for sessions that are on."""

from datetime import UTC, datetime, timedelta

import pytest

from thoughtcloud.core import room
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import BookingState

STARTS = datetime(2026, 11, 24, 9, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "door"),
    [
        (STARTS - timedelta(days=3), Door.EARLY),
        (STARTS - room.OPENS_BEFORE - MOMENT, Door.EARLY),
        (STARTS - room.OPENS_BEFORE, Door.OPEN),
        (STARTS, Door.OPEN),
        (ENDS, Door.OPEN),
        (ENDS + room.OPEN_AFTER - MOMENT, Door.OPEN),
        (ENDS + room.OPEN_AFTER, Door.OVER),
    ],
)
def test_the_door_opens_before_the_start_and_closes_after_the_end(now: datetime, door: Door) -> None:
    assert room.door(BookingState.CONFIRMED, STARTS, ENDS, now) is door


@pytest.mark.parametrize("state", [BookingState.HELD, BookingState.EXPIRED, BookingState.CANCELLED])
def test_a_session_that_is_not_going_to_be_has_no_door(state: BookingState) -> None:
    assert room.door(state, STARTS, ENDS, STARTS) is Door.OFF
    assert not room.may_write(state, ENDS, STARTS)


def test_marking_a_session_completed_locks_nobody_out_of_it() -> None:
    assert room.door(BookingState.COMPLETED, STARTS, ENDS, STARTS + timedelta(minutes=20)) is Door.OPEN


def test_who_is_said_to_be_absent_may_still_come_until_that_is_settled() -> None:
    for state in (BookingState.NO_SHOW_REPORTED, BookingState.IN_REVIEW):
        assert room.door(state, STARTS, ENDS, STARTS + timedelta(minutes=20)) is Door.OPEN
    assert room.door(BookingState.NO_SHOW, STARTS, ENDS, STARTS + timedelta(minutes=20)) is Door.OVER


def test_notes_are_open_for_a_week_after_the_end() -> None:
    last = ENDS + room.NOTES_AFTER
    assert room.may_write(BookingState.COMPLETED, ENDS, last - MOMENT)
    assert not room.may_write(BookingState.COMPLETED, ENDS, last)


def test_the_door_leads_to_the_mentors_own_link_or_to_a_room_nobody_can_guess() -> None:
    assert room.address("https://meet.example.com/amara", "https://meet.jit.si", "k7") == (
        "https://meet.example.com/amara"
    )
    assert room.address("", "https://meet.jit.si", "k7") == "https://meet.jit.si/thoughtcloud-k7"
