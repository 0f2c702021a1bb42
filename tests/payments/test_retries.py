"""A hold that a bank refused for now: asked for again by itself, beside a mentee who may act, and never twice."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.payments.test_saved_cards import holds, renewal, saved, until
from tests.payments.world import World
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor, Effect, Event
from thoughtcloud.jobs import deadlines
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.store import effects
from thoughtcloud.store.tables import Booking, EffectRow, NoticeRow

GOOD, NO_COVER, LOST = "4242424242424242", "4000000000009995", "4000000000009987"


def behave(world: World, booking: Booking, number: str) -> None:
    """The saved card does what a test card does, from now on."""
    world.sandbox.console(f"payment_methods/{world.payment(booking).method_id}/behave", number=number)


def refused(world: World, number: str = NO_COVER) -> Booking:
    """A booking whose hold has just been refused, three days before it starts."""
    booking = saved(world)
    behave(world, booking, number)
    until(world, booking, before_start=timedelta(hours=72))
    assert world.states(booking) == ("confirmed", "action_required", "not_due")
    return booking


def after(world: World, **span: float) -> None:
    world.pass_time(**span)
    world.work()


def asked(world: World, booking: Booking) -> int:
    return world.history(booking).count(Event.RETRY_DUE)


def told(world: World, booking: Booking) -> dict[str, int]:
    with world.platform.db.reading() as session:
        rows = session.exec(select(NoticeRow.kind).where(col(NoticeRow.booking_id) == booking.id)).all()
    return {kind: rows.count(kind) for kind in rows if "action" in kind or "secured" in kind}


def test_a_card_without_cover_is_asked_again_and_nobody_has_to_do_anything(world: World) -> None:
    booking = refused(world)
    payment = world.payment(booking)
    assert payment.refusal == "insufficient_funds" and payment.refused_at is not None
    assert payment.retry_at == payment.refused_at + timedelta(hours=1)
    assert told(world, booking) == {
        "mentee_action_required": 1, "mentee_action_reminder": 1, "mentor_not_secured": 1
    }  # fmt: skip
    after(world, hours=1, minutes=1)
    assert world.states(booking)[1] == "action_required"
    assert (asked(world, booking), world.payment(booking).retries) == (1, 1)
    assert world.payment(booking).retry_at == payment.refused_at + timedelta(hours=6)
    behave(world, booking, GOOD)
    after(world, hours=5)
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert (world.payment(booking).retry_at, world.payment(booking).refusal) == (None, "")
    assert len(holds(world, booking)) == 1
    until(world, booking, before_start=-timedelta(hours=26))
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_a_card_that_stays_without_cover_is_asked_four_times_and_then_the_session_is_off(world: World) -> None:
    booking = refused(world)
    for hours in (1.1, 5, 12, 18):
        after(world, hours=hours)
    assert (asked(world, booking), world.payment(booking).retry_at) == (4, None)
    assert world.states(booking)[0] == "confirmed"
    until(world, booking, before_start=timedelta(hours=24))
    assert world.states(booking)[0] == "cancelled"
    assert holds(world, booking) == []
    assert told(world, booking)["mentee_action_required"] == 1
    world.check_book()


def test_a_card_that_is_refused_for_good_is_not_asked_again(world: World) -> None:
    booking = refused(world, LOST)
    assert world.payment(booking).retry_at is None
    after(world, hours=40)
    assert asked(world, booking) == 0
    assert "mentor_not_secured" not in told(world, booking)


def test_a_refusal_that_becomes_one_for_good_is_told_and_not_tried_any_more(world: World) -> None:
    booking = refused(world)
    behave(world, booking, LOST)
    after(world, hours=1, minutes=1)
    payment = world.payment(booking)
    assert (payment.refusal, payment.retry_at) == ("lost_card", None)
    assert told(world, booking)["mentee_action_required"] == 2


def test_the_bank_is_not_asked_while_the_mentee_is_at_the_page(world: World) -> None:
    booking = refused(world)
    renewal(world, booking)
    behave(world, booking, GOOD)
    after(world, hours=1, minutes=1)
    assert world.history(booking)[-1] == Event.RETRY_PUT_OFF
    assert holds(world, booking) == []
    world.pay(booking)
    world.sync(booking)
    after(world, hours=12)
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert len(holds(world, booking)) == 1
    world.check_book()


def test_after_a_page_that_was_left_the_bank_is_asked_for_a_new_hold(world: World) -> None:
    booking = refused(world)
    first = world.payment(booking).intent_id
    renewal(world, booking)
    after(world, hours=3)
    behave(world, booking, GOOD)
    after(world, hours=4)
    assert world.states(booking)[1] == "authorized"
    assert world.payment(booking).intent_id != first
    assert len(holds(world, booking)) == 1


def test_no_page_opens_while_the_bank_is_being_asked(world: World) -> None:
    booking = refused(world)
    world.pass_time(hours=1, minutes=1)
    deadlines.run_due(world.platform)
    with world.platform.db.unit_of_work() as session:
        assert effects.lease(session, now=world.now(), booking_id=booking.id) is not None
    with pytest.raises(Problem, match="bank_is_asked"):
        renewal(world, booking)
    world.pass_time(minutes=3)
    world.work()
    assert renewal(world, booking).startswith("http")


@pytest.mark.parametrize("answer", [NO_COVER, GOOD])
def test_an_answer_that_is_lost_is_asked_for_again_and_counts_once(world: World, answer: str) -> None:
    booking = refused(world)
    behave(world, booking, answer)
    world.pass_time(hours=1, minutes=1)
    path = f"/v1/payment_intents/{world.payment(booking).intent_id}/confirm"
    with world.one_call_fails("lost_answer", "POST", path):
        world.work()
    after(world, minutes=5)
    assert (asked(world, booking), len(holds(world, booking))) == (1, int(answer == GOOD))
    assert world.states(booking)[1] == ("authorized" if answer == GOOD else "action_required")
    assert world.payment(booking).retries == 1


def may_not_charge(*_: object) -> None:
    raise StripeRefused("account_invalid", "Your account cannot currently make live charges.")


def put_off(world: World, monkeypatch: pytest.MonkeyPatch) -> Booking:
    """A refused booking whose bank could not be asked again for trouble of ours: that waits for many hours."""
    booking = refused(world)
    with monkeypatch.context() as patched:
        patched.setattr(Gateway, "confirm_off_session", may_not_charge)
        after(world, hours=1, minutes=1)
    with world.platform.db.unit_of_work() as session:
        row = session.exec(select(EffectRow).where(EffectRow.kind == Effect.RETRY_HOLD)).one()
        assert (row.state, row.attempts > 0) == ("waiting", True)
        row.not_before = world.now() + timedelta(days=5)
        session.add(row)
    return booking


def test_a_session_that_is_called_off_does_not_wait_for_a_bank_that_cannot_be_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = put_off(world, monkeypatch)
    renewal(world, booking)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.work()
    page = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    assert page["status"] == "expired", "the mentee can pay for nothing any more"
    assert {row.kind: row.state for row in world.effects(booking)}["close_checkout"] == "done"


def test_the_time_to_act_ends_even_while_the_bank_cannot_be_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = put_off(world, monkeypatch)
    until(world, booking, before_start=timedelta(hours=24))
    assert world.states(booking)[0] == "cancelled"


def test_a_card_that_the_mentee_brings_is_charged_even_while_the_saved_one_cannot_be_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = put_off(world, monkeypatch)
    renewal(world, booking)
    world.pay(booking)
    world.sync(booking)
    until(world, booking, before_start=-timedelta(hours=26))
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_trouble_of_the_platform_is_told_to_nobody_and_the_bank_is_asked_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = refused(world)
    behave(world, booking, GOOD)
    with monkeypatch.context() as patched:
        patched.setattr(Gateway, "confirm_off_session", may_not_charge)
        after(world, hours=1, minutes=1)
    assert world.payment(booking).refusal == "insufficient_funds", "which is still what the bank said"
    after(world, hours=1)
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert len(holds(world, booking)) == 1
