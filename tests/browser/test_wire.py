"""Handlers called without any screen, with wrong types, foreign ids and names that never were: nothing changes."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import Select, Table
from sqlmodel import Session, SQLModel, col, select

from tests.browser import cast, estate, record, steps, wire
from tests.browser import stage as stages
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.estate import Estate
from tests.browser.stage import Stage
from tests.browser.wire import Call
from thoughtcloud.store import leasing
from thoughtcloud.store.tables import (
    Booking,
    BusyCalendar,
    EffectRow,
    InboxEvent,
    Mentor,
    NoticeRow,
    Reconciliation,
)
from thoughtcloud.ui.states.booking import BookingState
from thoughtcloud.ui.states.busy_calendars import BusyCalendarsState
from thoughtcloud.ui.states.calendar_feed import CalendarState
from thoughtcloud.ui.states.case import CaseState
from thoughtcloud.ui.states.moving import MovingState
from thoughtcloud.ui.states.offers import OffersState
from thoughtcloud.ui.states.room import RoomState
from thoughtcloud.ui.states.session import SessionState
from thoughtcloud.ui.states.viewer import ViewerState

# When a row was last read or seen is no change of what it says.
PASSING = {
    "calendar_feed.read_at", "busy_calendar.read_at", "finding.last_seen_at", "finding.seen_by", "mentor.read_at",
    "payment.read_at", "sign_in.expires_at", "worker_seen.seen_at",
}  # fmt: skip
QUEUES = (EffectRow, NoticeRow, InboxEvent, BusyCalendar, Reconciliation)
HOSTILE: tuple[Any, ...] = (
    None, -1, 2**70, 1.5, True, "", "x" * 5000, "%00\u0000'; drop table booking; --", [], [[]], {}, {"$ne": None},
)  # fmt: skip
# What an operator's calls leave in no table as it was, when it is an operator who makes them.
AN_OPERATORS = {
    "audit_entry", "booking", "booking_case", "dispute", "dispute_evidence", "effect", "finding", "history",
    "inbox_event", "notice", "payment", "reconciliation", "refund", "terms_set",
}  # fmt: skip
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A product of its own: with nobody else in it, whatever changes in any table was changed by these calls."""
    with stages.running(tmp_path_factory.mktemp("wire")) as running:
        yield running


@pytest.fixture(scope="module")
def theirs(stage: Stage) -> Estate:
    return estate.founded(stage)


def test_no_handler_does_anything_with_wrong_types(stage: Stage) -> None:
    mentee, booking_id = _with_a_booking(stage)
    before = _everything(stage)
    wire.speak(stage.url, mentee, _wrongly_called())
    assert _changed(before, _everything(stage)) == {}
    assert record.ours(stage, booking_id).states == ("confirmed", "authorized", "not_due")
    _expect_discreet(stage, mentee)


def test_nobody_does_anything_with_what_is_somebody_elses(stage: Stage, theirs: Estate) -> None:
    strangers = (cast.mentee(stage, "Ben Okafor"), cast.mentor(stage, "Otto Lang", connected=False), None)
    for stranger in strangers:
        before = _everything(stage, but=stranger)
        wire.speak(stage.url, stranger, theirs.asked())
        wire.speak_apart(stage.url, stranger, theirs.asked_alone())
        assert _changed(before, _everything(stage, but=stranger)) == {}, stranger and stranger.name


def test_a_question_about_ones_own_session_is_no_key_to_anothers(stage: Stage, theirs: Estate) -> None:
    mentor, mentee = cast.mentor(stage, "Otto Lang"), cast.mentee(stage, "Ben Okafor")
    own = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, own).starts_at)
    record.at_rest(stage, own)
    for stranger in (mentee, mentor):
        before = _everything(stage, but=stranger, also=own)
        wire.speak_apart(stage.url, stranger, _asked_here_and_answered_there(theirs, own))
        assert _changed(before, _everything(stage, but=stranger, also=own)) == {}, stranger.name


def test_the_two_of_a_session_cannot_act_as_operators(stage: Stage, theirs: Estate) -> None:
    for person in (theirs.mentee, theirs.mentor):
        before = _everything(stage)
        calls = [call for call in theirs.asked(only=estate.OFFICE) if not _is_a_sides(call)]
        talks = theirs.asked_alone(only=estate.OFFICE)
        wire.speak(stage.url, person, calls)
        wire.speak_apart(stage.url, person, [talk for talk in talks if not any(map(_is_a_sides, talk))])
        assert _changed(before, _everything(stage)) == {}, person.name


