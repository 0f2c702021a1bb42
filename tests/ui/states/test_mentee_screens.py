"""The mentee's states over the real use cases: what they show, and what a browser cannot make them do."""

import json
from dataclasses import replace
from typing import Any

import pytest
from reflex.event import Event as BrowserEvent

from tests.market import Market
from tests.ui.conftest import OpenState
from thoughtcloud.core.states import BookingState as Stands
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.account import AccountState
from thoughtcloud.ui.states.book import BookState
from thoughtcloud.ui.states.booking import BookingState
from thoughtcloud.ui.states.bookings import BookingsState
from thoughtcloud.ui.states.entrance import EntranceState
from thoughtcloud.ui.states.home import HomeState
from thoughtcloud.ui.states.mentors import MentorsState
from thoughtcloud.ui.states.viewer import ViewerState

NONSENSE: list[Any] = [None, 7, {"a": 1}, ["x"], "'; drop table booking; --", "x" * 10_000]


async def run(handler: Any, state: Any, *args: Any) -> list[Any]:
    """Run a handler as Reflex would; the events that it gave back."""
    result = handler.fn(state, *args)
    if hasattr(result, "__aiter__"):
        return [event async for event in result if event is not None]
    told = await result if hasattr(result, "__await__") else result
    return told if isinstance(told, list) else [told] if told is not None else []


def goes_to(events: list[Any]) -> str:
    """Where the last of the events sends the browser."""
    named = BrowserEvent.from_event_type(events[-1])[0]
    assert named.name == "_redirect"
    return str(named.payload["path"])


def says(events: list[Any]) -> str:
    """What the last of the events tells the reader."""
    named = BrowserEvent.from_event_type(events[-1])[0]
    assert named.name.endswith("notice_state.show")
    return str(named.payload["text"])


@pytest.fixture
def shop(market: Market) -> tuple[Caller, Caller, str]:
    """A mentor with an offer, and a mentee."""
    mentor = market.mentor()
    return mentor, market.person("Noor"), market.offer(mentor)


async def test_the_viewer_is_known_by_the_cookie_and_stands_in_the_browsers_zone(
    opened: OpenState[Any], market: Market
) -> None:
    state = opened(ViewerState, "/mentors?q=x", market.person("Noor Haddad"), zone="Asia/Kolkata")
    await run(ViewerState.load, state)
    assert (state.known, state.signed_in, state.name, state.initials) == (True, True, "Noor Haddad", "NH")
    assert (state.zone, state.zone_text, state.test_mode) == ("Asia/Kolkata", "Kolkata (UTC+5:30)", True)
    assert state.sign_in_here == routes.sign_in("/mentors?q=x")


async def test_a_stranger_is_known_to_be_one(opened: OpenState[Any]) -> None:
    state = opened(ViewerState, zone="Not/A_Zone")
    await run(ViewerState.load, state)
    assert (state.known, state.signed_in, state.zone) == (True, False, "UTC")


async def test_a_chosen_zone_outlives_the_next_page(opened: OpenState[Any]) -> None:
    state = opened(ViewerState)
    await run(ViewerState.choose_zone, state, "Asia/Tokyo")
    await run(ViewerState.load, state)
    assert state.zone == "Asia/Tokyo"


@pytest.mark.parametrize("zone", [*NONSENSE, "UTC; path=/"])
async def test_what_is_no_zone_changes_nothing(opened: OpenState[Any], zone: object) -> None:
    state = opened(ViewerState)
    await run(ViewerState.load, state)
    assert await run(ViewerState.choose_zone, state, zone) == []
    assert state.zone == "Europe/Berlin"


async def test_what_is_typed_while_the_list_still_loads_is_not_wiped(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str]
) -> None:
    state = opened(MentorsState, "/mentors")
    before = state.filter_key
    await run(MentorsState.load, state)
    assert state.filter_key == before
    named = opened(MentorsState, "/mentors?q=bread")
    await run(MentorsState.load, named)
    assert named.filter_key != before


async def test_the_list_is_searched_by_what_the_address_says(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    market.offer(market.mentor("Tom Baker", topics=("Bread",)))
    state = opened(MentorsState, "/mentors?q=bread")
    await run(MentorsState.load, state)
    assert [card.name for card in state.mentors] == ["Tom Baker"]
    await run(MentorsState.clear, state)
    assert len(state.mentors) == 2
    assert state.summary == "2 mentors"


async def test_a_highest_price_counts_in_its_currency_only(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str]
) -> None:
    state = opened(MentorsState, "/mentors")
    await run(MentorsState.load, state)
    await run(MentorsState.choose_currency, state, "eur")
    await run(MentorsState.limit_price, state, "79")
    assert state.mentors == []
    await run(MentorsState.limit_price, state, "80")
    assert len(state.mentors) == 1


