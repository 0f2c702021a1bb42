"""The account's calendar card and the language of mails over the real use cases."""

from typing import Any

import pytest

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.services import calendar_feeds
from thoughtcloud.store.tables import Person
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.account import AccountState
from thoughtcloud.ui.states.calendar_feed import CalendarState


async def test_an_address_is_shown_when_it_is_made_and_not_on_the_next_visit(
    opened: OpenState[Any], market: Market
) -> None:
    state = opened(CalendarState, routes.ACCOUNT, market.person("Noor"))
    await run(CalendarState.load, state)
    assert (state.loaded, state.is_made, state.address) == (True, False, "")
    await run(CalendarState.make, state)
    assert state.address.startswith("http://localhost:3000/calendar/")
    assert state.address.endswith(".ics")
    assert state.subscribe == "webcal:" + state.address.removeprefix("http:")
    assert state.told == "Made 23 Nov 2026, 03:07. No calendar has read it yet."
    assert says(await run(CalendarState.copied, state)) == "Copied."
    await run(CalendarState.load, state)
    assert (state.is_made, state.address, state.subscribe) == (True, "", "")
    assert await run(CalendarState.copied, state) == []


async def test_an_address_is_replaced_and_ended_after_a_question(opened: OpenState[Any], market: Market) -> None:
    noor = market.person("Noor")
    state = opened(CalendarState, routes.ACCOUNT, noor)
    await run(CalendarState.make, state)
    first = state.address
    await run(CalendarState.ask_renewal, state)
    assert state.asks_renewal
    await run(CalendarState.make, state)
    assert state.address != first
    assert not state.asks_renewal
    await run(CalendarState.ask_end, state)
    await run(CalendarState.keep, state)
    assert (state.asks_end, state.is_made) == (False, True)
    assert says(await run(CalendarState.revoke, state)) == "Your calendar address is no good any more."
    assert (state.is_made, state.address) == (False, "")
    with market.db.reading() as session:
        assert calendar_feeds.of(session, noor, now=market.now) is None


async def test_nobody_has_a_calendar_without_being_signed_in(opened: OpenState[Any], market: Market) -> None:
    state = opened(CalendarState, routes.ACCOUNT)
    await run(CalendarState.load, state)
    assert not state.loaded
    for handler in (CalendarState.make, CalendarState.revoke):
        assert "sign in" in says(await run(handler, state)).lower()
    assert state.address == ""


async def test_the_language_of_mails_is_chosen_from_those_we_write(
    opened: OpenState[Any], market: Market
) -> None:
    noor = market.person("Noor")
    state = opened(AccountState, routes.ACCOUNT, noor)
    await run(AccountState.load, state)
    assert state.locale == "en-GB"
    names = {choice.value: choice.text for choice in state.locales}
    assert (names["de-AT"], names["en-US"]) == ("Deutsch (Österreich)", "English (United States)")
    await run(AccountState.save, state, {"name": "Noor", "zone": "Asia/Kolkata", "locale": "de-AT"})
    with market.db.reading() as session:
        assert session.get_one(Person, noor.person_id).locale == "de-AT"


@pytest.mark.parametrize("locale", [*NONSENSE, "", "xx-YY", "de-" + "A" * 60, "de\r\nBcc: x@example.com"])
async def test_no_other_language_is_kept(opened: OpenState[Any], market: Market, locale: Any) -> None:
    noor = market.person("Noor")
    state = opened(AccountState, routes.ACCOUNT, noor)
    await run(AccountState.save, state, {"name": "Noor", "zone": "Asia/Kolkata", "locale": locale})
    assert state.wrong_field == "locale"
    with market.db.reading() as session:
        assert session.get_one(Person, noor.person_id).locale == "en"
