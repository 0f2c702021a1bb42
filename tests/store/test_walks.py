"""Random lives of a booking through the one door: whatever happens, the book balances and the rows agree."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.store.life import Life
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, Position, ShareState


def test_no_life_of_a_booking_breaks_the_book() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_the_walk_reaches_the_ends_of_all_three_life_cycles() -> None:
    """The moves of the walk are enough to get anywhere that matters."""
    reached = set()
    for path in PATHS:
        life = Life()
        for step in path:
            step(life)
        reached.add(life.here.booking)
        life.every_posting_sums_to_zero()
        life.the_book_says_what_the_payment_says()
    assert reached == {
        BookingState.EXPIRED, BookingState.CANCELLED, BookingState.COMPLETED, BookingState.NO_SHOW
    }  # fmt: skip


def test_a_late_fee_is_taken_sent_and_given_back_when_it_is_waived() -> None:
    life = Life()
    life.the_card_is_authorized()
    life.time_passes(1)
    life.somebody_clicks(Event.CANCELLED, Actor.MENTEE)
    booking, _ = life.market.rows(life.booking_id)
    assert booking.late_fee_minor == 4000, "half of 79.99, rounded half to even"
    life.the_money_is_captured()
    life.the_share_is_sent()
    life.the_book_says_what_the_payment_says()
    assert life.here == Position(BookingState.CANCELLED, PaymentState.CAPTURED, ShareState.TRANSFERRED)
    _, payment = life.market.rows(life.booking_id)
    assert payment.transferred_minor == 4000 * (7999 - 1200) // 7999
    life.somebody_clicks(Event.LATE_FEE_WAIVED, Actor.OPERATOR)
    life.what_a_session_that_is_off_must_not_keep_is_on_its_way_back()
    life.a_part_is_refunded(4000)
    life.the_share_is_taken_back(7999)
    life.the_book_says_what_the_payment_says()
    assert life.here == Position(BookingState.CANCELLED, PaymentState.REFUNDED, ShareState.REVERSED)


PATHS: tuple[tuple[Callable[[Life], object], ...], ...] = (
    (Life.checkout_expires,),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_clicks(Event.CANCELLED, Actor.MENTEE),
        lambda life: life.the_hold_ends(Event.PAYMENT_VOIDED),
    ),
    (
        Life.the_card_is_authorized,
        Life.the_deadline_comes,
        Life.the_money_is_captured,
        Life.the_share_is_sent,
        Life.the_share_clears,
        lambda life: life.a_part_is_refunded(1234),
        lambda life: life.the_share_is_taken_back(1000),
    ),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_waits_in_vain(Actor.MENTEE),
        Life.the_deadline_comes,
        lambda life: life.the_hold_ends(Event.PAYMENT_VOIDED),
    ),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_waits_in_vain(Actor.MENTOR),
        lambda life: life.somebody_speaks_of_it(Event.NO_SHOW_OBJECTED, Actor.MENTEE),
        lambda life: life.the_money_is_captured(whole=True),
        lambda life: life.somebody_speaks_of_it(Event.DECIDED_MENTEE_ABSENT, Actor.OPERATOR),
        Life.the_share_is_sent,
        lambda life: life.somebody_clicks(Event.LATE_FEE_WAIVED, Actor.MENTOR),
        lambda life: life.a_part_is_refunded(7999),
        lambda life: life.the_share_is_taken_back(7999),
    ),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_waits_in_vain(Actor.MENTOR),
        lambda life: life.somebody_speaks_of_it(Event.NO_SHOW_REPORTED, Actor.MENTEE),
        lambda life: life.somebody_speaks_of_it(Event.DECIDED_MENTOR_ABSENT, Actor.OPERATOR),
        lambda life: life.the_hold_ends(Event.HOLD_LAPSED),
    ),
    (
        Life.the_card_is_authorized,
        Life.the_deadline_comes,
        Life.the_money_is_captured,
        Life.the_share_is_sent,
        Life.something_goes_wrong,
        lambda life: life.somebody_speaks_of_a_problem(Event.PROBLEM_ANSWERED, Actor.MENTOR),
        lambda life: life.somebody_speaks_of_a_problem(Event.DECIDED_PART_REFUND, Actor.OPERATOR),
        lambda life: life.a_part_is_refunded(7999 // 3),
        lambda life: life.the_share_is_taken_back(2266),
    ),
)
