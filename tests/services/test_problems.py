"""Reporting, answering, taking back and deciding a problem: who may, when, once, and for how much."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import Market
from tests.services.test_cases import NONSENSE, Meeting
from tests.services.test_disputes import dispute
from thoughtcloud.core.cases import CaseKind, CaseState, Cause, Outcome
from thoughtcloud.core.errors import Kind
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, ShareState
from thoughtcloud.services import cases, problems, sessions
from thoughtcloud.store.tables import AuditEntry, NoticeRow
from thoughtcloud.store.unit import Database

B, P, S = BookingState, PaymentState, ShareState
HOUR = timedelta(hours=1)
WORDS = "We stopped after half of the time."


@pytest.fixture
def meeting(db: Database) -> Meeting:
    return Meeting(Market(db))


def complain(meeting: Meeting, cause: str = Cause.CUT_SHORT) -> None:
    meeting.act(problems.report, Actor.MENTEE, cause=cause, words=WORDS)


def paid(meeting: Meeting, *, sent: bool = True) -> None:
    """Completed, charged, and perhaps sent on."""
    meeting.act(sessions.complete, Actor.MENTOR)
    meeting.market.captured(meeting.id)
    if sent:
        meeting.market.transferred(meeting.id)


def answered(meeting: Meeting) -> None:
    complain(meeting)
    meeting.act(problems.answer, Actor.MENTOR, words="The line broke.")


def test_a_problem_of_a_session_that_is_not_completed_keeps_the_hold_and_nothing_else(meeting: Meeting) -> None:
    complain(meeting)
    assert meeting.stands == (B.IN_REVIEW, P.AUTHORIZED, S.NOT_DUE)
    assert meeting.waiting() == {Effect.SECURE}
    case = meeting.case()
    assert (case.kind, case.cause, case.state, case.words) == (
        CaseKind.PROBLEM, Cause.CUT_SHORT, CaseState.OPEN, WORDS
    )  # fmt: skip
    booking, _ = meeting.market.rows(meeting.id)
    assert (booking.hearing, booking.answer_by) == (Hearing.AWAITED, meeting.now + 48 * HOUR)
    assert booking.due_at == booking.answer_by


def test_a_problem_of_a_completed_session_stops_the_charge_and_the_share(meeting: Meeting) -> None:
    meeting.act(sessions.complete, Actor.MENTOR)
    complain(meeting)
    assert meeting.waiting() == {Effect.SECURE}, "the capture was withdrawn"
    meeting.act(problems.withdraw, Actor.MENTEE)
    assert meeting.stands == (B.COMPLETED, P.AUTHORIZED, S.NOT_DUE)
    assert meeting.waiting() == {Effect.CAPTURE}
    meeting.market.captured(meeting.id)
    complain(meeting)
    assert meeting.stands == (B.IN_REVIEW, P.CAPTURED, S.NOT_DUE)
    assert Effect.TRANSFER not in meeting.waiting()


def test_a_share_that_was_sent_stays_until_it_is_decided(meeting: Meeting) -> None:
    paid(meeting)
    complain(meeting)
    assert meeting.stands == (B.IN_REVIEW, P.CAPTURED, S.TRANSFERRED)
    assert not meeting.waiting() & {Effect.REVERSE_TRANSFER, Effect.RETURN_MONEY}
    meeting.act(problems.withdraw, Actor.MENTEE)
    assert meeting.stands == (B.COMPLETED, P.CAPTURED, S.TRANSFERRED)


def test_what_was_reported_before_it_was_completed_and_taken_back_is_as_it_was(meeting: Meeting) -> None:
    complain(meeting)
    meeting.act(problems.withdraw, Actor.MENTEE)
    assert meeting.stands == (B.CONFIRMED, P.AUTHORIZED, S.NOT_DUE)
    booking, _ = meeting.market.rows(meeting.id)
    assert (booking.hearing, booking.answer_by) == (None, None)
    assert booking.due_at == booking.ends_at + 24 * HOUR
    assert meeting.case().outcome == Outcome.WITHDRAWN
    meeting.act(sessions.complete, Actor.MENTOR)


def test_a_mentor_who_did_not_come_to_a_session_not_completed_is_reported_as_absent(meeting: Meeting) -> None:
    complain(meeting, Cause.MENTOR_ABSENT)
    assert meeting.stands[0] is B.NO_SHOW_REPORTED
    assert (meeting.case().kind, meeting.case().cause) == (CaseKind.ABSENCE, Cause.MENTOR_ABSENT)


def test_and_to_one_that_the_mentor_marked_completed_all_the_same_as_a_problem(meeting: Meeting) -> None:
    meeting.act(sessions.complete, Actor.MENTOR)
    complain(meeting, Cause.MENTOR_ABSENT)
    assert meeting.stands[0] is B.IN_REVIEW
    assert (meeting.case().kind, meeting.case().cause) == (CaseKind.PROBLEM, Cause.MENTOR_ABSENT)


@pytest.mark.parametrize(
    ("hours", "code"), [(-30, "too_early"), (-0.4, "too_early"), (73.0, "too_late"), (9999, "too_late")]
)
def test_before_and_after_its_time_a_problem_cannot_be_reported(meeting: Meeting, hours: float, code: str) -> None:
    paid(meeting)
    meeting.now = meeting.starts_at + hours * HOUR
    assert meeting.refused(problems.report, Actor.MENTEE, cause="late", words=WORDS).code == code
    assert meeting.refused(problems.preview_report, Actor.MENTEE).code == code


def test_nobody_but_the_mentee_reports_and_takes_back_and_nobody_but_the_mentor_answers(meeting: Meeting) -> None:
    strangers = (meeting.market.person("Noa"), meeting.market.mentor("Bram Visser"), meeting.operator)
    for who in strangers:
        assert meeting.refused(problems.report, who, cause="late", words=WORDS).code == "not_found"
        assert meeting.refused(problems.preview_report, who).code == "not_found"
    assert meeting.refused(problems.report, Actor.MENTOR, cause="late", words=WORDS).code == "not_now"
    assert meeting.refused(problems.preview_report, Actor.MENTOR).code == "not_now"
    assert meeting.refused(problems.report, None, cause="late", words=WORDS).kind is Kind.SIGNED_OUT
    complain(meeting)
    for who in strangers:
        assert meeting.refused(problems.answer, who, words="Hm").code == "not_found"
        assert meeting.refused(problems.withdraw, who).code == "not_found"
    assert meeting.refused(problems.answer, Actor.MENTEE, words="Hm").code == "not_now"
    assert meeting.refused(problems.withdraw, Actor.MENTOR).code == "not_now"
    assert meeting.refused(problems.answer, None, words="Hm").kind is Kind.SIGNED_OUT


@pytest.mark.parametrize("strange", NONSENSE)
def test_what_names_no_booking_is_not_found(meeting: Meeting, strange: Any) -> None:
    told = {"cause": "late", "words": WORDS}
    assert meeting.refused(problems.report, Actor.MENTEE, **told, booking_id=strange).code == "not_found"
    assert meeting.refused(problems.withdraw, Actor.MENTEE, booking_id=strange).code == "not_found"
    assert meeting.refused(problems.answer, Actor.MENTOR, words="x", booking_id=strange).code == "not_found"
    decided = {"outcome": "no_refund", "reason": "x", "booking_id": strange}
    assert meeting.refused(problems.decide, Actor.OPERATOR, **decided).code == "not_found"


@pytest.mark.parametrize("words", [None, 7, {"a": 1}, "", "short", "x" * 1001, "a\x00bcdefghijkl"])
def test_a_report_says_what_happened(meeting: Meeting, words: Any) -> None:
    problem = meeting.refused(problems.report, Actor.MENTEE, cause="late", words=words)
    assert (problem.kind, problem.field) == (Kind.INVALID, "words")


@pytest.mark.parametrize("cause", [None, 7, "", "nonsense", "mentee_absent", ["late"]])
def test_a_report_has_a_reason_of_the_list(meeting: Meeting, cause: Any) -> None:
    problem = meeting.refused(problems.report, Actor.MENTEE, cause=cause, words=WORDS)
    assert (problem.code, problem.field) == ("bad_choice", "cause")


def test_what_a_report_puts_on_hold_is_told_before_it_is_made(meeting: Meeting) -> None:
    told = meeting.act(problems.preview_report, Actor.MENTEE)
    assert (told.stake.minor, told.answer_by) == (8000, meeting.now + 48 * HOUR)
    assert meeting.stands[0] is B.CONFIRMED


def test_of_what_was_given_back_already_nothing_can_be_reported(meeting: Meeting) -> None:
    paid(meeting, sent=False)
    meeting.market.tell(
        meeting.id, Event.PAYMENT_REFUNDED, stripe_object="re_1", amount=Money(8000, "eur"),
        facts=PaymentFacts(refunded_minor=8000),
    )  # fmt: skip
    assert meeting.refused(problems.report, Actor.MENTEE, cause="late", words=WORDS).code == "nothing_paid"


def test_who_reports_what_a_bank_decides_about_reads_that_and_not_that_nothing_is_paid(meeting: Meeting) -> None:
    paid(meeting)
    dispute(meeting.market, meeting.id, "du_1", 8, "needs_response")
    for usecase, given in ((problems.preview_report, {}), (problems.report, {"cause": "late", "words": WORDS})):
        refusal = meeting.refused(usecase, Actor.MENTEE, **given)
        assert refusal.code == "bank_decides"
        assert "within 72 hours of the session’s end" in refusal.text
    assert meeting.market.tell(meeting.id, Event.PAYMENT_CHARGED_BACK, stripe_object="du_1")
    assert meeting.refused(problems.preview_report, Actor.MENTEE).code == "bank_gave_back"


def test_an_operator_reads_why_a_disputed_price_cannot_be_given_back(meeting: Meeting) -> None:
    paid(meeting)
    answered(meeting)
    dispute(meeting.market, meeting.id, "du_1", 8, "needs_response")
    for outcome in ("full_refund", "part_refund"):
        given = {"outcome": outcome, "refund": "10", "reason": "It was cut short."}
        assert meeting.refused(problems.decide, Actor.OPERATOR, **given).code == "bank_decides"
    refusal = meeting.refused(problems.preview_decision, Actor.OPERATOR, "full_refund")
    assert "A refund now could give it back twice." in refusal.text
    meeting.act(problems.decide, Actor.OPERATOR, "no_refund", reason="The bank decides.")


def test_the_mentor_answers_once_and_an_operator_decides_only_then(meeting: Meeting) -> None:
    complain(meeting)
    early = {"outcome": "no_refund", "reason": "Too soon."}
    assert meeting.refused(problems.decide, Actor.OPERATOR, **early).code == "not_now"
    assert meeting.refused(problems.preview_decision, Actor.OPERATOR, "no_refund").code == "not_now"
    for words in ("", " ", None, "x" * 1001):
        assert meeting.refused(problems.answer, Actor.MENTOR, words=words).kind is Kind.INVALID
    meeting.act(problems.answer, Actor.MENTOR, words="The line broke.")
    assert meeting.refused(problems.answer, Actor.MENTOR, words="And.").code == "not_now"
    case = meeting.case()
    assert (case.answer, case.answered_by, case.state) == ("The line broke.", Actor.MENTOR, CaseState.IN_REVIEW)
    assert meeting.market.rows(meeting.id)[0].due_at is None
    meeting.act(problems.decide, Actor.OPERATOR, "no_refund", reason="It was the mentee's line.")


def test_a_mentor_who_says_nothing_is_reminded_and_decided_on_and_may_still_answer(meeting: Meeting) -> None:
    complain(meeting)
    assert notices(meeting)["mentor_problem_reminder"] == ("waiting", 24 * HOUR)
    booking, _ = meeting.market.rows(meeting.id)
    assert booking.due_at is not None
    meeting.now = booking.due_at
    assert meeting.market.tell(meeting.id, Event.PROBLEM_UNANSWERED, Actor.CLOCK)
    assert not meeting.market.tell(meeting.id, Event.PROBLEM_UNANSWERED, Actor.CLOCK), "once is enough"
    assert meeting.stands[0] is B.IN_REVIEW
    assert meeting.case().state == CaseState.IN_REVIEW
    assert notices(meeting)["mentor_problem_reminder"][0] == "dead"
    assert "operator_case_waits" in notices(meeting)
    meeting.act(problems.preview_decision, Actor.OPERATOR, "no_refund")
    meeting.act(problems.answer, Actor.MENTOR, words="Sorry, I was ill.")
    assert meeting.case().answer == "Sorry, I was ill."


def test_every_operator_is_told_of_a_case_that_waits_and_nobody_else(meeting: Meeting) -> None:
    second = meeting.market.person("Ole", operator=True)
    answered(meeting)
    with meeting.market.db.reading() as session:
        asked = select(NoticeRow.person_id).where(NoticeRow.kind == "operator_case_waits")
        assert set(session.exec(asked)) == {meeting.operator.person_id, second.person_id}


def notices(meeting: Meeting) -> dict[str, tuple[str, timedelta]]:
    """Each kind of mail with its state and how long after it was put down it may leave."""
    with meeting.market.db.reading() as session:
        rows = session.exec(select(NoticeRow)).all()
    return {row.kind: (row.state, row.not_before - row.created_at) for row in rows}


SUMS = {
    # What goes back, is paid, goes to the mentor and to the platform; and what the mentor has to return.
    Outcome.NO_REFUND: (0, 8000, 6800, 1200, 0),
    Outcome.PART_REFUND: (2999, 5001, 4250, 751, 2550),
    Outcome.FULL_REFUND: (8000, 0, 0, 0, 6800),
}


@pytest.mark.parametrize("outcome", list(SUMS))
def test_an_operator_sees_every_cent_and_decides_with_a_reason(meeting: Meeting, outcome: Outcome) -> None:
    paid(meeting)
    answered(meeting)
    told = meeting.act(problems.preview_decision, Actor.OPERATOR, outcome, refund="29,99")
    money = told.money
    assert SUMS[outcome] == (
        money.back.minor, money.charged.minor, money.share.minor, money.fee.minor, told.taken_back.minor
    )  # fmt: skip
    meeting.act(problems.decide, Actor.OPERATOR, outcome, refund="29,99", reason="Half of it was missing.")
    assert meeting.stands == (B.COMPLETED, P.CAPTURED, S.TRANSFERRED)
    # Whatever a dispute took of the share meanwhile is made good, if anything.
    wants = {Effect.RETURN_MONEY} if money.back else {Effect.TRANSFER}
    assert meeting.waiting() & {Effect.RETURN_MONEY, Effect.CAPTURE, Effect.TRANSFER} == wants
    case = meeting.case()
    assert (case.outcome, case.refund_minor, case.reason) == (outcome, money.back.minor, "Half of it was missing.")
    assert case.decided_by_id == meeting.operator.person_id
    booking, _ = meeting.market.rows(meeting.id)
    assert booking.settled_minor == (money.charged.minor if money.back else None)
    with meeting.market.db.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.act, entry.booking_id) == ("case_decided", meeting.id)
    assert "Half of it was missing." in entry.details


@pytest.mark.parametrize(
    ("outcome", "effects"),
    [
        (Outcome.NO_REFUND, {Effect.CAPTURE}),
        (Outcome.PART_REFUND, {Effect.CAPTURE}),
        (Outcome.FULL_REFUND, {Effect.RETURN_MONEY}),
    ],
)
def test_of_a_hold_only_what_is_to_be_paid_is_taken(
    meeting: Meeting, outcome: Outcome, effects: set[Effect]
) -> None:
    answered(meeting)
    meeting.act(problems.decide, Actor.OPERATOR, outcome, refund="30", reason="So be it.")
    assert meeting.stands == (B.COMPLETED, P.AUTHORIZED, S.NOT_DUE)
    assert meeting.waiting() == effects
    assert meeting.market.rows(meeting.id)[0].completed_at == meeting.now


def test_it_is_decided_once_and_not_reported_again(meeting: Meeting) -> None:
    paid(meeting)
    answered(meeting)
    meeting.act(problems.decide, Actor.OPERATOR, "no_refund", reason="All was well.")
    again = {"outcome": "full_refund", "reason": "No, wait."}
    assert meeting.refused(problems.decide, Actor.OPERATOR, **again).code == "not_now"
    assert meeting.refused(problems.withdraw, Actor.MENTEE).code == "not_now"
    assert meeting.refused(problems.report, Actor.MENTEE, cause="late", words=WORDS).code == "already_decided"


def test_a_problem_is_not_reported_and_taken_back_for_ever(meeting: Meeting) -> None:
    paid(meeting)
    for _ in range(3):
        complain(meeting)
        meeting.act(problems.withdraw, Actor.MENTEE)
    assert meeting.refused(problems.report, Actor.MENTEE, cause="late", words=WORDS).code == "too_many_reports"


@pytest.mark.parametrize("refund", ["", "0", "80", "80.01", "-5", "1e2", "ten", "10.001", None, 7, ["1"]])
def test_what_is_no_part_of_the_price_is_refused(meeting: Meeting, refund: Any) -> None:
    answered(meeting)
    problem = meeting.refused(problems.preview_decision, Actor.OPERATOR, "part_refund", refund=refund)
    assert (problem.kind, problem.field) == (Kind.INVALID, "refund")
    told = {"outcome": "part_refund", "refund": refund, "reason": "x"}
    assert meeting.refused(problems.decide, Actor.OPERATOR, **told).kind is Kind.INVALID


@pytest.mark.parametrize("outcome", [None, 7, "withdrawn", "completed", "mentor_absent", ["no_refund"]])
def test_what_is_no_decision_of_a_problem_is_refused(meeting: Meeting, outcome: Any) -> None:
    answered(meeting)
    assert meeting.refused(problems.decide, Actor.OPERATOR, outcome, reason="x").code == "bad_choice"
    for reason in (None, "", " ", 3):
        told = meeting.refused(problems.decide, Actor.OPERATOR, "no_refund", reason=reason)
        assert told.field == "reason"


def test_nobody_but_an_operator_decides(meeting: Meeting) -> None:
    answered(meeting)
    for who in (Actor.MENTEE, Actor.MENTOR, meeting.market.person("Noa")):
        assert meeting.refused(problems.decide, who, "full_refund", reason="Me!").kind is Kind.FORBIDDEN
        assert meeting.refused(problems.preview_decision, who, "full_refund").kind is Kind.FORBIDDEN
    assert meeting.refused(problems.decide, None, "no_refund", reason="x").kind is Kind.SIGNED_OUT


def test_an_absence_is_not_decided_as_a_problem_nor_a_problem_as_an_absence(meeting: Meeting) -> None:
    answered(meeting)
    assert meeting.refused(cases.decide, Actor.OPERATOR, "mentor_absent", reason="x").code == "not_now"
    assert meeting.refused(cases.decide, Actor.OPERATOR, "completed", reason="x").code == "not_now"
    meeting.act(problems.withdraw, Actor.MENTEE)
    meeting.report(Actor.MENTEE)
    meeting.act(cases.object_to, Actor.MENTOR, words="I was there.")
    assert meeting.refused(problems.decide, Actor.OPERATOR, "no_refund", reason="x").code == "not_now"
    assert meeting.refused(problems.answer, Actor.MENTOR, words="x").code == "not_now"


def test_while_a_problem_is_open_nothing_is_completed_or_called_off(meeting: Meeting) -> None:
    complain(meeting)
    assert meeting.refused(sessions.complete, Actor.MENTOR).code == "not_now"
    with pytest.raises(Exception, match="not_now"):
        meeting.market.tell(meeting.id, Event.CANCELLED, Actor.MENTOR)
