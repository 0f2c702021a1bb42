"""Moving a session alone: who may, where to, and what is claimed then."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.services.moving import Stage, refused
from thoughtcloud.core import policy, reserving
from thoughtcloud.core.errors import Problem, SlotTaken
from thoughtcloud.core.states import BookingState, Event, MoveState
from thoughtcloud.services import moves, sessions
from thoughtcloud.services.move_wish import free_starts
from thoughtcloud.store.advance import deadline


def test_a_mentee_moves_a_session_and_its_claims_its_deadline_and_its_sequence_follow(stage: Stage) -> None:
    to = stage.slot(hours=70)
    moved = stage.row(stage.move(to))
    booking = stage.booking
    assert (booking.starts_at, booking.ends_at) == (to, to + timedelta(hours=1))
    assert (booking.sequence, booking.state) == (1, BookingState.CONFIRMED)
    assert booking.due_at == booking.ends_at + timedelta(hours=24)
    stage.check_claims()
    assert (moved.by, moved.state, moved.from_start, moved.to_start) == ("mentee", MoveState.MADE, stage.first, to)
    assert stage.told() == {"mentee_moved", "mentor_moved"}
    last = stage.history()[-1]
    assert (last.event, last.actor, last.move_id) == ("moved", "mentee", moved.id)


def test_the_slot_that_was_left_is_free_for_others(stage: Stage) -> None:
    assert stage.first not in stage.market.slots(stage.offer)
    stage.move(stage.slot(hours=70))
    assert stage.first in stage.market.slots(stage.offer)


def test_a_session_may_move_onto_a_part_of_its_own_old_time(stage: Stage) -> None:
    to = stage.first + timedelta(minutes=30)
    assert to not in stage.market.slots(stage.offer)
    stage.move(to)
    assert stage.booking.starts_at == to
    stage.check_claims()


def test_a_second_click_is_answered_with_the_same_move(stage: Stage) -> None:
    to = stage.slot(hours=70)
    assert stage.move(to, seen=0) == stage.move(to, seen=0)
    assert stage.booking.sequence == 1


def test_only_starts_on_offer_can_be_moved_to_and_the_nearest_are_told(stage: Stage) -> None:
    wanted = stage.first.replace(hour=2)
    problem = refused("slot_taken", stage.move, wanted)
    assert isinstance(problem, SlotTaken)
    assert len(problem.nearest) == 3
    with stage.db.reading() as session:
        booking, payment = stage.market.rows(stage.booking_id)
        assert set(problem.nearest) <= set(free_starts(session, booking, payment, now=stage.market.now))
    refused("slot_taken", stage.move, stage.first + timedelta(minutes=7))
    assert stage.booking.sequence == 0


def test_a_start_inside_the_notice_is_not_on_offer(stage: Stage) -> None:
    day = stage.slot(hours=3)
    stage.market.now = day - timedelta(hours=1)
    refused("slot_taken", stage.move, day)


def test_a_time_that_another_mentee_has_taken_meanwhile_is_refused_kindly(stage: Stage) -> None:
    to = stage.slot(hours=70)
    stage.market.hold(stage.market.person("Quick"), stage.offer, to)
    problem = refused("slot_taken", stage.move, to)
    assert isinstance(problem, SlotTaken)
    assert to not in problem.nearest
    assert len(problem.nearest) == 3
    stage.check_claims()


def test_a_mentee_cannot_be_at_two_sessions_at_once(stage: Stage) -> None:
    other = stage.market.offer(stage.market.mentor("Bela Bartok"))
    to = stage.slot(hours=70)
    stage.market.confirmed(stage.mentee, other, to)
    refused("own_overlap", stage.move, to + timedelta(minutes=30))


def test_a_mentor_moves_nothing_alone_and_a_stranger_does_not_learn_that_there_is_a_booking(stage: Stage) -> None:
    to = stage.slot(hours=70)
    refused("forbidden", stage.move, to, stage.mentor)
    refused("not_found", stage.move, to, stage.market.person("Stranger"))
    refused("not_found", stage.move, to, stage.market.mentor("Other Mentor"))
    refused("not_found", stage.move, to, booking_id="bk_unknown")
    with pytest.raises(Problem) as raised, stage.db.unit_of_work() as session:
        moves.move(session, None, stage.booking_id, to=to, seen=0, now=stage.market.now)
    assert raised.value.code == "signed_out"


def test_what_was_drawn_before_another_move_is_stale(stage: Stage) -> None:
    stage.move(stage.slot(hours=70))
    refused("moved_meanwhile", stage.move, stage.slot(hours=75), seen=0)
    refused("moved_meanwhile", stage.propose, stage.mentor, [stage.slot(hours=75)], seen=0)


def test_a_session_is_moved_ten_times_at_most(stage: Stage) -> None:
    one, other = stage.slot(hours=70), stage.slot(hours=75)
    for number in range(policy.MOST_MOVES):
        stage.move((one, other)[number % 2])
    refused("too_many_moves", stage.move, one)
    refused("too_many_moves", stage.propose, stage.mentor, [one])
    stage.check_claims()


def test_a_move_that_outlives_the_hold_plans_a_new_one(stage: Stage) -> None:
    ends = stage.market.now + timedelta(days=7)
    with stage.db.unit_of_work() as session:
        _, payment = stage.market.rows(stage.booking_id)
        payment.capture_before = ends
        session.add(payment)
    far = stage.slot(days=20)
    stage.move(far)
    assert stage.booking.starts_at == far
    stage.check_claims()
    due = deadline(*stage.market.rows(stage.booking_id))
    assert due is not None
    assert (due.event, due.at) == (Event.HOLD_OUTGROWN, reserving.secured_at(ends))
    assert stage.booking.due_at == stage.market.now, "at once, so that nobody is held twice"


def test_nothing_is_moved_beyond_what_can_be_booked_at_all(stage: Stage) -> None:
    beyond = policy.latest_end(stage.market.now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    refused("too_far", stage.propose, stage.mentor, [beyond])
    refused("too_far", stage.move, beyond)


def test_a_session_that_has_begun_is_over_or_off_is_not_moved(stage: Stage) -> None:
    to = stage.slot(hours=75)
    stage.market.now = stage.first
    refused("not_now", stage.move, to)
    refused("not_now", stage.propose, stage.mentor, [to])
    with stage.db.unit_of_work() as session:
        sessions.complete(session, stage.mentor, stage.booking_id, now=stage.market.now)
    refused("not_now", stage.move, to)
    off = Stage.__new__(Stage)
    off.__dict__.update(stage.__dict__)
    off.booking_id = stage.market.confirmed(stage.mentee, stage.offer, stage.slot(hours=5))
    off.cancel(stage.mentor, "mentor")
    refused("not_now", off.move, to)
    held = stage.market.hold(stage.market.person("Lin"), stage.offer, stage.slot(hours=6))
    refused("not_found", stage.move, to, booking_id=held)


@pytest.mark.parametrize("wrong", [None, "2026-11-26T10:00:00+00:00", 7, datetime(2026, 11, 26, 10), []])  # noqa: DTZ001
def test_what_is_no_instant_is_refused(stage: Stage, wrong: object) -> None:
    refused("bad_time", stage.move, wrong)
    refused("bad_time", stage.propose, stage.mentor, [wrong])


@pytest.mark.parametrize("wrong", [None, "x", True, 0.0, [], {}])
def test_handlers_called_with_anything_change_nothing(stage: Stage, wrong: Any) -> None:
    to = stage.slot(hours=70)
    with pytest.raises(Problem), stage.db.unit_of_work() as session:
        moves.move(session, stage.mentee, stage.booking_id, to=to, seen=wrong, now=stage.market.now)
    with pytest.raises(Problem):
        stage.propose(stage.mentor, wrong)
    with pytest.raises(Problem):
        stage.accept(stage.mentor, wrong, to)
    if not isinstance(wrong, str):
        with pytest.raises(Problem):
            stage.propose(stage.mentor, [to], note=wrong)
    assert (stage.booking.sequence, stage.booking.answer_by) == (0, None)
    stage.check_claims()
