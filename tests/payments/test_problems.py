"""Problems against the sandbox: secured, refunded in part, reversed in proportion, and always to the same cent."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.payments.test_saved_cards import renewal, saved
from tests.payments.world import World
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.advance import advance, at_stake
from thoughtcloud.store.tables import Booking, Refund

PAST = -timedelta(hours=2)
PART, FULL, NONE = Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND, Event.DECIDED_NO_REFUND


def heard(world: World, booking: Booking) -> Booking:
    """A problem that the mentor has answered."""
    world.tell(booking, Event.PROBLEM_REPORTED, Actor.MENTEE)
    world.work()
    world.tell(booking, Event.PROBLEM_ANSWERED, Actor.MENTOR)
    return booking


def decide(world: World, booking: Booking, event: Event, part: int = 3000) -> None:
    with world.platform.db.unit_of_work() as session:
        stake = at_stake(world.booking(booking), world.payment(booking))
        refund = {PART: Money(part, "eur"), FULL: stake, NONE: None}[event]
        happened = Happened(event, Actor.OPERATOR, world.now(), refund=refund, words="So be it.")
        advance(session, booking.id, happened)


def sums(world: World, booking: Booking) -> tuple[int, int, int, int]:
    """Captured, refunded, transferred, reversed."""
    row = world.payment(booking)
    return row.captured_minor, row.refunded_minor, row.transferred_minor, row.reversed_minor


@pytest.mark.parametrize(
    ("event", "ends", "moved"),
    [
        (NONE, ("completed", "captured", "transferred"), (8000, 0, 6800, 0)),
        (PART, ("completed", "partially_refunded", "partially_reversed"), (8000, 3000, 6800, 2550)),
        (FULL, ("completed", "refunded", "reversed"), (8000, 8000, 6800, 6800)),
    ],
)
def test_of_a_share_that_was_sent_the_part_of_what_goes_back_is_reversed(
    world: World, event: Event, ends: tuple[str, str, str], moved: tuple[int, ...]
) -> None:
    booking = heard(world, world.transferred(world.mentor()))
    assert world.states(booking) == ("in_review", "captured", "transferred")
    decide(world, booking, event)
    world.work()
    assert (world.states(booking), sums(world, booking)) == (ends, moved)
    world.check_book()
    for _ in range(3):
        world.pass_time(hours=2)
        world.deliver(copies=2)
        world.patrol()
    assert sums(world, booking) == moved, "and nothing is done twice"
    world.check_book()


@pytest.mark.parametrize(
    ("event", "ends", "moved"),
    [
        (NONE, ("completed", "captured", "transferred"), (8000, 0, 6800, 0)),
        (PART, ("completed", "captured", "transferred"), (5000, 0, 4250, 0)),
        (FULL, ("completed", "voided", "not_due"), (0, 0, 0, 0)),
    ],
)
def test_of_a_hold_only_what_is_to_be_paid_is_ever_taken(
    world: World, event: Event, ends: tuple[str, str, str], moved: tuple[int, ...]
) -> None:
    booking = heard(world, world.reserved(world.mentor(), starts_in=PAST))
    assert world.states(booking) == ("in_review", "authorized", "not_due")
    decide(world, booking, event)
    world.work()
    assert (world.states(booking), sums(world, booking)) == (ends, moved)
    world.check_book()


@pytest.mark.parametrize(
    ("event", "ends", "moved"),
    [
        (NONE, ("completed", "captured", "transferred"), (8000, 0, 6800, 0)),
        (PART, ("completed", "partially_refunded", "transferred"), (8000, 3000, 4250, 0)),
        (FULL, ("completed", "refunded", "not_due"), (8000, 8000, 0, 0)),
    ],
)
def test_a_hold_that_ends_before_it_is_decided_is_secured_and_sent_on_to_nobody(
    world: World, event: Event, ends: tuple[str, str, str], moved: tuple[int, ...]
) -> None:
    booking = heard(world, world.reserved(world.mentor(), starts_in=PAST))
    capture_before = world.payment(booking).capture_before
    assert capture_before is not None
    world.pass_time(seconds=(capture_before - world.now()).total_seconds() - 5 * 3600)
    world.work()
    assert world.states(booking) == ("in_review", "captured", "not_due")
    world.check_book()
    decide(world, booking, event)
    world.work()
    assert (world.states(booking), sums(world, booking)) == (ends, moved)
    world.check_book()


def test_a_share_that_had_to_wait_goes_out_for_what_is_left(world: World) -> None:
    mentor = world.mentor()
    booking = world.reserved(mentor, starts_in=PAST, release_after_hours=48)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.work()
    assert world.states(booking) == ("completed", "captured", "due")
    heard(world, booking)
    assert world.states(booking) == ("in_review", "captured", "not_due")
    world.pass_time(days=3)
    world.work()
    assert world.payment(booking).transferred_minor == 0, "not while it is open"
    decide(world, booking, PART)
    world.work()
    assert world.states(booking) == ("completed", "partially_refunded", "transferred")
    assert sums(world, booking) == (8000, 3000, 4250, 0)
    assert world.book(mentor)["platform_fee", "eur"] == -750
    world.check_book()


def test_a_share_that_waits_for_an_account_waits_for_the_decision_first(world: World) -> None:
    mentor = world.mentor(ready=False)
    booking = world.reserved(mentor, starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.work()
    assert world.states(booking) == ("completed", "captured", "waiting_for_account")
    heard(world, booking)
    world.onboard(mentor)
    world.deliver()
    world.work()
    assert world.states(booking) == ("in_review", "captured", "not_due")
    decide(world, booking, PART)
    world.work()
    assert sums(world, booking) == (8000, 3000, 4250, 0)
    world.check_book()


def test_what_was_taken_back_goes_on_where_it_was(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=PAST)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.tell(booking, Event.PROBLEM_REPORTED, Actor.MENTEE)
    world.work()
    assert world.states(booking) == ("in_review", "authorized", "not_due")
    world.tell(booking, Event.PROBLEM_WITHDRAWN, Actor.MENTEE)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    world.check_book()


def test_what_was_refunded_at_stripe_meanwhile_is_off_the_table(world: World) -> None:
    booking = heard(world, world.transferred(world.mentor()))
    world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=2000)
    world.sync(booking)
    world.work()
    decide(world, booking, PART)
    world.work()
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    assert sums(world, booking) == (8000, 5000, 6800, 4250)
    world.check_book()


def test_a_mentor_who_does_not_answer_is_decided_without(world: World) -> None:
    booking = world.transferred(world.mentor())
    world.tell(booking, Event.PROBLEM_REPORTED, Actor.MENTEE)
    world.pass_time(hours=47)
    world.work()
    assert world.booking(booking).hearing == "awaited"
    world.pass_time(hours=2)
    world.work()
    assert world.booking(booking).hearing == "overdue"
    assert world.states(booking)[0] == "in_review", "an operator decides, never the clock"
    decide(world, booking, FULL)
    world.work()
    assert world.states(booking)[:2] == ("completed", "refunded")
    world.patrol()
    world.check_book()


def test_what_was_paid_out_already_is_taken_back_of_what_the_mentor_earns_next(world: World) -> None:
    mentor = world.mentor()
    booking = world.transferred(mentor)
    world.tell(booking, Event.PROBLEM_REPORTED, Actor.MENTEE)
    world.pass_time(hours=60)
    world.work()
    decide(world, booking, FULL)
    world.work()
    assert world.states(booking) == ("completed", "refunded", "transferred"), "the mentee waits for nobody"
    for _ in range(12):
        world.pass_time(hours=7)
        world.work()
    (waits,) = (effect for effect in world.effects(booking) if effect.kind == "reverse_transfer")
    assert waits.state == "waiting", "it is never given up"
    world.transferred(mentor)
    world.pass_time(hours=7)
    world.work()
    assert world.states(booking) == ("completed", "refunded", "reversed")
    assert sums(world, booking) == (8000, 8000, 6800, 6800)


@pytest.mark.parametrize("path", ["/v1/refunds", "/v1/transfers"])
@pytest.mark.parametrize("fault", ["lost_answer", "500"])
def test_a_call_whose_answer_is_lost_moves_the_money_once(world: World, path: str, fault: str) -> None:
    booking = heard(world, world.transferred(world.mentor()))
    decide(world, booking, PART)
    with world.one_call_fails(fault, "POST", path):
        world.finish(booking)
    world.pass_time(hours=1)
    world.work()
    assert world.states(booking) == ("completed", "partially_refunded", "partially_reversed")
    assert sums(world, booking) == (8000, 3000, 6800, 2550)
    world.check_book()


def test_a_refund_that_comes_back_from_the_card_is_an_operators_to_answer(world: World) -> None:
    booking = world.hold(world.mentor(), starts_in=PAST)
    world.pay(booking, "pm_card_refundFail")
    world.sync(booking)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.work()
    heard(world, booking)
    decide(world, booking, PART)
    world.work()
    world.pass_time(hours=1)
    world.deliver()
    world.work()
    with world.platform.db.reading() as session:
        (row,) = session.exec(select(Refund))
    assert (row.origin, row.state, row.reason, row.amount_minor) == ("case", "failed", "So be it.", 3000)
    world.check_book()


def test_more_than_was_decided_that_was_taken_from_the_hold_meanwhile_goes_back(world: World) -> None:
    booking = heard(world, world.reserved(world.mentor(), starts_in=PAST))
    world.sandbox.http.post(f"/v1/payment_intents/{world.payment(booking).intent_id}/capture")
    decide(world, booking, PART)
    world.work()
    assert world.states(booking) == ("completed", "partially_refunded", "transferred")
    assert sums(world, booking) == (8000, 3000, 4250, 0)
    world.check_book()


def test_nor_is_anything_kept_that_was_taken_after_it_was_decided_that_nothing_is_due(world: World) -> None:
    booking = heard(world, world.reserved(world.mentor(), starts_in=PAST))
    world.sandbox.http.post(f"/v1/payment_intents/{world.payment(booking).intent_id}/capture")
    decide(world, booking, FULL)
    world.work()
    assert world.states(booking) == ("completed", "refunded", "not_due")
    world.check_book()


@pytest.mark.parametrize(
    ("event", "ends", "moved"),
    [
        (NONE, ("completed", "captured", "transferred"), (8000, 0, 6800, 0)),
        (PART, ("completed", "captured", "transferred"), (5000, 0, 4250, 0)),
        (FULL, ("completed", "voided", "not_due"), (0, 0, 0, 0)),
    ],
)
@pytest.mark.parametrize("completed", [False, True])
def test_a_problem_of_a_session_whose_card_was_refused_is_heard_and_what_is_decided_is_paid(
    world: World, completed: bool, event: Event, ends: tuple[str, str, str], moved: tuple[int, ...]
) -> None:
    booking = saved(world, "pm_card_chargeCustomerFail")
    # The worker was away until the session had begun.
    world.pass_time(seconds=(booking.starts_at - world.now()).total_seconds() + 1200)
    place_hold(world, booking)
    if completed:
        world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    url = renewal(world, booking)
    heard(world, booking)
    assert world.states(booking) == ("in_review", "action_required", "not_due")
    decide(world, booking, event)
    world.work()
    assert world.states(booking) == ("completed", "action_required", "not_due")
    assert url and sums(world, booking) == (0, 0, 0, 0)
    world.pay(booking)
    world.sync(booking)
    world.work()
    assert (world.states(booking), sums(world, booking)) == (ends, moved)
    world.check_book()


def place_hold(world: World, booking: Booking) -> None:
    with world.platform.db.unit_of_work() as session:
        happened = Happened(Event.HOLD_DUE, Actor.CLOCK, world.now())
        advance(session, booking.id, happened)
    world.finish(booking)
    assert world.states(booking) == ("confirmed", "action_required", "not_due")
