"""Reporting, answering and deciding an absence: who may, when, twice, both at once, and with what words."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import Market
from thoughtcloud.core.cases import CaseState, Outcome
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, ShareState
from thoughtcloud.services import cases, rooms, sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Case, EffectRow
from thoughtcloud.store.unit import Database

MINUTE = timedelta(minutes=1)
B, P, S = BookingState, PaymentState, ShareState
NONSENSE: list[Any] = [None, 7, {"a": 1}, ["x"], "", "bk_none", "x" * 10_000]


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


class Meeting:
    """A confirmed session of an hour that began twenty minutes ago, its two sides, and an operator."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.mentor, self.mentee = market.mentor(), market.person("Noor")
        self.operator = market.person("Olga", operator=True)
        offer = market.offer(self.mentor)
        self.id = market.confirmed(self.mentee, offer, market.slots(offer)[0])
        booking, _ = market.rows(self.id)
        self.starts_at, self.ends_at = booking.starts_at, booking.ends_at
        self.now = self.starts_at + 20 * MINUTE

    @property
    def now(self) -> datetime:
        return self.market.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.market.now = moment

    @property
    def stands(self) -> tuple[BookingState, PaymentState, ShareState]:
        here = self.market.position(self.id)
        return here.booking, here.payment, here.share

    def side(self, of: Actor) -> Caller:
        return {Actor.MENTEE: self.mentee, Actor.MENTOR: self.mentor, Actor.OPERATOR: self.operator}[of]

    def act(self, usecase: Callable[..., Any], who: Actor | Caller | None, *args: Any, **named: Any) -> Any:
        caller = self.side(who) if isinstance(who, Actor) else who
        booking_id = named.pop("booking_id", self.id)
        with self.market.db.unit_of_work() as session:
            return usecase(session, caller, booking_id, *args, **named, now=self.now)

    def refused(
        self, usecase: Callable[..., Any], who: Actor | Caller | None, *args: Any, **named: Any
    ) -> Problem:
        before = self.stands
        with pytest.raises(Problem) as told:
            self.act(usecase, who, *args, **named)
        assert self.stands == before
        return told.value

    def report(self, by: Actor, words: str = "I waited.") -> None:
        self.act(cases.report, by, words=words)

    def case(self) -> Case:
        with self.market.db.reading() as session:
            return session.exec(select(Case)).one()

    def waiting(self) -> set[str]:
        with self.market.db.reading() as session:
            return set(session.exec(select(EffectRow.kind).where(EffectRow.state == "waiting")))


@pytest.fixture
def meeting(market: Market) -> Meeting:
    return Meeting(market)


OTHER = {Actor.MENTEE: Actor.MENTOR, Actor.MENTOR: Actor.MENTEE}
SIDES = pytest.mark.parametrize("by", [Actor.MENTEE, Actor.MENTOR])


@SIDES
def test_either_side_reports_the_other_and_no_money_moves(meeting: Meeting, by: Actor) -> None:
    meeting.report(by)
    assert meeting.stands == (B.NO_SHOW_REPORTED, P.AUTHORIZED, S.NOT_DUE)
    booking, _ = meeting.market.rows(meeting.id)
    assert (booking.absent, booking.answer_by) == (OTHER[by], meeting.now + timedelta(hours=24))
    assert booking.due_at == booking.answer_by
    case = meeting.case()
    assert (case.state, case.opened_by, case.words) == (CaseState.OPEN, by, "I waited.")
    assert meeting.waiting() == {Effect.SECURE}


def test_what_a_report_does_to_the_money_is_told_to_the_cent_before_it_is_made(meeting: Meeting) -> None:
    of_mentee = meeting.act(cases.preview_report, Actor.MENTEE)
    assert (of_mentee.absent, of_mentee.other) == (Actor.MENTOR, None)
    assert (of_mentee.money.back.minor, of_mentee.money.charged.minor) == (8000, 0)
    of_mentor = meeting.act(cases.preview_report, Actor.MENTOR)
    money = of_mentor.money
    assert (money.charged.minor, money.share.minor, money.fee.minor, money.back.minor) == (8000, 6800, 1200, 0)
    assert of_mentor.answer_by == meeting.now + timedelta(hours=24)
    assert meeting.stands[0] is B.CONFIRMED


