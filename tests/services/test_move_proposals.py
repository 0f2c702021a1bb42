"""Proposing to move a session: who may propose what, how it is answered, and what ends it."""

from datetime import timedelta

from tests.services.moving import Stage, refused
from thoughtcloud.core import policy
from thoughtcloud.core.errors import SlotTaken
from thoughtcloud.core.states import Actor, Event, MoveState


def test_a_mentor_proposes_times_and_the_mentee_takes_one(stage: Stage) -> None:
    times = [stage.slot(hours=70), stage.slot(hours=60)]
    move_id = stage.propose(stage.mentor, times, note="I am at a fair.\nSorry!")
    assert stage.booking.starts_at == stage.first
    stage.check_claims()
    assert stage.told() == {"mentee_move_proposed"}
    assert stage.booking.answer_by == stage.first == stage.booking.due_at
    stage.accept(stage.mentee, move_id, times[1])
    assert stage.booking.starts_at == times[1]
    assert (stage.booking.answer_by, stage.booking.sequence) == (None, 1)
    assert stage.booking.due_at == stage.booking.ends_at + timedelta(hours=24)
    made = stage.row(move_id)
    assert (made.state, made.to_start, made.from_start) == (MoveState.MADE, times[1], stage.first)
    stage.check_claims()
    assert [line.event for line in stage.history()[-2:]] == ["move_proposed", "moved"]
    assert stage.told() == {"mentee_move_proposed", "mentee_moved", "mentor_moved"}


def test_a_mentor_may_propose_times_outside_of_their_hours_and_inside_the_notice(stage: Stage) -> None:
    night = stage.first.replace(hour=2)
    soon = stage.market.now.replace(minute=15) + timedelta(hours=1)
    assert not {night, soon} & set(stage.market.slots(stage.offer))
    move_id = stage.propose(stage.mentor, [night, soon])
    stage.accept(stage.mentee, move_id, soon)
    assert stage.booking.starts_at == soon


def test_a_mentor_proposes_nothing_that_another_booking_stands_in_the_way_of(stage: Stage) -> None:
    taken = stage.slot(hours=70)
    stage.market.confirmed(stage.market.person("Quick"), stage.offer, taken)
    problem = refused("slot_taken", stage.propose, stage.mentor, [taken + timedelta(minutes=15)])
    assert isinstance(problem, SlotTaken)
    assert len(problem.nearest) == 3


def test_a_mentee_asks_for_times_on_offer_only(stage: Stage) -> None:
    refused("slot_taken", stage.propose, stage.mentee, [stage.first.replace(hour=2)])
    move_id = stage.propose(stage.mentee, [stage.slot(hours=70)])
    assert stage.told() == {"mentor_move_proposed"}
    stage.accept(stage.mentor, move_id, stage.slot(hours=70))
    assert stage.booking.sequence == 1


def test_nothing_is_proposed_into_the_past_or_between_the_quarters_or_four_times(stage: Stage) -> None:
    refused("past", stage.propose, stage.mentor, [stage.market.now.replace(minute=0) - timedelta(hours=1)])
    refused("bad_time", stage.propose, stage.mentor, [stage.first + timedelta(minutes=7)])
    refused("bad_time", stage.propose, stage.mentor, [stage.first + timedelta(hours=n) for n in range(1, 5)])
    refused("bad_time", stage.propose, stage.mentor, [])
    refused("same_time", stage.propose, stage.mentor, [stage.first])
    refused("too_long", stage.propose, stage.mentor, [stage.slot(hours=70)], note="x" * 301)


def test_the_same_proposal_is_made_once_and_another_one_only_after_an_answer(stage: Stage) -> None:
    times = [stage.slot(hours=70)]
    assert stage.propose(stage.mentor, times) == stage.propose(stage.mentor, times)
    refused("already_proposed", stage.propose, stage.mentor, [stage.slot(hours=75)])
    refused("already_proposed", stage.propose, stage.mentee, [stage.slot(hours=75)])