async def shared(state: MentorsState, event: Any) -> str:
    """The address of a search, which is what the event writes into the browser."""
    (call,) = BrowserEvent.from_event_type(event)
    address = await state._address()
    written = call.payload["javascript_code"]
    assert written == f"history.replaceState(history.state, '', {json.dumps(address)})"
    return address


async def test_a_search_by_time_is_written_into_the_address_and_read_from_it(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    state = opened(MentorsState, "/mentors")
    await run(ViewerState.load, await state.get_state(ViewerState))
    await run(MentorsState.load, state)
    assert state.mentors[0].next_free.startswith("Free from ")
    await MentorsState.choose_when.fn(state, "between")
    assert (len(state.mentors), state.when_problem) == (1, "")
    await MentorsState.start_from.fn(state, "2026-11-24T10:00")
    address = await shared(state, await MentorsState.end_by.fn(state, "2026-11-24T12:00"))
    assert [card.next_free for card in state.mentors] == ["Free on Tue 24 Nov, 10:00"]
    assert address == "/mentors?from=2026-11-24T09%3A00Z&to=2026-11-24T11%3A00Z"

    elsewhere = opened(MentorsState, address, zone="Asia/Kolkata")
    await run(ViewerState.load, await elsewhere.get_state(ViewerState))
    await run(MentorsState.load, elsewhere)
    assert (elsewhere.when, elsewhere.since, elsewhere.until) == (
        "between", "2026-11-24T14:30", "2026-11-24T16:30",
    )  # fmt: skip
    assert [card.next_free for card in elsewhere.mentors] == ["Free on Tue 24 Nov, 14:30"]
    tomorrow = await MentorsState.choose_when.fn(elsewhere, "tomorrow")
    assert await shared(elsewhere, tomorrow) == "/mentors?when=tomorrow"
    assert (elsewhere.since, elsewhere.until) == ("", "")
    assert await shared(elsewhere, await MentorsState.clear.fn(elsewhere)) == "/mentors"


async def test_nobody_is_shown_who_is_not_free_then(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    state = opened(MentorsState, "/mentors?from=2026-11-24T01:00Z&to=2026-11-24T03:00Z&currency=eur&price=90")
    await run(ViewerState.load, await state.get_state(ViewerState))
    await run(MentorsState.load, state)
    assert (state.mentors, state.when_problem, state.has_more) == ([], "", False)
    assert (state.currency, state.price) == ("eur", "90")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("when=never", "a time that we do not know"),
        ("from=2026-11-24T10:00Z", "does not say from when to when"),
        ("from=x&to=2026-11-24T10:00Z", "does not say from when to when"),
        ("from=2026-11-24T10:00&to=2026-11-24T12:00", "does not say from when to when"),
        ("from=2026-11-24T12:00Z&to=2026-11-24T10:00Z", "after the start"),
        ("from=2026-11-20T10:00Z&to=2026-11-20T12:00Z", "over"),
        ("from=2026-11-24T10:00Z&to=2027-11-24T12:00Z", "at most 62 days"),
        ("from=9999-11-24T10:00Z&to=9999-12-31T12:00Z", "does not say from when to when"),
    ],
)
async def test_an_address_that_asks_for_an_impossible_time_is_told_and_shows_everybody(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str], asked: str, told: str
) -> None:
    state = opened(MentorsState, f"/mentors?{asked}")
    await run(MentorsState.load, state)
    assert told in state.when_problem
    assert len(state.mentors) == 1


async def test_times_that_the_clocks_skip_are_told(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str]
) -> None:
    state = opened(MentorsState, "/mentors")
    await run(ViewerState.load, await state.get_state(ViewerState))
    await run(MentorsState.load, state)
    await MentorsState.choose_when.fn(state, "between")
    await MentorsState.start_from.fn(state, "2027-03-28T02:30")
    await MentorsState.end_by.fn(state, "2027-03-28T05:00")
    assert "does not exist" in state.when_problem


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize(
    "name",
    ["search", "choose_topic", "choose_currency", "limit_price", "apply", "choose_when", "start_from", "end_by"],
)
async def test_nonsense_in_a_filter_finds_nobody_or_everybody_but_breaks_nothing(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str], name: str, value: object
) -> None:
    state = opened(MentorsState, "/mentors")
    await run(MentorsState.load, state)
    await run(getattr(MentorsState, name), state, value)
    assert state.loaded


