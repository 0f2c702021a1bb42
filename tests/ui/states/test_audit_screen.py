"""The audit log's screen over the real use cases: who is let in, what it finds, how it is read on."""

from typing import Any

import pytest

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run
from thoughtcloud.core.audit import Act
from thoughtcloud.services import reconciling
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import present, routes
from thoughtcloud.ui.states.audit import AuditState


def wanted(market: Market, caller: Caller, times: int = 1) -> None:
    for _ in range(times):
        with market.db.unit_of_work() as session:
            reconciling.ask_for_run(session, caller, now=market.now)


async def shown(opened: OpenState[Any], caller: Caller | None) -> Any:
    state = opened(AuditState, routes.OPERATOR_AUDIT, caller)
    await run(AuditState.load, state)
    return state


def test_every_act_has_its_words() -> None:
    assert set(present.audit.TITLES) == set(Act)


async def test_the_log_is_shown_to_operators_only(opened: OpenState[Any], market: Market) -> None:
    operator = market.person("Olga", operator=True)
    wanted(market, operator)
    for caller in (None, market.person(), market.mentor("Tom Baker")):
        state = await shown(opened, caller)
        assert (state.ready, state.refused, state.entries) == (False, True, [])
    state = await shown(opened, operator)
    (line,) = state.entries
    assert (line.what, line.who) == ("Asked for a comparison with Stripe", "Olga")


async def test_the_log_is_searched_and_read_on(opened: OpenState[Any], market: Market) -> None:
    operator = market.person("Olga", operator=True)
    wanted(market, operator, times=23)
    state = await shown(opened, operator)
    assert (len(state.entries), state.more) == (20, True)
    await run(AuditState.show_more, state)
    assert [line.id for line in state.entries] == list(range(23, 0, -1)) and not state.more
    await run(AuditState.find, state, {"search": "bk_nothing", "act": "comparison_wanted"})
    assert state.entries == []
    await run(AuditState.find, state, {"search": "", "act": "comparison_wanted"})
    assert len(state.entries) == 20


@pytest.mark.parametrize("strange", NONSENSE)
async def test_nonsense_from_a_browser_breaks_nothing(
    opened: OpenState[Any], market: Market, strange: Any
) -> None:
    state = await shown(opened, market.person("Olga", operator=True))
    await run(AuditState.find, state, strange)
    await run(AuditState.find, state, {"search": strange, "act": strange})
    assert state.ready
