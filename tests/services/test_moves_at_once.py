"""Moves at one moment and chains of them: exactly the quarters of the current times are claimed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import SQLModel, col, delete, select

from tests.market import Market
from tests.services.moving import Stage
from tests.services.test_races import at_once
from thoughtcloud.core.errors import Problem, SlotTaken
from thoughtcloud.core.states import Actor, BookingState, Event, MoveState
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services import moves
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import claims
from thoughtcloud.store import moves as rows
from thoughtcloud.store.advance import deadline
from thoughtcloud.store.tables import Booking, History, Move, SlotClaim
from thoughtcloud.store.unit import Database


def test_of_many_mentees_who_move_to_one_slot_one_gets_it_and_nobody_loses_theirs(either_db: Database) -> None:
    market = Market(either_db)
    offer = market.offer(market.mentor())
    slots = market.slots(offer)
    mentees = [market.person(f"Mentee{number}") for number in range(6)]
    booked = [market.confirmed(mentee, offer, slots[2 * place]) for place, mentee in enumerate(mentees)]
    to = slots[20]

    def move(place: int) -> Callable[[], object]:
        def click() -> object:
            with either_db.unit_of_work() as session:
                return moves.move(session, mentees[place], booked[place], to=to, seen=0, now=market.now)

        return click

    answers = at_once(*(move(place) for place in range(6)))
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert sum(isinstance(answer, SlotTaken) for answer in answers) == 5
    check_claims(either_db)


def test_moving_into_a_slot_and_booking_it_at_one_moment_give_it_to_one(either_db: Database) -> None:
    stage = Stage(either_db)
    to = stage.slot(hours=70)
    quick = [stage.market.person(f"Quick{number}") for number in range(3)]
    answers = at_once(
        lambda: stage.move(to, seen=0),
        *(lambda one=one: stage.market.hold(one, stage.offer, to) for one in quick),
    )
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert all(isinstance(answer, str | SlotTaken) for answer in answers)
    check_claims(either_db)


def test_both_sides_at_once_leave_one_truth(either_db: Database) -> None:
    stage = Stage(either_db)
    one, other = stage.slot(hours=70), stage.slot(hours=75)
    asked = stage.propose(stage.mentee, [one])
    answers = at_once(
        lambda: stage.accept(stage.mentor, asked, one),
        lambda: stage.withdraw(stage.mentee, asked),
        lambda: stage.move(other, seen=0),
        lambda: stage.cancel(stage.mentor, "mentor"),
        lambda: stage.propose(stage.mentor, [other], seen=0),
    )
    told = {answer.code for answer in answers if isinstance(answer, Problem)}
    assert told <= {"not_open", "moved_meanwhile", "not_now", "already_proposed"}
    booking = stage.booking
    assert booking.state == BookingState.CANCELLED
    assert (booking.answer_by, booking.due_at) == (None, None)
    with either_db.reading() as session:
        assert not session.exec(select(Move).where(Move.state == MoveState.OPEN)).all()
        moved = session.exec(select(Move).where(Move.state == MoveState.MADE)).all()
    assert booking.sequence == len(moved) + 1
    check_claims(either_db)


def test_many_clicks_on_one_answer_move_once(either_db: Database) -> None:
    stage = Stage(either_db)
    to = stage.slot(hours=70)
    asked = stage.propose(stage.mentor, [to])
    answers = at_once(*(lambda: stage.accept(stage.mentee, asked, to) for _ in range(5)))
    assert answers == [None] * 5
    assert stage.booking.sequence == 1
    check_claims(either_db)


def test_one_mentee_does_not_move_two_sessions_to_the_same_hour(either_db: Database) -> None:
    stage = Stage(either_db)
    second = stage.market.offer(stage.market.mentor("Bela Bartok"))
    to = stage.slot(hours=70)
    other = stage.market.confirmed(stage.mentee, second, stage.slot(hours=30))
    answers = at_once(
        lambda: stage.move(to, seen=0), lambda: stage.move(to + timedelta(minutes=30), seen=0, booking_id=other)
    )
    assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["own_overlap"]
    check_claims(either_db)


LIVE = (BookingState.HELD, BookingState.CONFIRMED, BookingState.COMPLETED)


def check_claims(db: Database) -> None:
    """Every live booking claims exactly its own quarters, and nothing else is claimed."""
    with db.reading() as session:
        live = session.exec(select(Booking).where(col(Booking.state).in_(LIVE))).all()
        wanted = {(one.id, quarter) for one in live for quarter in claims.quarters(one.starts_at, one.ends_at)}
        assert {(one.booking_id, one.quarter) for one in session.exec(select(SlotClaim))} == wanted


@cache
def _database() -> Database:
    database = Database("sqlite://")
    SQLModel.metadata.create_all(database.engine)
    return database


HOURS = st.integers(0, 110)
SIDE = st.sampled_from([Actor.MENTEE, Actor.MENTOR])


class Moves(RuleBasedStateMachine):
    """Two sessions with one mentor, moved, proposed, answered and called off in any order while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.db = _database()
        with self.db.unit_of_work() as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.exec(delete(table))
        self.stage = Stage(self.db, terms=ReadyMade.MODERATE)
        self.market = self.stage.market
        self.market.confirmed(self.market.person("Rival"), self.stage.offer, self.stage.slot(hours=26))
        self.begun = self.stage.first - timedelta(hours=50)

    def at(self, hours: int) -> datetime:
        return self.begun.replace(minute=0) + timedelta(hours=hours)

    def side(self, actor: Actor) -> Caller:
        return self.stage.mentee if actor is Actor.MENTEE else self.stage.mentor

    def click(self, usecase: Callable[..., object], *args: object) -> None:
        """Whoever is refused has changed nothing."""
        before = (self.stage.booking, self.stage.claimed(), len(self.stage.history()))
        try:
            usecase(*args)
        except Problem:
            after = (self.stage.booking, self.stage.claimed(), len(self.stage.history()))
            assert dict(before[0]) == dict(after[0])
            assert before[1:] == after[1:]

    def open_move(self) -> Move:
        with self.db.reading() as session:
            found = session.exec(select(Move).where(Move.state == MoveState.OPEN)).first()
        nothing = Move(id="mv_none", booking_id="", by="", from_start=self.begun, created_at=self.begun)
        return found or nothing

    @rule(hours=HOURS)
    def the_mentee_moves(self, hours: int) -> None:
        self.click(self.stage.move, self.at(hours))

    @rule(actor=SIDE, hours=st.lists(HOURS, min_size=1, max_size=3))
    def somebody_proposes(self, actor: Actor, hours: list[int]) -> None:
        self.click(self.stage.propose, self.side(actor), [self.at(one) for one in hours])

    @rule(actor=SIDE, place=st.integers(0, 2))
    def somebody_accepts(self, actor: Actor, place: int) -> None:
        proposal = self.open_move()
        with self.db.reading() as session:
            times = rows.times(session, proposal.id) or (self.market.now,)
        self.click(self.stage.accept, self.side(actor), proposal.id, times[place % len(times)])

    @rule(actor=SIDE)
    def somebody_declines(self, actor: Actor) -> None:
        self.click(self.stage.decline, self.side(actor), self.open_move().id)

    @rule(actor=SIDE)
    def somebody_withdraws(self, actor: Actor) -> None:
        self.click(self.stage.withdraw, self.side(actor), self.open_move().id)

    @rule(hours=st.integers(1, 12))
    def time_passes(self, hours: int) -> None:
        self.market.pass_time(hours=hours)
        due = deadline(*self.market.rows(self.stage.booking_id))
        if due is not None and due.at <= self.market.now:
            self.market.tell(self.stage.booking_id, due.event, Actor.CLOCK)

    @invariant()
    def exactly_the_quarters_of_the_current_times_are_claimed(self) -> None:
        check_claims(self.db)

    @invariant()
    def the_deadline_and_the_proposal_agree(self) -> None:
        booking, payment = self.market.rows(self.stage.booking_id)
        due = deadline(booking, payment)
        assert booking.due_at == (due.at if due else None)
        with self.db.reading() as session:
            waiting = session.exec(select(Move).where(Move.state == MoveState.OPEN)).all()
        assert [move.answer_by for move in waiting] == ([booking.answer_by] if booking.answer_by else [])

    @invariant()
    def every_move_is_in_the_history_and_leads_from_the_one_before(self) -> None:
        with self.db.reading() as session:
            asked = select(Move).join(History, col(History.move_id) == Move.id).where(History.event == Event.MOVED)
            made = session.exec(asked.order_by(col(History.id))).all()
        places = [self.stage.first, *(move.to_start for move in made)]
        assert [move.from_start for move in made] == places[:-1]
        assert places[-1] == self.stage.booking.starts_at
        assert self.stage.booking.sequence == len(made)


def test_no_chain_of_moves_leaves_a_wrong_claim() -> None:
    run_state_machine_as_test(
        Moves,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
