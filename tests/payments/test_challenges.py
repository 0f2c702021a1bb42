"""A bank that wants to see its cardholder: one tap leads to its own page for the very hold that it refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.payments.test_saved_cards import holds, renewal, saved, until
from tests.payments.world import World
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.payments.renewal import open_renewal
from thoughtcloud.store.tables import Booking, Payment, Person
from thoughtcloud.store.unit import Database

ALWAYS_ASKS = "pm_card_authenticationRequired"


@pytest.fixture
def world(world: World, either_db: Database) -> World:
    """The same on a database of each kind in turn."""
    world.platform = replace(world.platform, db=either_db)
    return world


def asked(world: World, **options: object) -> Booking:
    """A booking whose bank refused the hold because the cardholder was not there."""
    booking = saved(world, ALWAYS_ASKS, **options)
    until(world, booking, before_start=timedelta(hours=72))
    assert world.states(booking) == ("confirmed", "action_required", "not_due")
    assert world.payment(booking).refusal == "authentication_required"
    return booking


def another_card(world: World, booking: Booking) -> str:
    """The address of the page on which the mentee enters another card."""
    platform = world.platform
    return open_renewal(
        platform.db, platform.gateway, "http://localhost:3000", booking.id, booking.mentee_id, world.now(),
        another_card=True,
    )  # fmt: skip


def answer(world: World, url: str, outcome: str = "complete") -> int:
    """The cardholder answers on the bank's page; the status of its answer."""
    return world.sandbox.http.post(url, data={"outcome": outcome}).status_code


def intent(world: World, booking: Booking) -> dict[str, Any]:
    return dict(world.sandbox.get(f"payment_intents/{world.payment(booking).intent_id}"))


def test_one_tap_and_the_bank_secures_the_very_hold_that_it_refused(world: World) -> None:
    booking = asked(world)
    refused = world.payment(booking).intent_id
    url = renewal(world, booking)
    assert "/3d_secure/" in url
    assert renewal(world, booking) == url, "the second tap leads to the same page"
    back = intent(world, booking)["next_action"]["redirect_to_url"]["return_url"]
    assert back == f"http://localhost:3000/bookings/{booking.id}/return"
    answer(world, url)
    assert world.sync(booking).payment == "authorized"
    assert holds(world, booking) == [refused] == [world.payment(booking).intent_id]
    with pytest.raises(Problem, match="nothing to confirm"):
        renewal(world, booking)
    until(world, booking, before_start=-timedelta(hours=26))
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_a_failed_challenge_can_be_tried_again_and_every_try_is_asked_anew(world: World) -> None:
    booking = asked(world)
    for _ in range(3):
        answer(world, renewal(world, booking), "fail")
        assert world.sync(booking).payment == "action_required"
    answer(world, renewal(world, booking))
    assert world.sync(booking).payment == "authorized"
    assert len(holds(world, booking)) == 1


def test_another_card_ends_the_challenge_so_that_only_one_of_them_can_hold_the_price(world: World) -> None:
    booking = asked(world)
    challenge = renewal(world, booking)
    page = another_card(world, booking)
    assert "/c/pay/" in page
    assert answer(world, challenge) >= 400, "the bank's page is dead"
    assert another_card(world, booking) == page
    world.pay(booking)
    assert world.sync(booking).payment == "authorized"
    assert len(holds(world, booking)) == 1
    until(world, booking, before_start=-timedelta(hours=26))
    assert world.states(booking)[0] == "completed"
    world.check_book()


def test_after_another_card_was_chosen_the_tap_leads_to_that_page(world: World) -> None:
    booking = asked(world)
    page = another_card(world, booking)
    assert renewal(world, booking) == page
    world.pass_time(hours=3)
    after = renewal(world, booking)
    assert "/c/pay/" in after and after != page


def test_a_challenge_passed_in_the_same_moment_keeps_another_card_from_being_asked(world: World) -> None:
    booking = asked(world)
    answer(world, renewal(world, booking))
    with pytest.raises(Problem, match="nothing to confirm"):
        another_card(world, booking)
    assert world.states(booking)[1] == "authorized"
    assert len(holds(world, booking)) == 1


def test_a_challenge_that_nobody_answers_is_closed_before_the_session_is_called_off(world: World) -> None:
    booking = asked(world)
    challenge = renewal(world, booking)
    until(world, booking, before_start=timedelta(hours=24))
    assert world.states(booking) == ("cancelled", "action_required", "not_due")
    assert intent(world, booking)["status"] == "canceled"
    assert answer(world, challenge) >= 400
    assert (holds(world, booking), world.book()) == ([], {})


def test_a_challenge_passed_at_the_last_moment_saves_the_session(world: World) -> None:
    booking = asked(world)
    challenge = renewal(world, booking)
    until(world, booking, before_start=timedelta(hours=24, minutes=1))
    answer(world, challenge)
    until(world, booking, before_start=timedelta(hours=24))
    assert world.states(booking) == ("confirmed", "authorized", "not_due")


