"""The ways of the money against the sandbox: capture and transfer, void, refund, reversal, and bad luck."""

from datetime import timedelta

from sqlmodel import select

from tests.payments.world import World
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import runner
from thoughtcloud.store.effects import MOST_ATTEMPTS
from thoughtcloud.store.tables import Booking, Mentor, NoticeRow, Payment, Payout

PAST = -timedelta(hours=2)


def test_a_completed_session_is_captured_transferred_cleared_and_paid_out(world: World) -> None:
    mentor = world.mentor()
    booking = world.reserved(mentor, starts_in=PAST)
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert world.payment(booking).card == "Visa •••• 4242"
    assert world.book() == {
        ("hold", "eur"): -8000,
        ("reserved_share", "eur"): 6800,
        ("reserved_fee", "eur"): 1200,
    }
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert world.payment(booking).stripe_fee_minor == 262
    world.check_book()
    assert world.book(mentor)["mentor_pending", "eur"] == 6800
    world.pass_time(days=3)
    world.deliver()
    world.work()
    assert world.payment(booking).share_available
    assert world.book(mentor)["on_its_way", "eur"] == 6800
    world.pass_time(days=3)
    world.deliver()
    world.work()
    assert world.book(mentor)["paid_out", "eur"] == 6800
    with world.platform.db.reading() as session:
        (payout,) = session.exec(select(Payout)).all()
    assert (payout.state, payout.amount_minor, payout.mentor_id) == ("paid", 6800, mentor.id)
    world.check_book()


def test_a_session_cancelled_before_capture_is_voided_and_nothing_is_charged(world: World) -> None:
    booking = world.reserved(world.mentor())
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "voided", "not_due")
    assert world.book() == {}
    intent = world.sandbox.get(f"payment_intents/{world.payment(booking).intent_id}")
    assert (intent["status"], intent["amount_received"]) == ("canceled", 0)
    world.check_book()


def test_a_session_cancelled_after_the_transfer_is_refunded_and_the_share_comes_back(world: World) -> None:
    booking = world.transferred(world.mentor())
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    # Stripe keeps its own fee; that is all that is left.
    assert world.book() == {("stripe_fee", "eur"): 262, ("at_stripe", "eur"): -262}
    world.check_book()


def test_a_session_cancelled_between_capture_and_transfer_is_refunded_and_nothing_is_sent(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST, release_after_hours=24)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("completed", "captured", "due")
    world.tell(booking, Event.CANCELLED, Actor.OPERATOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "not_due")
    world.pass_time(days=2)
    world.work()
    assert world.sandbox.get("transfers")["data"] == []
    world.check_book()


def test_a_share_with_a_delay_is_sent_when_its_hours_have_passed(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST, release_after_hours=24)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    world.pass_time(hours=23)
    world.work()
    assert world.states(booking)[2] == "due"
    world.pass_time(hours=2)
    world.work()
    assert world.states(booking)[2] == "transferred"
    world.check_book()


def test_a_captured_but_unfinished_session_is_refunded_on_cancelling(world: World) -> None:
    booking = world.reserved(world.mentor())
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/capture")
    world.sync(booking)
    assert world.states(booking) == ("confirmed", "captured", "not_due")
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "not_due")
    world.check_book()


def test_a_mentor_without_an_account_waits_and_is_paid_once_it_is_ready(world: World) -> None:
    mentor = world.mentor(ready=False)
    booking = world.transferred(mentor)
    assert world.states(booking) == ("completed", "captured", "waiting_for_account")
    world.onboard(mentor)
    assert world.states(booking)[2] == "due"
    world.work()
    assert world.states(booking)[2] == "transferred"
    assert world.fresh(Mentor, mentor.id).account_ready
    world.check_book()


def test_a_mentor_who_lost_the_transfers_capability_waits_and_is_paid_after_getting_it_back(world: World) -> None:
    mentor = world.mentor()
    account = world.fresh(Mentor, mentor.id).account_id
    booking = world.reserved(mentor, starts_in=PAST)
    world.sandbox.post(f"accounts/{account}/capabilities/transfers", requested="false")
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    # Stripe refused the transfer itself: our row had still said ready.
    assert world.states(booking)[2] == "waiting_for_account"
    assert not world.fresh(Mentor, mentor.id).account_ready
    world.sandbox.post(f"accounts/{account}/capabilities/transfers", requested="true")
    world.onboard(mentor)
    world.work()
    # The refusal is kept for its key at Stripe, so the second try needs another one.
    assert world.states(booking)[2] == "transferred"
    world.check_book()


