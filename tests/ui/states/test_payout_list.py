"""The payouts on a mentor's screen: opened down to a session, read on, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.services import balances
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Mentor, Payout, PayoutItem
from thoughtcloud.store.views.paging import PAGE
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.payout_list import PayoutListState
from thoughtcloud.ui.states.payouts import PayoutsState
from thoughtcloud.ui.states.session import SessionState


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


def paid_out(market: Market, mentor: Caller, count: int = 1, state: str = "paid", failure_code: str = "") -> None:
    """So many payouts of €68.00, a day apart, the newest called po_0."""
    with market.db.unit_of_work() as session:
        for number in range(count):
            made = market.now - timedelta(days=number)
            row = Payout(
                id=f"po_{number}", mentor_id=mentor.mentor_id or "", amount_minor=6800, currency="eur",
                state=state, failure_code=failure_code, created_at=made, arrives_at=made + timedelta(days=2),
            )  # fmt: skip
            session.add(row)


def itemize(market: Market, mentor: Caller) -> str:
    """What po_0 pays out is the share of a session."""
    offer = market.offer(mentor)
    booking_id = market.confirmed(market.person("Noor"), offer, market.slots(offer)[0])
    with market.db.unit_of_work() as session:
        session.get_one(Payout, "po_0").itemized = True
        item = PayoutItem(
            id="txn_1", payout_id="po_0", at=market.now, type="payment", amount_minor=6800, stripe_object="tr_1",
            booking_id=booking_id,
        )  # fmt: skip
        session.add(item)
    return booking_id


async def test_a_payout_opens_down_to_its_session_and_closes_again(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    paid_out(market, mentor)
    booking_id = itemize(market, mentor)
    state = opened(PayoutListState, routes.DESK_BALANCE, mentor)
    await run(PayoutListState.load, state)
    (payout,) = state.payouts
    assert (payout.amount, payout.pill.text, payout.opens) == ("€68.00", "Arrived", True)
    await run(PayoutListState.open_parts, state, "po_0")
    (part,) = state.parts
    assert (part.session_id, part.amount, part.stripe_object) == (booking_id, "+€68.00", "tr_1")
    await run(PayoutListState.refresh, state)
    assert (state.opened, len(state.parts)) == ("po_0", 1)
    await run(PayoutListState.open_parts, state, "po_0")
    assert (state.opened, state.parts) == ("", [])


async def test_another_mentors_payout_shows_nothing_and_a_nonsensical_one_is_refused(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    paid_out(market, mentor)
    itemize(market, mentor)
    state = opened(PayoutListState, routes.DESK_BALANCE, market.mentor("Tom Baker"))
    await run(PayoutListState.load, state)
    for value in ("po_0", *NONSENSE):
        assert says(await run(PayoutListState.open_parts, state, value))
    assert (state.payouts, state.opened, state.parts) == ([], "", [])


async def test_the_list_is_read_on_and_stays_as_long_as_it_was(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    paid_out(market, mentor, PAGE + 3)
    state = opened(PayoutListState, routes.DESK_BALANCE, mentor)
    await run(PayoutListState.load, state)
    assert (len(state.payouts), state.more) == (PAGE, True)
    await run(PayoutListState.show_more, state)
    assert (len(state.payouts), state.more) == (PAGE + 3, False)
    await run(PayoutListState.refresh, state)
    assert len(state.payouts) == PAGE + 3


async def test_a_mentees_screen_has_no_payouts(opened: OpenState[Any], market: Market) -> None:
    state = opened(PayoutListState, routes.DESK_BALANCE, market.person("Eve"))
    await run(PayoutListState.load, state)
    assert (state.ready, state.payouts) == (False, [])


async def test_the_schedule_is_shown_once_stripe_has_told_it(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    state = opened(PayoutListState, routes.DESK_BALANCE, mentor)
    await run(PayoutListState.load, state)
    assert not state.schedule.known
    with market.db.unit_of_work() as session:
        row = session.get_one(Mentor, mentor.mentor_id or "")
        row.payout_interval, row.payout_delay_days, row.payouts_enabled = "weekly", 7, True
    await run(PayoutListState.refresh, state)
    assert state.schedule.often == "Every week on Monday"
    assert state.schedule.clearing == "about 7 days after the charge"


async def test_a_failed_payout_is_on_top_of_the_set_up_until_another_one_follows(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    paid_out(market, mentor, state="failed", failure_code="account_closed")
    state = opened(PayoutsState, routes.DESK_PAYOUTS, mentor)
    await run(PayoutsState.load, state)
    (failed,) = state.failed
    assert state.headline == "Your payouts are on hold"
    assert failed.failure.startswith("The bank account has been closed.")
    market.pass_time(days=1)
    with market.db.unit_of_work() as session:
        row = Payout(
            id="po_later", mentor_id=mentor.mentor_id or "", amount_minor=6800, currency="eur", state="in_transit",
            created_at=market.now, arrives_at=market.now,
        )  # fmt: skip
        session.add(row)
    await run(PayoutsState.load, state)
    assert state.failed == [] and state.headline != "Your payouts are on hold"


async def test_a_session_tells_its_mentor_in_which_payout_it_was(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    paid_out(market, mentor)
    booking_id = itemize(market, mentor)
    state = opened(SessionState, routes.desk_session(booking_id), mentor)
    await run(SessionState.load, state)
    assert state.shown.paid_out[0].startswith("In your payout of €68.00, which arrived")


async def test_an_operator_follows_a_share_to_the_payout_and_nobody_else_does(
    opened: OpenState[Any], market: Market, mentor: Caller
) -> None:
    paid_out(market, mentor)
    booking_id = itemize(market, mentor)
    state = opened(OperatorBookingState, routes.operator_booking(booking_id), market.person("Op", operator=True))
    await run(OperatorBookingState.load, state)
    day = dict(state.file.facts)["In payout"]
    assert day.startswith("po_0 of €68.00: Arrived ")
    for other in (market.mentor("Tom Baker"), market.person("Eve")):
        with market.db.reading() as session, pytest.raises(Problem) as refused:
            balances.payouts_of_booking(session, other, booking_id, now=market.now)
        assert refused.value.kind is Kind.NOT_FOUND
