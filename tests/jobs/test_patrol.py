"""Without any webhook at all the patrol comes to the same record; and it neither hurries nor gets stuck."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.market import Market
from tests.payments.world import World
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import patrol
from thoughtcloud.jobs.patrol import Patrol
from thoughtcloud.payments import connect, sync
from thoughtcloud.store.tables import Mentor, Payment
from thoughtcloud.store.unit import Database

PAST = -timedelta(hours=2)


def test_without_any_webhook_everything_comes_to_its_end(world: World) -> None:
    mentor = world.mentor(ready=False)
    booking, other = world.hold(mentor, starts_in=PAST), world.hold(mentor, starts_in=timedelta(hours=60))
    for each in (booking, other):
        world.pay(each)
    world.pass_time(minutes=3)
    world.patrol()
    assert world.states(booking) == world.states(other) == ("confirmed", "authorized", "not_due")
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.work()
    assert world.states(booking)[2] == "waiting_for_account"
    connect.onboarding_url(
        world.platform.db, world.platform.gateway, "http://x.example", mentor.id, mentor.person_id, world.now()
    )
    world.sandbox.console(f"accounts/{world.fresh(Mentor, mentor.id).account_id}/onboard", country="DE")
    world.patrol()
    assert world.states(booking)[2] == "transferred"
    world.sandbox.post(f"payment_intents/{world.payment(other).intent_id}/cancel")
    world.pass_time(hours=2)
    world.patrol()
    assert world.states(other) == ("cancelled", "voided", "not_due")
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=4000)
    world.pass_time(hours=25)
    world.patrol()
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    for _ in range(3):
        world.pass_time(days=2)
        world.patrol()
    assert world.payment(booking).share_available
    assert world.book(mentor)["paid_out", "eur"] == 3400
    world.check_book()


def test_a_pending_refund_is_followed_to_its_end(world: World) -> None:
    booking = world.hold(world.mentor(), starts_in=PAST)
    world.pay(booking, "pm_card_pendingRefund")
    world.sync(booking)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    world.tell(booking, Event.CANCELLED, Actor.OPERATOR)
    world.finish(booking)
    assert world.states(booking)[1] == "captured"
    world.pass_time(hours=2)
    world.patrol()
    assert world.states(booking) == ("cancelled", "refunded", "reversed")


def test_what_was_read_a_moment_ago_is_not_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.reserved(world.mentor())
    read = _counted(monkeypatch)
    walker = Patrol(world.platform)
    walker.walk()
    assert read == []
    world.pass_time(hours=2)
    walker.walk()
    walker.walk()
    assert len(read) == 1


def test_a_booking_that_cannot_be_read_is_not_read_in_a_loop_and_holds_up_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentor = world.mentor()
    broken, sound = world.hold(mentor), world.hold(mentor, starts_in=timedelta(hours=72))
    for each in (broken, sound):
        world.pay(each)
    world.pass_time(minutes=3)
    read = _counted(monkeypatch, poison=broken.id)
    walker = Patrol(world.platform)
    walker.walk()
    walker.walk()
    assert sorted(read) == sorted([broken.id, sound.id])
    assert world.states(sound)[0] == "confirmed"


def test_when_stripe_is_away_the_round_ends_quietly(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    world.pass_time(minutes=3)
    world.sandbox.console("faults", kind="500", calls=1000)
    walker = Patrol(world.platform)
    assert walker.walk() == 0
    world.sandbox.console("faults")
    walker.walk()
    assert world.states(booking)[0] == "confirmed"


def test_what_was_never_read_is_read_first_on_both_databases(
    either_db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = Market(either_db)
    offer = market.offer(market.mentor())
    seen, new = (market.hold(market.person(), offer, start) for start in market.slots(offer)[::8][:2])
    with either_db.unit_of_work() as session:
        for booking_id, read_at in ((seen, market.now), (new, None)):
            payment = session.get_one(Payment, booking_id)
            payment.checkout_id, payment.read_at = f"cs_{booking_id}", read_at
    monkeypatch.setattr(patrol, "ROUND", 1)
    market.pass_time(minutes=3)
    walker = Patrol(replace(world.platform, db=either_db))
    assert walker._waiting(patrol.BEATS[0], market.now) == [new]


def _counted(monkeypatch: pytest.MonkeyPatch, poison: str = "") -> list[str]:
    read = list[str]()
    original = sync.sync_booking

    def counting(db: Any, gateway: Any, booking_id: str, *more: Any) -> Any:
        read.append(booking_id)
        if booking_id == poison:
            raise ZeroDivisionError("a bug of ours")
        return original(db, gateway, booking_id, *more)

    monkeypatch.setattr(sync, "sync_booking", counting)
    return read
