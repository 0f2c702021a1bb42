"""What operators see of calls and events that wait or were given up, and how many there are."""

from tests.market import Market
from tests.store.views.asking import STRANGE, all_of, ask, give, refused
from thoughtcloud.core.errors import Kind
from thoughtcloud.store.tables import InboxEvent
from thoughtcloud.store.views import health, queues


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
    assert [row.kind for row in all_of(market, queues.effects, boss, "waiting")] == [
        "capture", "transfer", "read_share",
    ]  # fmt: skip
    assert ask(market, queues.effects, boss).rows == ()
    assert [row.event_id for row in all_of(market, queues.inbox, boss)] == ["evt_0", "evt_1", "evt_2"]
    found = ask(market, health.health, boss)
    assert (found.effects_waiting, found.effects_buried) == (3, 0)
    assert (found.inbox_waiting, found.inbox_buried) == (0, 3)


def test_queues_and_numbers_are_for_operators(market: Market) -> None:
    mentor, boss = market.mentor(), market.person("Op", operator=True)
    for view in (queues.effects, queues.inbox, health.health):
        assert refused(market, view, None).kind is Kind.SIGNED_OUT
        assert refused(market, view, mentor).kind is Kind.FORBIDDEN
    for strange in (*STRANGE, "done"):
        assert refused(market, queues.effects, boss, strange).code == "bad_choice"
        assert refused(market, queues.inbox, boss, strange).code == "bad_choice"