def test_nobody_answers_their_own_proposal_or_one_of_another_booking(stage: Stage) -> None:
    times = [stage.slot(hours=70)]
    move_id = stage.propose(stage.mentor, times)
    refused("forbidden", stage.accept, stage.mentor, move_id, times[0])
    refused("forbidden", stage.decline, stage.mentor, move_id)
    refused("forbidden", stage.withdraw, stage.mentee, move_id)
    refused("not_found", stage.accept, stage.market.person("Stranger"), move_id, times[0])
    refused("not_found", stage.accept, stage.mentee, "mv_unknown", times[0])
    refused("bad_time", stage.accept, stage.mentee, move_id, stage.slot(hours=75))
    stage.booking_id = stage.market.confirmed(stage.mentee, stage.offer, stage.slot(hours=5))
    refused("not_found", stage.accept, stage.mentee, move_id, times[0])


def test_a_declined_proposal_leaves_everything_as_it_was_and_the_proposer_hears_of_it(stage: Stage) -> None:
    move_id = stage.propose(stage.mentor, [stage.slot(hours=70)])
    stage.decline(stage.mentee, move_id)
    stage.decline(stage.mentee, move_id)
    assert stage.row(move_id).state == MoveState.DECLINED
    assert (stage.booking.starts_at, stage.booking.answer_by) == (stage.first, None)
    assert stage.booking.due_at == stage.booking.ends_at + timedelta(hours=24)
    assert stage.told() == {"mentee_move_proposed", "mentor_move_refused"}
    refused("not_open", stage.accept, stage.mentee, move_id, stage.slot(hours=70))
    assert stage.propose(stage.mentor, [stage.slot(hours=70)]) != move_id


def test_nobody_is_asked_for_ever(stage: Stage) -> None:
    to = stage.slot(hours=70)
    for _ in range(policy.MOST_PROPOSALS):
        stage.withdraw(stage.mentor, stage.propose(stage.mentor, [to]))
    refused("too_many_proposals", stage.propose, stage.mentor, [to])
    stage.propose(stage.mentee, [to])


def test_a_withdrawn_proposal_cannot_be_accepted(stage: Stage) -> None:
    move_id = stage.propose(stage.mentor, [stage.slot(hours=70)])
    stage.withdraw(stage.mentor, move_id)
    stage.withdraw(stage.mentor, move_id)
    refused("not_open", stage.accept, stage.mentee, move_id, stage.slot(hours=70))
    refused("not_open", stage.decline, stage.mentee, move_id)


def test_accepting_twice_moves_once(stage: Stage) -> None:
    to = stage.slot(hours=70)
    move_id = stage.propose(stage.mentor, [to])
    stage.accept(stage.mentee, move_id, to)
    stage.accept(stage.mentee, move_id, to)
    assert stage.booking.sequence == 1


def test_a_proposal_ends_before_its_earliest_time_and_at_the_start_of_the_session(stage: Stage) -> None:
    early, late = stage.slot(hours=20), stage.slot(hours=70)
    move_id = stage.propose(stage.mentor, [late, early])
    assert stage.booking.answer_by == early
    stage.market.now = early
    refused("not_open", stage.accept, stage.mentee, move_id, late)
    assert stage.market.tell(stage.booking_id, Event.MOVE_EXPIRED, Actor.CLOCK)
    assert stage.row(move_id).state == MoveState.EXPIRED
    assert stage.told() == {"mentee_move_proposed", "mentee_move_refused", "mentor_move_refused"}
    second = stage.propose(stage.mentor, [late])
    assert stage.row(second).answer_by == stage.first


def test_a_proposed_time_is_not_kept_free(stage: Stage) -> None:
    to = stage.slot(hours=70)
    move_id = stage.propose(stage.mentor, [to])
    stage.market.confirmed(stage.market.person("Quick"), stage.offer, to)
    problem = refused("slot_taken", stage.accept, stage.mentee, move_id, to)
    assert isinstance(problem, SlotTaken)
    assert len(problem.nearest) == 3
    assert stage.booking.answer_by is not None
    stage.check_claims()


def test_what_else_happens_to_the_booking_ends_the_proposal(stage: Stage) -> None:
    to = stage.slot(hours=70)
    first = stage.propose(stage.mentor, [to])
    stage.move(stage.slot(hours=75))
    assert stage.row(first).state == MoveState.OVERTAKEN
    refused("not_open", stage.accept, stage.mentee, first, to)
    second = stage.propose(stage.mentor, [to])
    stage.cancel(stage.mentee, "mentee")
    assert stage.row(second).state == MoveState.OVERTAKEN
    assert (stage.booking.answer_by, stage.booking.due_at, stage.claimed()) == (None, None, set())
    assert stage.booking.sequence == 2
    refused("not_open", stage.accept, stage.mentee, second, to)
