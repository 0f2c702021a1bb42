"""Processing what Stripe sent: every type, twice, in any order, with bad luck; and finding whom it concerns."""

from datetime import timedelta
from typing import Any

import pytest

from tests.payments.world import World, json_bytes
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments import connect, inbox
from thoughtcloud.payments.addressees import find_booking
from thoughtcloud.payments.failures import StripeUnavailable
from thoughtcloud.store.effects import MOST_ATTEMPTS
from thoughtcloud.store.tables import Booking, Mentor

PAST = -timedelta(hours=2)


def live(world: World, order: str, copies: int) -> tuple[Booking, Booking, Booking]:
    """Three bookings live their lives, and nobody learns anything but from events in this order."""

    def hear() -> None:
        world.deliver(order, copies)
        world.work()

    mentor = world.mentor(ready=False)
    kept, voided, refunded = (
        world.hold(mentor, starts_in=PAST),
        world.hold(mentor, starts_in=timedelta(hours=30)),
        world.hold(mentor, starts_in=timedelta(hours=-5)),
    )
    for booking in (kept, voided, refunded):
        world.pay(booking)
    hear()
    for booking in (kept, refunded):
        world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.tell(voided, Event.CANCELLED, Actor.MENTEE)
    hear()
    _onboard_unheard(world, mentor)
    hear()
    world.sandbox.post("refunds", payment_intent=world.payment(refunded).intent_id, amount=3000)
    hear()
    world.sandbox.post("refunds", payment_intent=world.payment(refunded).intent_id)
    hear()
    for _ in range(2):
        world.pass_time(days=3)
        hear()
    return kept, voided, refunded


def _onboard_unheard(world: World, mentor: Mentor) -> None:
    """The mentor onboards at Stripe; our row knows the account, and learns that it is ready from events only."""
    platform = world.platform
    connect.onboarding_url(
        platform.db, platform.gateway, "http://localhost:3000", mentor.id, mentor.person_id, world.now()
    )
    account_id = world.fresh(Mentor, mentor.id).account_id
    world.sandbox.console(f"accounts/{account_id}/onboard", country="DE")
    assert not world.fresh(Mentor, mentor.id).account_ready


@pytest.mark.parametrize(("order", "copies"), [("forward", 1), ("forward", 2), ("reverse", 2)])
def test_events_in_any_order_and_number_lead_to_the_same_record(world: World, order: str, copies: int) -> None:
    kept, voided, refunded = live(world, order, copies)
    assert world.states(kept) == ("completed", "captured", "transferred")
    assert world.states(voided) == ("cancelled", "voided", "not_due")
    assert world.states(refunded) == ("completed", "refunded", "reversed")
    assert world.book()["paid_out", "eur"] == 6800
    world.check_book()
    before = [world.history(each) for each in (kept, voided, refunded)], world.book()
    for event_id in world.inbox():
        with world.platform.db.unit_of_work() as session:
            assert inbox.replay(session, event_id, now=world.now())
    world.work()
    assert ([world.history(each) for each in (kept, voided, refunded)], world.book()) == before
    assert {row.state for row in world.inbox().values()} <= {"done", "ignored"}
    world.check_book()


def test_every_kind_of_event_that_the_journeys_cause_was_seen_here(world: World) -> None:
    live(world, "forward", 1)
    handled = {row.type for row in world.inbox().values() if row.state == "done"}
    assert handled >= {
        "account.updated", "balance.available", "charge.captured", "charge.refunded", "charge.succeeded",
        "checkout.session.completed", "payment_intent.amount_capturable_updated", "payment_intent.canceled",
        "payment_intent.created", "payment_intent.succeeded", "payout.created", "payout.paid", "refund.created",
        "transfer.created", "transfer.reversed",
    }  # fmt: skip


