"""What is watched of a mentor's calendar: another look is the same as long as nothing is booked, left or moved."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.market import Market
from tests.services.moving import Stage
from thoughtcloud.core.errors import SlotTaken
from thoughtcloud.core.states import Event
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import calendar
from thoughtcloud.store.calendar import Trace
from thoughtcloud.store.tables import Booking
from thoughtcloud.store.unit import Database

HOUR = timedelta(hours=1)


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)


def trace(market: Market, mentor: Caller) -> Trace:
    assert mentor.mentor_id
    with market.db.reading() as session:
        return calendar.trace(session, mentor.mentor_id, now=market.now)


def test_two_sessions_that_move_against_each_other_are_seen(either_db: Database) -> None:
    stage = Stage(either_db)
    other = stage.market.confirmed(stage.mentee, stage.offer, stage.slot(hours=75))
    seen = trace(stage.market, stage.mentor)
    with stage.db.reading() as session:
        start = session.get_one(Booking, other).starts_at
    stage.move(stage.first + HOUR)
    stage.move(start - HOUR, booking_id=other, seen=0)
    assert trace(stage.market, stage.mentor) != seen


def test_a_session_in_place_of_another_one_is_seen(market: Market) -> None:
    mentor, noor = market.mentor(), market.person("Noor")
    offer, longer = market.offer(mentor), market.offer(mentor, minutes=120)
    start = market.slots(longer)[0]
    looks = [trace(market, mentor)]
    held = market.hold(noor, longer, start)
    looks.append(trace(market, mentor))
    market.tell(held, Event.CHECKOUT_EXPIRED)
    looks.append(trace(market, mentor))
    for hours in (0, 1):
        market.hold(market.person(), offer, start + hours * HOUR)
    looks.append(trace(market, mentor))
    assert looks[1] != looks[3], "the same quarters, but twice as many sessions of the day"
    assert all(before != after for before, after in pairwise(looks))


def test_nothing_is_seen_where_nothing_of_the_times_has_changed(market: Market) -> None:
    mentor, other = market.mentor(), market.mentor("Bela Bartos")
    offer = market.offer(mentor)
    start: datetime = market.slots(offer)[0]
    booking_id = market.hold(market.person(), offer, start)
    seen = trace(market, mentor)
    market.authorized(booking_id)
    elsewhere = market.offer(other)
    market.hold(market.person(), elsewhere, start)
    with pytest.raises(SlotTaken):
        market.hold(market.person("Late"), offer, start)
    market.pass_time(hours=2)
    assert trace(market, mentor) == seen