async def test_the_front_page_shows_mentors_and_leads_the_search_on(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str]
) -> None:
    state = opened(HomeState)
    await run(HomeState.load, state)
    assert len(state.featured) == 1
    assert goes_to(await run(HomeState.find, state, {"q": "c & d"})) == "/mentors?q=c+%26+d"
    assert goes_to(await run(HomeState.find, state, "nonsense")) == "/mentors"


async def reviewed(opened: OpenState[Any], offer: str, start: str, caller: Caller | None) -> Any:
    state = opened(BookState, routes.book(offer, start), caller)
    await run(ViewerState.load, await state.get_state(ViewerState))
    await run(BookState.load, state)
    return state


async def test_a_review_keeps_the_choice_for_those_who_must_sign_in_first(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    start = market.slots(shop[2])[0].isoformat()
    state = await reviewed(opened, shop[2], start, None)
    assert state.sign_up_path == routes.sign_up(routes.book(shop[2], start))
    assert goes_to(await run(BookState.reserve, state)) == state.sign_in_path


async def test_a_price_in_the_address_means_nothing(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    start = market.slots(shop[2])[0].isoformat()
    state = opened(BookState, routes.book(shop[2], start) + "&price=1&price_minor=1", shop[1])
    await run(BookState.load, state)
    assert state.review.price == "€80.00"


async def test_a_review_that_is_still_of_the_time_before_reserves_nothing(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    before, wanted = (market.slots(shop[2])[place].isoformat() for place in (0, 4))
    state = opened(BookState, routes.book(shop[2], wanted), shop[1])
    state.review = replace(state.review, offer=shop[2], start=before)
    assert "just changed" in says(await run(BookState.reserve, state))
    assert state.busy is False
    listed = opened(BookingsState, routes.BOOKINGS, shop[1])
    await run(BookingsState.load, listed)
    assert listed.rows == []


@pytest.mark.parametrize("start", ["", "soon", "2026-11-24T10:00:00", "0001-01-01T00:00:00+00:00"])
async def test_a_start_that_makes_no_sense_holds_nothing(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str], start: str
) -> None:
    state = await reviewed(opened, shop[2], start, shop[1])
    if not state.problem:
        assert says(await run(BookState.reserve, state)) or state.taken
    assert state.busy is False


async def test_a_slot_that_is_gone_offers_the_nearest_ones(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    start = market.slots(shop[2])[0]
    state = await reviewed(opened, shop[2], start.isoformat(), shop[1])
    market.hold(market.person("Faster"), shop[2], start)
    assert await run(BookState.reserve, state) == []
    assert state.taken
    assert state.others[0].slots
    await run(BookState.take_other, state, state.others[0].slots[0].start)
    assert (state.taken, state.others) == ("", [])
    assert state.review.start != start.isoformat()


async def test_while_stripe_is_away_the_slot_is_kept_and_the_reader_told(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    state = await reviewed(opened, shop[2], market.slots(shop[2])[0].isoformat(), shop[1])
    assert "slot is held" in says(await run(BookState.reserve, state))
    listed = opened(BookingsState, routes.BOOKINGS, shop[1])
    await run(BookingsState.load, listed)
    assert [row.state.text for row in listed.rows] == ["Waiting for payment"]


@pytest.fixture
def booked(market: Market, shop: tuple[Caller, Caller, str]) -> str:
    return market.confirmed(shop[1], shop[2], market.slots(shop[2])[0])


async def test_a_booking_shows_what_is_reserved_and_that_it_can_be_cancelled(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str], booked: str
) -> None:
    state = opened(BookingState, routes.booking(booked), shop[1])
    await run(BookingState.load, state)
    assert state.sheet.headline == "Reserved, not charged"
    await run(BookingState.ask_cancel, state)
    assert state.asking
    assert state.quote.button == "Cancel and release €80.00"


async def test_a_foreign_booking_is_not_there(opened: OpenState[Any], market: Market, booked: str) -> None:
    state = opened(BookingState, routes.booking(booked), market.person("Eve"))
    await run(BookingState.load, state)
    assert "could not find" in state.problem
    assert state.sheet.reference == ""
    for handler in (BookingState.cancel, BookingState.let_go, BookingState.pay):
        assert "could not find" in says(await run(handler, state))
    assert market.position(booked).booking is Stands.CONFIRMED


async def test_a_stranger_can_do_nothing_with_a_booking(
    opened: OpenState[Any], market: Market, booked: str
) -> None:
    state = opened(BookingState, routes.booking(booked))
    await run(BookingState.load, state)
    assert state.sheet.reference == ""
    assert "sign in" in says(await run(BookingState.cancel, state))
    assert market.position(booked).booking is Stands.CONFIRMED


async def test_the_mentor_is_led_to_their_own_page_of_it(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str], booked: str
) -> None:
    state = opened(BookingState, routes.booking(booked), shop[0])
    assert goes_to(await run(BookingState.load, state)) == routes.desk_session(booked)


async def test_cancelling_while_stripe_is_away_is_done_here_and_promised_there(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str], booked: str
) -> None:
    state = opened(BookingState, routes.booking(booked), shop[1])
    await run(BookingState.load, state)
    await run(BookingState.ask_cancel, state)
    assert "€80.00" in says(await run(BookingState.cancel, state))
    assert (state.asking, state.busy) == (False, False)
    assert state.sheet.headline == "You cancelled"
    assert "is being released" in state.sheet.explanation


async def test_the_return_page_waits_while_stripe_says_nothing(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str]
) -> None:
    held = market.hold(shop[1], shop[2], market.slots(shop[2])[0])
    state = opened(BookingState, routes.booking_return(held), shop[1])
    await run(BookingState.arrive, state)
    await run(BookingState.look_again, state)
    assert state.waiting
    market.authorized(held)
    await run(BookingState.look_again, state)
    assert not state.waiting
    assert state.sheet.headline == "Reserved, not charged"