def test_a_partial_refund_made_at_stripe_takes_back_the_share_in_proportion(world: World) -> None:
    mentor = world.mentor()
    booking = world.transferred(mentor)
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=2000)
    world.deliver()
    world.work()
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    assert world.payment(booking).reversed_minor == 1700
    world.check_book()
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=999)
    world.deliver()
    world.work()
    assert world.payment(booking).transferred_minor - world.payment(booking).reversed_minor == 6800 * 5001 // 8000
    world.check_book()
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    world.check_book()


def test_a_partial_refund_before_the_transfer_makes_the_share_smaller(world: World) -> None:
    mentor = world.mentor()
    booking = world.reserved(mentor, starts_in=PAST, release_after_hours=24)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=2000)
    world.deliver()
    world.pass_time(hours=25)
    world.work()
    assert world.states(booking) == ("completed", "partially_refunded", "transferred")
    assert world.payment(booking).transferred_minor == 5100
    world.pass_time(days=3)
    world.work()
    assert world.payment(booking).share_available
    world.deliver()
    world.work()
    world.check_book()


def test_five_thousand_yen_are_five_thousand(world: World) -> None:
    mentor = world.mentor(country="JP")
    booking = world.transferred(mentor, minor=5000, currency="jpy")
    charge = world.sandbox.get(f"charges/{world.payment(booking).charge_id}")
    assert (charge["amount_captured"], charge["currency"]) == (5000, "jpy")
    assert world.book(mentor)["mentor_pending", "jpy"] == 4250
    world.check_book()
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=1)
    world.deliver()
    world.work()
    assert world.payment(booking).reversed_minor == 1
    world.check_book()


def test_a_refund_that_stays_pending_is_made_once_and_recorded_when_it_succeeds(world: World) -> None:
    booking = world.hold(world.mentor(), starts_in=PAST)
    world.pay(booking, "pm_card_pendingRefund")
    world.sync(booking)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking)[1] == "captured"
    refunds = world.sandbox.get("refunds")["data"]
    assert [each["status"] for each in refunds] == ["pending"]
    world.pass_time(minutes=2)
    world.deliver()
    world.work()
    assert len(world.sandbox.get("refunds")["data"]) == 1
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    world.check_book()


def test_a_refund_that_fails_later_is_booked_back_and_made_once_more(world: World) -> None:
    booking = _cancelled_after_capture(world, "pm_card_refundFail")
    assert world.states(booking) == ("cancelled", "refunded", "not_due")
    world.pass_time(days=10)
    world.deliver()
    world.work()
    assert world.history(booking)[-3:] == ["payment_refunded", "refund_failed", "payment_refunded"]
    assert world.states(booking) == ("cancelled", "refunded", "not_due")
    world.check_book()


def test_a_card_that_takes_no_refund_is_left_to_an_operator(world: World) -> None:
    booking = _cancelled_after_capture(world, "pm_card_refundFail")
    for _ in range(2):
        world.pass_time(days=10)
        world.patrol()
    for _ in range(MOST_ATTEMPTS):
        world.pass_time(hours=8)
        world.work()
    assert world.states(booking) == ("cancelled", "captured", "not_due")
    (given_up,) = [each for each in world.effects(booking) if each.state == "buried"]
    assert given_up.kind == "return_money"
    assert "sent 2 refunds back" in given_up.problem
    refunds = world.sandbox.get("refunds")["data"]
    assert [each["status"] for each in refunds] == ["failed", "failed"]
    world.check_book()


