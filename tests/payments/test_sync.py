"""Reading Stripe: once or often, early or late, the record comes to the same."""

from datetime import timedelta

import pytest

from tests.payments.world import World
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments.failures import Mismatch
from thoughtcloud.payments.sync import Hint, sync_booking
from thoughtcloud.store.tables import Booking, Payment, SlotClaim


def test_reading_ten_times_changes_once(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    positions = {world.sync(booking) for _ in range(10)}
    assert len(positions) == 1
    assert world.history(booking) == ["slot_held", "checkout_opened", "card_authorized"]


def test_an_unknown_booking_is_a_problem(world: World) -> None:
    with pytest.raises(Problem):
        sync_booking(world.platform.db, world.platform.gateway, "bk_none", world.now())


@pytest.mark.parametrize("method", ["pm_card_visa_chargeDeclined", "pm_card_visa_chargeDeclinedInsufficientFunds"])
def test_a_declined_card_leaves_the_slot_held_and_another_card_reserves(world: World, method: str) -> None:
    booking = world.hold(world.mentor())
    assert "error" in world.pay(booking, method)
    world.deliver()
    world.work()
    assert world.states(booking) == ("held", "checkout_open", "not_due")
    world.pay(booking)
    world.deliver()
    world.work()
    assert world.states(booking) == ("confirmed", "authorized", "not_due")


def test_a_payment_after_the_slot_was_let_go_confirms_while_the_slot_is_free(world: World) -> None:
    booking = world.hold(world.mentor())
    _paid_late(world, booking)
    world.deliver()
    world.work()
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    with world.platform.db.reading() as session:
        assert session.get(SlotClaim, (booking.mentor_id, int(booking.starts_at.timestamp()) // 900)) is not None


def test_a_payment_after_somebody_else_took_the_slot_is_released_at_once(world: World) -> None:
    mentor = world.mentor()
    booking = world.hold(mentor)
    _paid_late(world, booking)
    other = world.hold(mentor)
    world.deliver()
    world.work()
    assert world.states(booking) == ("expired", "voided", "not_due")
    assert world.states(other)[0] == "held"
    assert world.book() == {}


def test_a_payment_after_the_session_should_have_begun_is_released(world: World) -> None:
    booking = world.hold(world.mentor(), starts_in=timedelta(hours=-1))
    _paid_late(world, booking)
    world.deliver()
    world.work()
    assert world.states(booking) == ("expired", "voided", "not_due")


def _paid_late(world: World, booking: Booking) -> None:
    """The mentee pays in the moment in which our record gives the slot up."""
    world.open(booking)
    world.tell(booking, Event.CHECKOUT_EXPIRED, Actor.STRIPE)
    assert world.states(booking)[0] == "expired"
    world.pay(booking)


def test_a_page_that_only_stripe_remembers_is_adopted_from_its_marks(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    checkout_id = _forget_page(world, booking)
    assert world.sync(booking).booking == "held"
    platform = world.platform
    sync_booking(platform.db, platform.gateway, booking.id, world.now(), Hint(checkout_id=checkout_id))
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert world.payment(booking).checkout_id == checkout_id


def test_an_event_alone_is_enough_to_adopt_a_page(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    _forget_page(world, booking)
    world.deliver("reverse")
    world.work()
    assert world.states(booking) == ("confirmed", "authorized", "not_due")


def test_a_hint_at_somebody_elses_payment_is_not_believed(world: World) -> None:
    mentor = world.mentor()
    paid = world.reserved(mentor)
    cheat = world.hold(mentor, starts_in=timedelta(hours=72))
    hints = (
        Hint(checkout_id=world.payment(paid).checkout_id),
        Hint(intent_id=world.payment(paid).intent_id),
    )
    for hint in hints:
        sync_booking(world.platform.db, world.platform.gateway, cheat.id, world.now(), hint)
        assert world.states(cheat) == ("held", "checkout_open", "not_due")


def test_another_sum_than_agreed_confirms_nothing_and_waits_for_an_operator(world: World) -> None:
    booking = world.hold(world.mentor())
    world.open(booking)
    with world.platform.db.unit_of_work() as session:
        row = session.get(Booking, booking.id)
        assert row is not None
        row.price_minor = 9000
        session.add(row)
    world.pay(booking)
    with pytest.raises(Mismatch):
        world.sync(booking)
    world.deliver()
    world.work()
    assert world.states(booking) == ("held", "checkout_open", "not_due")
    buried = [row for row in world.inbox().values() if row.state == "buried"]
    assert buried
    assert all("agreed was" in row.problem for row in buried)


def test_a_hold_that_an_operator_released_at_stripe_calls_the_session_off(world: World) -> None:
    mentor = world.mentor()
    booking = world.reserved(mentor)
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/cancel")
    world.deliver()
    world.work()
    assert world.states(booking) == ("cancelled", "voided", "not_due")
    world.hold(mentor)


def test_everything_read_at_once_at_the_end_is_recorded_in_its_order(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    page = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    world.sandbox.post(f"payment_intents/{page['payment_intent']}/capture")
    world.sandbox.post("refunds", payment_intent=page["payment_intent"], amount=3000)
    world.sandbox.post("refunds", payment_intent=page["payment_intent"])
    world.sync(booking)
    assert world.states(booking) == ("confirmed", "refunded", "not_due")
    assert world.history(booking)[2:] == [
        "card_authorized",
        "payment_captured",
        "stripe_fee_known",
        "payment_partly_refunded",
        "payment_refunded",
    ]
    world.check_book()


def _forget_page(world: World, booking: Booking) -> str:
    """As if the process had died between Stripe's answer and our record of it."""
    with world.platform.db.unit_of_work() as session:
        row = session.get(Payment, booking.id)
        assert row is not None and row.checkout_id is not None
        checkout_id, row.checkout_id, row.checkout_url = row.checkout_id, None, None
        session.add(row)
    return checkout_id