@pytest.mark.parametrize("span", NONSENSE)
async def test_only_the_two_parts_of_the_list_exist(
    opened: OpenState[Any], shop: tuple[Caller, Caller, str], span: object
) -> None:
    state = opened(BookingsState, routes.BOOKINGS, shop[1])
    await run(BookingsState.show, state, span)
    assert state.span == "upcoming"


async def test_the_list_shows_coming_and_past_bookings(
    opened: OpenState[Any], market: Market, shop: tuple[Caller, Caller, str], booked: str
) -> None:
    state = opened(BookingsState, routes.BOOKINGS, shop[1])
    await run(BookingsState.load, state)
    assert [(row.mentor, row.money.text) for row in state.rows] == [("Amara Okafor", "Reserved, not charged")]
    market.pass_time(days=7)
    await run(BookingsState.show, state, "past")
    assert len(state.rows) == 1


async def test_sign_in_goes_on_to_local_pages_only(opened: OpenState[Any]) -> None:
    state = opened(EntranceState, "/sign-in?next=//evil.example&problem=wrong_credentials")
    await run(EntranceState.load, state)
    assert state.next == routes.BOOKINGS
    assert "password" in state.problem


async def test_whoever_is_signed_in_goes_on_at_once(opened: OpenState[Any], market: Market) -> None:
    state = opened(EntranceState, "/sign-in?next=/book?offer=1", market.person())
    assert goes_to(await run(EntranceState.load, state)) == "/book?offer=1"


async def test_name_and_zone_can_be_changed(opened: OpenState[Any], market: Market) -> None:
    state = opened(AccountState, routes.ACCOUNT, market.person("Noor"))
    await run(AccountState.load, state)
    await run(AccountState.save, state, {"name": "Noor H", "zone": "Asia/Tokyo", "locale": "en-US"})
    await run(AccountState.load, state)
    assert (state.name, state.zone) == ("Noor H", "Asia/Tokyo")


@pytest.mark.parametrize("form", [*NONSENSE, {"name": 7, "zone": ["UTC"]}])
async def test_a_strange_form_changes_nothing(opened: OpenState[Any], market: Market, form: object) -> None:
    person = market.person("Noor")
    state = opened(AccountState, routes.ACCOUNT, person)
    await run(AccountState.load, state)
    await run(AccountState.save, state, form)
    await run(AccountState.change_password, state, form)
    await run(AccountState.load, state)
    assert state.name == "Noor"