def test_stripe_being_away_keeps_the_event_for_later(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    world.deliver()
    world.sandbox.console("faults", kind="500", calls=1000)
    inbox.process_due(world.platform.db, world.platform.gateway, world.platform.now)
    assert world.states(booking)[0] == "held"
    waiting = [row for row in world.inbox().values() if row.state == "waiting"]
    assert waiting
    assert all("500" in row.problem for row in waiting)
    world.sandbox.console("faults")
    world.pass_time(seconds=10)
    world.work()
    assert world.states(booking)[0] == "confirmed"
    assert {row.state for row in world.inbox().values()} <= {"done", "ignored"}


def test_an_event_that_keeps_failing_is_buried_with_its_traceback_and_can_be_replayed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    event = next(each for each in world.sandbox.events() if each["type"] == "checkout.session.completed")
    inbox.keep(world.platform.db, event, json_bytes(event), world.now())

    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a bug of ours")

    with monkeypatch.context() as patch:
        patch.setattr(world.platform.gateway, "checkout", broken)
        for _ in range(MOST_ATTEMPTS):
            inbox.process_due(world.platform.db, world.platform.gateway, world.platform.now)
            world.pass_time(hours=8)
    row = world.inbox()[event["id"]]
    assert (row.state, row.attempts) == ("buried", MOST_ATTEMPTS)
    assert "Traceback" in row.problem and "ZeroDivisionError: a bug of ours" in row.problem
    with world.platform.db.unit_of_work() as session:
        assert inbox.replay(session, row.id, now=world.now())
    inbox.process_due(world.platform.db, world.platform.gateway, world.platform.now)
    row = world.inbox()[event["id"]]
    assert (row.state, row.problem) == ("done", "")


def test_an_event_whose_worker_died_is_taken_over_when_its_lease_ends(world: World) -> None:
    booking = world.hold(world.mentor())
    world.pay(booking)
    world.deliver()
    with world.platform.db.unit_of_work() as session:
        letter = inbox._lease(session, world.now())
    assert letter is not None
    world.work()
    assert world.inbox()[letter.event_id].state == "leased"
    world.pass_time(minutes=3)
    world.work()
    assert world.inbox()[letter.event_id].state in ("done", "ignored")
    inbox._finish(world.platform.db, letter, state="buried")
    assert world.inbox()[letter.event_id].state in ("done", "ignored")


def test_replaying_what_is_not_there_is_told(world: World) -> None:
    with world.platform.db.unit_of_work() as session:
        assert not inbox.replay(session, "evt_none", now=world.now())


def test_an_account_that_cut_the_tie_is_not_ready_any_more(world: World) -> None:
    mentor = world.mentor()
    account_id = world.fresh(Mentor, mentor.id).account_id
    answer = world.sandbox.http.delete(f"/v1/accounts/{account_id}")
    assert answer.status_code == 200
    gone: dict[str, Any] = {
        "id": "evt_bye",
        "type": "account.application.deauthorized",
        "account": account_id,
        "data": {},
    }
    inbox.keep(world.platform.db, gone, json_bytes(gone), world.now())
    world.work()
    assert world.inbox()["evt_bye"].state == "done"
    assert not world.fresh(Mentor, mentor.id).account_ready


def test_a_booking_is_found_by_every_object_that_belongs_to_it(world: World) -> None:
    booking = world.transferred(world.mentor())
    payment = world.payment(booking)
    objects: list[dict[str, Any]] = [
        {"object": "checkout.session", "id": payment.checkout_id},
        {"object": "checkout.session", "id": "cs_x", "client_reference_id": booking.id},
        {"object": "payment_intent", "id": payment.intent_id},
        {"object": "payment_intent", "id": "pi_x", "metadata": {"booking": booking.id}},
        {"object": "charge", "id": payment.charge_id},
        {"object": "charge", "id": "ch_x", "payment_intent": payment.intent_id},
        {"object": "charge", "id": "ch_x", "payment_intent": {"id": payment.intent_id}},
        {"object": "refund", "id": "re_x", "charge": payment.charge_id},
        {"object": "transfer", "id": payment.transfer_id},
        {"object": "transfer", "id": "tr_x", "transfer_group": booking.id},
        {"object": "transfer", "id": "tr_x", "source_transaction": payment.charge_id},
    ]
    strangers: list[dict[str, Any]] = [
        {"object": "charge", "id": "ch_x", "metadata": {"booking": "bk_of_another_shop"}},
        {"object": "charge", "id": "ch_x", "metadata": {"booking": ["x"]}, "transfer_group": 7},
        {"object": "charge", "id": "ch_x"},
        {},
    ]
    with world.platform.db.reading() as session:
        assert {find_booking(session, each) for each in objects} == {booking.id}
        assert {find_booking(session, each) for each in strangers} == {None}


def test_the_world_of_these_tests_can_fail(world: World) -> None:
    world.sandbox.console("faults", kind="500", method="GET", path="/v1/payment_intents")
    booking = world.hold(world.mentor())
    world.pay(booking)
    with pytest.raises(StripeUnavailable):
        world.sync(booking)