def test_that_the_other_side_opened_the_room_is_said_before_the_click(meeting: Meeting) -> None:
    meeting.act(rooms.enter, Actor.MENTOR, base="https://meet.jit.si")
    told = meeting.act(cases.preview_report, Actor.MENTEE)
    assert told.other is not None
    assert (told.other.side, told.other.first_at) == (Actor.MENTOR, meeting.now)
    assert meeting.act(cases.preview_report, Actor.MENTOR).other is None


@SIDES
@pytest.mark.parametrize(
    ("away", "code"),
    [
        (15 * MINUTE - timedelta(seconds=1), "too_early"),
        (-timedelta(days=1), "too_early"),
        (timedelta(hours=25), "too_late"),
        (timedelta(days=9), "too_late"),
    ],
)
def test_before_and_after_its_time_an_absence_cannot_be_reported(
    meeting: Meeting, by: Actor, away: timedelta, code: str
) -> None:
    meeting.now = meeting.starts_at + away
    assert meeting.refused(cases.report, by, words="").code == code
    assert meeting.refused(cases.preview_report, by).code == code


def test_a_short_session_is_waited_for_half_of_its_time(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor, minutes=15)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now = market.rows(booking_id)[0].starts_at + timedelta(minutes=7)
    with market.db.unit_of_work() as session, pytest.raises(Problem, match="give them 7 minutes after the start"):
        cases.report(session, mentee, booking_id, words="", now=market.now)
    market.pass_time(seconds=30)
    with market.db.unit_of_work() as session:
        cases.report(session, mentee, booking_id, words="", now=market.now)
    assert market.position(booking_id).booking is B.NO_SHOW_REPORTED


def test_nobody_but_the_two_reports_answers_or_takes_back(meeting: Meeting) -> None:
    strangers = (meeting.market.person("Noa"), meeting.market.mentor("Bram Visser"), meeting.operator)
    for who in strangers:
        assert meeting.refused(cases.report, who, words="").code == "not_found"
        assert meeting.refused(cases.preview_report, who).code == "not_found"
    assert meeting.refused(cases.report, None, words="").kind is Kind.SIGNED_OUT
    meeting.report(Actor.MENTEE)
    for who in strangers:
        assert meeting.refused(cases.object_to, who, words="Hm").code == "not_found"
        assert meeting.refused(cases.admit, who).code == "not_found"
        assert meeting.refused(cases.withdraw, who).code == "not_found"
    assert meeting.refused(cases.admit, None).kind is Kind.SIGNED_OUT


@pytest.mark.parametrize("strange", NONSENSE)
def test_what_names_no_booking_is_not_found(meeting: Meeting, strange: Any) -> None:
    for usecase, words in ((cases.report, {"words": ""}), (cases.admit, {}), (cases.object_to, {"words": "x"})):
        assert meeting.refused(usecase, Actor.MENTEE, **words, booking_id=strange).code == "not_found"
    refused = meeting.refused(cases.decide, Actor.OPERATOR, "completed", reason="x", booking_id=strange)
    assert refused.code == "not_found"


@pytest.mark.parametrize("words", [None, 7, {"a": 1}, "x" * 1001, "a\x00b"])
def test_what_are_no_words_is_refused_and_nothing_is_reported(meeting: Meeting, words: Any) -> None:
    problem = meeting.refused(cases.report, Actor.MENTEE, words=words)
    assert (problem.kind, problem.field) == (Kind.INVALID, "words")


@SIDES
def test_the_same_report_twice_is_refused_kindly(meeting: Meeting, by: Actor) -> None:
    meeting.report(by)
    problem = meeting.refused(cases.report, by, words="Again.")
    assert (problem.code, problem.kind) == ("not_now", Kind.CONFLICT)
    assert meeting.case().words == "I waited."


@SIDES
def test_two_reports_against_each_other_go_to_review_with_both_sides_words(meeting: Meeting, by: Actor) -> None:
    meeting.report(by, "They did not come.")
    meeting.report(OTHER[by], "No, they did not!")
    assert meeting.stands == (B.IN_REVIEW, P.AUTHORIZED, S.NOT_DUE)
    case = meeting.case()
    assert (case.words, case.answer) == ("They did not come.", "No, they did not!")
    assert (case.opened_by, case.answered_by, case.state) == (by, OTHER[by], CaseState.IN_REVIEW)
    assert meeting.market.rows(meeting.id)[0].due_at is None


