"""Cancelling late, against the sandbox: the fee is captured or kept, shared, and given back when waived."""

from datetime import timedelta
from typing import Any

import pytest

from tests.payments.world import World
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.terms import ReadyMade, Step, Terms
from thoughtcloud.payments import snapshots
from thoughtcloud.store.tables import Booking, Mentor

HALF = ReadyMade.MODERATE.terms
ALL = ReadyMade.STRICT.terms
SOON = timedelta(hours=20)


def late(world: World, mentor: Mentor | None = None, terms: Terms = HALF, **options: Any) -> Booking:
    """A reserved booking that costs a fee to cancel now."""
    booking = world.reserved(mentor or world.mentor(), terms=terms, starts_in=SOON, **options)
    world.pass_time(hours=2)
    return booking


def eur(minor: int) -> Money:
    return Money(minor, "eur")


def intent(world: World, booking: Booking) -> dict[str, Any]:
    return dict(world.sandbox.get(f"payment_intents/{world.payment(booking).intent_id}"))


def test_half_is_captured_the_rest_released_and_both_get_their_part(world: World) -> None:
    mentor = world.mentor()
    booking = late(world, mentor)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    assert world.booking(booking).late_fee_minor == 4000
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    paid = intent(world, booking)
    assert (paid["status"], paid["amount"], paid["amount_received"], paid["amount_capturable"]) == (
        "succeeded", 8000, 4000, 0,
    )  # fmt: skip
    assert world.payment(booking).transferred_minor == 3400
    fee = world.payment(booking).stripe_fee_minor
    assert fee is not None
    assert world.book() == {
        ("at_stripe", "eur"): 4000 - 3400 - fee,
        ("platform_fee", "eur"): -600,
        ("mentor_pending", "eur"): 3400,
        ("sent_to_mentor", "eur"): -3400,
        ("stripe_fee", "eur"): fee,
    }
    world.check_book()
    assert [row.kind for row in world.effects(booking)][:3] == ["capture", "return_money", "transfer"]


def test_under_strict_terms_the_whole_price_is_captured_and_nothing_is_refunded(world: World) -> None:
    booking = late(world, terms=ALL)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    assert (world.payment(booking).captured_minor, world.payment(booking).transferred_minor) == (8000, 6800)
    assert world.sandbox.get("refunds")["data"] == []
    world.check_book()


@pytest.mark.parametrize(
    ("minor", "currency", "fee"), [(4995, "jpy", 2498), (7999, "usd", 4000), (9901, "gbp", 4950)]
)
def test_the_fee_is_exact_in_every_currency(world: World, minor: int, currency: str, fee: int) -> None:
    booking = late(world, minor=minor, currency=currency)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    row = world.booking(booking)
    assert world.payment(booking).captured_minor == row.late_fee_minor == fee
    assert world.payment(booking).transferred_minor == fee * (row.price_minor - row.fee_minor) // row.price_minor
    world.check_book()


@pytest.mark.parametrize("host", [Actor.MENTOR, Actor.OPERATOR])
def test_a_host_cancels_free_of_charge_for_the_mentee_however_late(world: World, host: Actor) -> None:
    booking = late(world, terms=ALL)
    world.tell(booking, Event.CANCELLED, host)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "voided", "not_due")
    assert world.book() == {}


def test_a_fee_whose_hold_was_released_by_hand_is_taken_from_the_saved_card(world: World) -> None:
    booking = late(world)
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/cancel")
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    assert (world.payment(booking).captured_minor, world.payment(booking).transferred_minor) == (4000, 3400)
    world.check_book()


def test_of_a_session_that_was_charged_already_the_rest_is_refunded(world: World) -> None:
    booking = late(world)
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/capture")
    world.sync(booking)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "partially_refunded", "transferred")
    payment = world.payment(booking)
    assert (payment.captured_minor, payment.refunded_minor, payment.transferred_minor) == (8000, 4000, 3400)
    assert payment.reversed_minor == 0
    world.check_book()


def test_the_share_of_a_fee_waits_for_an_account_as_every_share_does(world: World) -> None:
    mentor = world.mentor(ready=False)
    booking = late(world, mentor)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "captured", "waiting_for_account")
    world.onboard(mentor)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    world.check_book()


