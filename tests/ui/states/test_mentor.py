"""Choosing on a mentor's page: offer, day and time, while others choose too."""

from datetime import timedelta
from typing import Any

import pytest
from reflex.event import Event as BrowserEvent
from reflex.istate.data import RouterData

from tests.market import NOW, Market, set_hours
from tests.ui.conftest import OpenState
from thoughtcloud.core.plans import Range
from thoughtcloud.services import mentors
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.mentor import MentorState
from thoughtcloud.ui.states.viewer import ViewerState

NONSENSE: list[Any] = [None, 7, {"a": 1}, ["x"], "'; drop table booking; --", "x" * 10_000]


async def run(handler: Any, state: Any, *args: Any) -> Any:
    """Run a handler as Reflex would."""
    return await handler.fn(state, *args)


async def entered(opened: OpenState[Any], slug: str | None, zone: str = "Europe/Berlin") -> MentorState:
    """The state of a mentor's page that was just opened."""
    state: MentorState = opened(MentorState, f"/mentors/{slug}", zone=zone)
    await run(ViewerState.load, await state.get_state(ViewerState))
    await run(MentorState.load, state)
    return state


def starts(state: MentorState) -> list[str]:
    return [slot.start for part in state.times for slot in part.slots]


@pytest.fixture
def mentor(market: Market) -> Caller:
    """Open every day from 8 to 20 in Berlin; it is Monday, 04:07 there."""
    return market.mentor()


@pytest.fixture
def offer(market: Market, mentor: Caller) -> str:
    return market.offer(mentor)


