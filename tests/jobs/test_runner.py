"""Effects: carried out once whatever happens to the call, the answer, the runner or its rivals."""

import threading
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import select

from tests.payments.world import World
from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation.findings import Trouble
from thoughtcloud.core.reconciliation.records import compare
from thoughtcloud.core.states import Actor, Effect, Event
from thoughtcloud.jobs import runner
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.store import effects
from thoughtcloud.store.effects import LEASE, MOST_ATTEMPTS
from thoughtcloud.store.records import record as record_of
from thoughtcloud.store.tables import Booking, EffectRow

PAST = -timedelta(hours=2)
FAULTS = ("lost_answer", "500", "timeout", "409", "429")


def writes(world: World) -> dict[str, int]:
    """How often money was really moved at Stripe."""
    refunds = world.sandbox.get("refunds")["data"]
    transfers = world.sandbox.get("transfers")["data"]
    return {
        "captured": sum(each["captured"] for each in world.sandbox.get("charges")["data"]),
        "refunds": len(refunds),
        "transfers": len(transfers),
        "reversals": sum(len(each["reversals"]["data"]) for each in transfers),
    }


def ride_out(world: World, booking: Booking, fault: str, path: str) -> None:
    """One write of the chain fails in this way; what the click left is finished by a worker a little later."""
    with world.one_call_fails(fault, "POST", path):
        runner.finish(world.platform, booking.id)
    for _ in range(3):
        world.pass_time(seconds=10)
        world.work()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", ["/v1/payment_intents", "/v1/transfers"])
def test_completing_takes_and_sends_once(world: World, fault: str, path: str) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    ride_out(world, booking, fault, path)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert writes(world) == {"captured": 1, "refunds": 0, "transfers": 1, "reversals": 0}
    world.check_book()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", ["/v1/refunds", "/v1/transfers"])
def test_calling_off_after_the_transfer_gives_back_once(world: World, fault: str, path: str) -> None:
    booking = world.transferred(world.mentor())
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    ride_out(world, booking, fault, path)
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    assert writes(world) == {"captured": 1, "refunds": 1, "transfers": 1, "reversals": 1}
    world.check_book()


@pytest.mark.parametrize("fault", FAULTS)
def test_calling_off_before_capture_releases_once(world: World, fault: str) -> None:
    booking = world.reserved(world.mentor())
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    ride_out(world, booking, fault, "/v1/payment_intents")
    assert world.states(booking) == ("cancelled", "voided", "not_due")
    assert writes(world)["captured"] == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_leaving_closes_the_page_once(world: World, fault: str) -> None:
    booking = world.hold(world.mentor())
    world.open(booking)
    world.tell(booking, Event.CHECKOUT_LEFT, Actor.MENTEE)
    ride_out(world, booking, fault, "/v1/checkout/sessions")
    assert world.states(booking) == ("expired", "checkout_closed", "not_due")