@pytest.mark.parametrize("terms", [HALF, ALL])
def test_a_waived_fee_goes_back_whole_and_the_mentors_share_with_it(world: World, terms: Terms) -> None:
    booking = late(world, terms=terms)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    world.tell(booking, Event.LATE_FEE_WAIVED, Actor.OPERATOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    payment = world.payment(booking)
    assert payment.refunded_minor == payment.captured_minor
    assert world.book() == {
        ("stripe_fee", "eur"): payment.stripe_fee_minor,
        ("at_stripe", "eur"): -(payment.stripe_fee_minor or 0),
    }
    world.check_book()


def test_a_fee_waived_after_a_part_was_refunded_is_a_refund_of_its_own(world: World) -> None:
    booking = late(world)
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/capture")
    world.sync(booking)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    world.tell(booking, Event.LATE_FEE_WAIVED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    assert sorted(refund["amount"] for refund in world.sandbox.get("refunds")["data"]) == [4000, 4000]
    world.check_book()


def test_a_fee_waived_before_it_was_taken_releases_the_hold(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.tell(booking, Event.LATE_FEE_WAIVED, Actor.OPERATOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "voided", "not_due")
    assert [(row.kind, row.state) for row in world.effects(booking)] == [
        ("capture", "withdrawn"), ("return_money", "done"),
    ]  # fmt: skip


def test_a_fee_waived_while_it_was_being_taken_comes_back(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    intent_id = world.payment(booking).intent_id
    assert intent_id is not None
    # Another runner's capture, whose answer is not recorded yet.
    world.platform.gateway.capture(intent_id, f"{booking.id}-late-fee", eur(4000))
    world.tell(booking, Event.LATE_FEE_WAIVED, Actor.OPERATOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "not_due")
    payment = world.payment(booking)
    assert (payment.captured_minor, payment.refunded_minor) == (4000, 4000)
    assert world.sandbox.get("transfers")["data"] == []
    world.check_book()


def test_a_crash_between_the_capture_and_our_record_of_it_takes_the_fee_once(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    capture = f"/v1/payment_intents/{world.payment(booking).intent_id}/capture"
    with world.one_call_fails("lost_answer", "POST", capture):
        world.finish(booking)
    world.pass_time(hours=2)
    world.work()
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    assert intent(world, booking)["amount_received"] == 4000
    world.check_book()


def test_a_crash_right_after_the_click_is_finished_by_the_worker(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.pass_time(hours=3)
    world.work()
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    assert world.payment(booking).captured_minor == 4000
    world.check_book()


def test_a_fee_whose_hold_lapsed_before_it_was_taken_is_taken_from_the_saved_card(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.pass_time(days=8)
    world.work()
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    assert world.payment(booking).captured_minor == 4000
    assert "hold_lapsed" in world.history(booking)
    world.check_book()


def test_a_fee_whose_hold_lapsed_and_whose_card_is_gone_is_waived(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.sandbox.post(f"payment_methods/{world.payment(booking).method_id}/detach")
    world.pass_time(days=8)
    world.work()
    assert world.states(booking) == ("cancelled", "lapsed", "not_due")
    assert (world.payment(booking).captured_minor, world.booking(booking).late_fee_minor) == (0, 0)
    assert world.history(booking)[-1] == "late_fee_refused"
    assert world.book() == {}


def test_whoever_takes_all_of_it_at_the_dashboard_gives_the_rest_back(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/capture")
    world.sync(booking)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "partially_refunded", "transferred")
    payment = world.payment(booking)
    assert (payment.captured_minor, payment.refunded_minor, payment.transferred_minor) == (8000, 4000, 3400)
    world.check_book()


def test_a_refund_on_its_way_does_not_let_the_mentor_have_the_share_of_it(world: World) -> None:
    booking = world.hold(world.mentor(), terms=HALF, starts_in=SOON)
    world.pay(booking, "pm_card_pendingRefund")
    world.sync(booking)
    world.pass_time(hours=2)
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/capture")
    world.sync(booking)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    world.pass_time(hours=2)
    world.work()
    payment = world.payment(booking)
    assert (payment.refunded_minor, payment.transferred_minor, payment.reversed_minor) == (4000, 3400, 0)
    assert world.states(booking) == ("cancelled", "partially_refunded", "transferred")
    world.check_book()


def test_webhooks_twice_and_backwards_change_nothing(world: World) -> None:
    booking = late(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    before = (world.states(booking), world.book(), world.history(booking))
    world.deliver("reverse", copies=2)
    world.work()
    world.patrol()
    assert (world.states(booking), world.book(), world.history(booking)) == before


def test_what_a_partial_capture_released_is_no_refund() -> None:
    """Stripe may list the rest of the hold as a refund; no money moved, so it has no balance transaction."""
    answer = {
        "id": "pi_1", "metadata": {"booking": "bk_1"}, "status": "succeeded", "amount": 8000, "currency": "eur",
        "amount_received": 4000, "latest_charge": None,
    }  # fmt: skip
    release = {"id": "re_1", "amount": 4000, "currency": "eur", "status": "succeeded", "created": 1}
    moved = release | {"id": "re_2", "balance_transaction": "txn_1"}
    under_way = release | {"id": "re_3", "status": "pending", "balance_transaction": None}
    read = snapshots.payment(answer, (release | {"balance_transaction": None}, moved, under_way), ())
    assert [refund.id for refund in read.refunds] == ["re_2", "re_3"]


def test_steps_of_the_operators_own_are_charged_as_they_were_agreed(world: World) -> None:
    booking = late(world, terms=Terms((Step(48, 25), Step(12, 80))))
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.payment(booking).captured_minor == 2000
    world.check_book()