@pytest.mark.parametrize("who", [Actor.MENTEE, Actor.MENTOR])
def test_calling_the_session_off_closes_the_challenge(world: World, who: Actor) -> None:
    booking = asked(world)
    challenge = renewal(world, booking)
    world.tell(booking, Event.CANCELLED, who)
    world.finish(booking)
    assert answer(world, challenge) >= 400
    assert (holds(world, booking), world.book()) == ([], {})


def test_a_late_cancelling_with_a_challenge_open_asks_the_card_for_the_fee_alone(world: World) -> None:
    booking = asked(world, terms=ReadyMade.MODERATE.terms)
    challenge = renewal(world, booking)
    until(world, booking, before_start=timedelta(hours=24, minutes=1))
    with world.platform.db.unit_of_work() as session:
        session.get_one(Booking, booking.id).terms = "48:50"
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert answer(world, challenge) >= 400
    assert world.history(booking)[-1] == "late_fee_refused", "that bank always wants to see its cardholder"
    assert (holds(world, booking), world.book()) == ([], {})


def test_no_webhook_is_needed_for_a_challenge(world: World) -> None:
    booking = asked(world)
    answer(world, renewal(world, booking))
    world.pass_time(minutes=11)
    world.patrol()
    assert world.states(booking) == ("confirmed", "authorized", "not_due")


@pytest.mark.parametrize("fault", ["lost_answer", "500"])
def test_a_challenge_whose_answer_was_lost_is_found_by_the_next_tap(world: World, fault: str) -> None:
    booking = asked(world)
    confirm = f"/v1/payment_intents/{world.payment(booking).intent_id}/confirm"
    with world.one_call_fails(fault, "POST", confirm), pytest.raises(Problem, match="try again"):
        renewal(world, booking)
    answer(world, renewal(world, booking))
    assert world.sync(booking).payment == "authorized"
    assert len(holds(world, booking)) == 1


def test_a_hold_lost_after_booking_at_once_is_won_back_by_a_challenge(world: World) -> None:
    booking = world.hold(world.mentor(), starts_in=timedelta(days=5))
    world.pay(booking, ALWAYS_ASKS)
    page = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    first = world.sandbox.get(f"payment_intents/{page['payment_intent']}")
    answer(world, first["next_action"]["redirect_to_url"]["url"])
    assert world.sync(booking).payment == "authorized"
    world.pass_time(days=7, hours=1)
    world.sync(booking)
    world.finish(booking)
    assert world.states(booking)[1] == "action_required"
    answer(world, renewal(world, booking))
    assert world.sync(booking).payment == "authorized"
    assert holds(world, booking) == [world.payment(booking).intent_id] != [first["id"]]
    world.work()
    world.check_book()


def _bank_thinks_otherwise(world: World, booking: Booking, method: str) -> None:
    """By now the bank takes the saved card for one that behaves like `method`."""
    customer = world.fresh(Person, booking.mentee_id).customer_id or ""
    card = world.sandbox.post(f"payment_methods/{method}/attach", customer=customer)
    with world.platform.db.unit_of_work() as session:
        session.get_one(Payment, booking.id).method_id = card["id"]


def test_a_bank_that_agrees_without_a_question_leads_straight_back(world: World) -> None:
    booking = asked(world)
    _bank_thinks_otherwise(world, booking, "pm_card_visa")
    assert renewal(world, booking) == f"http://localhost:3000/bookings/{booking.id}/return"
    assert world.states(booking)[1] == "authorized"
    assert len(holds(world, booking)) == 1


def test_a_bank_that_refuses_the_card_by_now_leads_to_the_page_for_another_one(world: World) -> None:
    booking = asked(world)
    _bank_thinks_otherwise(world, booking, "pm_card_chargeCustomerFail")
    assert "/c/pay/" in renewal(world, booking)
    world.pay(booking)
    assert world.sync(booking).payment == "authorized"
    assert len(holds(world, booking)) == 1


@pytest.mark.parametrize("taps", [(False, False), (False, True), (True, True), (False, True, False, True)])
def test_taps_at_the_same_moment_leave_one_way_to_hold_the_price(world: World, taps: tuple[bool, ...]) -> None:
    booking = asked(world)
    ready = threading.Barrier(len(taps))

    def tap(other: bool) -> str:
        ready.wait()
        try:
            return another_card(world, booking) if other else renewal(world, booking)
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(len(taps)) as pool:
        led = list(pool.map(tap, taps))
    for way in {url for url in led if "/3d_secure/" in url}:
        answer(world, way)
    if any("/c/pay/" in url for url in led):
        world.pay(booking)
    world.sync(booking)
    assert len(holds(world, booking)) <= 1
    if world.states(booking)[1] != "authorized":
        # Nobody is left outside: the next tap leads on.
        renewal(world, booking)
    world.check_book()
