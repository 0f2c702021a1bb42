"""The reconciliation screen over the real use cases: who is let in, what it says, and what it takes."""

from typing import Any

import pytest
from sqlmodel import select

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation import Finding, Sums, Trouble
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import findings, reconciliations
from thoughtcloud.store.tables import FindingRow, Reconciliation
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.reconciliation import ReconciliationState

FOREIGN = Finding(Trouble.FOREIGN, "txn_1", "Stripe moved 50 EUR.", "ch_1", amount=Money(5000, "eur"))


@pytest.fixture
def operator(market: Market) -> Caller:
    return market.person("Olga", operator=True)


def compared(market: Market, *found: Finding, drift: int = 0) -> None:
    """A run that came to its end."""
    with market.db.unit_of_work() as session:
        reconciliations.plan(session, now=market.now)
    with market.db.unit_of_work() as session:
        lease = reconciliations.lease(session, now=market.now)
        assert lease is not None
        for each in found:
            findings.note(session, each, run_id=lease.id, now=market.now)
        reconciliations.note_drift(session, lease, "platform", [Sums("eur", 8000 + drift, 8000)])
        reconciliations.end(session, lease, until=market.now, now=market.now)


async def shown(opened: OpenState[Any], caller: Caller | None) -> Any:
    state = opened(ReconciliationState, routes.OPERATOR_RECONCILIATION, caller)
    await run(ReconciliationState.load, state)
    return state


async def test_only_operators_are_let_in_and_nobody_else_asks_or_explains(
    opened: OpenState[Any], market: Market
) -> None:
    compared(market, FOREIGN)
    for caller in (None, market.person(), market.mentor("Tom Baker")):
        state = await shown(opened, caller)
        assert (state.ready, state.refused, state.sums, state.findings) == (False, True, [], [])
        for handler in (ReconciliationState.compare, ReconciliationState.compare_everything):
            assert says(await run(handler, state))
        await run(ReconciliationState.ask_explain, state, 1)
        assert says(await run(ReconciliationState.explain, state, {"note": "It was me."}))
    with market.db.reading() as session:
        assert len(session.exec(select(Reconciliation)).all()) == 1
        assert session.exec(select(FindingRow.state)).one() == "open"


async def test_it_says_that_no_cent_is_missing(opened: OpenState[Any], market: Market, operator: Caller) -> None:
    compared(market)
    state = await shown(opened, operator)
    assert "No cent is missing" in state.headline and state.tone == "good"
    assert [(row.place, row.currency, row.agrees) for row in state.sums] == [("Platform", "EUR", True)]
    assert state.findings == []


async def test_it_says_when_sums_do_not_agree_and_by_how_much(
    opened: OpenState[Any], market: Market, operator: Caller
) -> None:
    compared(market, drift=-250)
    state = await shown(opened, operator)
    assert "do not agree" in state.headline and state.tone == "bad"
    assert "2.50" in state.sums[0].drift and not state.sums[0].agrees


async def test_before_the_first_comparison_it_says_that_there_was_none(
    opened: OpenState[Any], operator: Caller
) -> None:
    state = await shown(opened, operator)
    assert "Nothing has been compared yet" in state.headline


async def test_a_finding_is_explained_once_with_words(
    opened: OpenState[Any], market: Market, operator: Caller
) -> None:
    compared(market, FOREIGN)
    state = await shown(opened, operator)
    assert state.tone == "warn"
    await run(ReconciliationState.ask_explain, state, state.findings[0].id)
    await run(ReconciliationState.explain, state, {"note": " "})
    assert state.note_problem
    assert "Noted" in says(await run(ReconciliationState.explain, state, {"note": "A workshop, by card."}))
    assert (state.findings, state.explaining) == ([], 0)
    await run(ReconciliationState.choose, state, "explained")
    assert state.findings[0].note == "A workshop, by card."
    assert "Olga" in state.findings[0].ended
    await run(ReconciliationState.ask_explain, state, state.findings[0].id)
    assert "not open any more" in says(await run(ReconciliationState.explain, state, {"note": "Once more."}))


async def test_a_comparison_that_waits_already_is_asked_for_once(
    opened: OpenState[Any], market: Market, operator: Caller
) -> None:
    state = await shown(opened, operator)
    for _ in range(3):
        await run(ReconciliationState.compare_everything, state)
    assert state.running
    with market.db.reading() as session:
        assert [row.whole for row in session.exec(select(Reconciliation))] == [True]


@pytest.mark.parametrize("strange", NONSENSE)
async def test_nonsense_changes_nothing(
    opened: OpenState[Any], market: Market, operator: Caller, strange: Any
) -> None:
    compared(market, FOREIGN)
    state = await shown(opened, operator)
    await run(ReconciliationState.choose, state, strange)
    await run(ReconciliationState.ask_explain, state, strange)
    await run(ReconciliationState.explain, state, strange)
    await run(ReconciliationState.explain, state, {"note": strange})
    with market.db.reading() as session:
        assert session.exec(select(FindingRow.state)).one() == "open"
