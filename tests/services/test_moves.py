"""Moving a session: who may, where to, what is claimed then, and what cancelling costs afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from tests.market import Market
from thoughtcloud.core import policy, reserving
from thoughtcloud.core.errors import Problem, SlotTaken
from thoughtcloud.core.states import Actor, BookingState, Event, MoveState
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services import bookings, moves, sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.move_wish import free_starts
from thoughtcloud.store import claims
from thoughtcloud.store.advance import agreed, deadline
from thoughtcloud.store.tables import Booking, History, Move, NoticeRow, Offer, SlotClaim
from thoughtcloud.store.unit import Database


class Stage:
    """A mentee with a confirmed session two days ahead, and everybody's hands on it."""

    def __init__(self, db: Database, *, terms: ReadyMade = ReadyMade.FLEXIBLE, minutes: int = 60) -> None:
        self.db, self.market = db, Market(db)
        self.mentor, self.mentee = self.market.mentor(), self.market.person("Noor")
        self.offer = self.market.offer(self.mentor, minutes)
        with db.unit_of_work() as session:
            offer = session.get_one(Offer, self.offer)
            offer.terms = terms.value
            session.add(offer)
        self.first = self.slot(hours=50)
        self.booking_id = self.market.confirmed(self.mentee, self.offer, self.first)
        self.market.pass_time(hours=2)

    def slot(self, **ahead: float) -> datetime:
        """The first free start that is so far ahead."""
        least = self.market.now + timedelta(**ahead)
        return next(start for start in self.market.slots(self.offer) if start >= least)

    @property
    def booking(self) -> Booking:
        return self.market.rows(self.booking_id)[0]

    def move(self, to: Any, caller: Caller | None = None, *, seen: Any = None, booking_id: Any = None) -> str:
        """The mentee moves the session alone."""
        seen = self.booking.sequence if seen is None else seen
        with self.db.unit_of_work() as session:
            return moves.move(
                session, caller or self.mentee, booking_id or self.booking_id, to=to,
                seen=seen, now=self.market.now,
            )  # fmt: skip

    def propose(self, by: Caller | None, times: Any, *, note: Any = "", seen: Any = None) -> str:
        seen = self.booking.sequence if seen is None else seen
        with self.db.unit_of_work() as session:
            return moves.propose(
                session, by, self.booking_id, times=times, note=note,
                seen=seen, now=self.market.now,
            )  # fmt: skip

    def accept(self, by: Caller | None, move_id: Any, to: Any) -> None:
        with self.db.unit_of_work() as session:
            moves.accept(session, by, self.booking_id, move_id, to=to, now=self.market.now)

    def decline(self, by: Caller | None, move_id: Any) -> None:
        with self.db.unit_of_work() as session:
            moves.decline(session, by, self.booking_id, move_id, now=self.market.now)

    def withdraw(self, by: Caller | None, move_id: Any) -> None:
        with self.db.unit_of_work() as session:
            moves.withdraw(session, by, self.booking_id, move_id, now=self.market.now)

    def cancel(self, by: Caller, role: str) -> None:
        with self.db.unit_of_work() as session:
            bookings.cancel(session, by, self.booking_id, role, now=self.market.now)

    def row(self, move_id: str) -> Move:
        with self.db.reading() as session:
            return session.get_one(Move, move_id)

    def history(self) -> list[History]:
        with self.db.reading() as session:
            asked = select(History).where(History.booking_id == self.booking_id).order_by(col(History.id))
            return list(session.exec(asked))

    def told(self) -> set[str]:
        """Every kind of mail that was put down about moving."""
        with self.db.reading() as session:
            kinds = session.exec(select(NoticeRow.kind).where(col(NoticeRow.move_id).is_not(None)))
            return set(kinds)

    def claimed(self) -> set[int]:
        with self.db.reading() as session:
            return set(session.exec(select(SlotClaim.quarter).where(SlotClaim.booking_id == self.booking_id)))

    def check_claims(self) -> None:
        """Exactly the quarters of the current times are claimed."""
        booking = self.booking
        assert self.claimed() == set(claims.quarters(booking.starts_at, booking.ends_at))


@pytest.fixture
def stage(db: Database) -> Stage:
    return Stage(db)


def refused(code: str, click: Any, *args: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as raised:
        click(*args, **named)
    assert raised.value.code == code
    return raised.value


# -- alone ---------------------------------------------------------------------------------------------------


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


# -- proposing -----------------------------------------------------------------------------------------------


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


# -- what cancelling costs -----------------------------------------------------------------------------------


def fee(stage: Stage) -> int:
    return agreed(stage.booking).fee_at(stage.market.now).minor


def test_a_mentee_who_is_late_asks_and_what_the_mentor_grants_is_no_way_out_of_the_fee(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    stage.market.now = stage.first - timedelta(hours=10)
    to = stage.slot(hours=60)
    refused("ask_first", stage.move, to)
    move_id = stage.propose(stage.mentee, [to])
    stage.accept(stage.mentor, move_id, to)
    assert stage.booking.terms_start == stage.first
    assert fee(stage) == 40_00
    # Long after the old start, too, until the new one.
    stage.market.now = stage.first + timedelta(hours=3)
    assert fee(stage) == 40_00
    refused("ask_first", stage.move, stage.slot(hours=30))
    with db.unit_of_work() as session:
        told = bookings.preview(session, stage.mentee, stage.booking_id, "mentee", now=stage.market.now)
    assert told.fee.minor == 40_00


def test_a_mentors_own_proposal_lets_the_terms_count_from_the_new_start(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    stage.market.now = stage.first - timedelta(hours=10)
    to = stage.slot(hours=60)
    stage.accept(stage.mentee, stage.propose(stage.mentor, [to]), to)
    assert (stage.booking.terms_start, fee(stage)) == (None, 0)
    stage.move(stage.slot(hours=62))


def test_a_wish_in_time_that_is_granted_late_is_as_free_as_it_was(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    to = stage.slot(hours=70)
    move_id = stage.propose(stage.mentee, [to])
    stage.market.now = stage.first - timedelta(hours=10)
    stage.accept(stage.mentor, move_id, to)
    assert (stage.booking.terms_start, fee(stage)) == (None, 0)


def test_moving_closer_in_time_makes_cancelling_cost_what_it_costs_there(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    assert fee(stage) == 0
    stage.move(stage.slot(hours=10))
    assert fee(stage) == 40_00
    refused("ask_first", stage.move, stage.slot(hours=70))


def test_money_that_was_taken_already_moves_along(stage: Stage) -> None:
    stage.market.captured(stage.booking_id)
    to: Sequence[datetime] = [stage.slot(hours=70)]
    stage.move(to[0])
    assert stage.booking.starts_at == to[0]


def test_what_is_not_secured_any_more_is_not_moved(stage: Stage) -> None:
    stage.market.tell(stage.booking_id, Event.HOLD_LAPSED, stripe_object=f"pi_{stage.booking_id}")
    refused("not_now", stage.move, stage.slot(hours=70))
