"""What operators find, and that nobody else does."""

from typing import Any

from tests.market import Market
from tests.store.views.asking import STRANGE, all_of, give, refused
from thoughtcloud.core.errors import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Event, PaymentState
from thoughtcloud.store.views import operator


def test_operators_find_bookings_by_any_name_they_have(market: Market) -> None:
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    offer = market.offer(mentor)
    ids = [market.confirmed(mentee, offer, market.slots(offer)[place]) for place in (0, 4, 8)]
    other = market.confirmed(
        market.person("Noa"), market.offer(market.mentor("Bram Visser")), market.slots(offer)[0]
    )

    def found(search: Any) -> set[str]:
        return {row.booking_id for row in all_of(market, operator.bookings, boss, search)}

    assert found("") == {*ids, other}
    assert found(f" {ids[0]} ") == found(f"pi_{ids[0]}") == {ids[0]}
    assert found(mentee.email.upper()) == found(str(mentor.mentor_slug)) == set(ids)
    assert found("bram-visser") == {other}
    assert found("pi_none") == found("nothing") == found("%") == set()
    for strange in (7, None, {"a": 1}, "x" * 255, "\0"):
        assert refused(market, operator.bookings, boss, strange).code == "bad_search"


def test_operators_see_what_is_not_settled(market: Market) -> None:
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    offer = market.offer(mentor)
    settled = give(market, mentor, offer, mentee)
    held_money = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.hold(market.person("Noa"), offer, market.slots(offer)[8])
    rows = all_of(market, operator.unsettled, boss)
    assert [row.booking_id for row in rows] == [held_money]
    assert rows[0].payment is PaymentState.AUTHORIZED
    market.tell(settled, Event.PAYMENT_REFUNDED, stripe_object="re_1", amount=Money(8000, "eur"))
    assert {row.booking_id for row in all_of(market, operator.unsettled, boss)} == {held_money, settled}
    market.tell(settled, Event.SHARE_REVERSED, stripe_object="trr_1", amount=Money(6800, "eur"))
    assert {row.booking_id for row in all_of(market, operator.unsettled, boss)} == {held_money}
    market.tell(settled, Event.REFUND_FAILED, stripe_object="re_1", amount=Money(8000, "eur"))
    # The price is with us again, and nobody has it.
    assert {row.booking_id for row in all_of(market, operator.unsettled, boss)} == {held_money, settled}


def test_operators_lists_are_for_operators(market: Market) -> None:
    mentor, boss = market.mentor(), market.person("Op", operator=True)
    for view in (operator.bookings, operator.unsettled, operator.cases):
        assert refused(market, view, None).kind is Kind.SIGNED_OUT
        assert refused(market, view, mentor).kind is Kind.FORBIDDEN
    for strange in STRANGE:
        assert refused(market, operator.unsettled, boss, after=strange).code == "bad_page"