def test_the_same_calls_do_what_they_say_for_those_whose_they_are(stage: Stage, theirs: Estate) -> None:
    *_, ahead, wished = theirs.bookings
    before = _everything(stage)
    wire.speak(stage.url, theirs.mentee, theirs.asked(only=(RoomState, MovingState)))
    wire.speak_apart(stage.url, theirs.mentee, theirs.asked_alone(only=(BookingState,)))
    after = _everything(stage)
    assert {"room_note", "move", "booking", "slot_claim"} <= _changed(before, after).keys()
    assert record.ours(stage, ahead).states[0] == "cancelled"
    of_the_mentor = theirs.asked(only=(OffersState, BusyCalendarsState))
    of_the_mentor += [call for call in theirs.asked(only=(SessionState,)) if wished in call.path]
    wire.speak(stage.url, theirs.mentor, of_the_mentor)
    before = _everything(stage)
    assert {"offer", "busy_calendar", "booking"} <= _changed(after, before).keys()
    assert record.ours(stage, wished).states[0] == "cancelled"


def test_a_mentee_cannot_complete_their_own_session_nor_a_mentor_leave_early(stage: Stage) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    record.at_rest(stage, booking_id)
    before = _everything(stage)
    complete = Call(estate.full_name(SessionState, "complete"), {"booking_id": booking_id})
    wire.speak(stage.url, mentee, [complete])
    said = wire.speak(stage.url, mentor, [complete])
    assert any("That is no longer possible" in each for each in said)
    assert _changed(before, _everything(stage)) == {}


def test_events_that_are_none_are_survived(stage: Stage, open_as: Open) -> None:
    mentee, _ = _with_a_booking(stage)
    before = _everything(stage)
    names: tuple[Any, ...] = (
        "",
        "no.such.handler",
        "__init__",
        f"{ViewerState.get_full_name()}._introduce",
        5,
        None,
    )
    calls = [*(Call(name, {}) for name in names), Call(estate.full_name(ViewerState, "load"), [1, 2])]
    wire.speak(stage.url, mentee, calls)
    assert httpx.get(f"{stage.url}/healthz").json() == {"database": "up"}
    page = open_as(mentee, "/bookings")
    expect(page.get_by_role("link", name="One good hour")).to_be_visible()
    assert _changed(before, _everything(stage)) == {}
    _expect_discreet(stage, mentee)


def test_what_an_operator_asks_for_is_done(stage: Stage, theirs: Estate) -> None:
    # The last one: refunds that a card sends back are tried again for hours.
    operator, before = cast.operator(stage), _everything(stage)
    wire.speak_apart(stage.url, operator, theirs.asked_alone(only=estate.OFFICE))
    wire.speak(stage.url, operator, theirs.asked(only=estate.OFFICE))
    # Handlers in the background may go on after their browser has left.
    record.wait_for(lambda: _changed(before, _everything(stage)).keys() >= AN_OPERATORS, "all of it is done")


def _with_a_booking(stage: Stage) -> tuple[Someone, str]:
    mentee = cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, cast.mentor(stage, connected=False))
    record.at_rest(stage, booking_id)
    return mentee, booking_id


def _wrongly_called() -> Iterator[Call]:
    for state in estate.states():
        for name, _ in estate.handlers(state):
            if (state, name) == (CalendarState, "make"):
                # It is told nothing, and gives the caller a calendar of their own.
                continue
            parameters = estate.parameters(state, name)
            for value in HOSTILE:
                yield Call(estate.full_name(state, name), dict.fromkeys(parameters, value))
                if not parameters:
                    break


