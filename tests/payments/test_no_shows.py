"""Absences against the sandbox: released, charged, secured while it is open who is right, refunded, waived."""

from datetime import timedelta

import pytest

from tests.payments.world import World
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.tables import Booking, Mentor

PAST = -timedelta(hours=2)


def reported(world: World, by: Actor, mentor: Mentor | None = None) -> Booking:
    """A session that is over, and that one side says the other did not come to."""
    booking = world.reserved(mentor or world.mentor(), starts_in=PAST)
    world.tell(booking, Event.NO_SHOW_REPORTED, by)
    world.work()
    assert world.states(booking) == ("no_show_reported", "authorized", "not_due")
    return booking


def in_review(world: World, mentor: Mentor | None = None) -> Booking:
    booking = reported(world, Actor.MENTEE, mentor)
    world.tell(booking, Event.NO_SHOW_OBJECTED, Actor.MENTOR)
    return booking


def test_an_absent_mentor_who_says_nothing_for_a_day_costs_the_mentee_nothing(world: World) -> None:
    booking = reported(world, Actor.MENTEE)
    world.pass_time(hours=23)
    world.work()
    assert world.states(booking)[0] == "no_show_reported"
    world.pass_time(hours=2)
    world.work()
    assert world.states(booking) == ("no_show", "voided", "not_due")
    assert world.book() == {}
    world.check_book()


def test_an_absent_mentee_who_says_nothing_for_a_day_pays_and_the_mentor_is_paid(world: World) -> None:
    mentor = world.mentor()
    booking = reported(world, Actor.MENTOR, mentor)
    world.pass_time(hours=25)
    world.work()
    assert world.states(booking) == ("no_show", "captured", "transferred")
    assert (world.payment(booking).captured_minor, world.payment(booking).transferred_minor) == (8000, 6800)
    assert world.book(mentor)["mentor_pending", "eur"] == 6800
    world.check_book()


def test_the_share_for_an_absent_mentee_waits_for_an_account_like_any_other(world: World) -> None:
    mentor = world.mentor(ready=False)
    booking = reported(world, Actor.MENTOR, mentor)
    world.tell(booking, Event.NO_SHOW_ADMITTED, Actor.MENTEE)
    world.work()
    assert world.states(booking) == ("no_show", "captured", "waiting_for_account")
    world.onboard(mentor)
    world.deliver()
    world.work()
    assert world.states(booking) == ("no_show", "captured", "transferred")
    world.check_book()


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        (Event.DECIDED_MENTOR_ABSENT, ("no_show", "refunded", "not_due")),
        (Event.DECIDED_MENTEE_ABSENT, ("no_show", "captured", "transferred")),
        (Event.DECIDED_COMPLETED, ("completed", "captured", "transferred")),
    ],
)
def test_a_price_whose_hold_ends_before_it_is_decided_is_secured_and_then_goes_where_it_belongs(
    world: World, event: Event, ends: tuple[str, str, str]
) -> None:
    booking = in_review(world)
    capture_before = world.payment(booking).capture_before
    assert capture_before is not None
    ahead = (capture_before - world.now()).total_seconds()
    world.pass_time(seconds=ahead - 7 * 3600)
    world.work()
    assert world.states(booking) == ("in_review", "authorized", "not_due")
    world.pass_time(hours=2)
    world.work()
    assert world.states(booking) == ("in_review", "captured", "not_due"), "secured, and sent on to nobody"
    world.check_book()
    world.pass_time(days=10)
    world.work()
    assert world.states(booking) == ("in_review", "captured", "not_due")
    world.tell(booking, event, Actor.OPERATOR)
    world.work()
    assert world.states(booking) == ends
    world.check_book()


def test_a_price_that_was_decided_on_is_not_secured_any_more(world: World) -> None:
    booking = in_review(world)
    world.tell(booking, Event.DECIDED_MENTOR_ABSENT, Actor.OPERATOR)
    world.work()
    assert world.states(booking) == ("no_show", "voided", "not_due")
    world.pass_time(days=8)
    world.work()
    assert {effect.kind: effect.state for effect in world.effects(booking)} == {
        "secure": "withdrawn",
        "return_money": "done",
    }
    world.check_book()


def test_a_report_that_was_taken_back_leaves_an_ordinary_session(world: World) -> None:
    booking = reported(world, Actor.MENTOR)
    world.tell(booking, Event.NO_SHOW_WITHDRAWN, Actor.MENTOR)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_a_mentor_lets_an_absent_mentee_off_and_the_share_is_taken_back(world: World) -> None:
    booking = reported(world, Actor.MENTOR)
    world.tell(booking, Event.NO_SHOW_ADMITTED, Actor.MENTEE)
    world.work()
    assert world.states(booking) == ("no_show", "captured", "transferred")
    world.tell(booking, Event.LATE_FEE_WAIVED, Actor.MENTOR)
    world.work()
    assert world.states(booking) == ("no_show", "refunded", "reversed")
    world.check_book()


def test_a_capture_whose_answer_is_lost_is_made_once(world: World) -> None:
    booking = reported(world, Actor.MENTOR)
    world.tell(booking, Event.NO_SHOW_ADMITTED, Actor.MENTEE)
    with world.one_call_fails("lost_answer", "POST", "/v1/payment_intents"):
        world.finish(booking)
    world.pass_time(hours=1)
    world.work()
    assert world.states(booking) == ("no_show", "captured", "transferred")
    world.check_book()


def test_what_somebody_captured_at_stripe_for_an_absent_mentor_goes_back(world: World) -> None:
    booking = reported(world, Actor.MENTEE)
    world.sandbox.http.post(f"/v1/payment_intents/{world.payment(booking).intent_id}/capture")
    world.tell(booking, Event.NO_SHOW_ADMITTED, Actor.MENTOR)
    world.work()
    assert world.states(booking) == ("no_show", "refunded", "not_due")
    world.check_book()