@SIDES
def test_an_objection_needs_words_and_brings_an_operator_in(meeting: Meeting, by: Actor) -> None:
    meeting.report(by)
    for words in ("", "  ", None, "x" * 1001):
        assert meeting.refused(cases.object_to, OTHER[by], words=words).kind is Kind.INVALID
    assert meeting.refused(cases.object_to, by, words="I?").code == "not_now", "it is not theirs to object to"
    meeting.act(cases.object_to, OTHER[by], words="I was there.")
    assert meeting.stands[0] is B.IN_REVIEW
    assert meeting.refused(cases.object_to, OTHER[by], words="Again.").code == "not_now"
    assert meeting.refused(cases.withdraw, by).code == "not_now"


def test_an_admitted_absence_of_the_mentor_gives_everything_back_at_once(meeting: Meeting) -> None:
    meeting.report(Actor.MENTEE)
    assert meeting.refused(cases.admit, Actor.MENTEE).code == "not_now"
    meeting.act(cases.admit, Actor.MENTOR)
    assert meeting.stands[0] is B.NO_SHOW
    assert meeting.waiting() == {Effect.RETURN_MONEY}
    case = meeting.case()
    assert (case.outcome, case.decided_by) == (Outcome.MENTOR_ABSENT, Actor.MENTOR)
    assert meeting.market.rows(meeting.id)[0].late_fee_minor == 0


def test_an_admitted_absence_of_the_mentee_takes_the_price(meeting: Meeting) -> None:
    meeting.report(Actor.MENTOR)
    meeting.act(cases.admit, Actor.MENTEE)
    assert meeting.waiting() == {Effect.CAPTURE}
    assert meeting.market.rows(meeting.id)[0].late_fee_minor == 8000
    meeting.market.captured(meeting.id)
    assert meeting.stands == (B.NO_SHOW, P.CAPTURED, S.DUE)
    meeting.market.transferred(meeting.id)
    assert meeting.stands == (B.NO_SHOW, P.CAPTURED, S.TRANSFERRED)


@SIDES
def test_a_report_can_be_taken_back_and_made_again_but_not_for_ever(meeting: Meeting, by: Actor) -> None:
    for _ in range(3):
        meeting.report(by)
        assert meeting.refused(cases.withdraw, OTHER[by]).code == "not_now"
        meeting.act(cases.withdraw, by)
        assert meeting.stands == (B.CONFIRMED, P.AUTHORIZED, S.NOT_DUE)
        booking, _ = meeting.market.rows(meeting.id)
        assert (booking.absent, booking.answer_by) == (None, None)
        assert booking.due_at == booking.ends_at + timedelta(hours=24)
    assert meeting.refused(cases.report, by, words="").code == "too_many_reports"
    assert meeting.waiting() == set()
    meeting.act(sessions.complete, Actor.MENTOR)
    assert meeting.stands[0] is B.COMPLETED


def test_completing_and_reporting_exclude_each_other(meeting: Meeting) -> None:
    meeting.act(sessions.complete, Actor.MENTOR)
    assert meeting.refused(cases.report, Actor.MENTEE, words="").code == "not_now"


def test_what_is_reported_is_neither_completed_nor_called_off(meeting: Meeting) -> None:
    meeting.report(Actor.MENTOR)
    assert meeting.refused(sessions.complete, Actor.MENTOR).code == "not_now"
    with pytest.raises(Problem, match="not_now"):
        meeting.market.tell(meeting.id, Event.CANCELLED, Actor.MENTOR)


@pytest.mark.parametrize(
    ("by", "outcome", "effect"),
    [
        (Actor.MENTEE, Outcome.MENTOR_ABSENT, Effect.RETURN_MONEY),
        (Actor.MENTOR, Outcome.MENTEE_ABSENT, Effect.CAPTURE),
    ],
)
def test_a_report_that_nobody_objects_to_is_carried_out_by_the_clock(
    meeting: Meeting, by: Actor, outcome: Outcome, effect: Effect
) -> None:
    meeting.report(by)
    booking, _ = meeting.market.rows(meeting.id)
    assert booking.due_at is not None
    meeting.now = booking.due_at
    assert meeting.market.tell(meeting.id, Event.NO_SHOW_STOOD, Actor.CLOCK)
    assert meeting.stands[0] is B.NO_SHOW
    assert meeting.waiting() == {effect}
    assert (meeting.case().outcome, meeting.case().decided_by) == (outcome, Actor.CLOCK)
    assert meeting.refused(cases.object_to, OTHER[by], words="Too late.").code == "not_now"
    assert not meeting.market.tell(meeting.id, Event.NO_SHOW_STOOD, Actor.CLOCK), "once is enough"