def test_reading_after_the_write_may_fail_too(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.sandbox.console("faults", kind="500", method="GET", path="/v1/payment_intents")
    runner.finish(world.platform, booking.id)
    assert world.states(booking) == ("completed", "authorized", "not_due")
    world.pass_time(seconds=10)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert writes(world)["captured"] == 1


def test_a_late_retry_reads_before_it_writes_because_stripe_forgets_keys(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.sandbox.console("faults", kind="lost_answer", method="POST", path="/v1/transfers")
    runner.finish(world.platform, booking.id)
    assert world.states(booking)[2] == "due"
    world.pass_time(hours=25)
    world.work()
    assert world.states(booking)[2] == "transferred"
    assert writes(world)["transfers"] == 1


def test_several_runners_racing_for_one_effect_carry_it_out_once(world: World) -> None:
    bookings = [world.reserved(world.mentor(), starts_in=PAST) for _ in range(3)]
    for booking in bookings:
        world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    start = threading.Barrier(4)

    def race() -> None:
        start.wait()
        for booking in bookings:
            runner.finish(world.platform, booking.id)
        runner.run_due(world.platform)

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.work()
    assert {world.states(booking) for booking in bookings} == {("completed", "captured", "transferred")}
    assert writes(world) == {"captured": 3, "refunds": 0, "transfers": 3, "reversals": 0}
    for booking in bookings:
        assert world.history(booking).count("payment_captured") == 1
        assert [row.attempts for row in world.effects(booking) if row.kind != "read_share"] == [1, 1]
    world.check_book()


def test_a_click_waits_for_the_worker_that_was_faster(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "RIVAL_PATIENCE", 60.0)
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    worker = threading.Timer(0.2, runner._carry_out, (world.platform, _lease(world.platform, booking)))
    worker.start()
    runner.finish(world.platform, booking.id)
    assert world.states(booking) == ("completed", "captured", "transferred")
    worker.join()
    assert [row.attempts for row in world.effects(booking) if row.kind != "read_share"] == [1, 1]


def test_an_effect_whose_runner_died_is_taken_over_when_its_lease_ends(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    dead = _lease(world.platform, booking)
    intent = world.payment(booking).intent_id
    assert intent is not None
    # It died between Stripe's answer and our record of it.
    world.platform.gateway.capture(intent, f"{booking.id}-capture")
    world.work()
    assert world.states(booking)[1] == "authorized"
    world.pass_time(seconds=LEASE.total_seconds() + 1)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert writes(world)["captured"] == 1
    with world.platform.db.unit_of_work() as session:
        assert not effects.acknowledge(session, dead, now=world.now())


def test_a_clock_that_was_ahead_and_went_back_leaves_nothing_leased_until_then(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    ahead = world.now() + timedelta(hours=5)
    with world.platform.db.unit_of_work() as session:
        wrong = effects.lease(session, now=ahead, booking_id=booking.id)
    assert wrong is not None
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert writes(world) == {"captured": 1, "refunds": 0, "transfers": 1, "reversals": 0}
    with world.platform.db.unit_of_work() as session:
        assert not effects.acknowledge(session, wrong, now=ahead)


def test_what_was_put_down_by_a_clock_that_was_ahead_is_done_once_it_went_back(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    right = world.platform
    world.platform = replace(right, now=lambda: right.now() + timedelta(days=30))
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.platform = right
    world.work()
    assert world.states(booking) == ("completed", "authorized", "not_due")
    world.patrol()
    assert world.payment(booking).captured_minor == 8000


def test_what_failed_under_a_clock_that_was_ahead_is_tried_again_once_it_went_back(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    hasty = replace(world.platform, now=lambda: world.now() + timedelta(days=30))
    with world.one_call_fails("500", "POST", "/v1/payment_intents/"):
        runner.run_due(hasty, limit=1)
    world.patrol()
    assert world.payment(booking).captured_minor == 8000


@pytest.mark.parametrize("state", ["buried", "waiting"])
def test_what_is_held_for_a_completed_session_is_taken_before_the_hold_ends_whatever_the_queue_says(
    world: World, state: str
) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    with world.platform.db.unit_of_work() as session:
        row = session.exec(select(EffectRow).where(EffectRow.booking_id == booking.id)).one()
        row.state, row.not_before = state, world.now() + timedelta(days=60)
        session.add(row)
    ends = world.payment(booking).capture_before
    assert ends is not None
    world.pass_time(seconds=(ends - world.now() - timedelta(hours=6, minutes=10)).total_seconds())
    world.work()
    assert world.states(booking) == ("completed", "authorized", "not_due")
    world.pass_time(minutes=20)
    world.work()
    assert world.states(booking)[:2] == ("completed", "captured")
    assert "hold_lapsed" not in world.history(booking)
    world.check_book()


def test_a_capture_that_is_refused_until_its_hold_ends_is_given_up_in_time_to_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StripeRefused("account_invalid", "Your account cannot currently make live charges.")

    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    ends = world.payment(booking).capture_before
    assert ends is not None
    with monkeypatch.context() as patched:
        patched.setattr(Gateway, "capture", refuse)
        world.pass_time(seconds=(ends - world.now() - timedelta(hours=6)).total_seconds() + 1)
        seen = _by_quarters(world, booking, MOST_ATTEMPTS)
        assert {len(rows) for rows in seen} == {1}, "one call goes on with its attempts"
        assert (seen[-1][0].state, seen[-1][0].attempts) == ("buried", MOST_ATTEMPTS)
        assert _is_stuck(world, booking)
        seen = _by_quarters(world, booking, 5)
        assert [row.state for row in seen[1]] == ["buried"], "which is an operator's for an hour"
        assert [row.state for row in seen[-1]] == ["buried", "waiting"]
    assert world.history(booking).count(Event.SAFETY_DUE) == 1, "it is told once, however often it is tried"
    world.pass_time(minutes=15)
    world.work()
    assert world.states(booking)[:2] == ("completed", "captured")
    world.check_book()


def _by_quarters(world: World, booking: Booking, count: int) -> list[list[EffectRow]]:
    """A worker works every quarter of an hour; the calls of the booking each time."""
    seen = []
    for _ in range(count):
        world.work()
        seen.append(world.effects(booking))
        world.pass_time(minutes=15)
    return seen


def _is_stuck(world: World, booking: Booking) -> bool:
    with world.platform.db.reading() as session:
        found = compare(record_of(session, booking.id))
    return Trouble.STUCK in {finding.trouble for finding in found}


def test_a_clock_that_jumps_ahead_has_a_call_made_twice_at_once_and_money_moved_once(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    slow = _lease(world.platform, booking)
    hasty = replace(world.platform, now=lambda: world.now() + timedelta(hours=5))
    runner.run_due(hasty)
    runner._carry_out(world.platform, slow)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert writes(world) == {"captured": 1, "refunds": 0, "transfers": 1, "reversals": 0}
    assert world.history(booking).count("payment_captured") == 1
    world.check_book()


def test_a_frozen_runner_that_wakes_up_late_changes_nothing(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    frozen = _lease(world.platform, booking)
    world.pass_time(seconds=LEASE.total_seconds() + 1)
    world.work()
    done = world.states(booking)
    runner._carry_out(world.platform, frozen)
    assert world.states(booking) == done == ("completed", "captured", "transferred")
    assert writes(world) == {"captured": 1, "refunds": 0, "transfers": 1, "reversals": 0}
    assert world.history(booking).count("payment_captured") == 1


def test_an_effect_that_takes_its_runner_down_is_buried_and_can_be_revived(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    for _ in range(MOST_ATTEMPTS):
        _lease(world.platform, booking)
        world.pass_time(seconds=LEASE.total_seconds() + 1)
    runner.run_due(world.platform)
    (buried,) = world.effects(booking)
    assert (buried.state, buried.problem) == ("buried", "the runner did not come back from the last attempt")
    with world.platform.db.unit_of_work() as session:
        assert buried.id is not None
        assert effects.revive(session, buried.id, now=world.now())
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")


def test_what_keeps_failing_waits_longer_and_longer_and_is_buried_with_its_cause(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=timedelta(hours=-2))
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.sandbox.console("faults", kind="500", calls=1000, method="POST", path="/v1/payment_intents")
    waits = []
    for _ in range(MOST_ATTEMPTS):
        began = world.now()
        runner.run_due(world.platform)
        (row,) = world.effects(booking)
        if row.state == "buried":
            break
        waits.append((row.not_before - began).total_seconds())
        world.pass_time(seconds=waits[-1] + 1)
    assert row.state == "buried"
    assert row.attempts == MOST_ATTEMPTS
    assert "StripeUnavailable: 500" in row.problem
    assert all(later > sooner for sooner, later in pairwise(waits[:8]))
    # Most of a day, and over before the hold runs out.
    assert 8 * 3600 < sum(waits) < 36 * 3600


def test_a_broken_effect_keeps_its_traceback_and_does_not_stop_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentor = world.mentor()
    broken, sound = (world.reserved(mentor, starts_in=timedelta(hours=-hours)) for hours in (2, 4))
    for booking in (broken, sound):
        world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    capture = world.platform.gateway.capture
    poison = world.payment(broken).intent_id

    def poisoned(intent_id: str, key: str, amount: Money | None = None) -> None:
        if intent_id == poison:
            raise ZeroDivisionError("a bug of ours")
        capture(intent_id, key, amount)

    monkeypatch.setattr(world.platform.gateway, "capture", poisoned)
    assert runner.run_due(world.platform) >= 3
    assert world.states(sound)[1] == "captured"
    (row,) = world.effects(broken)
    assert row.state == "waiting"
    assert "ZeroDivisionError: a bug of ours" in row.problem


def test_effects_of_one_booking_keep_their_order_when_the_first_one_fails(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    now = world.now()
    with world.platform.db.unit_of_work() as session:
        for kind in (Effect.CAPTURE, Effect.RETURN_MONEY):
            effects.put_down(session, booking.id, kind, now=now, not_before=now)
        first = effects.lease(session, now=now, booking_id=booking.id)
        assert first is not None
        assert effects.lease(session, now=now, booking_id=booking.id) is None
        effects.retry_later(session, first, not_before=now + timedelta(hours=1), problem="x")
        assert effects.lease(session, now=now, booking_id=booking.id) is None
        assert effects.lease(session, now=now) is None


def _lease(platform: Platform, booking: Booking) -> Any:
    """A runner takes the next effect and is never heard of again."""
    with platform.db.unit_of_work() as session:
        lease = effects.lease(session, now=platform.now(), booking_id=booking.id)
    assert lease is not None
    return lease


def test_a_waiting_look_at_a_share_is_waited_for_by_nothing(world: World) -> None:
    booking = world.transferred(world.mentor())
    now = world.now()
    with world.platform.db.unit_of_work() as session:
        effects.put_down(session, booking.id, Effect.RETURN_MONEY, now=now, not_before=now)
        lease = effects.lease(session, now=now, booking_id=booking.id)
    assert lease is not None
    assert lease.kind is Effect.RETURN_MONEY
    row = world.fresh(EffectRow, lease.effect_id)
    assert row.state == "leased"
