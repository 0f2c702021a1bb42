"""What operators find, and that nobody else does."""

from typing import Any

from tests.market import Market
from tests.store.views.asking import STRANGE, all_of, ask, give, refused
from thoughtcloud.core.errors import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Event, PaymentState
from thoughtcloud.store.tables import InboxEvent
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


def test_operators_see_calls_and_events_that_wait_or_were_given_up(market: Market) -> None:
    mentor, boss = market.mentor(), market.person("Op", operator=True)
    give(market, mentor, market.offer(mentor), market.person())
    with market.db.unit_of_work() as session:
        session.add_all(
            InboxEvent(
                id=f"evt_{number}", type="charge.updated", body=b"{}", received_at=market.now,
                not_before=market.now, state="buried", problem="odd",
            )
            for number in range(3)
        )  # fmt: skip
    assert [row.kind for row in all_of(market, operator.effects, boss, "waiting")] == [
        "capture", "transfer", "read_share",
    ]  # fmt: skip
    assert ask(market, operator.effects, boss).rows == ()
    assert [row.event_id for row in all_of(market, operator.inbox, boss)] == ["evt_0", "evt_1", "evt_2"]
    health = ask(market, operator.health, boss)
    assert (health.effects_waiting, health.effects_buried, health.inbox_waiting, health.inbox_buried) == (
        3,
        0,
        0,
        3,
    )


def test_operators_pages_are_for_operators(market: Market) -> None:
    views = (operator.bookings, operator.unsettled, operator.effects, operator.inbox, operator.health)
    mentor, boss = market.mentor(), market.person("Op", operator=True)
    for view in views:
        assert refused(market, view, None).kind is Kind.SIGNED_OUT
        assert refused(market, view, mentor).kind is Kind.FORBIDDEN
    for strange in (*STRANGE, "done"):
        assert refused(market, operator.effects, boss, strange).code == "bad_choice"
        assert refused(market, operator.inbox, boss, strange).code == "bad_choice"
        assert refused(market, operator.unsettled, boss, after=strange).code == "bad_page"
