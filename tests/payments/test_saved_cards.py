"""Sessions far ahead: the card is saved, the hold is placed near the session and secured until its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.world import World
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.reserving import SECURED_BEFORE
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.renewal import open_renewal
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import Booking, Person
from thoughtcloud.store.unit import Database

FAR = timedelta(days=30)


@pytest.fixture
def world(world: World, either_db: Database) -> World:
    """The same on a database of each kind in turn."""
    world.platform = replace(world.platform, db=either_db)
    return world


def saved(world: World, method: str = "pm_card_visa", **options: object) -> Booking:
    """A booking far ahead whose card is saved."""
    booking = world.hold(world.mentor(), starts_in=FAR, **options)  # type: ignore[arg-type]
    world.open(booking)
    page = f"payment_pages/{world.payment(booking).checkout_id}/confirm"
    answer = world.sandbox.http.post(f"/v1/{page}", data={"payment_method": method}).json()
    if answer["setup_intent"]["status"] == "requires_action":
        # The mentee is there when the card is saved, and confirms with the bank.
        url = answer["setup_intent"]["next_action"]["redirect_to_url"]["url"]
        world.sandbox.http.post(url, data={"outcome": "complete"})
    world.sync(booking)
    return booking


def until(world: World, booking: Booking, *, before_start: timedelta) -> None:
    """Time passes until so long before the session, and the worker does what is due."""
    left = world.booking(booking).starts_at - before_start - world.now()
    world.pass_time(seconds=left.total_seconds() + 1)
    world.work()


def holds(world: World, booking: Booking) -> list[str]:
    """The live holds that Stripe has for the booking."""
    found = world.sandbox.get("payment_intents", limit=100)["data"]
    mine = [each for each in found if each["metadata"].get("booking") == booking.id]
    return [each["id"] for each in mine if each["status"] == "requires_capture"]


def renewal(world: World, booking: Booking) -> str:
    """The address of the page on which the mentee puts the reservation right."""
    platform = world.platform
    return open_renewal(
        platform.db, platform.gateway, "http://localhost:3000", booking.id, booking.mentee_id, world.now()
    )


def test_a_session_far_ahead_saves_the_card_and_reserves_nothing(world: World) -> None:
    booking = saved(world)
    assert world.states(booking) == ("confirmed", "card_saved", "not_due")
    payment = world.payment(booking)
    assert payment.method_id and payment.card == "Visa •••• 4242"
    assert world.fresh(Person, booking.mentee_id).customer_id
    assert holds(world, booking) == []
    page = world.sandbox.get(f"checkout/sessions/{payment.checkout_id}")
    assert page["mode"] == "setup"
    assert "80.00 EUR will be reserved on this card on" in page["custom_text"]["submit"]["message"]


def test_the_hold_is_placed_three_days_before_and_carries_the_session_to_its_end(world: World) -> None:
    booking = saved(world)
    until(world, booking, before_start=timedelta(hours=73))
    assert world.states(booking)[1] == "card_saved"
    until(world, booking, before_start=timedelta(hours=72))
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert len(holds(world, booking)) == 1
    until(world, booking, before_start=-timedelta(hours=25, minutes=5))
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


@pytest.mark.parametrize(
    ("method", "life"),
    [
        ("pm_card_visa", timedelta(days=4, hours=18)),
        ("pm_card_mastercard", timedelta(days=7)),
        ("pm_card_amex", timedelta(days=7)),
        ("pm_card_discover", timedelta(days=7)),
    ],
)
def test_the_hold_of_every_brand_lives_as_long_as_its_bank_says_and_outlives_the_silence(
    world: World, method: str, life: timedelta
) -> None:
    booking = saved(world, method)
    until(world, booking, before_start=timedelta(hours=72))
    ends = world.payment(booking).capture_before
    assert ends is not None and abs(ends - world.now() - life) < timedelta(minutes=5)
    assert ends - SECURED_BEFORE > world.booking(booking).ends_at + SILENCE
    until(world, booking, before_start=-timedelta(hours=25, minutes=5))
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert "safety_due" not in world.history(booking)


def test_a_card_that_wants_its_holder_is_put_right_on_a_page_and_the_session_goes_on(world: World) -> None:
    booking = saved(world, "pm_card_chargeCustomerFail")
    until(world, booking, before_start=timedelta(hours=72))
    assert world.states(booking) == ("confirmed", "action_required", "not_due")
    assert world.payment(booking).refusal == "generic_decline"
    first = renewal(world, booking)
    assert renewal(world, booking) == first, "one page at a time"
    world.pay(booking)
    assert world.sync(booking).payment == "authorized"
    assert len(holds(world, booking)) == 1
    with pytest.raises(Problem) as refused:
        renewal(world, booking)
    assert refused.value.kind is Kind.CONFLICT
    until(world, booking, before_start=-timedelta(hours=26))
    assert world.states(booking)[0] == "completed"
    world.check_book()


def test_what_nobody_confirms_is_called_off_a_day_before_and_nobody_is_charged(world: World) -> None:
    booking = saved(world, "pm_card_chargeCustomerFail")
    until(world, booking, before_start=timedelta(hours=72))
    renewal(world, booking)
    page = world.payment(booking).checkout_id
    until(world, booking, before_start=timedelta(hours=24, minutes=1))
    assert world.states(booking)[0] == "confirmed"
    renewal(world, booking)
    until(world, booking, before_start=timedelta(hours=24))
    assert world.states(booking) == ("cancelled", "action_required", "not_due")
    assert world.payment(booking).checkout_id != page, "the first page had ended by itself"
    last = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    assert last["status"] == "expired"
    assert world.book() == {}
    world.check_book()


def test_a_page_paid_at_the_last_moment_saves_the_session(world: World) -> None:
    booking = saved(world, "pm_card_chargeCustomerFail")
    until(world, booking, before_start=timedelta(hours=72))
    until(world, booking, before_start=timedelta(hours=24, minutes=1))
    renewal(world, booking)
    world.pay(booking)
    until(world, booking, before_start=timedelta(hours=24))
    assert world.states(booking) == ("confirmed", "authorized", "not_due")


@pytest.mark.parametrize("fault", ["lost_answer", "500", "timeout"])
@pytest.mark.parametrize("path", ["/v1/payment_intents", "/v1/payment_intents/"])
def test_a_call_that_breaks_places_one_hold_all_the_same(world: World, fault: str, path: str) -> None:
    booking = saved(world)
    left = world.booking(booking).starts_at - timedelta(hours=72) - world.now()
    world.pass_time(seconds=left.total_seconds() + 1)
    with world.one_call_fails(fault, "POST", path):
        world.work()
    world.pass_time(minutes=10)
    world.work()
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert len(holds(world, booking)) == 1
    world.check_book()


def _account_may_not_charge(*_: object) -> None:
    raise StripeRefused("account_invalid", "Your account cannot currently make live charges.")


@pytest.mark.parametrize("call", ["prepare", "confirm_off_session"])
def test_trouble_of_the_platform_is_no_refusal_of_the_card(
    world: World, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    booking = saved(world)
    with monkeypatch.context() as patched:
        patched.setattr(Gateway, call, _account_may_not_charge)
        until(world, booking, before_start=timedelta(hours=72))
        world.pass_time(minutes=30)
        world.work()
    assert world.states(booking) == ("confirmed", "card_saved", "not_due"), "the mentee is asked for nothing"
    world.pass_time(hours=6)
    world.work()
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert len(holds(world, booking)) == 1
    world.check_book()


def test_trouble_of_the_platform_waives_no_fee(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Gateway, "prepare", _account_may_not_charge)
        booking = late(world, "pm_card_visa")
    assert world.booking(booking).late_fee_minor == 4000
    world.pass_time(hours=1)
    world.work()
    assert world.states(booking) == ("cancelled", "captured", "transferred")


def test_a_saved_card_that_was_taken_off_stripe_is_the_mentees_to_replace(world: World) -> None:
    booking = saved(world)
    world.sandbox.post(f"payment_methods/{world.payment(booking).method_id}/detach")
    until(world, booking, before_start=timedelta(hours=72))
    assert world.states(booking) == ("confirmed", "action_required", "not_due")


def test_a_hold_that_lapses_is_placed_anew_on_the_saved_card(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=timedelta(days=5))
    first = world.payment(booking).intent_id
    world.pass_time(days=7, hours=1)
    assert world.sync(booking).payment == "lapsed", "the worker was down for two days"
    world.finish(booking)
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert holds(world, booking) == [world.payment(booking).intent_id] != [first]
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_the_price_is_secured_before_a_hold_ends_whose_session_is_not_decided(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=timedelta(days=5))
    with world.platform.db.unit_of_work() as session:
        row = session.get_one(Booking, booking.id)
        row.starts_at += timedelta(days=1, hours=12)
        row.ends_at += timedelta(days=1, hours=12)
        session.add(row)
    world.pass_time(days=6, hours=18, minutes=1)
    with world.platform.db.unit_of_work() as session:
        row = session.get_one(Booking, booking.id)
        row.due_at = world.now()
        session.add(row)
    world.work()
    assert world.states(booking) == ("confirmed", "captured", "not_due")
    assert "safety_due" in world.history(booking)
    world.pass_time(days=2)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_a_saved_card_costs_nothing_when_the_session_is_called_off(world: World) -> None:
    booking = saved(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "card_saved", "not_due")
    until(world, booking, before_start=timedelta(hours=70))
    assert holds(world, booking) == []
    assert world.book() == {}


def late(world: World, method: str) -> Booking:
    booking = saved(world, method)
    with world.platform.db.unit_of_work() as session:
        row = session.get_one(Booking, booking.id)
        # Free until 30 days before: late soon after booking.
        row.terms = "720:50"
        session.add(row)
    world.pass_time(days=2)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    return booking


def test_a_late_fee_is_charged_to_the_saved_card(world: World) -> None:
    booking = late(world, "pm_card_visa")
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    assert world.payment(booking).captured_minor == 4000
    assert holds(world, booking) == []
    world.check_book()


def test_a_late_fee_that_the_saved_card_refuses_is_waived(world: World) -> None:
    booking = late(world, "pm_card_chargeCustomerFail")
    assert world.states(booking) == ("cancelled", "card_saved", "not_due")
    assert world.booking(booking).late_fee_minor == 0
    assert world.history(booking)[-1] == "late_fee_refused"
    world.check_book()


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ahead=st.timedeltas(timedelta(hours=2), timedelta(days=364)),
    parts=st.lists(st.integers(1, 9), min_size=1, max_size=5),
)
def test_an_honest_card_is_authorized_when_any_session_begins(
    world: World, ahead: timedelta, parts: list[int]
) -> None:
    booking = world.hold(world.mentor(), starts_in=ahead)
    world.open(booking)
    page = f"payment_pages/{world.payment(booking).checkout_id}/confirm"
    world.sandbox.http.post(f"/v1/{page}", data={"payment_method": "pm_card_visa"})
    world.sync(booking)
    left = (world.booking(booking).starts_at - world.now()).total_seconds()
    for part in parts:
        world.pass_time(seconds=max(left, 0) * part / sum(parts))
        world.work()
        assert len(holds(world, booking)) <= 1
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    world.pass_time(hours=30)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    found = world.sandbox.get("payment_intents", limit=100)["data"]
    taken = [each for each in found if each["metadata"].get("booking") == booking.id and each["amount_received"]]
    assert [each["amount_received"] for each in taken] == [8000]


def test_a_moved_session_outgrows_its_hold_which_is_released_and_placed_anew(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=timedelta(hours=48))
    first = world.payment(booking).intent_id
    with world.platform.db.unit_of_work() as session:
        moved = Happened(
            Event.MOVED, Actor.MENTOR, world.now(), moved_to=world.booking(booking).starts_at + timedelta(days=40)
        )
        advance(session, booking.id, moved)
    world.work()
    assert world.states(booking) == ("confirmed", "card_saved", "not_due")
    assert holds(world, booking) == []
    until(world, booking, before_start=timedelta(hours=72))
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert holds(world, booking) == [world.payment(booking).intent_id] != [first]
    world.check_book()


def _customer_deleted(world: World, booking: Booking) -> None:
    world.sandbox.http.delete(f"/v1/customers/{world.fresh(Person, booking.mentee_id).customer_id}")


def _card_detached(world: World, booking: Booking) -> None:
    world.sandbox.post(f"payment_methods/{world.payment(booking).method_id}/detach")


@pytest.mark.parametrize("vanish", [_customer_deleted, _card_detached])
def test_a_card_that_is_gone_at_stripe_asks_the_mentee_for_another_one_at_once(
    world: World, vanish: Callable[[World, Booking], None]
) -> None:
    booking = saved(world)
    vanish(world, booking)
    until(world, booking, before_start=timedelta(hours=72))
    assert world.states(booking) == ("confirmed", "action_required", "not_due")
    assert world.payment(booking).refusal in ("resource_missing", "declined")
    assert [row.state for row in world.effects(booking)] == ["done"]
    renewal(world, booking)
    world.pay(booking)
    assert world.sync(booking).payment == "authorized"
    assert len(holds(world, booking)) == 1
    until(world, booking, before_start=-timedelta(hours=26))
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_who_pays_again_after_their_customer_was_deleted_pays_at_the_first_click(world: World) -> None:
    booking = world.reserved(world.mentor())
    _customer_deleted(world, booking)
    gone = world.fresh(Person, booking.mentee_id).customer_id
    again = world.hold(world.mentor())
    with world.platform.db.unit_of_work() as session:
        session.get_one(Booking, again.id).mentee_id = booking.mentee_id
    world.open(world.booking(again))
    assert world.fresh(Person, booking.mentee_id).customer_id not in (None, gone)
