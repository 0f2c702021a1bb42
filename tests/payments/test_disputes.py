"""Disputes against the sandbox: opened, answered, won, lost, accepted, and where every cent is then."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import delete, select

from tests.payments.world import World, gateway
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.evidence import Field
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments import reconcile
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.store import disputes, evidence
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import Booking, Dispute, DisputeEvidence, FindingRow, NoticeRow

DISPUTED, INQUIRY = "pm_card_createDispute", "pm_card_createDisputeInquiry"


def completed(world: World, card: str, **options: Any) -> Booking:
    """A session that was given and charged to a card that brings a dispute."""
    booking = world.hold(world.mentor(), starts_in=-timedelta(hours=2), **options)
    world.pay(booking, card)
    world.sync(booking)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    return booking


def somebody_else_pays(world: World) -> None:
    """The platform has other funds; its part of one session is less than what Stripe takes for a dispute."""
    world.transferred(world.mentor(ready=False))


def dispute(world: World, booking: Booking) -> Dispute:
    with world.platform.db.reading() as session:
        return disputes.of_booking(session, booking.id)[-1]


def answer(world: World, booking: Booking, words: str) -> None:
    """An operator writes the last field of the evidence and sends it; the bank decides a moment later."""
    found = dispute(world, booking)
    with world.platform.db.unit_of_work() as session:
        written = evidence.saved(session, found.id) | {Field.ANYTHING_ELSE: words}
        evidence.save(session, found.id, written)
        wanted = Happened(Event.EVIDENCE_WANTED, Actor.OPERATOR, world.now(), dispute_id=found.id)
        advance(session, booking.id, wanted)
    world.finish(booking)
    world.pass_time(seconds=5)
    world.sync(booking)
    world.finish(booking)


def findings(world: World) -> list[FindingRow]:
    """What a comparison with Stripe finds, to the cent."""
    inspector = reconcile.Inspector(world.platform.db, world.platform.gateway, 1, world.now())
    for movement in list(world.platform.gateway.movements(None)):
        inspector.movement(movement)
    assert all(sums.drift == 0 for sums in inspector.platform())
    with world.platform.db.reading() as session:
        return list(session.exec(select(FindingRow)))


def test_a_dispute_freezes_the_share_and_its_fee_is_the_platforms(world: World) -> None:
    booking = completed(world, DISPUTED)
    assert world.states(booking) == ("completed", "disputed", "not_due")
    found, payment = dispute(world, booking), world.payment(booking)
    assert (found.status, found.reason, found.amount_minor) == ("needs_response", "fraudulent", 8000)
    assert found.is_open and found.due_by is not None and found.due_by > world.now()
    assert (payment.disputed_minor, payment.dispute_fee_minor) == (8000, 1500)
    assert world.payment(booking).transfer_id is None
    world.check_book()
    assert findings(world) == []


def test_a_dispute_that_is_won_sends_the_share(anywhere: World) -> None:
    world = anywhere
    booking = completed(world, DISPUTED)
    answer(world, booking, "winning_evidence")
    assert world.states(booking) == ("completed", "captured", "transferred")
    found, payment = dispute(world, booking), world.payment(booking)
    assert (found.status, found.is_open, payment.disputed_minor) == ("won", False, 0)
    assert payment.transferred_minor == 6800
    world.check_book()
    assert findings(world) == []


def test_a_dispute_that_is_lost_leaves_nothing_but_its_fee(world: World) -> None:
    booking = completed(world, DISPUTED)
    answer(world, booking, "losing_evidence")
    assert world.states(booking) == ("completed", "charged_back", "not_due")
    assert world.payment(booking).disputed_minor == 8000
    world.check_book()
    assert findings(world) == []


def test_an_inquiry_moves_no_money_and_one_that_becomes_a_dispute_takes_the_sent_share_back(world: World) -> None:
    booking = completed(world, INQUIRY)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert world.payment(booking).disputed_minor == 0
    answer(world, booking, "escalate_inquiry_evidence")
    assert world.states(booking) == ("completed", "disputed", "reversed")
    world.check_book()
    answer(world, booking, "winning_evidence")
    assert world.states(booking) == ("completed", "captured", "due"), "there are no funds for it"
    somebody_else_pays(world)
    world.pass_time(days=8)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    payment = world.payment(booking)
    assert (payment.transfers_made, payment.transferred_minor, payment.reversed_minor) == (2, 13600, 6800)
    world.check_book()
    world.pass_time(days=8)
    world.patrol()
    assert world.payment(booking).share_available
    world.check_book()
    assert findings(world) == []


def test_an_inquiry_that_is_closed_leaves_everything_as_it_was(world: World) -> None:
    booking = completed(world, INQUIRY)
    answer(world, booking, "winning_evidence")
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert dispute(world, booking).status == "warning_closed"
    assert "inquiry_closed" in world.history(booking)
    world.check_book()


def test_an_escalated_dispute_that_is_lost_leaves_the_mentor_with_nothing(world: World) -> None:
    booking = completed(world, INQUIRY)
    answer(world, booking, "escalate_inquiry_evidence")
    answer(world, booking, "losing_evidence")
    assert world.states(booking) == ("completed", "charged_back", "reversed")
    world.check_book()
    assert findings(world) == []


def test_an_operator_may_accept_a_dispute(world: World) -> None:
    booking = completed(world, DISPUTED)
    found = dispute(world, booking)
    with world.platform.db.unit_of_work() as session:
        given_up = Happened(Event.DISPUTE_GIVEN_UP, Actor.OPERATOR, world.now(), dispute_id=found.id)
        advance(session, booking.id, given_up)
    world.finish(booking)
    assert world.states(booking) == ("completed", "charged_back", "not_due")
    assert dispute(world, booking).status == "lost"
    world.check_book()


def test_a_dispute_is_not_given_up_while_its_evidence_is_on_its_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = completed(world, DISPUTED)
    found = dispute(world, booking)
    hand_in, refused = Gateway.hand_in, []

    def meanwhile(self: Gateway, *told: Any) -> None:
        with pytest.raises(Problem) as problem, world.platform.db.unit_of_work() as session:
            given_up = Happened(Event.DISPUTE_GIVEN_UP, Actor.OPERATOR, world.now(), dispute_id=found.id)
            advance(session, booking.id, given_up)
        refused.append(problem.value.code)
        hand_in(self, *told)

    monkeypatch.setattr(Gateway, "hand_in", meanwhile)
    answer(world, booking, "winning_evidence")
    assert refused == ["answered"]
    assert (dispute(world, booking).accepted_at, dispute(world, booking).status) == (None, "won")
    assert world.states(booking) == ("completed", "captured", "transferred")


@pytest.mark.parametrize(
    ("words", "ends"),
    [("winning_evidence", ("completed", "captured", "transferred")),
     ("losing_evidence", ("completed", "charged_back", "not_due"))],
)  # fmt: skip
def test_an_older_look_at_a_dispute_that_is_recorded_late_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, words: str, ends: tuple[str, str, str]
) -> None:
    booking = completed(world, DISPUTED)
    seen = world.platform.gateway.payment(world.payment(booking).intent_id or "", booking.id)
    answer(world, booking, words)
    assert world.states(booking) == ends
    told = world.history(booking)
    with monkeypatch.context() as patched:
        patched.setattr(Gateway, "payment", lambda *_: seen)
        world.sync(booking)
    assert (world.states(booking), world.history(booking)) == (ends, told)
    assert not dispute(world, booking).is_open
    world.check_book()


def test_without_a_webhook_or_an_operator_the_evidence_goes_out_before_it_is_too_late(world: World) -> None:
    booking = completed(world, DISPUTED)
    found = dispute(world, booking)
    assert found.answer_at is not None and found.due_by is not None
    world.pass_time(seconds=(found.answer_at - world.now()).total_seconds() + 60)
    world.work()
    answered = dispute(world, booking)
    assert answered.status == "under_review"
    assert answered.sent_at is not None and answered.sent_at < found.due_by
    there = world.sandbox.get(f"disputes/{found.id}")
    assert there["evidence_details"]["submission_count"] == 1
    assert booking.id in there["evidence"]["product_description"]
    assert "cancel free of charge" in there["evidence"]["cancellation_policy_disclosure"]


def test_the_evidence_is_handed_in_once_however_often_the_call_is_made(world: World) -> None:
    booking = completed(world, DISPUTED)
    found = dispute(world, booking)
    with world.platform.db.unit_of_work() as session:
        wanted = Happened(Event.EVIDENCE_WANTED, Actor.OPERATOR, world.now(), dispute_id=found.id)
        advance(session, booking.id, wanted)
    with world.one_call_fails("lost_answer", "POST", f"/v1/disputes/{found.id}"):
        world.finish(booking)
    world.pass_time(minutes=10)
    world.work()
    there = world.sandbox.get(f"disputes/{found.id}")
    assert (there["status"], there["evidence_details"]["submission_count"]) == ("under_review", 1)
    with world.platform.db.reading() as session:
        kept = {row.field: row.text for row in session.exec(select(DisputeEvidence))}
    assert kept == {name: text for name, text in there["evidence"].items() if text}


def test_evidence_that_the_bank_does_not_show_yet_is_not_handed_in_without_a_pause(world: World) -> None:
    booking = completed(world, DISPUTED)
    answer_at = dispute(world, booking).answer_at
    assert answer_at is not None
    world.pass_time(seconds=(answer_at - world.now()).total_seconds() + 60)
    sandbox, platform = world.platform.gateway, world.platform
    handed_in: list[str] = []
    deaf = gateway(world.sandbox)
    deaf.hand_in = lambda dispute_id, *_: handed_in.append(dispute_id)  # type: ignore[method-assign]
    world.platform = replace(platform, gateway=deaf)
    world.work()
    assert handed_in == [dispute(world, booking).id]
    world.platform = replace(platform, gateway=sandbox)
    world.pass_time(minutes=11)
    world.work()
    assert dispute(world, booking).status == "under_review"


@pytest.mark.parametrize("order", ["forward", "reverse"])
def test_events_alone_bring_a_dispute_in_whatever_their_order(anywhere: World, order: str) -> None:
    world = anywhere
    booking = completed(world, INQUIRY)
    words = {"evidence[uncategorized_text]": "escalate_inquiry_evidence"}
    world.sandbox.post(f"disputes/{dispute(world, booking).id}", **words)
    world.pass_time(seconds=5)
    world.deliver(order, copies=2)
    world.work()
    assert world.states(booking) == ("completed", "disputed", "reversed")
    world.check_book()


def test_a_session_that_is_called_off_while_disputed_is_refunded_once_that_is_won(world: World) -> None:
    booking = world.hold(world.mentor(), starts_in=timedelta(hours=30))
    world.pay(booking, DISPUTED)
    world.sync(booking)
    # Somebody takes the money at Stripe's dashboard, long before the session.
    world.sandbox.post(f"payment_intents/{world.payment(booking).intent_id}/capture")
    world.sync(booking)
    assert world.states(booking) == ("confirmed", "disputed", "not_due")
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "disputed", "not_due")
    assert "refund" not in {event["data"]["object"]["object"] for event in world.sandbox.events()}
    answer(world, booking, "winning_evidence")
    assert world.states(booking) == ("cancelled", "refunded", "not_due")
    world.check_book()


def test_a_completed_session_cannot_be_refunded_while_it_is_disputed(world: World) -> None:
    booking = completed(world, DISPUTED)
    with pytest.raises(Problem, match="not_now"):
        world.tell(booking, Event.CANCELLED, Actor.MENTOR)


def test_a_dispute_after_a_part_was_refunded_takes_no_more_of_the_share_than_there_is(anywhere: World) -> None:
    world = anywhere
    booking = completed(world, INQUIRY)
    intent = world.payment(booking).intent_id
    world.sandbox.post("refunds", payment_intent=intent, amount=3000, **{"metadata[booking]": booking.id})
    world.sync(booking)
    world.finish(booking)
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    world.pass_time(minutes=10)
    answer(world, booking, "escalate_inquiry_evidence")
    assert world.states(booking)[1:] == ("disputed", "reversed")
    world.check_book()
    answer(world, booking, "winning_evidence")
    somebody_else_pays(world)
    world.pass_time(days=8)
    world.work()
    assert world.states(booking) == ("completed", "partially_refunded", "transferred")
    payment = world.payment(booking)
    assert payment.transferred_minor - payment.reversed_minor == 5000 * 85 // 100
    world.check_book()


def test_an_inquiry_that_nobody_told_us_of_is_found_by_the_patrol(world: World) -> None:
    booking = completed(world, INQUIRY)
    found = dispute(world, booking).id
    with world.platform.db.unit_of_work() as session:
        session.exec(delete(Dispute))
        session.exec(delete(NoticeRow))
    world.patrol()
    assert dispute(world, booking).id == found
    assert world.history(booking).count("inquiry_opened") == 2
