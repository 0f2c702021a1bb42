"""The clock: overdue bookings move on by themselves, and a broken one holds up nobody."""

from datetime import timedelta
from typing import Any

import pytest

from tests.payments.world import World
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import deadlines
from thoughtcloud.store import advance as door
from thoughtcloud.store.tables import Booking


def test_a_mentor_who_says_nothing_for_a_day_has_given_the_session(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=timedelta(hours=3))
    world.pass_time(hours=27)
    world.work()
    assert world.states(booking)[0] == "confirmed"
    world.pass_time(hours=2)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert world.booking(booking).due_at is None


def test_a_hold_that_ran_out_is_asked_about_again_until_stripe_has_closed_the_page(world: World) -> None:
    booking = world.hold(world.mentor())
    world.open(booking)
    world.pass_time(minutes=33)
    world.sandbox.console("faults", kind="500", calls=1000, path="/v1/checkout/sessions")
    world.work()
    assert world.states(booking)[0] == "held"
    due_at = world.booking(booking).due_at
    assert due_at is not None and due_at > world.now()
    world.sandbox.console("faults")
    world.pass_time(minutes=6)
    world.work()
    assert world.states(booking)[0] == "expired"


def test_nothing_is_due_before_its_time(world: World) -> None:
    world.hold(world.mentor())
    assert deadlines.run_due(world.platform) == 0


def test_a_poisoned_booking_holds_up_nobody_and_does_not_run_hot(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentor = world.mentor()
    poisoned, sound = world.hold(mentor), world.hold(mentor, starts_in=timedelta(hours=72))
    world.pass_time(minutes=33)
    advance = door.advance

    def broken(session: Any, booking_id: str, happened: Any) -> Any:
        if booking_id == poisoned.id:
            raise ZeroDivisionError("a bug of ours")
        return advance(session, booking_id, happened)

    monkeypatch.setattr(deadlines, "advance", broken)
    assert deadlines.run_due(world.platform) == 2
    world.work()
    assert world.states(sound)[0] == "expired"
    assert world.states(poisoned)[0] == "held"
    assert deadlines.run_due(world.platform) == 0
    monkeypatch.undo()
    world.pass_time(hours=2)
    world.work()
    assert world.states(poisoned)[0] == "expired"


def test_a_deadline_that_leads_nowhere_is_put_off(world: World) -> None:
    booking = world.reserved(world.mentor())
    with world.platform.db.unit_of_work() as session:
        row = session.get(Booking, booking.id)
        assert row is not None
        row.due_at = world.now()
        session.add(row)
    assert deadlines.run_due(world.platform) == 1
    assert deadlines.run_due(world.platform) == 0
    assert world.states(booking)[0] == "confirmed"
    assert Event.COMPLETED not in world.history(booking)


def test_a_deadline_of_a_booking_that_waits_for_nothing_is_taken_away(world: World) -> None:
    booking = world.reserved(world.mentor())
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    with world.platform.db.unit_of_work() as session:
        session.get_one(Booking, booking.id).due_at = world.now()
    assert deadlines.run_due(world.platform) == 1
    assert world.booking(booking).due_at is None


def test_a_rival_that_was_faster_leaves_nothing_to_do(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pass_time(minutes=33)
    deadlines.run_due(world.platform)
    deadlines._strike(world.platform, booking.id, world.now())
    assert world.history(booking).count("hold_ran_out") == 1
