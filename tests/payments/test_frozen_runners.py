"""A runner that is frozen before a write wakes up when Stripe has forgotten its key: nothing is done twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.payments.test_refunds import grant, operator, rows
from tests.payments.test_saved_cards import saved, until
from tests.payments.world import World
from tests.sandbox_process import SECRET_KEY
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Effect, Event
from thoughtcloud.jobs import runner
from thoughtcloud.payments import connect
from thoughtcloud.payments.checkout import open_checkout
from thoughtcloud.payments.failures import LeaseLost
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.orders import RefundOrder
from thoughtcloud.payments.snapshots import PaymentSnapshot
from thoughtcloud.store import effects
from thoughtcloud.store.tables import Mentor

Meanwhile = Callable[[], object]


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Meanwhile], None]:
    """`before(call, meanwhile)`: what happens between the decision to make a call of the gateway and the call."""

    def freeze(call: str, meanwhile: Meanwhile) -> None:
        real = getattr(Gateway, call)

        def frozen(self: Gateway, *args: Any, **options: Any) -> Any:
            # Only the first one is frozen; its rivals are not.
            monkeypatch.setattr(Gateway, call, real)
            meanwhile()
            return real(self, *args, **options)

        monkeypatch.setattr(Gateway, call, frozen)

    return freeze


def taken_over(world: World) -> Meanwhile:
    """A rival takes over what a frozen runner has leased; then two days pass."""

    def happens() -> None:
        world.pass_time(minutes=3)
        world.work()
        world.pass_time(hours=49)

    return happens


def test_a_granted_refund_is_made_once(world: World, before: Callable[[str, Meanwhile], None]) -> None:
    who, booking = operator(world), world.transferred(world.mentor())
    # The platform holds enough for a second one.
    world.transferred(world.mentor())
    grant(world, who, booking, "20")
    before("refund", taken_over(world))
    world.finish(booking)
    intent = world.payment(booking).intent_id
    made = world.sandbox.get("refunds", payment_intent=intent)["data"]
    assert [(each["amount"], each["status"]) for each in made] == [(2000, "succeeded")]
    world.patrol()
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    world.check_book()


def test_a_share_is_taken_back_once(world: World, before: Callable[[str, Meanwhile], None]) -> None:
    booking = world.transferred(world.mentor())
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=2000)
    world.sync(booking)
    before("reverse_transfer", taken_over(world))
    world.finish(booking)
    world.patrol()
    assert world.payment(booking).reversed_minor == 1700
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    world.check_book()


@pytest.mark.parametrize("call", ["capture", "transfer"])
def test_a_price_is_taken_and_sent_on_once(
    world: World, before: Callable[[str, Meanwhile], None], call: str
) -> None:
    booking = world.reserved(world.mentor(), starts_in=-timedelta(hours=2))
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    before(call, taken_over(world))
    world.finish(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert len(world.sandbox.get("transfers")["data"]) == 1
    world.check_book()


@pytest.mark.parametrize("call", ["prepare", "confirm_off_session"])
def test_a_saved_card_is_asked_for_one_hold(
    world: World, before: Callable[[str, Meanwhile], None], call: str
) -> None:
    booking = saved(world)
    before(call, taken_over(world))
    until(world, booking, before_start=timedelta(hours=71))
    intents = world.sandbox.get("payment_intents")["data"]
    assert [(each["id"], each["status"]) for each in intents] == [
        (world.payment(booking).intent_id, "requires_capture")
    ]
    assert world.states(booking)[1] == "authorized"
    assert world.history(booking).count("card_authorized") == 1


def test_an_intent_is_not_written_down_over_the_one_of_whoever_took_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = saved(world)
    real, prepared = Gateway.prepare, list[str]()

    def frozen(self: Gateway, *args: Any) -> str:
        monkeypatch.setattr(Gateway, "prepare", real)
        intent_id = real(self, *args)
        prepared.append(intent_id)
        world.pass_time(minutes=3)
        with world.platform.db.unit_of_work() as session:
            assert effects.lease(session, now=world.now(), booking_id=booking.id) is not None
        return intent_id

    monkeypatch.setattr(Gateway, "prepare", frozen)
    until(world, booking, before_start=timedelta(hours=71))
    assert len(prepared) == 1
    assert world.payment(booking).intent_id is None


def test_the_lease_is_looked_at_between_two_tries_of_one_call(world: World) -> None:
    """The SDK asks again by itself when Stripe has trouble, and may be frozen before it does."""
    booking = world.transferred(world.mentor())
    world.transferred(world.mentor())
    intent = world.payment(booking).intent_id
    assert intent is not None
    tries: list[int] = []

    def check() -> None:
        tries.append(len(tries))
        if len(tries) > 1:
            raise LeaseLost("taken over")

    gateway = Gateway(SECRET_KEY, world.sandbox.url, retries=2).fenced(check)
    world.sandbox.console("faults", kind="500", method="POST", path="/v1/refunds")
    with pytest.raises(LeaseLost):
        gateway.refund(RefundOrder(booking.id, intent, Money(2000, "eur"), "rf_1"), f"{booking.id}-refund-rf_1")
    assert tries == [0, 1]
    assert world.sandbox.get("refunds")["data"] == []
    # What only asks is never held up.
    assert gateway.payment(intent, booking.id).status == "succeeded"


def test_a_refund_that_somebody_made_while_stripe_was_read_is_not_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, booking = operator(world), world.transferred(world.mentor())
    world.transferred(world.mentor())
    grant(world, who, booking, "20")
    (wanted,) = rows(world, booking)
    intent = world.payment(booking).intent_id
    real = Gateway.payment

    def slow(self: Gateway, *args: Any) -> PaymentSnapshot:
        monkeypatch.setattr(Gateway, "payment", real)
        paid = real(self, *args)
        # An earlier try arrives late: its mark says which refund it is.
        marks = {"metadata[booking]": booking.id, "metadata[refund]": wanted.id}
        world.sandbox.post("refunds", payment_intent=intent, amount=2000, **marks)
        world.sync(booking)
        return paid

    monkeypatch.setattr(Gateway, "payment", slow)
    world.finish(booking)
    made = world.sandbox.get("refunds", payment_intent=intent)["data"]
    assert [each["amount"] for each in made] == [2000]
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    assert [row.state for row in world.effects(booking) if row.kind == Effect.RETURN_MONEY] == ["done"]
    world.check_book()


def test_a_lease_that_ended_is_none_though_nobody_took_it_over(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=-timedelta(hours=2))
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    with world.platform.db.unit_of_work() as session:
        lease = effects.lease(session, now=world.now(), booking_id=booking.id)
        assert lease is not None
        assert effects.is_ours(session, lease, now=world.now())
        assert not effects.is_ours(session, lease, now=world.now() + effects.LEASE)
        # A clock that went back since tells nothing of how long it was.
        assert not effects.is_ours(session, lease, now=world.now() - timedelta(hours=5))
    world.pass_time(minutes=2)
    runner._carry_out(world.platform, lease)
    assert world.states(booking)[1] == "authorized"
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")


def test_a_payment_page_that_is_asked_for_two_days_late_is_not_opened(
    world: World, before: Callable[[str, Meanwhile], None]
) -> None:
    booking = world.hold(world.mentor())
    seen_at = world.now()

    def meanwhile() -> None:
        world.pay(booking)
        world.sync(booking)
        world.pass_time(hours=49)

    before("open_checkout", meanwhile)
    platform = world.platform
    with pytest.raises(Problem):
        open_checkout(
            platform.db, platform.gateway, "http://localhost:3000", booking.id, booking.mentee_id, seen_at
        )
    assert len(world.sandbox.get("checkout/sessions")["data"]) == 1
    assert len(world.sandbox.get("payment_intents")["data"]) == 1


def test_a_mentor_keeps_the_account_that_was_opened_first(
    world: World, before: Callable[[str, Meanwhile], None]
) -> None:
    mentor = world.mentor(ready=False)
    first: list[str] = []

    def meanwhile() -> None:
        first.append(world.onboard(mentor))
        world.pass_time(hours=49)

    before("create_account", meanwhile)
    platform = world.platform
    connect.onboarding_url(
        platform.db, platform.gateway, "http://localhost:3000", mentor.id, mentor.person_id, world.now()
    )
    row = world.fresh(Mentor, mentor.id)
    assert (row.account_id, row.account_ready) == (first[0], True)
