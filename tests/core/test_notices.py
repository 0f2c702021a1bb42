"""Notices: who is told what by which edge, and when a notice is no news any more."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from thoughtcloud.core import notices, process, reminders
from thoughtcloud.core.process import EDGES, groups
from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.states import Actor, BookingState, Event, Notice, PaymentState, Position, ShareState

B, P, S = BookingState, PaymentState, ShareState
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONFIRMED = Position(B.CONFIRMED, P.AUTHORIZED, S.NOT_DUE)
CANCELLED = Position(B.CANCELLED, P.AUTHORIZED, S.NOT_DUE)
VOIDED = Position(B.CANCELLED, P.VOIDED, S.NOT_DUE)

# Reminders of what somebody has still to do, and what a row beside the booking's tells.
OF_NO_EDGE = {
    Notice.OPERATOR_DISPUTE_DUE, Notice.MENTOR_PROBLEM_REMINDER, Notice.MENTEE_ACTION_REMINDER,
    Notice.MENTOR_NOT_SECURED, Notice.MENTEE_REFUND_CAME_BACK,
}  # fmt: skip
SIDES = (Actor.MENTEE, Actor.MENTOR)
WITHDRAWN = (Event.NO_SHOW_WITHDRAWN, Event.PROBLEM_WITHDRAWN)
REFUNDS = (Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND)


def steps() -> list[tuple[Edge, Position]]:
    """Every edge that can really be taken, with where it leads."""
    return [
        (edge, edge.leads_to(here))
        for edge, here in product(EDGES, process.reachable())
        if here.booking in edge.booking and here.payment in edge.payment and here.share in edge.share
    ]


def test_every_notice_is_told_by_an_edge_and_is_true_right_after_it() -> None:
    told = set()
    for edge, there in steps():
        for notice in edge.tells:
            assert notices.stands(notice, there), (edge.says, notice, there)
            told.add(notice)
    assert told == set(Notice) - set(reminders.LEADS) - OF_NO_EDGE


def test_every_booking_that_becomes_confirmed_is_told_to_both_sides() -> None:
    for edge in EDGES:
        becomes = edge.to_booking is B.CONFIRMED and edge.event not in WITHDRAWN
        told = edge.tells in (groups.TELL_BOOKED, groups.TELL_CARD_SAVED)
        assert told == becomes, edge.says


def test_whatever_is_said_of_an_absence_is_told_to_both_sides() -> None:
    for edge in EDGES:
        if edge.event in (Event.NO_SHOW_REPORTED, Event.NO_SHOW_OBJECTED):
            review = edge.to_booking is B.IN_REVIEW
            assert edge.tells == (groups.TELL_REVIEW if review else groups.TELL_REPORTED), edge.says
        of_problem = edge.event in (Event.PROBLEM_WITHDRAWN, *REFUNDS)
        if edge.booking & groups.UNDECIDED and edge.to_booking in (B.COMPLETED, B.NO_SHOW) and not of_problem:
            assert edge.tells == groups.TELL_DECIDED, edge.says
        if edge.event is Event.NO_SHOW_WITHDRAWN:
            assert edge.tells == groups.TELL_WITHDRAWN, edge.says


def test_every_step_of_a_problem_is_told_to_both_sides_and_operators_hear_when_they_are_needed() -> None:
    told = {
        Event.PROBLEM_REPORTED: groups.TELL_PROBLEM,
        Event.PROBLEM_ANSWERED: groups.TELL_ANSWERED,
        Event.PROBLEM_UNANSWERED: groups.TELL_UNANSWERED,
        Event.PROBLEM_WITHDRAWN: groups.TELL_NO_PROBLEM,
        **dict.fromkeys(REFUNDS, groups.TELL_SETTLED),
    }
    for edge in EDGES:
        if edge.event in told:
            assert edge.tells == told[edge.event], edge.says
            assert set(SIDES) <= {notice.recipient for notice in edge.tells}
        waits = edge.to_booking is B.IN_REVIEW and edge.event is not Event.PROBLEM_REPORTED
        waits = waits or edge.event in (Event.PROBLEM_ANSWERED, Event.PROBLEM_UNANSWERED)
        assert (Notice.OPERATOR_CASE_WAITS in edge.tells) == waits, edge.says


def test_every_cancellation_is_told_to_both_sides_whoever_caused_it() -> None:
    for edge in EDGES:
        assert (edge.tells == groups.TELL_OFF) == (edge.to_booking is B.CANCELLED), edge.says


def test_whatever_changes_an_appointment_changes_both_calendars() -> None:
    for edge in EDGES:
        told = set(edge.tells)
        puts_in = edge.to_booking is B.CONFIRMED and edge.event not in WITHDRAWN
        puts_in = puts_in or edge.event is Event.MOVED
        takes_out = edge.to_booking is B.CANCELLED
        for change, kind in ((puts_in, notices.INVITES), (takes_out, notices.TAKES_OUT)):
            assert {notice.recipient for notice in told & kind} == (set(SIDES) if change else set()), edge.says


def test_nobody_is_charged_or_refunded_without_a_receipt() -> None:
    for edge in EDGES:
        refunds = edge.event in (Event.PAYMENT_REFUNDED, Event.PAYMENT_PARTLY_REFUNDED)
        assert (Notice.MENTEE_REFUNDED in edge.tells) == refunds, edge.says
        # What is taken for a session that is off is refunded at once, and that is what is told.
        charges = edge.event is Event.PAYMENT_CAPTURED and edge.booking != groups.LET_GO
        charges = charges and edge.when is not When.NOTHING_DUE
        assert (Notice.MENTEE_CHARGED in edge.tells) == charges, edge.says


def test_a_mentor_hears_where_the_share_is_unless_it_is_taken_back_at_once() -> None:
    for edge, there in steps():
        sent = edge.to_share is S.TRANSFERRED and there.payment not in groups.FROZEN | {P.REFUNDED}
        assert (Notice.MENTOR_SHARE_SENT in edge.tells) == sent, edge.says
        assert (Notice.MENTOR_SHARE_WAITS in edge.tells) == (edge.to_share is S.WAITING_FOR_ACCOUNT), edge.says


def test_each_side_gets_notices_of_its_own() -> None:
    assert {notice.recipient for notice in Notice} == {Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR}
    assert Notice.MENTOR_BOOKED.recipient is Actor.MENTOR
    assert Notice.MENTEE_CHARGED.recipient is Actor.MENTEE


@pytest.mark.parametrize(
    ("notice", "gone"),
    [
        (Notice.MENTEE_RESERVED, CANCELLED),
        (Notice.MENTEE_RESERVED, Position(B.COMPLETED, P.CAPTURED, S.DUE)),
        (Notice.MENTEE_RESERVED, Position(B.CONFIRMED, P.LAPSED, S.NOT_DUE)),
        (Notice.MENTOR_BOOKED, CANCELLED),
        (Notice.MENTEE_TOO_LATE, CONFIRMED),
        (Notice.MENTEE_CHARGED, Position(B.COMPLETED, P.REFUNDED, S.NOT_DUE)),
        (Notice.MENTEE_REFUNDED, Position(B.COMPLETED, P.CAPTURED, S.DUE)),
        (Notice.MENTOR_SHARE_SENT, Position(B.CANCELLED, P.REFUNDED, S.REVERSED)),
        (Notice.MENTOR_SHARE_WAITS, Position(B.COMPLETED, P.CAPTURED, S.TRANSFERRED)),
    ],
)
def test_a_notice_dies_when_the_booking_has_moved_on(notice: Notice, gone: Position) -> None:
    assert not notices.is_news(notice, gone, put_down_at=NOW, now=NOW)


def test_what_was_not_delivered_for_two_days_is_no_news() -> None:
    for age, news in ((timedelta(hours=47, minutes=59), True), (timedelta(hours=48), False)):
        told = notices.is_news(Notice.MENTOR_BOOKED, CONFIRMED, put_down_at=NOW - age, now=NOW)
        assert told == news


def test_a_cancellation_waits_a_moment_for_its_money_and_nothing_else_does() -> None:
    def waits(notice: Notice, here: Position, minutes: int = 0) -> bool:
        return notices.may_settle(notice, here, put_down_at=NOW - timedelta(minutes=minutes), now=NOW)

    assert waits(Notice.MENTEE_CALLED_OFF, CANCELLED)
    assert waits(Notice.MENTEE_CALLED_OFF, Position(B.CANCELLED, P.CAPTURED, S.DUE))
    assert not waits(Notice.MENTEE_CALLED_OFF, CANCELLED, minutes=2)
    assert not waits(Notice.MENTEE_CALLED_OFF, VOIDED)
    assert not waits(Notice.MENTOR_CALLED_OFF, CANCELLED)
    assert not waits(Notice.MENTEE_RESERVED, CONFIRMED)
    fee = Position(B.CANCELLED, P.CAPTURED, S.DUE)
    told = notices.may_settle(Notice.MENTEE_CALLED_OFF, fee, put_down_at=NOW, now=NOW, only_fee_kept=True)
    assert not told, "a fee that is kept is where it is to be"