def test_a_refund_that_fails_while_it_is_pending_is_made_again(world: World) -> None:
    booking = _cancelled_after_capture(world, "pm_card_pendingRefund")
    (refund,) = world.sandbox.get("refunds")["data"]
    world.sandbox.post(f"refunds/{refund['id']}/cancel")
    for _ in range(2):
        world.pass_time(hours=2)
        world.patrol()
    assert world.states(booking) == ("cancelled", "refunded", "not_due")
    refunds = world.sandbox.get("refunds")["data"]
    assert sorted(each["status"] for each in refunds) == ["canceled", "succeeded"]
    world.check_book()


def _cancelled_after_capture(world: World, method: str) -> Booking:
    booking = world.hold(world.mentor(), starts_in=PAST)
    world.pay(booking, method)
    world.sync(booking)
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/capture")
    world.sync(booking)
    world.tell(booking, Event.CANCELLED, Actor.OPERATOR)
    world.finish(booking)
    return booking


def test_a_capture_that_comes_too_late_takes_the_price_from_the_saved_card(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=timedelta(days=3))
    world.pass_time(days=8)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    assert "hold_lapsed" in world.history(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def _released_by_hand(world: World, booking: Booking) -> None:
    """The payment is cancelled in Stripe's dashboard before the price is taken; then the session is completed."""
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/cancel")
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)


def test_a_hold_that_was_released_by_hand_is_placed_anew_for_a_session_that_took_place(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    _released_by_hand(world, booking)
    assert "payment_voided" in world.history(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_where_no_card_gives_the_price_of_a_session_that_took_place_both_sides_hear_of_it(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    with world.platform.db.unit_of_work() as session:
        session.get_one(Payment, booking.id).method_id = None
    _released_by_hand(world, booking)
    assert world.states(booking) == ("completed", "action_required", "not_due")
    with world.platform.db.reading() as session:
        told = set(session.exec(select(NoticeRow.kind).where(NoticeRow.booking_id == booking.id)))
    assert {"mentee_action_required", "mentor_unpaid"} <= told
    world.check_book()


def test_a_reversal_that_the_mentor_cannot_cover_waits_with_its_cause_and_goes_on_later(world: World) -> None:
    mentor = world.mentor()
    booking = world.transferred(mentor)
    world.pass_time(days=6)
    world.deliver()
    world.work()
    assert world.book(mentor)["paid_out", "eur"] == 6800
    world.tell(booking, Event.CANCELLED, Actor.OPERATOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "transferred")
    (waiting,) = [each for each in world.effects(booking) if each.state == "waiting"]
    assert (waiting.kind, waiting.attempts) == ("reverse_transfer", 0)
    assert "sufficient funds" in waiting.problem
    for _ in range(15):
        # However long the mentor earns nothing, and however often Stripe is away meanwhile, nobody gives up.
        world.pass_time(hours=7)
        with world.one_call_fails("500", "POST", "/v1/transfers"):
            runner.run_due(world.platform)
        world.pass_time(hours=7)
        world.work()
    assert [each.state for each in world.effects(booking) if each.kind == "reverse_transfer"] == ["waiting"]
    world.transferred(mentor)
    world.pass_time(hours=7)
    runner.run_due(world.platform)
    # The first refusal is kept at Stripe for its key; the second try has another one and succeeds.
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    world.deliver()
    world.work()
    assert world.book(mentor)["paid_out", "eur"] == 6800
    world.check_book()


def test_a_reversal_that_waits_does_not_hold_up_what_the_mentee_gets_back(world: World) -> None:
    booking = world.transferred(world.mentor())
    world.pass_time(days=6)
    world.deliver()
    world.work()
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=2000)
    world.sync(booking)
    world.finish(booking)
    assert world.states(booking) == ("completed", "partially_refunded", "transferred")
    world.tell(booking, Event.CANCELLED, Actor.OPERATOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "transferred")
    world.check_book()


def test_looking_at_a_share_that_clears_in_days_does_not_hold_up_a_refund(world: World) -> None:
    booking = world.transferred(world.mentor())
    world.pass_time(minutes=10)
    world.work()
    (look,) = [each for each in world.effects(booking) if each.kind == "read_share"]
    assert (look.state, look.attempts) == ("waiting", 0)
    assert look.not_before == world.payment(booking).share_available_at
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    assert world.finish(booking).payment == "refunded"
    assert world.states(booking)[2] == "reversed"
