"""The one short message: shown once, gone with the page it was said on."""

from typing import Any

import pytest

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run
from thoughtcloud.ui.states.notice import NoticeState


async def test_what_was_said_before_a_redirect_is_still_there_and_then_gone(
    opened: OpenState[Any], market: Market
) -> None:
    state = opened(NoticeState)
    await run(NoticeState.show, state, "Saved.", "good")
    market.pass_time(seconds=2)
    await run(NoticeState.enter, state)
    assert (state.text, state.tone) == ("Saved.", "good")
    market.pass_time(seconds=30)
    await run(NoticeState.enter, state)
    assert state.text == ""


async def test_a_message_can_be_dismissed(opened: OpenState[Any]) -> None:
    state = opened(NoticeState)
    await run(NoticeState.show, state, "Saved.", "good")
    await run(NoticeState.dismiss, state)
    assert state.text == ""


@pytest.mark.parametrize("value", [value for value in NONSENSE if not isinstance(value, str)])
async def test_nonsense_is_not_said(opened: OpenState[Any], value: object) -> None:
    state = opened(NoticeState)
    await run(NoticeState.show, state, value, "good")
    await run(NoticeState.show, state, "Saved.", value)
    assert state.text == ""