DECIDED = {
    Outcome.COMPLETED: (B.COMPLETED, {Effect.CAPTURE}),
    Outcome.MENTEE_ABSENT: (B.NO_SHOW, {Effect.CAPTURE}),
    Outcome.MENTOR_ABSENT: (B.NO_SHOW, {Effect.RETURN_MONEY}),
}


@SIDES
@pytest.mark.parametrize("outcome", list(DECIDED))
def test_an_operator_decides_with_a_reason_after_seeing_the_sums(
    meeting: Meeting, by: Actor, outcome: Outcome
) -> None:
    meeting.report(by)
    assert meeting.refused(cases.decide, Actor.OPERATOR, outcome, reason="Too soon.").code == "not_now"
    meeting.act(cases.object_to, OTHER[by], words="I was there.")
    money = meeting.act(cases.preview_decision, Actor.OPERATOR, outcome)
    back = 8000 if outcome is Outcome.MENTOR_ABSENT else 0
    assert (money.back.minor, money.charged.minor) == (back, 8000 - back)
    meeting.act(cases.decide, Actor.OPERATOR, outcome, reason="The room says so.")
    assert (meeting.stands[0], meeting.waiting()) == DECIDED[outcome]
    case = meeting.case()
    assert (case.outcome, case.reason, case.decided_by) == (outcome, "The room says so.", Actor.OPERATOR)
    assert case.decided_by_id == meeting.operator.person_id
    again = meeting.refused(cases.decide, Actor.OPERATOR, Outcome.COMPLETED, reason="No, wait.")
    assert again.code == "not_now"
    assert meeting.refused(cases.preview_decision, Actor.OPERATOR, outcome).code == "not_now"


def test_nobody_but_an_operator_decides(meeting: Meeting) -> None:
    meeting.report(Actor.MENTEE)
    meeting.act(cases.object_to, Actor.MENTOR, words="I was there.")
    for who in (Actor.MENTEE, Actor.MENTOR, meeting.market.person("Noa")):
        assert meeting.refused(cases.decide, who, "mentor_absent", reason="Me!").kind is Kind.FORBIDDEN
        assert meeting.refused(cases.preview_decision, who, "mentor_absent").kind is Kind.FORBIDDEN
    assert meeting.refused(cases.decide, None, "completed", reason="x").kind is Kind.SIGNED_OUT


@pytest.mark.parametrize("outcome", [None, 7, "withdrawn", "called_off", "nonsense", ["completed"]])
def test_what_is_no_decision_is_refused(meeting: Meeting, outcome: Any) -> None:
    meeting.report(Actor.MENTEE)
    meeting.act(cases.object_to, Actor.MENTOR, words="I was there.")
    assert meeting.refused(cases.decide, Actor.OPERATOR, outcome, reason="x").code == "bad_choice"
    for reason in (None, "", " ", 3):
        assert meeting.refused(cases.decide, Actor.OPERATOR, "completed", reason=reason).field == "reason"


def test_a_price_that_was_secured_meanwhile_is_decided_on_all_the_same(meeting: Meeting) -> None:
    meeting.report(Actor.MENTOR)
    meeting.act(cases.object_to, Actor.MENTEE, words="I was there.")
    meeting.market.captured(meeting.id)
    assert meeting.stands == (B.IN_REVIEW, P.CAPTURED, S.NOT_DUE), "taken, and sent on to nobody"
    assert meeting.waiting() == set()
    meeting.act(cases.decide, Actor.OPERATOR, Outcome.MENTEE_ABSENT, reason="They were not.")
    assert meeting.stands == (B.NO_SHOW, P.CAPTURED, S.DUE)
    assert meeting.waiting() == {Effect.TRANSFER}


def test_a_reservation_released_at_stripe_closes_the_case(meeting: Meeting) -> None:
    meeting.report(Actor.MENTEE)
    assert meeting.market.tell(meeting.id, Event.PAYMENT_VOIDED, stripe_object=f"pi_{meeting.id}")
    assert meeting.stands[0] is B.CANCELLED
    assert (meeting.case().outcome, meeting.case().state) == (Outcome.CALLED_OFF, CaseState.CLOSED)
