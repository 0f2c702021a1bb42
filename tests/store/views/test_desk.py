"""What a mentor's desk counts."""

from tests.market import Market
from tests.store.views.asking import ask
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.views import desk


def test_a_mentor_sees_how_many_shares_wait_for_the_account(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    start = market.slots(offer)[0]
    booking_id = market.confirmed(mentee, offer, start)
    market.now = start
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    assert ask(market, desk.of, mentor).shares_waiting == 0
    market.tell(booking_id, Event.ACCOUNT_NOT_READY)
    shown = ask(market, desk.of, mentor)
    assert (shown.shares_waiting, shown.setup.begun, shown.setup.ready) == (1, False, False)
