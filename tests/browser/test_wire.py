"""Handlers called without any screen, with wrong types, foreign ids and names that never were: nothing changes."""

import inspect
from collections.abc import Iterator
from typing import Any

import httpx
import reflex as rx
from playwright.sync_api import expect
from reflex_base.registry import RegistrationContext
from sqlmodel import SQLModel, column, select

import thoughtcloud.ui.pages  # noqa: F401  # every screen brings its states
from tests.browser import cast, record, steps, wire
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.browser.wire import Call
from thoughtcloud.store.tables import (
    Booking,
    EffectRow,
    History,
    LedgerEntry,
    Mentor,
    Offer,
    Payment,
    Person,
    WeeklyHours,
)
from thoughtcloud.ui.states.booking import BookingState
from thoughtcloud.ui.states.session import SessionState
from thoughtcloud.ui.states.viewer import ViewerState

WHOLE: tuple[type[SQLModel], ...] = (Mentor, Offer, Person, WeeklyHours)
# The clock goes on for the bookings of other journeys.
OF_A_BOOKING: tuple[type[SQLModel], ...] = (EffectRow, History, LedgerEntry, Payment)
# When a row was last read at Stripe is no change of what it says.
PASSING = {"read_at"}
HOSTILE: tuple[Any, ...] = (
    None, -1, 2**70, 1.5, True, "", "x" * 5000, "%00\u0000'; drop table booking; --", [], [[]], {}, {"$ne": None},
)  # fmt: skip
LAST = "sign_in_here"


def test_no_handler_does_anything_with_wrong_types(stage: Stage, open_as: Open) -> None:
    mentee, booking_id = _with_a_booking(stage)
    page, before = open_as(mentee), _everything(stage, booking_id)
    wire.speak(page, [*_wrongly_called(), _farewell()], LAST)
    assert _everything(stage, booking_id) == before
    _expect_discreet(stage, mentee)


def test_no_handler_does_anything_for_somebody_elses_booking(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).starts_at)
    record.at_rest(stage, booking_id)
    strangers = (cast.mentee(stage, "Ben Okafor"), cast.mentor(stage, "Otto Lang", connected=False), None)
    before = _everything(stage, booking_id)
    for stranger in strangers:
        wire.speak(open_as(stranger), [*_foreign(booking_id), _farewell()], LAST)
        assert _everything(stage, booking_id) == before
    assert record.ours(stage, booking_id).states == ("confirmed", "authorized", "not_due")


def test_a_mentee_cannot_complete_their_own_session_nor_a_mentor_leave_early(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    before = _everything(stage, booking_id)
    complete = Call(_name(SessionState, "complete"), {"booking_id": booking_id})
    wire.speak(open_as(mentee), [complete, _farewell()], LAST)
    said = wire.speak(open_as(mentor), [complete, _farewell()], LAST)
    assert any("That is no longer possible" in each for each in said)
    assert _everything(stage, booking_id) == before


def test_events_that_are_none_are_survived(stage: Stage, open_as: Open) -> None:
    mentee, booking_id = _with_a_booking(stage)
    page, before = open_as(mentee), _everything(stage, booking_id)
    names: tuple[Any, ...] = (
        "",
        "no.such.handler",
        "__init__",
        f"{ViewerState.get_full_name()}._introduce",
        5,
        None,
    )
    wire.speak(page, [*(Call(name, {}) for name in names), Call(_name(ViewerState, "load"), [1, 2])], "event")
    assert httpx.get(f"{stage.url}/healthz").json() == {"database": "up"}
    page.goto("/bookings")
    expect(page.get_by_role("link", name="One good hour")).to_be_visible()
    assert _everything(stage, booking_id) == before
    _expect_discreet(stage, mentee)


def _with_a_booking(stage: Stage) -> tuple[Someone, str]:
    mentee = cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, cast.mentor(stage, connected=False))
    record.at_rest(stage, booking_id)
    return mentee, booking_id


def _wrongly_called() -> Iterator[Call]:
    for state in _states(rx.State):
        for name, handler in state.event_handlers.items():
            # Reflex's own handlers are Reflex's to test.
            if not handler.fn.__module__.startswith("thoughtcloud."):
                continue
            parameters = list(inspect.signature(handler.fn).parameters)[1:]
            for value in HOSTILE:
                yield Call(_name(state, name), dict.fromkeys(parameters, value))
                if not parameters:
                    break


def _states(state: type[Any]) -> Iterator[type[Any]]:
    for child in RegistrationContext.get().get_substates(state):
        yield child
        yield from _states(child)


def _foreign(booking_id: str) -> list[Call]:
    """Everything that can be asked of one booking, with its id wherever an id goes."""
    at = {"pathname": f"/bookings/{booking_id}", "query": {"reference": booking_id}}
    asked = [
        Call(_name(state, name), dict.fromkeys(list(inspect.signature(handler.fn).parameters)[1:], booking_id))
        for state in (BookingState, SessionState)
        for name, handler in state.event_handlers.items()
        if handler.fn.__module__.startswith("thoughtcloud.")
    ]
    return [Call(call.name, call.payload, at) for call in asked]


def _name(state: type[Any], handler: str) -> str:
    return f"{state.get_full_name()}.{handler}"


def _farewell() -> Call:
    return Call(_name(ViewerState, "load"), {})


def _everything(stage: Stage, booking_id: str) -> dict[str, list[dict[str, Any]]]:
    """All that a call might have changed: who exists and what they offer, which bookings, and all of this one."""
    with stage.platform.db.reading() as session:
        kept = {table.__name__: [_columns(row) for row in session.exec(select(table))] for table in WHOLE}
        for table in OF_A_BOOKING:
            of_it = select(table).where(column("booking_id") == booking_id)
            kept[table.__name__] = [_columns(row) for row in session.exec(of_it)]
        kept["Booking"] = [_columns(session.get_one(Booking, booking_id))]
        kept["bookings"] = [{"id": each} for each in session.exec(select(Booking.id))]
        return kept


def _columns(row: SQLModel) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_") and name not in PASSING}


def _expect_discreet(stage: Stage, who: Someone) -> None:
    """The log names neither the cookie of the caller nor what a traceback would show of it."""
    assert who.token not in stage.logged()
    assert steps.GOOD not in stage.logged()
