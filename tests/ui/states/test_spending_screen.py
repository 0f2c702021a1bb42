"""The spending page over the real views: words for every sum, and a way to the receipt and the booking."""

from typing import Any

from tests.market import Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import run
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.ui import routes
from thoughtcloud.ui.states.spending import SpendingState


async def test_each_booking_says_where_its_money_is_and_leads_to_its_receipt(
    opened: OpenState[Any], market: Market
) -> None:
    mentor, mentee = market.mentor(), market.person("Noor")
    offer = market.offer(mentor)
    state = opened(SpendingState, routes.SPENDING, mentee)
    await run(SpendingState.load, state)
    assert (state.ready, state.rows, state.sums) == (True, [], [])
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    await run(SpendingState.refresh, state)
    (row,) = state.rows
    assert (row.reserved, row.charged, row.paid, row.receipt) == ("€80.00", "", "€0.00", "")
    assert row.says == "Reserved, not charged"
    market.now = market.rows(booking_id)[0].ends_at
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    await run(SpendingState.refresh, state)
    (row,), (euro,) = state.rows, state.sums
    assert (row.reserved, row.charged, row.paid, row.says) == ("", "€80.00", "€80.00", "Paid")
    assert (row.receipt, row.path) == (routes.receipt(booking_id), routes.booking(booking_id))
    assert (euro.name, euro.paid, euro.reserved) == ("Euro", "€80.00", "€0.00")


async def test_whoever_is_signed_out_sees_nothing(opened: OpenState[Any]) -> None:
    state = opened(SpendingState, routes.SPENDING)
    await run(SpendingState.load, state)
    assert (state.ready, state.rows) == (False, [])
