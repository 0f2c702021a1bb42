"""A share whose taking back is under way when the reason for it goes: in the end the mentor has what is theirs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.payments.test_disputes import INQUIRY, answer, completed, dispute, findings, somebody_else_pays
from tests.payments.test_late_fees import HALF, SOON
from tests.payments.test_refunds import catch_up, do, grant, operator, rows
from tests.payments.world import World
from thoughtcloud.core.refunds import Answer
from thoughtcloud.core.states import Actor, Effect, Event
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.services import refunds
from thoughtcloud.store import effects
from thoughtcloud.store.tables import Booking, EffectRow, Mentor


def overtake(
    world: World, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object], *, lands: bool
) -> None:
    """`meanwhile` happens before the first reversal. `lands`: it was on its way by then and arrives afterwards."""
    real = Gateway.reverse_transfer

    def slow(self: Gateway, *args: Any) -> None:
        monkeypatch.setattr(Gateway, "reverse_transfer", real)
        meanwhile()
        real(world.platform.gateway if lands else self, *args)

    monkeypatch.setattr(Gateway, "reverse_transfer", slow)


def has(world: World, booking: Booking) -> int:
    payment = world.payment(booking)
    return payment.transferred_minor - payment.reversed_minor


def cancelled_late(world: World) -> Booking:
    """A session that cost the mentee half of its price, charged to a card that brings an inquiry."""
    booking = world.hold(world.mentor(), terms=HALF, starts_in=SOON)
    world.pay(booking, INQUIRY)
    world.sync(booking)
    world.pass_time(hours=2)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    return booking


def missed(world: World) -> Booking:
    """A session that the mentee did not come to and paid for, with such a card."""
    booking = world.hold(world.mentor(), starts_in=-timedelta(hours=2))
    world.pay(booking, INQUIRY)
    world.sync(booking)
    world.tell(booking, Event.NO_SHOW_REPORTED, Actor.MENTOR)
    world.tell(booking, Event.NO_SHOW_ADMITTED, Actor.MENTEE)
    world.finish(booking)
    return booking


def win(world: World, booking: Booking) -> None:
    """The dispute is answered in Stripe's dashboard and won; we hear of it, whatever is under way."""
    found = dispute(world, booking)
    words = {"evidence[uncategorized_text]": "winning_evidence"}
    world.sandbox.post(f"disputes/{found.id}", submit=True, **words)
    world.pass_time(seconds=5)
    world.sync(booking)


def days_pass(world: World) -> None:
    for _ in range(4):
        world.pass_time(days=3)
        world.patrol()


@pytest.mark.parametrize("lands", [False, True])
@pytest.mark.parametrize("passes", [timedelta(seconds=20), timedelta(minutes=3)])
def test_a_dispute_that_is_won_while_the_share_is_taken_back_leaves_the_mentor_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch, passes: timedelta, lands: bool
) -> None:
    booking = completed(world, INQUIRY)
    somebody_else_pays(world)

    def won() -> None:
        world.pass_time(seconds=passes.total_seconds())
        answer(world, booking, "winning_evidence")

    overtake(world, monkeypatch, won, lands=lands)
    answer(world, booking, "escalate_inquiry_evidence")
    world.finish(booking)
    days_pass(world)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert has(world, booking) == 6800
    assert [row.kind for row in world.effects(booking) if row.state in ("waiting", "leased", "buried")] == []
    world.check_book()
    assert findings(world) == []


@pytest.mark.parametrize("lands", [False, True])
@pytest.mark.parametrize(
    ("off", "state", "share"), [(cancelled_late, "cancelled", 3400), (missed, "no_show", 6800)]
)
def test_a_dispute_of_a_fee_that_is_won_while_its_share_is_taken_back_leaves_the_mentor_with_it(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    off: Callable[[World], Booking],
    state: str,
    share: int,
    lands: bool,
) -> None:
    booking = off(world)
    assert world.states(booking) == (state, "captured", "transferred")
    somebody_else_pays(world)
    overtake(world, monkeypatch, lambda: win(world, booking), lands=lands)
    answer(world, booking, "escalate_inquiry_evidence")
    world.finish(booking)
    days_pass(world)
    assert world.states(booking) == (state, "captured", "transferred")
    assert has(world, booking) == share
    assert [row.kind for row in world.effects(booking) if row.state in ("waiting", "leased", "buried")] == []
    world.check_book()
    assert findings(world) == []