def _asked_here_and_answered_there(theirs: Estate, own: str) -> Iterator[list[Call]]:
    """A question on the page of one's own session, answered on the page of another's."""
    for foreign in theirs.bookings[2:4]:
        for kind, place in zip(estate.KINDS[CaseState], cycle(("/bookings", "/mentor/sessions")), strict=False):
            asked = _call(CaseState, "ask", f"{place}/{own}", kind=kind)
            yield [asked, _call(CaseState, "confirm", f"{place}/{foreign}", form=estate.FORM)]
        loaded, asked = (_call(BookingState, name, f"/bookings/{own}") for name in ("load", "ask_cancel"))
        yield [loaded, asked, _call(BookingState, "cancel", f"/bookings/{foreign}")]
        for question in ("ask_complete", "ask_cancel", "ask_waive"):
            asked = _call(SessionState, question, f"/mentor/sessions/{own}", booking_id=own)
            again = _call(SessionState, question, f"/mentor/sessions/{foreign}", booking_id=foreign)
            yield [asked, again, _call(SessionState, "confirm", f"/mentor/sessions/{foreign}")]


def _call(state: type[Any], name: str, path: str, **told: Any) -> Call:
    return Call(estate.full_name(state, name), told, path)


def _is_a_sides(call: Call) -> bool:
    """Whether it is a question that the two of a session may ask."""
    may = call.payload.get("kind", "part") not in (*estate.DECIDED, "part")
    return may and str(call.name).startswith(CaseState.get_full_name())


def _everything(stage: Stage, *, but: Someone | None = None, also: str = "") -> Rows:
    """Every row of every table, without those that somebody has of themselves or of one session of theirs."""
    record.wait_for(lambda: _is_at_rest(stage), "there is nothing left to be done")
    with stage.platform.db.reading() as session:
        own = (*_names_of(session, but), *([also] if also else ()))
        return {
            table.name: [
                kept
                for row in session.connection().execute(_called_for(table)).mappings()
                if not _is_of(own, kept := _lasting(table, row))
            ]
            for table in SQLModel.metadata.sorted_tables
            # How often somebody tried something is kept under a hash of their name.
            if not (but and table.name == "try")
        }


def _is_at_rest(stage: Stage) -> bool:
    """Whether nothing is due, so that rows change by calls and by nothing else."""
    now = stage.platform.now()
    with stage.platform.db.reading() as session:
        late = session.exec(select(Booking.id).where(col(Booking.due_at) <= now)).first()
        leased = [(queue, col(queue.state) == leasing.LEASED) for queue in QUEUES]
        busy = [(queue, leasing.is_due(session, queue, now) | is_leased) for queue, is_leased in leased]
        # An event that is not known as ours is looked at again for half a minute.
        heard = session.exec(select(InboxEvent).where(InboxEvent.state == leasing.WAITING)).first()
        at_work = any(session.exec(select(queue).where(is_so)).first() for queue, is_so in busy)
    return late is None and heard is None and not at_work


def _names_of(session: Session, who: Someone | None) -> tuple[str, ...]:
    """All by which rows are somebody's own: they may have become a mentor by one of the calls."""
    if who is None:
        return ()
    person_id = who.caller.person_id
    pages = session.exec(select(Mentor).where(Mentor.person_id == person_id)).all()
    return (person_id, *(page.id for page in pages), *(page.account_id for page in pages if page.account_id))


def _called_for(table: Table) -> Select[Any]:
    """All rows, but for what the clock itself has compared with Stripe since the last full hour."""
    if table.name == "reconciliation":
        return table.select().where(table.c.wanted_by.is_not(None))
    if table.name == "drift":
        asked = select(Reconciliation.id).where(col(Reconciliation.wanted_by).is_not(None))
        return table.select().where(table.c.reconciliation_id.in_(asked))
    return table.select()


def _lasting(table: Table, row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if f"{table.name}.{name}" not in PASSING}


def _is_of(own: tuple[str, ...], row: dict[str, Any]) -> bool:
    return any(each in str(value) for value in row.values() for each in own)


def _changed(before: Rows, after: Rows) -> Rows:
    """The rows that are new or other than they were, or gone, by table."""
    assert before.keys() == after.keys()
    both = {name: (before[name], after[name]) for name in before}
    other = {
        name: [row for row in now if row not in then] + [row for row in then if row not in now]
        for name, (then, now) in both.items()
    }
    return {name: rows for name, rows in other.items() if rows}


def _expect_discreet(stage: Stage, who: Someone) -> None:
    """The log names neither the cookie of the caller nor what a traceback would show of it."""
    assert who.token not in stage.logged()
    assert steps.GOOD not in stage.logged()
