"""What operators set going again, and nobody else."""

from typing import Any

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.states import Effect
from thoughtcloud.payments import inbox
from thoughtcloud.services import operations
from thoughtcloud.store import effects
from thoughtcloud.store.tables import EffectRow, InboxEvent
from thoughtcloud.store.unit import Database


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def bury(market: Market) -> tuple[int, str]:
    """A call to Stripe that was given up, and its booking."""
    offer = market.offer(market.mentor())
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    with market.db.unit_of_work() as session:
        effects.put_down(session, booking_id, Effect.CAPTURE, now=market.now, not_before=market.now)
        session.flush()
        lease = effects.lease(session, now=market.now)
        assert lease is not None
        effects.bury(session, lease, now=market.now, problem="refused")
    return lease.effect_id, booking_id


def retry(market: Market, caller: Any, effect_id: Any) -> str:
    with market.db.unit_of_work() as session:
        return operations.retry_effect(session, caller, effect_id, now=market.now)


def test_a_buried_call_waits_again_from_its_first_attempt(market: Market) -> None:
    effect_id, booking_id = bury(market)
    assert retry(market, market.person(operator=True), effect_id) == booking_id
    with market.db.reading() as session:
        row = session.get_one(EffectRow, effect_id)
        assert (row.state, row.attempts) == ("waiting", 0)


def test_a_call_is_revived_once(market: Market) -> None:
    effect_id, _ = bury(market)
    operator = market.person(operator=True)
    retry(market, operator, effect_id)
    with pytest.raises(Problem) as told:
        retry(market, operator, effect_id)
    assert told.value.code == "not_buried"


@pytest.mark.parametrize("who", ["nobody", "mentee", "mentor"])
def test_nobody_else_revives_a_call_or_replays_an_event(market: Market, who: str) -> None:
    effect_id, _ = bury(market)
    caller = {"nobody": None, "mentee": market.person(), "mentor": market.mentor("Tom Baker")}[who]
    with pytest.raises(Problem) as told:
        retry(market, caller, effect_id)
    assert told.value.kind in (Kind.FORBIDDEN, Kind.SIGNED_OUT)
    with market.db.unit_of_work() as session, pytest.raises(Problem) as told:
        operations.replay_event(session, caller, "evt_1", replay=inbox.replay, now=market.now)
    assert told.value.kind in (Kind.FORBIDDEN, Kind.SIGNED_OUT)


@pytest.mark.parametrize("strange", [None, "1", True, 0, -1, 1.5, 2**63, {"a": 1}])
def test_what_is_no_call_is_not_found(market: Market, strange: Any) -> None:
    with pytest.raises(Problem) as told:
        retry(market, market.person(operator=True), strange)
    assert told.value.kind is Kind.NOT_FOUND


def test_a_replayed_event_waits_again_and_an_unknown_one_is_not_found(market: Market) -> None:
    operator = market.person(operator=True)
    with market.db.unit_of_work() as session:
        session.add(
            InboxEvent(
                id="evt_1", type="charge.captured", body=b"{}", received_at=market.now, not_before=market.now,
                state="buried", attempts=12, problem="broken",
            )
        )  # fmt: skip
    with market.db.unit_of_work() as session:
        operations.replay_event(session, operator, "evt_1", replay=inbox.replay, now=market.now)
    with market.db.unit_of_work() as session:
        assert session.get_one(InboxEvent, "evt_1").state == "waiting"
        with pytest.raises(Problem) as told:
            operations.replay_event(session, operator, "evt_2", replay=inbox.replay, now=market.now)
    assert told.value.kind is Kind.NOT_FOUND
