"""Opening the payment page: one page per booking whatever happens, for its mentee only."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.payments.world import World
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.policy import CHECKOUT_LIFE, HOLD_LIFE
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments.checkout import open_checkout
from thoughtcloud.payments.work import Work
from thoughtcloud.store.tables import Booking


def test_the_page_reserves_the_agreed_price_under_our_marks(world: World) -> None:
    booking = world.hold(world.mentor(), minor=5000, currency="jpy")
    url = world.open(booking)
    page = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    assert (page["url"], page["amount_total"], page["currency"]) == (url, 5000, "jpy")
    assert page["client_reference_id"] == page["metadata"]["booking"] == booking.id
    assert page["success_url"].endswith(f"/bookings/{booking.id}/return?session_id={{CHECKOUT_SESSION_ID}}")
    assert page["cancel_url"].endswith(f"/bookings/{booking.id}/left")
    world.pay(booking)
    world.sync(booking)
    intent = world.sandbox.get(f"payment_intents/{world.payment(booking).intent_id}")
    assert (intent["capture_method"], intent["transfer_group"]) == ("manual", booking.id)
    assert intent["metadata"] == {"booking": booking.id}


def test_a_second_tab_and_a_resumed_one_get_the_same_page(world: World) -> None:
    booking = world.hold(world.mentor())
    first = world.open(booking)
    assert world.open(booking) == first
    assert len(world.sandbox.get("checkout/sessions")["data"]) == 1
    assert world.history(booking) == ["slot_held", "checkout_opened"]


def test_only_the_mentee_may_open_it_and_others_learn_nothing(world: World) -> None:
    mentor = world.mentor()
    booking = world.hold(mentor)
    platform = world.platform
    for stranger in (mentor.person_id, world.person().id, ""):
        with pytest.raises(Problem) as refused:
            open_checkout(platform.db, platform.gateway, "http://x", booking.id, stranger, world.now())
        assert refused.value.kind is Kind.NOT_FOUND
    with pytest.raises(Problem) as refused:
        open_checkout(platform.db, platform.gateway, "http://x", "bk_none", booking.mentee_id, world.now())
    assert refused.value.kind is Kind.NOT_FOUND
    assert world.sandbox.get("checkout/sessions")["data"] == []


@pytest.mark.parametrize("fault", ["lost_answer", "500", "timeout", "409", "429"])
def test_when_stripe_fails_the_slot_stays_held_and_the_next_try_gets_the_one_page(
    world: World, fault: str
) -> None:
    booking = world.hold(world.mentor())
    failing = world.one_call_fails(fault, "POST", "/v1/checkout/sessions")
    with failing, pytest.raises(Problem) as failed:
        world.open(booking)
    assert failed.value.kind is Kind.UNAVAILABLE
    until = booking.held_until.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f"Nothing was charged, and the slot is held for you until {until:%H:%M}" in failed.value.text
    assert world.states(booking)[0] == "held"
    world.pass_time(minutes=20)
    assert world.open(booking) == world.payment(booking).checkout_url
    assert len(world.sandbox.get("checkout/sessions")["data"]) == 1


def test_at_the_last_moment_of_the_hold_a_page_can_still_be_opened(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pass_time(seconds=(HOLD_LIFE - timedelta(seconds=30)).total_seconds())
    world.open(booking)
    page = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    assert page["expires_at"] == int((booking.created_at + HOLD_LIFE + CHECKOUT_LIFE).timestamp())


def test_once_the_hold_has_run_out_no_page_is_opened_any_more(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pass_time(seconds=HOLD_LIFE.total_seconds() + 1)
    with pytest.raises(Problem) as refused:
        world.open(booking)
    assert refused.value.kind is Kind.CONFLICT
    assert world.sandbox.get("checkout/sessions")["data"] == []


def test_a_definite_refusal_is_answered_kindly_and_the_next_try_has_a_key_of_its_own(world: World) -> None:
    booking = world.hold(world.mentor())
    with world.platform.db.unit_of_work() as session:
        row = session.get(Booking, booking.id)
        assert row is not None
        row.price_minor, row.fee_minor = 1, 0
        session.add(row)
    with pytest.raises(Problem) as refused:
        world.open(booking)
    assert refused.value.kind is Kind.UNAVAILABLE
    with world.platform.db.unit_of_work() as session:
        row = session.get(Booking, booking.id)
        assert row is not None
        row.price_minor, row.fee_minor = 8000, 1200
        session.add(row)
    assert world.payment(booking).checkout_tries == 1
    assert world.open(booking).startswith("http")


def test_a_booking_that_no_longer_waits_opens_nothing(world: World) -> None:
    booking = world.reserved(world.mentor())
    with pytest.raises(Problem) as refused:
        world.open(booking)
    assert refused.value.kind is Kind.CONFLICT


def test_leaving_before_a_page_was_opened_frees_the_slot_without_stripe(world: World) -> None:
    booking = world.hold(world.mentor())
    world.tell(booking, Event.CHECKOUT_LEFT, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("expired", "checkout_closed", "not_due")


def test_leaving_closes_the_page_at_stripe_first(world: World) -> None:
    booking = world.hold(world.mentor())
    world.open(booking)
    world.tell(booking, Event.CHECKOUT_LEFT, Actor.MENTEE)
    assert world.states(booking)[0] == "held"
    world.finish(booking)
    assert world.states(booking) == ("expired", "checkout_closed", "not_due")
    page = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    assert page["status"] == "expired"


def test_leaving_after_paying_confirms_instead(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    world.tell(booking, Event.CHECKOUT_LEFT, Actor.MENTEE)
    world.finish(booking)
    assert world.states(booking) == ("confirmed", "authorized", "not_due")


def test_a_closed_tab_gives_the_slot_back_when_the_hold_runs_out(world: World) -> None:
    mentor = world.mentor()
    booking = world.hold(mentor)
    world.open(booking)
    world.pass_time(minutes=33)
    world.work()
    assert world.states(booking) == ("expired", "checkout_closed", "not_due")
    world.hold(mentor)


def test_a_page_that_opens_after_the_slot_was_let_go_is_closed_and_shown_to_nobody(world: World) -> None:
    booking = world.hold(world.mentor())
    platform, gateway = world.platform, world.platform.gateway
    opening = gateway.open_checkout

    def slow(*arguments: object) -> object:
        page = opening(*arguments)  # type: ignore[arg-type]
        world.tell(booking, Event.CHECKOUT_LEFT, Actor.MENTEE)
        world.finish(booking)
        return page

    gateway.open_checkout = slow  # type: ignore[method-assign,assignment]
    with pytest.raises(Problem) as refused:
        open_checkout(platform.db, gateway, "http://localhost:3000", booking.id, booking.mentee_id, world.now())
    assert refused.value.kind is Kind.CONFLICT
    (page,) = world.sandbox.get("checkout/sessions")["data"]
    assert page["status"] == "expired"


def test_a_page_that_opens_while_the_slot_is_given_up_is_closed_at_stripe_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = world.hold(world.mentor())
    looking = Work.rows

    def slow(work: Any) -> Any:
        found = looking(work)
        if found.payment.checkout_id is None:
            world.open(booking)
        return found

    world.tell(booking, Event.CHECKOUT_LEFT, Actor.MENTEE)
    monkeypatch.setattr(Work, "rows", slow)
    world.finish(booking)
    assert world.states(booking) == ("expired", "checkout_closed", "not_due")
    (page,) = world.sandbox.get("checkout/sessions")["data"]
    assert page["status"] == "expired"