@pytest.mark.parametrize("off", [cancelled_late, missed])
def test_a_fee_that_is_waived_while_its_share_is_taken_back_leaves_the_mentor_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, off: Callable[[World], Booking]
) -> None:
    booking = off(world)
    somebody_else_pays(world)

    def won_and_waived() -> None:
        win(world, booking)
        world.tell(booking, Event.LATE_FEE_WAIVED, Actor.OPERATOR)

    overtake(world, monkeypatch, won_and_waived, lands=True)
    answer(world, booking, "escalate_inquiry_evidence")
    world.finish(booking)
    days_pass(world)
    assert world.states(booking)[1:] == ("refunded", "reversed")
    assert has(world, booking) == 0
    world.check_book()


def test_a_share_is_not_sent_while_a_call_to_take_it_back_is_under_way(world: World) -> None:
    booking = world.transferred(world.mentor())
    now = world.now()
    with world.platform.db.unit_of_work() as session:
        effects.put_down(session, booking.id, Effect.REVERSE_TRANSFER, now=now, not_before=now)
        reversal = effects.lease(session, now=now, booking_id=booking.id)
        assert reversal is not None and reversal.kind is Effect.REVERSE_TRANSFER
        effects.put_down(session, booking.id, Effect.TRANSFER, now=now, not_before=now)
        assert effects.lease(session, now=now, booking_id=booking.id) is None
        # One that waits for the mentor to earn again holds nothing up.
        effects.wait_until(session, reversal, not_before=now + timedelta(hours=6))
        transfer = effects.lease(session, now=now, booking_id=booking.id)
        assert transfer is not None and transfer.kind is Effect.TRANSFER


def test_a_refund_does_not_wait_for_a_share_that_waits_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, booking = operator(world), world.reserved(world.mentor(), starts_in=-timedelta(hours=2))
    real = Gateway.transfer

    def late(self: Gateway, *args: Any) -> None:
        monkeypatch.setattr(Gateway, "transfer", real)
        # Granted while the call is under way, so that it cannot be called off; then funds have to clear.
        grant(world, who, booking, "20")
        raise StripeRefused("balance_insufficient", "The funds have still to clear.")

    monkeypatch.setattr(Gateway, "transfer", late)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    days_pass(world)
    payment = world.payment(booking)
    assert (payment.captured_minor, payment.refunded_minor, has(world, booking)) == (8000, 2000, 5100)
    assert [row.kind for row in world.effects(booking) if row.state in ("waiting", "leased", "buried")] == []
    world.check_book()
    assert findings(world) == []


def test_what_was_taken_back_by_hand_at_stripe_is_found_and_not_sent_again(world: World) -> None:
    booking = world.transferred(world.mentor())
    world.sandbox.post(f"transfers/{world.payment(booking).transfer_id}/reversals", amount=1000)
    world.sync(booking)
    days_pass(world)
    assert has(world, booking) == 5800
    with world.platform.db.reading() as session:
        sent = session.exec(select(EffectRow).where(EffectRow.kind == Effect.TRANSFER)).all()
    assert len(sent) == 1


def test_a_refund_that_came_back_while_its_share_was_taken_back_waits_for_the_operator(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, booking = operator(world), completed(world, "pm_card_refundFail")
    somebody_else_pays(world)
    grant(world, who, booking, "20")

    def came_back() -> None:
        catch_up(world, days=10)
        # What the mentor had was paid out; they have earned again.
        world.transferred(world.fresh(Mentor, booking.mentor_id))

    overtake(world, monkeypatch, came_back, lands=True)
    world.finish(booking)
    days_pass(world)
    assert [row.state for row in rows(world, booking)] == ["failed"]
    assert has(world, booking) == 5100
    do(world, refunds.settle, who, rows(world, booking)[0].id, Answer.GIVEN_UP, note="All was well")
    world.finish(booking)
    assert has(world, booking) == 6800
    world.check_book()
