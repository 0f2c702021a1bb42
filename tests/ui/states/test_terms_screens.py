"""Cancellation terms on screens: the operator's sets, a mentor's choice, the click that comes too late."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.core.states import Actor, BookingState
from thoughtcloud.core.terms import GRACE
from thoughtcloud.services import bookings, terms
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Booking, Offer
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.book import BookState
from thoughtcloud.ui.states.booking import BookingState as BookingScreen
from thoughtcloud.ui.states.offers import OffersState
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.operator_terms import OperatorTermsState
from thoughtcloud.ui.states.session import SessionState

SET = {"name": "Gentle", "hours-0": "48", "percent-0": "25", "hours-1": " 12 ", "percent-1": "80"}
OFFER = {"title": "Schema review", "description": "", "minutes": "60", "price": "80", "currency": "eur"}


@pytest.fixture
def operator(market: Market) -> Caller:
    return market.person("Olga", operator=True)


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


@pytest.fixture
def late(market: Market, mentee: Caller) -> str:
    """A booking that costs half to cancel now."""
    offer = market.offer(market.mentor(), terms="moderate")
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now += GRACE + timedelta(minutes=1)
    return booking_id


async def test_an_operator_makes_renames_and_retires_a_set(
    opened: OpenState[Any], market: Market, operator: Caller
) -> None:
    state = opened(OperatorTermsState, routes.OPERATOR_TERMS, operator)
    await run(OperatorTermsState.load, state)
    assert [(row.name, row.own) for row in state.sets] == [
        ("Flexible", False), ("Moderate", False), ("Strict", False),
    ]  # fmt: skip
    await run(OperatorTermsState.begin, state)
    assert says(await run(OperatorTermsState.save, state, SET)) == "Mentors can choose these terms now."
    gentle = state.sets[-1]
    assert gentle.rules.endswith("2 days before, then 25% of the price, from 12 hours before 80% of the price")
    await run(OperatorTermsState.rename, state, gentle.id)
    assert (state.form.open, state.form.name) == (True, "Gentle")
    await run(OperatorTermsState.save, state, {"name": "Kind"})
    assert (state.sets[-1].name, state.form.open) == ("Kind", False)
    await run(OperatorTermsState.retire, state, gentle.id)
    assert state.sets[-1].retired
    await run(OperatorTermsState.offer_again, state, gentle.id)
    assert not state.sets[-1].retired


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x"}, "name_error"), ({"name": "Strict"}, "name_error"), ({"hours-0": "soon"}, "steps_error"),
        ({"percent-1": ""}, "steps_error"), ({"percent-0": "90"}, "steps_error"),
        ({"hours-1": "99"}, "steps_error"),
        ({"hours-0": "9" * 40}, "steps_error"), ({"percent-0": "²"}, "steps_error"),
        (dict.fromkeys(("hours-0", "percent-0", "hours-1", "percent-1"), ""), "steps_error"),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_set_is_said_and_nothing_is_kept(
    opened: OpenState[Any], operator: Caller, changes: dict[str, str], field: str
) -> None:
    state = opened(OperatorTermsState, routes.OPERATOR_TERMS, operator)
    await run(OperatorTermsState.load, state)
    await run(OperatorTermsState.begin, state)
    await run(OperatorTermsState.save, state, {**SET, **changes})
    assert getattr(state, field)
    assert (state.form.open, len(state.sets)) == (True, 3)


async def test_nobody_else_sees_or_makes_sets(opened: OpenState[Any], market: Market, mentee: Caller) -> None:
    for caller in (None, mentee):
        state = opened(OperatorTermsState, routes.OPERATOR_TERMS, caller)
        await run(OperatorTermsState.load, state)
        assert (state.refused, state.sets) == (True, [])
        assert says(await run(OperatorTermsState.save, state, SET))
        assert says(await run(OperatorTermsState.retire, state, "te_1"))


@pytest.mark.parametrize("value", NONSENSE)
async def test_nonsense_changes_no_set(opened: OpenState[Any], operator: Caller, value: object) -> None:
    state = opened(OperatorTermsState, routes.OPERATOR_TERMS, operator)
    await run(OperatorTermsState.load, state)
    for name in ("save", "rename", "retire", "offer_again"):
        await run(getattr(OperatorTermsState, name), state, value)
    await run(OperatorTermsState.save, state, dict.fromkeys(SET, value))
    assert len(state.sets) == 3


async def test_a_mentor_chooses_terms_for_an_offer_and_keeps_retired_ones(
    opened: OpenState[Any], market: Market, operator: Caller
) -> None:
    with market.db.unit_of_work() as session:
        key = terms.make(session, operator, name="Gentle", steps=[(48, 25)], now=market.now)
    state = opened(OffersState, routes.DESK_OFFERS, market.mentor())
    await run(OffersState.load, state)
    await run(OffersState.begin, state)
    assert [choice.value for choice in state.terms] == ["flexible", "moderate", "strict", key]
    await run(OffersState.save, state, {**OFFER, "terms": key})
    (row,) = state.active
    assert (row.terms_name, row.terms) == ("Gentle", "Free to cancel until 2 days before, then 25% of the price")
    with market.db.unit_of_work() as session:
        terms.retire(session, operator, key, now=market.now)
    await run(OffersState.edit, state, row.id)
    assert (state.form.terms, state.terms[-1].value) == (key, key)
    assert "no longer offered" in state.terms[-1].text
    await run(OffersState.save, state, {**OFFER, "terms": "te_none"})
    assert state.errors.terms


async def test_terms_that_changed_after_the_review_are_shown_before_anything_is_held(
    opened: OpenState[Any], market: Market, mentee: Caller
) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    state = opened(BookState, routes.book(offer, market.slots(offer)[0].isoformat()), mentee)
    await run(BookState.load, state)
    assert [row.fee for row in state.review.costs] == ["nothing"]
    with market.db.unit_of_work() as session:
        session.get_one(Offer, offer).terms = "strict"
    assert "changed this offer" in says(await run(BookState.reserve, state))
    assert [row.fee for row in state.review.costs] == ["nothing", "€80.00"]
    with market.db.reading() as session:
        assert session.exec(select(Booking)).all() == []


async def test_a_mentee_reads_the_fee_and_a_click_that_comes_too_late_asks_again(
    opened: OpenState[Any], market: Market, mentee: Caller
) -> None:
    offer = market.offer(market.mentor(), terms="moderate")
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    state = opened(BookingScreen, routes.booking(booking_id), mentee)
    await run(BookingScreen.load, state)
    assert [row.fee for row in state.sheet.costs] == ["nothing", "€40.00"]
    await run(BookingScreen.ask_cancel, state)
    assert state.quote.button == "Cancel and release €80.00"
    market.now += GRACE + timedelta(minutes=1)
    said = says(await run(BookingScreen.cancel, state))
    assert "costs more by now" in said
    assert (state.asking, state.quote.button) == (True, "Cancel and pay €40.00")
    assert market.position(booking_id).booking is BookingState.CONFIRMED


async def test_mentor_and_operator_waive_a_fee_with_the_sums_before_it(
    opened: OpenState[Any], market: Market, mentee: Caller, operator: Caller, late: str
) -> None:
    with market.db.unit_of_work() as session:
        bookings.cancel(session, mentee, late, Actor.MENTEE, seen_fee_minor=4000, now=market.now)
    state = opened(OperatorBookingState, routes.operator_booking(late), operator)
    await run(OperatorBookingState.load, state)
    assert state.file.may_waive
    assert ("Late fee", "€40.00") in state.file.facts
    await run(OperatorBookingState.ask_waive, state)
    assert [(line.label, line.amount) for line in state.question.lines] == [("Released to the mentee", "€80.00")]
    assert says(await run(OperatorBookingState.confirm, state)) == "The late fee is waived."
    assert market.rows(late)[0].late_fee_minor == 0
    assert not state.file.may_waive
    stranger = opened(SessionState, routes.desk_session(late), market.mentor())
    assert says(await run(SessionState.ask_waive, stranger, late))
