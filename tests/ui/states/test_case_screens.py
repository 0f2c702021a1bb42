"""The state of a case over the real use cases: what it shows to whom, and what a browser cannot make it do."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.core.states import BookingState as Stands
from thoughtcloud.services import rooms
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Case
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.case import CaseState
from thoughtcloud.ui.states.operator import OperatorState


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


@pytest.fixture
def operator(market: Market) -> Caller:
    return market.person("Olga", operator=True)


@pytest.fixture
def booking_id(market: Market, mentor: Caller, mentee: Caller) -> str:
    """A session that began twenty minutes ago."""
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now = market.rows(booking_id)[0].starts_at + timedelta(minutes=20)
    return booking_id


async def looking(opened: OpenState[Any], who: Caller, path: str) -> Any:
    state = opened(CaseState, path, who)
    await run(CaseState.load, state)
    return state


async def click(state: Any, kind: Any, **form: Any) -> list[Any]:
    """Ask, read, and say yes."""
    told = await run(CaseState.ask, state, kind)
    return told + await run(CaseState.confirm, state, form)


async def test_each_side_is_asked_whether_the_other_did_not_come_once_it_may_be_said(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    for who, path, other in (
        (mentee, routes.booking(booking_id), "Amara Okafor"),
        (mentor, routes.desk_session(booking_id), "Noor"),
    ):
        state = await looking(opened, who, path)
        assert (state.card.report_title, state.card.title) == (f"Did {other} not come?", "")
    market.pass_time(minutes=-10)
    assert (await looking(opened, mentee, routes.booking(booking_id))).card.report_title == ""


async def test_the_question_has_exact_sums_and_says_that_the_other_was_there(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    with market.db.unit_of_work() as session:
        rooms.enter(session, mentor, booking_id, base="https://meet.jit.si", now=market.now)
    state = await looking(opened, mentee, routes.booking(booking_id))
    await run(CaseState.ask, state, "report")
    assert [(line.label, line.amount) for line in state.question.lines] == [
        ("Goes back to you", "€80.00"),
        ("You pay", "€0.00"),
    ]
    assert "did open the room at 07:20" in state.question.seen
    host = await looking(opened, mentor, routes.desk_session(booking_id))
    await run(CaseState.ask, host, "report")
    assert [line.amount for line in host.question.lines] == ["€80.00", "−€12.00", "€68.00"]
    assert host.question.seen == ""


async def test_a_report_is_answered_and_decided_across_the_three_screens(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, operator: Caller, booking_id: str
) -> None:
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    assert "Both of you have been told" in says((await click(theirs, "report", words="I waited."))[:1])
    assert (theirs.card.may_withdraw, theirs.card.may_answer, theirs.question.kind) == (True, False, "")
    host = await looking(opened, mentor, routes.desk_session(booking_id))
    assert [(one.says, one.text) for one in host.card.statements] == [
        ("Noor said that you did not come", "I waited.")
    ]
    assert host.card.may_answer
    await click(host, "object", words="")
    assert (host.refusal, host.question.kind) == ("Please fill this in.", "object")
    await run(CaseState.confirm, host, {"words": "I was there."})
    assert market.position(booking_id).booking is Stands.IN_REVIEW
    office = await looking(opened, operator, routes.operator_booking(booking_id))
    assert (office.card.may_decide, office.card.report_title) == (True, "")
    await click(office, "mentor_absent", words="The room was empty.")
    assert market.position(booking_id).booking is Stands.NO_SHOW
    await run(CaseState.refresh, host)
    assert [one.says for one in host.card.statements] == [
        "Noor said that you did not come",
        "You said that you were there",
        "Thoughtcloud decided that you did not come",
    ]
    assert host.card.statements[-1].text == "The room was empty."


async def test_the_absent_side_may_admit_it_or_say_the_same_of_the_other(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    host = await looking(opened, mentor, routes.desk_session(booking_id))
    await click(host, "report", words="")
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    await run(CaseState.ask, theirs, "report")
    assert theirs.question.lines == []
    assert "stand against each other" in theirs.question.text
    await run(CaseState.ask, theirs, "admit")
    assert [(line.label, line.amount) for line in theirs.question.lines] == [("You pay", "€80.00")]
    await run(CaseState.confirm, theirs, {})
    assert market.position(booking_id).booking is Stands.NO_SHOW


@pytest.mark.parametrize("kind", [*NONSENSE, "completed", "mentor_absent", "object", "admit", "withdraw", ""])
async def test_a_browser_cannot_ask_or_do_what_is_not_its_persons(
    opened: OpenState[Any], market: Market, mentee: Caller, booking_id: str, kind: Any
) -> None:
    state = await looking(opened, mentee, routes.booking(booking_id))
    await run(CaseState.ask, state, kind)
    await run(CaseState.confirm, state, {"words": "x"})
    assert market.position(booking_id).booking is Stands.CONFIRMED
    with market.db.reading() as session:
        assert session.exec(select(Case)).first() is None


NO_FORMS: list[Any] = [form for form in NONSENSE if not isinstance(form, dict)]


@pytest.mark.parametrize("form", [*NO_FORMS, {"words": None}, {"words": 7}, {"words": "x" * 1001}])
async def test_a_form_of_the_wrong_shape_reports_nothing_and_the_question_stays(
    opened: OpenState[Any], market: Market, mentee: Caller, booking_id: str, form: Any
) -> None:
    state = await looking(opened, mentee, routes.booking(booking_id))
    await run(CaseState.ask, state, "report")
    await run(CaseState.confirm, state, form)
    assert state.refusal
    assert (state.question.kind, state.busy) == ("report", False)
    assert market.position(booking_id).booking is Stands.CONFIRMED


async def test_strangers_see_no_case_and_can_say_nothing(
    opened: OpenState[Any], market: Market, mentee: Caller, booking_id: str
) -> None:
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    await click(theirs, "report", words="Secret words")
    for who in (market.person("Noa"), market.mentor("Bram Visser")):
        state = await looking(opened, who, routes.booking(booking_id))
        assert state.card.title == ""
        assert "Secret words" not in repr(state.dict())
        await click(state, "object", words="Me!")
        assert market.position(booking_id).booking is Stands.NO_SHOW_REPORTED


async def test_what_waits_for_a_decision_is_on_the_operators_list_and_counted(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, operator: Caller, booking_id: str
) -> None:
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "cases")
    assert state.bookings == []
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    await click(theirs, "report", words="")
    host = await looking(opened, mentor, routes.desk_session(booking_id))
    await click(host, "object", words="I was there.")
    await run(OperatorState.choose, state, "cases")
    assert [row.id for row in state.bookings] == [booking_id]
    assert next(tile.count for tile in state.tiles if tile.name == "Cases to decide") == "1"
