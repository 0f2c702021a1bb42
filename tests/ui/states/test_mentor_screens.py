"""The mentor's states over the real use cases: what they show, and what a browser cannot make them do."""

from dataclasses import replace
from typing import Any

import pytest

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Mentor
from thoughtcloud.ui import backstage, routes
from thoughtcloud.ui.states.balance import BalanceState
from thoughtcloud.ui.states.desk import DeskState
from thoughtcloud.ui.states.offers import OffersState
from thoughtcloud.ui.states.payouts import PayoutsState
from thoughtcloud.ui.states.profile import ProfileState
from thoughtcloud.ui.states.session import SessionState

OFFER = {
    "title": "Schema review", "description": "", "minutes": "60", "price": "79,50", "currency": "eur",
    "terms": "moderate",
}  # fmt: skip
PAGE = {
    "name": "Arjun", "headline": "Likes small tables", "about": "", "topics": "SQL, Data", "languages": "English",
    "country": "IN", "zone": "Asia/Kolkata", "room_url": "",
}  # fmt: skip


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


@pytest.fixture
def session_id(market: Market, mentor: Caller) -> str:
    """A confirmed session that has just ended."""
    offer = market.offer(mentor)
    booking_id = market.confirmed(market.person("Noor"), offer, market.slots(offer)[0])
    booking, _ = market.rows(booking_id)
    market.now = booking.ends_at
    return booking_id


async def test_a_session_that_has_ended_waits_on_the_desk_with_its_exact_sums(
    opened: OpenState[Any], mentor: Caller, session_id: str
) -> None:
    state = opened(DeskState, routes.DESK, mentor)
    await run(DeskState.load, state)
    (row,) = state.waiting
    assert (row.id, row.mentee, row.price, row.share, row.fee) == (
        session_id,
        "Noor",
        "€80.00",
        "€68.00",
        "€12.00",
    )
    assert (state.upcoming, state.past) == ([], [])
    assert [warning.title for warning in state.warnings] == ["Payouts are not set up"]


