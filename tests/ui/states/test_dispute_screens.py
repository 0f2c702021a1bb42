"""The screens of disputes over the real use cases: who is let in, what they show, and what a click does."""

from typing import Any

import pytest

from tests.market import Market
from tests.services.test_disputes import opened as disputed
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run
from thoughtcloud.core.evidence import Field
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import evidence
from thoughtcloud.store.tables import Dispute
from thoughtcloud.ui import present, routes
from thoughtcloud.ui.states.disputes import DisputesState, DisputeState


async def listed(opened: OpenState[Any], caller: Caller | None) -> Any:
    state = opened(DisputesState, routes.OPERATOR_DISPUTES, caller)
    await run(DisputesState.load, state)
    return state


async def shown(opened: OpenState[Any], caller: Caller | None, reference: str = "du_1") -> Any:
    state = opened(DisputeState, routes.operator_dispute(reference), caller)
    await run(DisputeState.load, state)
    return state


def test_every_field_of_the_evidence_has_its_label() -> None:
    assert set(present.disputes.LABELS) == set(Field)


async def test_disputes_are_shown_to_operators_only(opened: OpenState[Any], market: Market) -> None:
    disputed(market)
    for caller in (None, market.person(), market.mentor("Tom Baker")):
        state = await listed(opened, caller)
        assert (state.ready, state.refused, state.lines) == (False, True, [])
        one = await shown(opened, caller)
        assert (one.ready, one.refused, one.texts) == (False, True, {})
    state = await listed(opened, market.person(operator=True))
    (line,) = state.lines
    assert (line.who, line.sum, line.pill.text) == ("Maya with Amara Okafor", "€80.00", "Needs an answer")
    assert line.due.startswith("Answer until")


async def test_the_evidence_is_edited_kept_and_sent(opened: OpenState[Any], market: Market) -> None:
    disputed(market)
    state = await shown(opened, market.person(operator=True))
    assert state.file.answerable and "goes out by itself" in state.file.deadline
    assert [line.amount for line in state.file.money] == ["€80.00", "€80.00", "€0.00", "€15.00"]
    typed = {**state.texts, "uncategorized_text": "They learned a lot."}
    await run(DisputeState.save, state, typed)
    assert (state.asking, state.texts["uncategorized_text"]) == ("send", "They learned a lot.")
    await run(DisputeState.send, state)
    assert state.asking == ""
    with market.db.reading() as session:
        found = session.get_one(Dispute, "du_1")
        assert found.answer_at == market.now, "it goes out now; Stripe is out of reach in this test"
        assert evidence.texts(session, found)[Field.ANYTHING_ELSE] == "They learned a lot."


async def test_a_dispute_is_given_up_after_a_question(opened: OpenState[Any], market: Market) -> None:
    disputed(market)
    state = await shown(opened, market.person(operator=True))
    await run(DisputeState.ask_accept, state)
    assert state.asking == "accept"
    await run(DisputeState.accept, state)
    assert (state.file.answerable, state.file.pill.text) == (False, "Being given up")


async def test_a_dispute_that_does_not_exist_is_said_to_be_none(opened: OpenState[Any], market: Market) -> None:
    state = await shown(opened, market.person(operator=True), "du_none")
    assert not state.ready and state.problem


@pytest.mark.parametrize("strange", NONSENSE)
async def test_nonsense_from_a_browser_breaks_nothing(
    opened: OpenState[Any], market: Market, strange: Any
) -> None:
    disputed(market)
    operator = market.person(operator=True)
    state = await listed(opened, operator)
    await run(DisputesState.find, state, strange)
    await run(DisputesState.find, state, {"search": strange})
    await run(DisputesState.choose, state, strange)
    one = await shown(opened, operator)
    await run(DisputeState.save, one, strange)
    await run(DisputeState.save, one, {"uncategorized_text": strange})
    assert one.ready
