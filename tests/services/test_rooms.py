"""Rooms: who may go in and when, what is kept of it, and the notes of both sides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import PROFILE, Market
from thoughtcloud.core import room
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services import moves, rooms
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Attendance, RoomNote
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import booking_page, room_page
from thoughtcloud.store.views.room_page import RoomPage

BASE = "https://meet.jit.si"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


@pytest.fixture
def booking_id(market: Market, mentor: Caller, mentee: Caller) -> str:
    """A confirmed session of an hour; it is time to begin."""
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now = market.rows(booking_id)[0].starts_at
    return booking_id


def act(market: Market, usecase: Callable[..., Any], caller: Any, booking_id: Any, **named: Any) -> Any:
    with market.db.unit_of_work() as session:
        return usecase(session, caller, booking_id, **named, now=market.now)


def enter(market: Market, caller: Any, booking_id: Any) -> str:
    return str(act(market, rooms.enter, caller, booking_id, base=BASE))


def refused(market: Market, usecase: Callable[..., Any], caller: Any, booking_id: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as told:
        act(market, usecase, caller, booking_id, **named)
    return told.value


def look(market: Market, caller: Caller | None, booking_id: Any) -> RoomPage:
    with market.db.reading() as session:
        return room_page.of(session, caller, booking_id, now=market.now)


def kept(market: Market) -> list[Attendance]:
    with market.db.reading() as session:
        return list(session.exec(select(Attendance).order_by(Attendance.side)))


def test_both_sides_are_led_to_the_mentors_own_link(
    market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    assert {enter(market, who, booking_id) for who in (mentor, mentee)} == {PROFILE.room_url}


def test_a_mentor_without_a_link_meets_each_mentee_in_a_room_of_its_own(market: Market) -> None:
    mentor = market.mentor("Bram Visser", room_url="")
    offer = market.offer(mentor)
    addresses = set()
    booked = []
    for start in market.slots(offer)[0:4:2]:
        mentee = market.person()
        booked.append((mentee, market.confirmed(mentee, offer, start), start))
    for mentee, booking_id, start in booked:
        market.now = start
        both = {enter(market, who, booking_id) for who in (mentee, mentor)}
        assert len(both) == 1
        addresses |= both
    assert len(addresses) == 2
    for address in addresses:
        name = address.removeprefix(f"{BASE}/thoughtcloud-")
        assert len(name) == 24, "120 bits: nobody guesses it"


def test_the_first_and_the_last_time_and_how_often_are_kept_for_each_side(
    market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    begins = market.now
    market.now = begins - 4 * MINUTE
    enter(market, mentor, booking_id)
    for minutes in (1, 5, 30):
        market.now = begins + minutes * MINUTE
        enter(market, mentee, booking_id)
    of_mentee, of_mentor = kept(market)
    assert (of_mentee.first_at, of_mentee.last_at) == (begins + MINUTE, begins + 30 * MINUTE)
    assert (of_mentee.times, of_mentor.times) == (3, 1)
    for reader in (mentor, mentee, market.person("Olga", operator=True)):
        with market.db.reading() as session:
            page = booking_page.of(session, reader, booking_id, now=market.now)
        assert [one.side for one in page.attended] == [Actor.MENTOR, Actor.MENTEE]


@pytest.mark.parametrize(
    ("away", "code"), [(-10 * MINUTE - timedelta(seconds=1), "room_early"), (90 * MINUTE, "room_over")]
)
def test_before_and_after_its_time_the_door_is_closed_and_nothing_is_kept(
    market: Market, mentee: Caller, booking_id: str, away: timedelta, code: str
) -> None:
    market.now += away
    problem = refused(market, rooms.enter, mentee, booking_id, base=BASE)
    assert (problem.code, problem.kind) == (code, Kind.CONFLICT)
    assert kept(market) == []


def test_there_is_no_room_for_a_session_that_was_called_off(
    market: Market, mentee: Caller, mentor: Caller, booking_id: str
) -> None:
    market.tell(booking_id, Event.CANCELLED, Actor.MENTOR)
    for who in (mentee, mentor):
        assert refused(market, rooms.enter, who, booking_id, base=BASE).code == "room_off"
    assert refused(market, rooms.write_note, mentee, booking_id, text="Hello?").code == "notes_over"


def test_nobody_but_the_two_is_let_in_or_reads_along(market: Market, booking_id: str) -> None:
    others = (market.person("Noa"), market.mentor("Bram Visser"), market.person("Olga", operator=True))
    for stranger in others:
        assert refused(market, rooms.enter, stranger, booking_id, base=BASE).code == "not_found"
        assert refused(market, rooms.write_note, stranger, booking_id, text="Hi").code == "not_found"
        with pytest.raises(Problem, match="not_found"):
            look(market, stranger, booking_id)
    assert refused(market, rooms.enter, None, booking_id, base=BASE).kind is Kind.SIGNED_OUT
    assert refused(market, rooms.write_note, None, booking_id, text="Hi").kind is Kind.SIGNED_OUT
    assert kept(market) == []


@pytest.mark.parametrize("strange", [None, 7, {"a": 1}, "", "bk_none", "x" * 10_000, "bk\0"])
def test_what_names_no_booking_is_not_found(market: Market, mentee: Caller, strange: Any) -> None:
    assert refused(market, rooms.enter, mentee, strange, base=BASE).code == "not_found"
    with pytest.raises(Problem, match="not_found"):
        look(market, mentee, strange)


def test_notes_of_both_are_kept_in_order_with_who_wrote_them_and_when(
    market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    act(market, rooms.write_note, mentee, booking_id, text="  My plan:\r\n1. ask  \n2. listen ")
    market.now += timedelta(hours=3)
    act(market, rooms.write_note, mentor, booking_id, text="Read chapter 4.")
    for reader in (mentor, mentee):
        notes = look(market, reader, booking_id).notes
        assert [(note.side, note.text) for note in notes] == [
            (Actor.MENTEE, "My plan:\n1. ask\n2. listen"),
            (Actor.MENTOR, "Read chapter 4."),
        ]
        assert notes[1].at - notes[0].at == timedelta(hours=3)


@pytest.mark.parametrize("text", [None, 7, ["x"], "", "  \n ", "x" * (room.LONGEST_NOTE + 1), "a\x00b"])
def test_what_is_no_note_is_refused_with_words_for_it(
    market: Market, mentee: Caller, booking_id: str, text: Any
) -> None:
    problem = refused(market, rooms.write_note, mentee, booking_id, text=text)
    assert (problem.kind, problem.field) == (Kind.INVALID, "note")


def test_the_notes_of_a_session_have_an_end(market: Market, mentee: Caller, booking_id: str) -> None:
    with market.db.unit_of_work() as session:
        session.add_all(
            RoomNote(booking_id=booking_id, side="mentee", at=market.now, text=f"{number}")
            for number in range(room.MOST_NOTES)
        )
    assert refused(market, rooms.write_note, mentee, booking_id, text="One more").code == "too_many_notes"
    assert len(look(market, mentee, booking_id).notes) == room.MOST_NOTES


def test_the_page_shows_the_door_and_the_other_sides_zone_and_never_the_address(
    market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    seen = {who: look(market, caller, booking_id) for who, caller in (("mentee", mentee), ("mentor", mentor))}
    assert (seen["mentee"].other_zone, seen["mentor"].other_zone) == ("Europe/Berlin", "Asia/Kolkata")
    assert (seen["mentee"].mentor_name, seen["mentor"].mentee_name) == ("Amara Okafor", "Noor")
    assert all(page.door is room.Door.OPEN and page.may_write and page.own_link for page in seen.values())
    assert PROFILE.room_url not in repr(seen)


def test_whoever_went_in_before_the_session_was_moved_has_not_attended_it(
    market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    booking, _ = market.rows(booking_id)
    market.now = booking.starts_at - 5 * MINUTE
    enter(market, mentee, booking_id)
    to = booking.starts_at + timedelta(hours=24)
    act(market, moves.move, mentee, booking_id, to=to, seen=booking.sequence)
    assert look(market, mentor, booking_id).attended == ()
    market.now = to
    enter(market, mentee, booking_id)
    (attended,) = look(market, mentor, booking_id).attended
    assert (attended.first_at, attended.last_at, attended.times) == (to, to, 1)