async def test_the_desk_is_read_on_page_by_page_and_keeps_its_length(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    offer = market.offer(mentor, minutes=15)
    for start in market.slots(offer)[:25]:
        market.confirmed(market.person("Noor"), offer, start)
    state = opened(DeskState, routes.DESK, mentor)
    await run(DeskState.load, state)
    assert (len(state.upcoming), state.more_upcoming) == (20, True)
    await run(DeskState.show_more_upcoming, state)
    assert (len(state.upcoming), state.more_upcoming) == (25, False)
    await run(DeskState.refresh, state)
    assert len({row.id for row in state.upcoming}) == 25


async def test_somebody_who_is_no_mentor_is_told_so(opened: OpenState[Any], market: Market) -> None:
    state = opened(DeskState, routes.DESK, market.person())
    await run(DeskState.load, state)
    assert not state.ready
    assert "mentor" in state.problem


async def test_the_question_before_completing_says_what_the_click_will_move(
    opened: OpenState[Any], mentor: Caller, session_id: str
) -> None:
    state = opened(SessionState, routes.DESK, mentor)
    await run(SessionState.ask_complete, state, session_id)
    assert [line.amount for line in state.question.lines] == ["€80.00", "−€12.00", "€68.00"]
    assert "until you have set up payouts" in state.question.after
    await run(SessionState.close_question, state)
    assert state.question.kind == ""


async def test_completing_moves_the_session_and_a_second_click_nothing(
    opened: OpenState[Any], market: Market, mentor: Caller, session_id: str
) -> None:
    state = opened(SessionState, routes.desk_session(session_id), mentor)
    await run(SessionState.load, state)
    await run(SessionState.ask_complete, state, session_id)
    assert await run(SessionState.confirm, state)
    assert market.position(session_id).booking is BookingState.COMPLETED
    assert await run(SessionState.confirm, state) == []
    assert "no longer possible" in says(await run(SessionState.complete, state, session_id))


async def test_while_stripe_is_away_the_session_is_completed_and_says_what_is_under_way(
    opened: OpenState[Any], market: Market, mentor: Caller, session_id: str
) -> None:
    state = opened(SessionState, routes.desk_session(session_id), mentor)
    await run(SessionState.complete, state, session_id)
    told = await run(SessionState.settle, state, session_id)
    assert says(told[:1]) == "The card is being charged."
    await run(SessionState.load, state)
    assert state.shown.moving
    assert market.position(session_id).payment is PaymentState.AUTHORIZED


async def test_cancelling_before_the_charge_releases_and_after_it_refunds(
    opened: OpenState[Any], market: Market, mentor: Caller, session_id: str
) -> None:
    state = opened(SessionState, routes.desk_session(session_id), mentor)
    await run(SessionState.ask_cancel, state, session_id)
    assert state.question.confirm == "Cancel and release €80.00"
    await run(SessionState.complete, state, session_id)
    market.captured(session_id)
    market.transferred(session_id)
    await run(SessionState.ask_cancel, state, session_id)
    assert state.question.title == "Refund this session?"
    assert [line.amount for line in state.question.lines] == ["€68.00", "€12.00", "€80.00"]
    await run(SessionState.confirm, state)
    assert market.position(session_id).booking is BookingState.CANCELLED


async def test_another_mentors_session_is_not_there(
    opened: OpenState[Any], market: Market, session_id: str
) -> None:
    state = opened(SessionState, routes.desk_session(session_id), market.mentor("Tom Baker"))
    await run(SessionState.load, state)
    assert (state.ready, state.problem) == (False, "We could not find that booking.")
    for handler in (SessionState.complete, SessionState.cancel, SessionState.ask_cancel):
        assert "could not find" in says(await run(handler, state, session_id))
    assert await run(SessionState.settle, state, session_id) == []
    assert market.position(session_id).booking is BookingState.CONFIRMED


async def test_the_mentee_has_no_mentors_page_of_their_session(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    offer = market.offer(mentor)
    mentee = market.person("Noor")
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    state = opened(SessionState, routes.desk_session(booking_id), mentee)
    await run(SessionState.load, state)
    assert not state.ready
    await run(SessionState.cancel, state, booking_id)
    assert market.position(booking_id).booking is BookingState.CONFIRMED


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("name", ["ask_complete", "ask_cancel", "complete", "cancel", "settle"])
async def test_nonsense_for_a_session_is_a_session_that_is_not_there(
    opened: OpenState[Any], mentor: Caller, name: str, value: object
) -> None:
    state = opened(SessionState, routes.DESK, mentor)
    told = await run(getattr(SessionState, name), state, value)
    assert all("could not find" in says([event]) for event in told)
    assert state.question.kind == ""


async def test_the_session_page_shows_every_event_and_every_cent(
    opened: OpenState[Any], market: Market, mentor: Caller, session_id: str
) -> None:
    state = opened(SessionState, routes.desk_session(session_id), mentor)
    await run(SessionState.complete, state, session_id)
    market.captured(session_id)
    market.transferred(session_id)
    await run(SessionState.load, state)
    shown = state.shown
    assert [fact.what for fact in shown.book] == [
        "Share transferred", "Card charged", "Reservation ended", "Price reserved",
    ]  # fmt: skip
    assert shown.book[0].stripe_object == f"tr_{session_id}"
    assert shown.record[0].title == "The share was transferred to the mentor"
    assert shown.outcome.startswith("Completed. €80.00 was charged")
    assert [stop.phase for stop in shown.way] == ["done", "done", "done", "now"]


async def test_each_sum_of_the_balance_opens_to_its_entries_and_closes_again(
    opened: OpenState[Any], market: Market, mentor: Caller, session_id: str
) -> None:
    desk = opened(SessionState, routes.DESK, mentor)
    await run(SessionState.complete, desk, session_id)
    market.captured(session_id)
    state = opened(BalanceState, routes.DESK_BALANCE, mentor)
    await run(BalanceState.load, state)
    (euro,) = state.currencies
    assert {place.key: place.amount for place in euro.places}["pending"] == "€68.00"
    assert euro.fee == "€12.00"
    await run(BalanceState.open_entries, state, "eur", "pending")
    (line,) = state.lines
    assert (line.amount, line.session_id, line.stripe_object) == ("+€68.00", session_id, f"ch_{session_id}")
    await run(BalanceState.refresh, state)
    assert len(state.lines) == 1
    await run(BalanceState.open_entries, state, "eur", "pending")
    assert (state.open_place, state.lines) == ("", [])


@pytest.mark.parametrize("value", NONSENSE)
async def test_there_is_no_sum_by_a_nonsensical_name(
    opened: OpenState[Any], mentor: Caller, value: object
) -> None:
    state = opened(BalanceState, routes.DESK_BALANCE, mentor)
    assert says(await run(BalanceState.open_entries, state, "eur", value))
    assert says(await run(BalanceState.open_entries, state, value, "pending"))
    assert state.open_place == ""


async def test_an_offer_is_written_changed_taken_down_and_put_up_again(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    market.offer(mentor)
    state = opened(OffersState, routes.DESK_OFFERS, mentor)
    await run(OffersState.load, state)
    await run(OffersState.begin, state)
    await run(OffersState.save, state, OFFER)
    row = next(row for row in state.active if row.title == "Schema review")
    assert (row.price, row.share, row.typed_price) == ("€79.50", "€67.58", "79.50")
    await run(OffersState.edit, state, row.id)
    await run(OffersState.save, state, {**OFFER, "price": "5000", "currency": "jpy"})
    assert next(one for one in state.active if one.id == row.id).price == "JP¥5,000"
    await run(OffersState.archive, state, row.id)
    assert [one.id for one in state.archived] == [row.id]
    await run(OffersState.restore, state, row.id)
    assert state.archived == []


async def test_the_form_of_an_offer_lists_and_takes_only_what_the_platform_settles_in(
    opened: OpenState[Any], platform: Platform, mentor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = replace(platform, settings=replace(platform.settings, currencies=("gbp", "usd")))
    monkeypatch.setattr(backstage, "_platform", narrow)
    state = opened(OffersState, routes.DESK_OFFERS, mentor)
    await run(OffersState.begin, state)
    assert [choice.value for choice in state.currencies] == ["gbp", "usd"]
    assert state.form.currency == "gbp"
    await run(OffersState.save, state, {**OFFER, "currency": "eur"})
    assert (state.errors.currency, state.form.open) == ("Please choose one of the listed currencies.", True)
    await run(OffersState.save, state, {**OFFER, "currency": "usd"})
    assert [row.currency for row in state.active] == ["usd"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("price", "a lot"), ("price", "12.345"), ("price", "0.10"), ("title", "x"), ("currency", "xxx"),
     ("minutes", "17"), ("minutes", "9" * 40), ("description", "x" * 601)],
)  # fmt: skip
async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(
    opened: OpenState[Any], mentor: Caller, field: str, typed: str
) -> None:
    state = opened(OffersState, routes.DESK_OFFERS, mentor)
    await run(OffersState.begin, state)
    assert await run(OffersState.save, state, {**OFFER, field: typed}) == []
    assert getattr(state.errors, field)
    assert state.form.open
    await run(OffersState.load, state)
    assert state.active == []


@pytest.mark.parametrize("value", NONSENSE)
async def test_nonsense_makes_and_changes_no_offer(opened: OpenState[Any], mentor: Caller, value: object) -> None:
    state = opened(OffersState, routes.DESK_OFFERS, mentor)
    for name in ("save", "edit", "archive", "restore"):
        await run(getattr(OffersState, name), state, value)
    await run(OffersState.save, state, dict.fromkeys(OFFER, value))
    await run(OffersState.load, state)
    assert (state.ready, state.active, state.archived) == (True, [], [])


async def test_somebody_becomes_a_mentor_and_sees_what_is_still_missing(
    opened: OpenState[Any], market: Market
) -> None:
    person = market.person("Arjun")
    state = opened(ProfileState, routes.DESK_SETUP, person)
    await run(ProfileState.load, state)
    assert (state.ready, state.exists, state.form.name) == (True, False, "Arjun")
    await run(ProfileState.save, state, PAGE)
    assert state.exists
    assert [check.text for check in state.checks if not check.done] == [
        "A few sentences about yourself", "A session on offer",
        "The hours at which you can be booked", "Payouts set up at Stripe (can wait)",
    ]  # fmt: skip
    assert "not complete" in says(await run(ProfileState.publish, state))
    assert not state.published


async def test_a_refused_profile_loses_nothing_that_was_typed(opened: OpenState[Any], market: Market) -> None:
    state = opened(ProfileState, routes.DESK_SETUP, market.person("Arjun"))
    await run(ProfileState.load, state)
    await run(ProfileState.save, state, {**PAGE, "room_url": "http://plain.example"})
    assert (state.exists, state.form.topics) == (False, "SQL, Data")
    assert "https://" in state.errors.room_url


async def test_a_published_page_is_taken_down_and_put_up_again(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    market.offer(mentor)
    state = opened(ProfileState, routes.DESK_SETUP, mentor)
    await run(ProfileState.load, state)
    assert (state.published, state.complete) == (True, True)
    await run(ProfileState.unpublish, state)
    assert not state.published
    await run(ProfileState.publish, state)
    assert state.published


@pytest.mark.parametrize("value", NONSENSE)
async def test_nonsense_makes_nobody_a_mentor(opened: OpenState[Any], market: Market, value: object) -> None:
    state = opened(ProfileState, routes.DESK_SETUP, market.person())
    await run(ProfileState.load, state)
    await run(ProfileState.save, state, value)
    await run(ProfileState.save, state, {**PAGE, "country": "Nowhere", "topics": value})
    assert not state.exists


async def test_while_stripe_is_away_the_payouts_page_shows_what_is_known(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    with market.db.unit_of_work() as session:
        row = session.get_one(Mentor, mentor.mentor_id)
        row.account_id, row.requirements_due = "acct_1", "external_account, tos_acceptance.date, tos_acceptance.ip"
        session.add(row)
    state = opened(PayoutsState, routes.DESK_PAYOUTS, mentor)
    await run(PayoutsState.load, state)
    assert (state.ready, state.begun, state.done) == (True, True, False)
    assert "cannot be reached" in state.trouble
    assert state.requirements == ["A bank account for your payouts", "Your agreement to Stripe’s terms"]
    assert "cannot be reached" in says(await run(PayoutsState.begin, state))


async def test_coming_back_from_stripe_proves_nothing(opened: OpenState[Any], mentor: Caller) -> None:
    state = opened(PayoutsState, f"{routes.DESK_PAYOUTS_RETURN}?ready=true", mentor)
    assert await run(PayoutsState.return_from_stripe, state) == []
    assert not state.done


async def test_payouts_are_for_mentors(opened: OpenState[Any], market: Market) -> None:
    state = opened(PayoutsState, routes.DESK_PAYOUTS, market.person())
    assert "mentor page" in says(await run(PayoutsState.begin, state))
    assert "mentor page" in says(await run(PayoutsState.open_dashboard, state))
    stranger = opened(PayoutsState, routes.DESK_PAYOUTS)
    assert "sign in" in says(await run(PayoutsState.begin, stranger))