async def test_the_first_day_that_is_free_is_shown_at_once(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    assert state.day == "2026-11-23"
    assert [(day.number, day.note) for day in state.month.days if day.today] == [("23", "23")]
    assert state.next_free == "Next free: Mon 23 Nov, 08:00"
    assert starts(state) == [at.isoformat() for at in market.slots(offer) if at.date() == NOW.date()]
    assert (state.start, state.gone) == ("", "")
    assert state.tab == "Amara Okafor · Thoughtcloud"


async def test_a_chosen_time_is_told_on_both_clocks(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug, zone="Asia/Kolkata")
    first = starts(state)[0]
    await run(MentorState.choose_start, state, first)
    assert state.chosen_text == "Mon 23 Nov, 12:30 – 13:30"
    assert state.chosen_clocks == "12:30 for you · 08:00 in Berlin"
    assert state.book_path == routes.book(offer, first)


async def test_another_day_brings_its_own_times_and_lets_the_chosen_one_go(
    opened: OpenState[Any], mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    await run(MentorState.choose_start, state, starts(state)[0])
    days_as_drawn = state.drawn_days
    await run(MentorState.choose_day, state, "2026-11-25")
    assert all(start.startswith("2026-11-25") for start in starts(state))
    assert (state.start, state.day_text) == ("", "Wed 25 Nov: 23 free times")
    # Whoever walks through the days with the arrow keys must not lose their place.
    assert state.drawn_days == days_as_drawn


async def test_months_are_turned_within_reach_and_what_is_chosen_stays_chosen(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    await run(MentorState.choose_start, state, starts(state)[0])
    chosen, last = state.start, max(market.slots(offer))
    await run(MentorState.turn_month, state, -1)
    assert state.month.key == "2026-11"
    if last.month != 11:
        await run(MentorState.turn_month, state, 1)
        assert state.month.key == "2026-12"
    for _ in range(14):
        await run(MentorState.turn_month, state, 1)
    assert state.month.key == f"{last:%Y-%m}"
    assert not state.month.may_turn_on
    assert state.start == chosen
    for strange in [*NONSENSE, True, 12, -12]:
        await run(MentorState.turn_month, state, strange)
    assert state.month.key == f"{last:%Y-%m}"


async def test_the_next_free_time_is_chosen_from_any_day(
    opened: OpenState[Any], mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    await run(MentorState.choose_day, state, "2026-11-25")
    drawn = state.drawn_days, state.drawn_times
    await run(MentorState.choose_next_free, state)
    assert (state.day, state.start) == ("2026-11-23", "2026-11-23T07:00:00+00:00")
    assert state.chosen_text == "Mon 23 Nov, 08:00 – 09:00"
    assert state.drawn_days > drawn[0]
    assert state.drawn_times > drawn[1]


async def test_another_offer_keeps_the_day_and_a_time_that_is_free_for_it_too(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    longer = market.offer(mentor, minutes=120, price="150")
    state = await entered(opened, mentor.mentor_slug)
    await run(MentorState.choose_day, state, "2026-11-25")
    early, late = starts(state)[0], starts(state)[-1]
    await run(MentorState.choose_start, state, early)
    await run(MentorState.choose_offer, state, longer)
    assert (state.day, state.start) == ("2026-11-25", early)
    assert state.chosen_text == "Wed 25 Nov, 08:00 – 10:00"
    assert state.book_path == routes.book(longer, early)
    await run(MentorState.choose_offer, state, offer)
    await run(MentorState.choose_start, state, late)
    await run(MentorState.choose_offer, state, longer)
    assert (state.day, state.start) == ("2026-11-25", "")


async def test_a_time_that_somebody_takes_disappears_and_who_had_chosen_it_is_told(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    wanted, other = starts(state)[4], starts(state)[10]
    await run(MentorState.choose_start, state, wanted)
    market.hold(market.person("Ben"), offer, market.slots(offer)[10])
    drawn = state.drawn_days, state.drawn_times
    await run(MentorState.refresh, state)
    assert other not in starts(state)
    assert (state.start, state.gone) == (wanted, "")
    assert (state.drawn_days, state.drawn_times) == drawn
    market.hold(market.person("Cleo"), offer, market.slots(offer)[4])
    await run(MentorState.refresh, state)
    assert wanted not in starts(state)
    assert state.start == ""
    assert state.gone == "Mon 23 Nov, 10:00 is not free any more. Please choose another time."


async def test_when_the_day_shown_is_over_the_next_one_is_shown(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    drawn = state.drawn_days
    market.pass_time(hours=15)
    await run(MentorState.refresh, state)
    assert state.day == "2026-11-24"
    assert [(day.key, day.note) for day in state.month.days if day.inside][:2] == [
        ("2026-11-23", ""),
        ("2026-11-24", "23"),
    ]
    assert state.drawn_days > drawn


async def test_whoever_comes_back_finds_what_they_had_chosen_as_far_as_it_is_free(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    longer = market.offer(mentor, minutes=120, price="150")
    state = await entered(opened, mentor.mentor_slug)
    await run(MentorState.choose_offer, state, longer)
    await run(MentorState.choose_day, state, "2026-11-25")
    chosen = starts(state)[4]
    await run(MentorState.choose_start, state, chosen)
    await run(MentorState.load, state)
    assert (state.offer, state.day, state.start) == (longer, "2026-11-25", chosen)
    market.hold(market.person("Ben"), longer, next(at for at in market.slots(longer) if at.isoformat() == chosen))
    await run(MentorState.load, state)
    assert (state.offer, state.day, state.start, state.gone) == (longer, "2026-11-25", "", "")


async def test_another_mentor_is_begun_anew(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    other = market.mentor("Ines Duarte")
    theirs = market.offer(other)
    state = await entered(opened, mentor.mentor_slug)
    await run(MentorState.choose_day, state, "2026-11-25")
    await run(MentorState.choose_start, state, starts(state)[0])
    at_other = f"/mentors/{other.mentor_slug}"
    state.router = RouterData.from_router_data({**state.router_data, "asPath": at_other, "pathname": at_other})
    await run(MentorState.load, state)
    assert (state.mentor.name, state.offer, state.day, state.start) == ("Ines Duarte", theirs, "2026-11-23", "")


async def test_going_on_leads_to_the_review_of_what_is_chosen(
    opened: OpenState[Any], mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    assert MentorState.go_on.fn(state) is None
    await run(MentorState.choose_start, state, starts(state)[2])
    (event,) = BrowserEvent.from_event_type(MentorState.go_on.fn(state))
    assert event.payload["path"] == routes.book(offer, starts(state)[2])


async def test_in_another_zone_the_chosen_time_stays_and_its_day_follows(
    opened: OpenState[Any], mentor: Caller, offer: str
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    evening = starts(state)[-1]
    await run(MentorState.choose_start, state, evening)
    viewer = await state.get_state(ViewerState)
    ViewerState.choose_zone.fn(viewer, "Asia/Tokyo")
    await run(MentorState.change_zone, state)
    assert (state.day, state.start) == ("2026-11-24", evening)
    assert state.chosen_clocks == "03:00 for you · Mon 23 Nov, 19:00 in Berlin"


@pytest.mark.parametrize("value", [*NONSENSE, "2026-11-24T10:07:00+00:00", "2029-11-30"])
async def test_only_what_is_on_the_page_can_be_chosen(
    opened: OpenState[Any], mentor: Caller, offer: str, value: object
) -> None:
    state = await entered(opened, mentor.mentor_slug)
    await run(MentorState.choose_offer, state, value)
    await run(MentorState.choose_day, state, value)
    await run(MentorState.choose_start, state, value)
    assert (state.offer, state.day, state.start) == (offer, "2026-11-23", "")


async def test_a_day_without_times_cannot_be_chosen(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    with market.db.unit_of_work() as session:
        set_hours(session, mentor, ranges=[Range(1, 480, 1200)], now=market.now)
    state = await entered(opened, mentor.mentor_slug)
    assert state.day == "2026-11-24"
    await run(MentorState.choose_day, state, "2026-11-25")
    assert state.day == "2026-11-24"


async def test_a_mentor_without_any_free_time_has_an_empty_calendar(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    with market.db.unit_of_work() as session:
        set_hours(session, mentor, ranges=[], now=market.now)
    state = await entered(opened, mentor.mentor_slug)
    assert (state.times, state.day, state.next_free) == ([], "", "")
    assert not any(day.free for day in state.month.days)
    await run(MentorState.choose_next_free, state)
    assert state.start == ""


async def test_an_offer_that_is_withdrawn_meanwhile_is_told(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    market.offer(mentor, minutes=120, price="150")
    state = await entered(opened, mentor.mentor_slug)
    with market.db.unit_of_work() as session:
        mentors.archive_offer(session, mentor, offer, now=market.now)
    await run(MentorState.refresh, state)
    assert not any(day.free for day in state.month.days)
    assert "offer" in state.gone


async def test_an_unknown_mentor_is_told_kindly_and_asked_for_no_times(opened: OpenState[Any]) -> None:
    state = opened(MentorState, "/mentors/nobody")
    await run(MentorState.load, state)
    assert "could not find" in state.problem
    assert state.tab == "Not found · Thoughtcloud"
    await run(MentorState.refresh, state)
    assert not state.loaded


async def test_the_offer_of_the_address_is_chosen_first(
    opened: OpenState[Any], market: Market, mentor: Caller, offer: str
) -> None:
    longer = market.offer(mentor, minutes=120, price="150")
    state = opened(MentorState, f"/mentors/{mentor.mentor_slug}?offer={longer}")
    await run(MentorState.load, state)
    assert state.offer == longer
    assert market.slots(longer)[0] - NOW > timedelta(hours=2)
