"""Refunds against the sandbox: granted in part and in whole, made at Stripe, pending, failed, and made again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from tests.payments.world import World
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.refunds import Answer, Origin, RefundState
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.terms import Step, Terms
from thoughtcloud.services import refunds
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Booking, Person, Refund

PAST = -timedelta(hours=2)
HALF = Terms((Step(24, 50),))


def operator(world: World) -> Caller:
    person = world.person("Olga")
    with world.platform.db.unit_of_work() as session:
        session.get_one(Person, person.id).is_operator = True
    return Caller(person.id, person.name, person.email, person.zone, person.locale, None, None, is_operator=True)


def do(world: World, usecase: Any, *asked: Any, **named: Any) -> Any:
    with world.platform.db.unit_of_work() as session:
        return usecase(session, *asked, **named, now=world.now())


def grant(world: World, who: Caller, booking: Booking, amount: str = "", reason: str = "Poor sound") -> Any:
    most = do(world, refunds.preview, who, booking.id).most
    amount = amount or str(most.major)
    return do(world, refunds.grant, who, booking.id, amount, reason=reason, seen_most_minor=most.minor)


def rows(world: World, booking: Booking) -> list[Refund]:
    with world.platform.db.reading() as session:
        asked = select(Refund).where(Refund.booking_id == booking.id)
        return list(session.exec(asked.order_by(col(Refund.asked_at), col(Refund.stripe_id))))


def told(world: World, booking: Booking) -> list[tuple[str, str, int]]:
    return sorted((str(row.origin), str(row.state), row.amount_minor) for row in rows(world, booking))


def completed(world: World, method: str = "pm_card_visa", **options: Any) -> Booking:
    booking = world.hold(world.mentor(), starts_in=PAST, **options)
    world.pay(booking, method)
    world.sync(booking)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    return booking


def catch_up(world: World, **span: float) -> None:
    world.pass_time(**span)
    world.deliver()
    world.work()


def test_a_granted_part_goes_back_and_the_share_follows_in_proportion(anywhere: World) -> None:
    world = anywhere
    who, booking = operator(world), completed(world)
    does = grant(world, who, booking, "20").consequence
    assert (does.back.minor, does.share.minor, does.fee.minor, does.share_stays.minor) == (2000, 1700, 300, 5100)
    assert told(world, booking) == [("operator", "wanted", 2000)]
    world.finish(booking)
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    assert world.payment(booking).reversed_minor == 1700
    (row,) = rows(world, booking)
    assert (row.state, row.reason, row.asked_by_id) == (RefundState.SUCCEEDED, "Poor sound", who.person_id)
    assert row.stripe_id == world.sandbox.get("refunds")["data"][0]["id"]
    assert world.payment(booking).returning_minor == 0
    world.check_book()
    grant(world, who, booking)
    world.finish(booking)
    assert world.states(booking) == ("completed", "refunded", "reversed")
    assert [minor for _, _, minor in told(world, booking)] == [2000, 6000]
    world.check_book()
    with pytest.raises(Problem, match="not_now"):
        grant(world, who, booking)


def test_a_part_granted_before_the_share_is_sent_makes_the_share_smaller(world: World) -> None:
    who, booking = operator(world), completed(world, release_after_hours=24)
    grant(world, who, booking, "20")
    world.finish(booking)
    assert world.states(booking) == ("completed", "partially_refunded", "due")
    catch_up(world, hours=25)
    assert world.states(booking) == ("completed", "partially_refunded", "transferred")
    assert world.payment(booking).transferred_minor == 5100
    world.check_book()


def test_a_share_that_waits_can_be_released_at_once(world: World) -> None:
    who, booking = operator(world), completed(world, release_after_hours=24)
    assert world.states(booking)[2] == "due"
    do(world, refunds.release, who, booking.id, reason="The mentor asked")
    world.finish(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    with pytest.raises(Problem, match="not_now"):
        do(world, refunds.release, who, booking.id, reason="Again")
    world.check_book()


def test_a_share_waits_while_a_refund_is_on_its_way(world: World) -> None:
    who, booking = operator(world), completed(world, "pm_card_pendingRefund", release_after_hours=24)
    grant(world, who, booking, "20")
    world.finish(booking)
    assert told(world, booking) == [("operator", "pending", 2000)]
    assert world.payment(booking).returning_minor == 2000
    do(world, refunds.release, who, booking.id, reason="The mentor asked")
    world.finish(booking)
    assert world.states(booking) == ("completed", "captured", "due")
    catch_up(world, hours=2)
    assert world.states(booking) == ("completed", "partially_refunded", "transferred")
    assert (world.payment(booking).transferred_minor, world.payment(booking).returning_minor) == (5100, 0)
    assert told(world, booking) == [("operator", "succeeded", 2000)]
    world.check_book()


def test_what_is_on_its_way_is_not_given_back_twice(anywhere: World) -> None:
    world = anywhere
    who, booking = operator(world), completed(world, "pm_card_pendingRefund")
    grant(world, who, booking, "50")
    with pytest.raises(Problem, match="refund_too_much"):
        grant(world, who, booking, "30.01")
    grant(world, who, booking, "30")
    with pytest.raises(Problem, match="nothing_left"):
        grant(world, who, booking, "0.01")
    world.finish(booking)
    catch_up(world, hours=2)
    assert world.states(booking) == ("completed", "refunded", "reversed")
    assert sorted(each["amount"] for each in world.sandbox.get("refunds")["data"]) == [3000, 5000]
    world.check_book()


def test_a_lost_answer_makes_no_second_refund(world: World) -> None:
    who, booking = operator(world), completed(world)
    grant(world, who, booking, "20")
    with world.one_call_fails("lost_answer", "POST", "/v1/refunds"):
        world.finish(booking)
    catch_up(world, hours=1)
    assert [each["amount"] for each in world.sandbox.get("refunds")["data"]] == [2000]
    assert told(world, booking) == [("operator", "succeeded", 2000)]
    world.check_book()


def test_a_refund_made_in_stripes_dashboard_is_a_row_of_its_own(world: World) -> None:
    booking = completed(world)
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=2000)
    catch_up(world)
    assert told(world, booking) == [("dashboard", "succeeded", 2000)]
    assert rows(world, booking)[0].asked_by == ""


def test_a_wanted_refund_is_dropped_when_the_dashboard_was_faster(anywhere: World) -> None:
    world = anywhere
    who, booking = operator(world), completed(world)
    grant(world, who, booking, "50")
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=4000)
    world.finish(booking)
    assert told(world, booking) == [("dashboard", "succeeded", 4000), ("operator", "dropped", 5000)]
    assert world.payment(booking).returning_minor == 0
    world.check_book()


def test_a_session_that_is_called_off_has_its_refund_in_a_row(world: World) -> None:
    booking = world.transferred(world.mentor())
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    world.finish(booking)
    (row,) = rows(world, booking)
    assert (row.origin, row.state, row.asked_by) == (Origin.CALLED_OFF, RefundState.SUCCEEDED, "mentor")


def test_a_part_granted_just_before_cancelling_is_not_given_back_twice(world: World) -> None:
    who, booking = operator(world), completed(world)
    grant(world, who, booking, "20")
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    assert told(world, booking) == [("called_off", "succeeded", 6000), ("operator", "succeeded", 2000)]
    world.check_book()


def test_a_part_of_a_late_fee_can_be_given_back(world: World) -> None:
    who = operator(world)
    booking = world.reserved(world.mentor(), starts_in=timedelta(hours=30), terms=HALF)
    world.pass_time(hours=25)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    kept = world.payment(booking).captured_minor
    assert world.states(booking) == ("cancelled", "captured", "transferred")
    assert kept == world.booking(booking).late_fee_minor == 4000
    grant(world, who, booking, "10")
    world.finish(booking)
    payment = world.payment(booking)
    assert (payment.refunded_minor, world.booking(booking).late_fee_minor) == (1000, kept - 1000)
    assert payment.transferred_minor - payment.reversed_minor == 6800 * (kept - 1000) // 8000
    world.check_book()
    grant(world, who, booking)
    world.finish(booking)
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    world.check_book()


def test_a_granted_refund_that_comes_back_waits_for_an_operator_who_can_make_it_again(world: World) -> None:
    who, booking = operator(world), completed(world, "pm_card_refundFail")
    grant(world, who, booking, "20")
    world.finish(booking)
    catch_up(world, days=10)
    row = rows(world, booking)[0]
    assert (row.state, row.failure, row.answer) == (RefundState.FAILED, "expired_or_canceled_card", "")
    assert "refund_failed" in world.history(booking)
    world.check_book()
    do(world, refunds.make_again, who, row.id, reason="The mentee has a new card")
    with pytest.raises(Problem, match="answered"):
        do(world, refunds.make_again, who, row.id, reason="Twice")
    world.finish(booking)
    assert told(world, booking) == [("operator", "failed", 2000), ("operator", "succeeded", 2000)]
    assert sorted(each.answer for each in rows(world, booking)) == ["", Answer.MADE_AGAIN]
    world.check_book()


def test_giving_up_a_refund_that_came_back_lets_the_unsent_share_go_out(world: World) -> None:
    who, booking = operator(world), completed(world, "pm_card_refundFail", release_after_hours=24)
    grant(world, who, booking)
    world.finish(booking)
    assert world.states(booking) == ("completed", "refunded", "not_due")
    catch_up(world, days=10)
    assert world.states(booking) == ("completed", "captured", "not_due")
    (row,) = rows(world, booking)
    do(world, refunds.settle, who, row.id, Answer.GIVEN_UP, note="The mentee keeps to it that all was well")
    world.finish(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_giving_up_a_refund_that_came_back_sends_on_again_what_was_taken_from_the_share(anywhere: World) -> None:
    world = anywhere
    who, booking = operator(world), completed(world, "pm_card_refundFail")
    grant(world, who, booking, "20")
    world.finish(booking)
    assert world.states(booking)[2] == "partially_reversed"
    catch_up(world, days=10)
    with pytest.raises(Problem, match="not_found"):
        do(world, refunds.settle, who, "rf_none", Answer.GIVEN_UP, note="x")
    do(world, refunds.settle, who, rows(world, booking)[0].id, Answer.GIVEN_UP, note="All was well")
    world.finish(booking)
    payment = world.payment(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert payment.transferred_minor - payment.reversed_minor == 6800
    world.check_book()


def test_what_came_back_of_a_session_that_is_off_is_answered_by_the_next_refund(world: World) -> None:
    booking = completed(world, "pm_card_refundFail")
    world.tell(booking, Event.CANCELLED, Actor.OPERATOR)
    world.finish(booking)
    catch_up(world, days=10)
    assert told(world, booking) == [("called_off", "failed", 8000), ("called_off", "succeeded", 8000)]
    assert sorted(each.answer for each in rows(world, booking)) == ["", Answer.MADE_AGAIN]


def test_without_any_webhook_the_patrol_follows_a_refund(world: World) -> None:
    who, booking = operator(world), completed(world, "pm_card_pendingRefund")
    grant(world, who, booking, "20")
    world.finish(booking)
    world.pass_time(hours=2)
    world.patrol()
    assert told(world, booking) == [("operator", "succeeded", 2000)]
    assert world.payment(booking).reversed_minor == 1700
    world.check_book()
