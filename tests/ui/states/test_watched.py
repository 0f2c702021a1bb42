"""Pages of free times while others take some: what goes from them by itself, on each page that shows times."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.market import Market
from tests.services.moving import Stage
from tests.services.test_availability import change
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import reviewed, run
from tests.ui.states.test_mentor import entered, starts
from tests.ui.states.test_moving import at_moving
from thoughtcloud.core.plans import Pause
from thoughtcloud.core.states import Event
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Offer
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.book import BookState
from thoughtcloud.ui.states.mentor import MentorState
from thoughtcloud.ui.states.moving import MovingState


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thoughtcloud.ui.watching.LOOK_SECONDS", 0.01)
    monkeypatch.setattr("thoughtcloud.ui.states.watched.WATCH_SECONDS", 0.02)


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


@pytest.fixture
def offer(market: Market, mentor: Caller) -> str:
    return market.offer(mentor)


class Background:
    """A state as a background event has it: the same one, inside `async with` and outside."""

    def __init__(self, state: Any) -> None:
        object.__setattr__(self, "_state", state)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._state, name, value)

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


async def watched(state: Any, happens: Callable[[], object], seen: Callable[[], bool]) -> None:
    """While the page is watched something happens, and then it is seen; the watch ends with the page."""
    watch = asyncio.create_task(type(state).watch.fn(Background(state)))
    await asyncio.sleep(0.1)
    assert not seen()
    happens()
    for _ in range(200):
        if seen():
            break
        await asyncio.sleep(0.02)
    assert seen()
    # Who goes on to another mentor is no longer told of this one.
    state._watched = "me_another"
    await asyncio.wait_for(watch, 5)


# -- the mentor's page -------------------------------------------------------------------------------------------


async def test_what_others_take_goes_from_the_mentors_page(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    taken = starts(state)[0]
    await run(MentorState.choose_start, state, taken)
    start = market.slots(offer)[0]
    await watched(state, lambda: market.hold(market.person(), offer, start), lambda: taken not in starts(state))
    assert "is not free any more" in state.gone


async def test_what_is_taken_between_reading_and_watching_is_seen(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    taken = starts(state)[0]
    market.hold(market.person(), offer, market.slots(offer)[0])
    watch = asyncio.create_task(MentorState.watch.fn(Background(state)))
    await asyncio.sleep(0.3)
    assert taken not in starts(state)
    state._watched = ""
    await asyncio.wait_for(watch, 5)


async def test_a_page_that_nobody_looks_at_is_not_watched_for_long(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    monkeypatch.setattr("thoughtcloud.ui.states.watched.QUIET_SECONDS", 0.05)
    await asyncio.wait_for(MentorState.watch.fn(Background(state)), 30)
    monkeypatch.setattr("thoughtcloud.ui.states.watched.QUIET_SECONDS", 75.0)
    state._heard_at -= 100
    assert await run(MentorState.refresh, state) == [MentorState.watch]
    assert await run(MentorState.refresh, state) == []


# -- the review --------------------------------------------------------------------------------------------------


async def test_whoever_comes_too_late_is_told_on_the_review_before_they_press(
    opened: OpenState[Any], market: Market, offer: str
) -> None:
    start = market.slots(offer)[4]
    state = await reviewed(opened, offer, start.isoformat(), market.person("Noor"))
    assert (state.taken, state.others) == ("", [])
    held: list[str] = []
    await watched(
        state, lambda: held.append(market.hold(market.person("Quick"), offer, start)), lambda: bool(state.taken)
    )
    assert (state.taken_title, state.taken) == ("Somebody was faster", "That time is no longer free.")
    assert sum(len(day.slots) for day in state.others) == 3
    market.tell(held[0], Event.CHECKOUT_EXPIRED)
    await run(BookState.refresh, state)
    assert (state.taken, state.others) == ("", []), "it is free again"


async def test_a_review_of_a_time_that_has_gone_says_so_at_once_to_anybody(
    opened: OpenState[Any], market: Market, offer: str
) -> None:
    start = market.slots(offer)[4]
    market.hold(market.person("Quick"), offer, start)
    for reader in (market.person("Noor"), None):
        state = await reviewed(opened, offer, start.isoformat(), reader)
        assert state.taken == "That time is no longer free."
    await run(BookState.take_other, state, state.others[0].slots[0].start)
    assert (state.taken, state.others) == ("", [])


async def test_ones_own_payment_page_does_not_stand_in_the_way_of_the_review(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    noor, start = market.person("Noor"), market.slots(offer)[4]
    market.hold(noor, offer, start)
    longer = market.offer(mentor, minutes=120)
    for wanted in (offer, longer):
        state = await reviewed(opened, wanted, start.isoformat(), noor)
        assert state.taken == ""
    other = await reviewed(opened, longer, start.isoformat(), market.person("Ben"))
    assert other.taken


async def test_ones_own_session_at_that_time_is_told_as_such_with_times_that_do_not_clash(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    noor, elsewhere = market.person("Noor"), market.offer(market.mentor("Bela Bartos"))
    start = market.slots(offer)[8]
    market.confirmed(noor, elsewhere, start)
    state = await reviewed(opened, offer, (start + timedelta(minutes=30)).isoformat(), noor)
    assert (state.taken_title, state.taken) == (
        "This time cannot be booked", "You already have a session at that time.",
    )  # fmt: skip
    near = [datetime.fromisoformat(slot.start) for day in state.others for slot in day.slots]
    assert len(near) == 3
    assert all(abs(one - start) >= timedelta(hours=1) for one in near)


async def test_a_pause_is_not_told_as_if_somebody_had_been_faster(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await reviewed(opened, offer, market.slots(offer)[4].isoformat(), market.person("Noor"))
    await watched(state, lambda: change(market, mentor, pause=Pause()), lambda: bool(state.taken))
    assert state.taken_title == "This time cannot be booked"
    assert "takes no bookings" in state.taken
    assert state.others == []


async def test_an_offer_that_is_withdrawn_meanwhile_is_told_on_the_review(
    opened: OpenState[Any], market: Market, offer: str
) -> None:
    state = await reviewed(opened, offer, market.slots(offer)[4].isoformat(), market.person("Noor"))
    with market.db.unit_of_work() as session:
        row = session.get_one(Offer, offer)
        row.active = False
        session.add(row)
    await run(BookState.refresh, state)
    assert "could not find" in state.problem


async def test_a_review_of_nothing_watches_nobody(opened: OpenState[Any]) -> None:
    state = opened(BookState, routes.book("of_nothing", "2026-11-24T10:00:00+00:00"))
    assert await run(BookState.load, state) == []
    assert await run(BookState.refresh, state) == []


# -- moving ------------------------------------------------------------------------------------------------------


async def test_what_others_take_goes_from_the_page_on_which_a_session_is_moved(
    opened: OpenState[Any], stage: Stage
) -> None:
    to = stage.slot(hours=75)
    state = await at_moving(opened, stage, stage.mentee)
    await run(MovingState.choose_start, state, to.isoformat())
    quick = stage.market.person("Quick")
    await watched(state, lambda: stage.market.hold(quick, stage.offer, to), lambda: bool(state.refusal))
    assert "is not free any more" in state.refusal
    assert sum(len(day.slots) for day in state.others) == 3
    assert state.chosen.start == ""
    assert to.isoformat() not in starts(state)


async def test_a_time_that_a_mentee_was_going_to_ask_for_goes_from_the_list(
    opened: OpenState[Any], stage: Stage
) -> None:
    stage.market.now = stage.first - timedelta(hours=10)
    wishes: list[datetime] = [stage.slot(hours=60), stage.slot(hours=90)]
    state = await at_moving(opened, stage, stage.mentee)
    for start in wishes:
        await run(MovingState.choose_start, state, start.isoformat())
        await run(MovingState.add, state)
    stage.market.hold(stage.market.person("Quick"), stage.offer, wishes[0])
    await run(MovingState.refresh, state)
    assert [one.start for one in state.wished] == [wishes[1].isoformat()]
    assert "is not free any more" in state.refusal
    desk = await at_moving(opened, stage, stage.mentor)
    await run(MovingState.add_wall_time, desk, {"when": "2026-11-26T23:15"})
    await run(MovingState.refresh, desk)
    assert len(desk.wished) == 1, "a mentor names times outside of their hours"


async def test_a_page_with_a_proposal_and_no_times_is_not_watched(
    opened: OpenState[Any], stage: Stage
) -> None:
    assert await run(MovingState.load, opened(MovingState, routes.booking(stage.booking_id), stage.mentee)) == []
    chooses = opened(MovingState, routes.move(stage.booking_id), stage.mentee)
    assert await run(MovingState.load, chooses) == [MovingState.watch]
    stranger = opened(MovingState, routes.move(stage.booking_id), stage.market.person("Sam"))
    assert await run(MovingState.load, stranger) == []
