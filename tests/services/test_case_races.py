"""Reports, completions and the clock at one moment: one of them comes first, and everybody gets an answer."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.market import Market
from tests.services.test_races import at_once
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor, BookingState, Event
from thoughtcloud.services import cases, rooms, sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Attendance, Case
from thoughtcloud.store.unit import Database


class Stage:
    """A session that began twenty minutes ago, with both sides at their screens."""

    def __init__(self, db: Database) -> None:
        self.market = Market(db)
        self.mentor, self.mentee = self.market.mentor(), self.market.person()
        offer = self.market.offer(self.mentor)
        self.id = self.market.confirmed(self.mentee, offer, self.market.slots(offer)[0])
        self.market.now = self.market.rows(self.id)[0].starts_at + timedelta(minutes=20)

    def report(self, who: Caller) -> None:
        with self.market.db.unit_of_work() as session:
            cases.report(session, who, self.id, words=f"{who.name} waited.", now=self.market.now)

    def complete(self) -> None:
        with self.market.db.unit_of_work() as session:
            sessions.complete(session, self.mentor, self.id, now=self.market.now)

    def object_to(self) -> None:
        with self.market.db.unit_of_work() as session:
            cases.object_to(session, self.mentor, self.id, words="I was there.", now=self.market.now)

    def enter(self) -> None:
        with self.market.db.unit_of_work() as session:
            rooms.enter(session, self.mentee, self.id, base="https://meet.jit.si", now=self.market.now)

    def cases(self) -> list[Case]:
        with self.market.db.reading() as session:
            return list(session.exec(select(Case)))

    @property
    def state(self) -> BookingState:
        return self.market.position(self.id).booking


@pytest.fixture
def stage(either_db: Database) -> Stage:
    return Stage(either_db)


def test_both_reports_at_one_moment_are_one_case_in_review_with_both_words(stage: Stage) -> None:
    answers = at_once(lambda: stage.report(stage.mentee), lambda: stage.report(stage.mentor))
    assert answers == [None, None]
    assert stage.state is BookingState.IN_REVIEW
    (case,) = stage.cases()
    assert {case.words, case.answer} == {f"{stage.mentee.name} waited.", f"{stage.mentor.name} waited."}


def test_a_double_click_reports_once(stage: Stage) -> None:
    answers = at_once(*[lambda: stage.report(stage.mentee)] * 4)
    assert [answer for answer in answers if answer is None] == [None]
    assert {answer.code for answer in answers if isinstance(answer, Problem)} == {"not_now"}
    assert len(stage.cases()) == 1


def test_a_report_and_a_completion_exclude_each_other(stage: Stage) -> None:
    answers = at_once(lambda: stage.report(stage.mentee), stage.complete)
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert [problem.code for problem in refused] == ["not_now"]
    won = BookingState.COMPLETED if answers[1] is None else BookingState.NO_SHOW_REPORTED
    assert stage.state is won
    assert len(stage.cases()) == (won is BookingState.NO_SHOW_REPORTED)


def test_an_objection_at_the_last_moment_and_the_clock_exclude_each_other(stage: Stage) -> None:
    stage.report(stage.mentee)
    stage.market.pass_time(hours=24)
    answers = at_once(
        stage.object_to, lambda: stage.market.tell(stage.id, Event.NO_SHOW_STOOD, Actor.CLOCK)
    )
    objected = answers[0] is None
    assert answers[1] is not objected
    assert stage.state is (BookingState.IN_REVIEW if objected else BookingState.NO_SHOW)


def test_going_in_many_times_at_once_is_one_attendance_that_counts_them(stage: Stage) -> None:
    assert at_once(*[stage.enter] * 6) == [None] * 6
    with stage.market.db.reading() as session:
        (row,) = session.exec(select(Attendance)).all()
    assert row.times == 6
