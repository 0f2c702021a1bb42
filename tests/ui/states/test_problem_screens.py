"""A problem over the real use cases: three screens, exact sums before each click, and nothing for strangers."""

from datetime import timedelta
from typing import Any

import pytest

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_case_screens import booking_id, click, looking, mentee, mentor, operator
from tests.ui.states.test_mentee_screens import NONSENSE, run
from thoughtcloud.core.cases import PROBLEMS
from thoughtcloud.core.states import BookingState as Stands
from thoughtcloud.services import sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import present, routes
from thoughtcloud.ui.states.case import CaseState

__all__ = ["booking_id", "mentee", "mentor", "operator"]
WORDS = "We stopped after half of the time."


def paid(market: Market, mentor: Caller, booking_id: str) -> None:
    with market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    market.captured(booking_id)
    market.transferred(booking_id)


async def test_a_problem_goes_from_the_mentee_over_the_mentor_to_a_part_that_goes_back(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, operator: Caller, booking_id: str
) -> None:
    paid(market, mentor, booking_id)
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    assert theirs.card.complaint == "Was there a problem?"
    await run(CaseState.ask, theirs, "complain")
    assert [choice.value for choice in theirs.question.causes][:2] == ["late", "cut_short"]
    assert theirs.question.lines[0].amount == "€80.00"
    await run(CaseState.confirm, theirs, {"cause": "cut_short", "words": "short"})
    assert (theirs.refusal, theirs.question.kind) == ("Please write at least 10 characters.", "complain")
    await run(CaseState.confirm, theirs, {"cause": "cut_short", "words": WORDS})
    assert (theirs.card.title, theirs.card.may_take_back, theirs.card.complaint) == ("A problem", True, "")
    host = await looking(opened, mentor, routes.desk_session(booking_id))
    assert [(one.says, one.text) for one in host.card.statements] == [
        ("Noor reported a problem: The session was cut short", WORDS)
    ]
    assert host.card.may_tell
    office = await looking(opened, operator, routes.operator_booking(booking_id))
    assert not office.card.may_settle
    assert "The mentor is heard until" in office.card.explanation
    await click(host, "tell", words="The line broke.")
    await run(CaseState.refresh, office)
    assert office.card.may_settle
    await click(office, "part", refund="80")
    assert (office.question.kind, office.refusal) == (
        "part", "A part is more than nothing and less than 80.00 EUR."
    )  # fmt: skip
    await run(CaseState.confirm, office, {"refund": "29,99"})
    assert [(line.label, line.amount) for line in office.question.lines] == [
        ("Goes back to Noor", "€29.99"),
        ("Noor pays", "€50.01"),
        ("Amara Okafor has", "€42.50"),
        ("taken back of what was sent", "€25.50"),
        ("Platform fee", "€7.51"),
    ]
    assert market.position(booking_id).booking is Stands.IN_REVIEW, "nothing was decided by looking"
    await run(CaseState.confirm, office, {"words": "Half of it was missing."})
    assert market.position(booking_id).booking is Stands.COMPLETED
    assert market.rows(booking_id)[0].settled_minor == 5001
    await run(CaseState.refresh, theirs)
    assert [one.says for one in theirs.card.statements] == [
        "You reported a problem: The session was cut short",
        "Amara Okafor answered",
        "Thoughtcloud decided that €29.99 goes back",
    ]
    assert (theirs.card.may_take_back, theirs.card.complaint) == (False, "")


async def test_a_mentor_who_did_not_come_is_a_reason_once_the_session_was_marked_completed(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    await run(CaseState.ask, theirs, "complain")
    assert "mentor_absent" not in [choice.value for choice in theirs.question.causes]
    paid(market, mentor, booking_id)
    await run(CaseState.ask, theirs, "complain")
    assert "mentor_absent" in [choice.value for choice in theirs.question.causes]


@pytest.mark.parametrize("kind", ["complain", "tell", "take_back", "part", "part_refund", "no_refund"])
async def test_a_stranger_sees_nothing_and_can_do_nothing(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str, kind: str
) -> None:
    paid(market, mentor, booking_id)
    state = await looking(opened, market.person("Sam"), routes.booking(booking_id))
    await click(state, kind, words=WORDS, cause="late", refund="10")
    assert market.position(booking_id).booking is Stands.COMPLETED
    assert (state.card.complaint, state.card.title) == ("", "")


@pytest.mark.parametrize("strange", NONSENSE)
async def test_whatever_a_browser_sends_as_a_form_nothing_breaks(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str, strange: Any
) -> None:
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    await run(CaseState.ask, theirs, "complain")
    await run(CaseState.confirm, theirs, {"cause": strange, "words": strange})
    assert theirs.refusal and market.position(booking_id).booking is Stands.CONFIRMED
    await run(CaseState.confirm, theirs, strange)
    assert theirs.refusal and market.position(booking_id).booking is Stands.CONFIRMED


def test_every_reason_has_words() -> None:
    assert set(present.problems.CAUSES) == set(PROBLEMS)


async def test_a_mentee_takes_a_problem_back(
    opened: OpenState[Any], market: Market, mentor: Caller, mentee: Caller, booking_id: str
) -> None:
    paid(market, mentor, booking_id)
    market.now += timedelta(hours=1)
    theirs = await looking(opened, mentee, routes.booking(booking_id))
    await click(theirs, "complain", cause="late", words=WORDS)
    await click(theirs, "take_back")
    assert market.position(booking_id).booking is Stands.COMPLETED
    assert theirs.card.title == "A problem that was taken back"
