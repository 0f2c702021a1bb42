"""The process table: what it allows, what it refuses, and that no chain of edges leads where none may be."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from thoughtcloud.core import problems, process
from thoughtcloud.core.absence import ANSWER_TIME
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process import EDGES, deadlines, groups
from thoughtcloud.core.process.edge import SILENCE, Circumstances, When
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, Position, ShareState

STARTS = datetime(2026, 11, 24, 9, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=1)
TIMES = {
    "before": STARTS - timedelta(hours=1),
    "during": STARTS,
    "waited": STARTS + timedelta(minutes=15),
    "after": ENDS + timedelta(minutes=1),
    "late": ENDS + SILENCE,
    "over": ENDS + timedelta(hours=72),
}
EVERYWHERE = [Position(*three) for three in product(BookingState, PaymentState, ShareState)]
PEOPLE = (Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR)
ASKED = {
    Event.CHECKOUT_LEFT, Event.COMPLETED, Event.CANCELLED, Event.LATE_FEE_WAIVED, Event.NO_SHOW_REPORTED,
    Event.NO_SHOW_WITHDRAWN, Event.NO_SHOW_ADMITTED, Event.NO_SHOW_OBJECTED, Event.DECIDED_COMPLETED,
    Event.DECIDED_MENTEE_ABSENT, Event.DECIDED_MENTOR_ABSENT, Event.MOVE_PROPOSED,
    Event.REFUND_GRANTED, Event.SHARE_RELEASED, Event.PROBLEM_REPORTED, Event.PROBLEM_ANSWERED,
    Event.PROBLEM_WITHDRAWN, Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND,
}  # fmt: skip
# No dispute is open any more, and something is kept.
ABOUT_DISPUTES = {
    Event.INQUIRY_OPENED, Event.DISPUTE_OPENED, Event.DISPUTE_ANSWERED, Event.DISPUTE_CHANGED,
    Event.INQUIRY_CLOSED, Event.DISPUTE_WON, Event.DISPUTE_LOST, Event.FUNDS_WITHDRAWN, Event.FUNDS_REINSTATED,
}  # fmt: skip
CLEARING = (Event.PAYMENT_CLEARED, Event.PAYMENT_PARTLY_CLEARED)
# A case ended with it that the mentor is to be paid.
DECIDED_FOR_THE_MENTOR = [
    edge
    for edge in EDGES
    if edge.payment != groups.FROZEN
    and (
        edge.event in (Event.DECIDED_COMPLETED, Event.DECIDED_MENTEE_ABSENT)
        or edge.event in (Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND)
        or (edge.event is Event.PROBLEM_WITHDRAWN and edge.to_booking is BookingState.COMPLETED)
        or (edge.event is Event.NO_SHOW_ADMITTED and edge.actors == groups.MENTEE)
        or (edge.event is Event.NO_SHOW_STOOD and edge.when is When.MENTEE_ABSENT)
    )
]


def around(when: str, **answers: Any) -> Circumstances:
    return Circumstances(TIMES[when], STARTS, ENDS, **answers)


def may(when: When, now: str, answers: dict[str, Any]) -> bool:
    """The condition, said in another way than the table's own."""
    answer: bool = {
        When.ALWAYS: True,
        When.BEFORE_START: now == "before",
        When.FROM_START: now != "before",
        When.AFTER_SILENCE: now in ("late", "over"),
        When.SLOT_FREE: answers["slot_free"],
        When.LATE: answers["late"] and now == "before",
        When.LATE_ON_CARD: answers["late"] and answers["card_kept"] and now == "before",
        When.OUTGROWN: answers["outgrown"],
        When.FEE_DUE: answers["fee_due"],
        When.REPORTABLE: now in ("waited", "after"),
        When.SHARE_MISSING: answers.get("share_missing", False),
        When.MENTEE_ABSENT: answers["absent"] == "mentee",
        When.MENTOR_ABSENT: answers["absent"] == "mentor",
        When.ABSENCE: answers["absent"] in ("mentee", "mentor"),
        When.PROBLEM_REPORTABLE: not answers["hearing"] and now in ("waited", "after", "late"),
        When.UNANSWERED: answers["hearing"] in ("awaited", "overdue"),
        When.ANSWER_OVERDUE: answers["hearing"] == "awaited",
        When.PROBLEM_OPEN: answers["hearing"] in ("awaited", "overdue", "answered"),
        When.PROBLEM_AFTER_COMPLETION: answers["completed"]
        and answers["hearing"] in ("awaited", "overdue", "answered"),
        When.HEARD: answers["hearing"] in ("overdue", "answered"),
        When.SETTLED: answers["settled"] in (0, 500),
        When.NOTHING_DUE: answers["settled"] == 0,
    }[when]
    return answer


@pytest.mark.parametrize("event", list(Event))
def test_every_state_event_and_actor_is_allowed_or_refused_by_the_table(event: Event) -> None:
    asked: list[dict[str, Any]]
    asked = [
        {"slot_free": yes, "late": yes, "fee_due": yes, "absent": None, "share_missing": yes}
        for yes in (False, True)
    ]
    asked += [
        {"slot_free": False, "late": late, "fee_due": not late, "absent": absent}
        for late, absent in ((False, Actor.MENTEE), (True, Actor.MENTOR))
    ]
    for each, ends_early in zip(asked, (True, False, True, False), strict=True):
        each |= {"outgrown": ends_early, "card_kept": not ends_early or each["fee_due"]}
        each |= {"hearing": None, "completed": ends_early, "settled": None if ends_early else 500}
    asked += [
        {**asked[0], "hearing": hearing, "completed": completed, "settled": settled}
        for hearing, completed, settled in zip(
            (*Hearing, Hearing.ANSWERED), (True, False, True, True, False), (None, 0, 500, 0, None), strict=True
        )
    ]
    edges = [edge for edge in EDGES if edge.event is event]
    for now, answers in product(TIMES, asked):
        circumstances = around(now, **answers)
        allowed = [edge for edge in edges if may(edge.when, now, answers)]
        for here, actor in product(EVERYWHERE, Actor):
            fits = [
                edge
                for edge in allowed
                if actor in edge.actors
                and here.booking in edge.booking
                and here.payment in edge.payment
                and here.share in edge.share
            ]
            assert process.find(event, actor, here, circumstances) is (fits[0] if fits else None)


def test_only_stripe_brings_facts_about_money() -> None:
    moved = [edge for edge in EDGES if edge.to_payment or edge.to_share]
    by_others = {(edge.event, edge.to_share) for edge in moved if edge.actors != {Actor.STRIPE}}
    by_others -= {(Event.PROBLEM_REPORTED, ShareState.NOT_DUE)}
    decided = {(edge.event, ShareState.DUE) for edge in DECIDED_FOR_THE_MENTOR}
    made_due = {(event, ShareState.DUE) for event in (Event.COMPLETED, Event.CANCELLED, Event.SHARE_RELEASED)}
    assert by_others == made_due | decided, (
        "completing what is captured already, cancelling it late, not coming or a refund that is given up "
        "makes the share due"
    )


def test_a_hold_of_a_session_that_took_place_is_let_go_only_where_nothing_is_due() -> None:
    for edge in EDGES:
        if edge.to_payment is PaymentState.VOIDED and BookingState.COMPLETED in edge.booking:
            assert edge.when is When.NOTHING_DUE, edge.says


def test_no_reachable_position_takes_money_for_a_session_that_never_was() -> None:
    for here in process.reachable():
        if here.booking in (BookingState.HELD, BookingState.EXPIRED):
            assert here.share is ShareState.NOT_DUE
        if here.booking is BookingState.HELD:
            assert here.payment is PaymentState.CHECKOUT_OPEN
        if here.booking is BookingState.CONFIRMED:
            assert here.payment not in (
                PaymentState.CHECKOUT_OPEN,
                PaymentState.CHECKOUT_CLOSED,
                PaymentState.VOIDED,
            )
        if here.share in (ShareState.DUE, ShareState.WAITING_FOR_ACCOUNT):
            assert here.payment in groups.TAKEN | {PaymentState.REFUNDED}


def test_whoever_calls_off_a_session_with_money_in_it_sets_off_its_return() -> None:
    for edge in EDGES:
        if edge.to_booking is BookingState.CANCELLED and edge.event is Event.CANCELLED:
            with_money = edge.payment & (groups.HOLDING | groups.TAKEN)
            # A hold is captured for the fee: Stripe releases the rest of it by itself.
            captures = edge.when is When.LATE and with_money <= groups.HOLDING and bool(with_money)
            settles = Effect.CAPTURE if captures else Effect.RETURN_MONEY
            assert bool(with_money) == (settles in edge.effects), edge.says


def test_completing_or_cancelling_late_a_held_payment_captures_and_nothing_else_does() -> None:
    for edge in EDGES:
        captures = Effect.CAPTURE in edge.effects
        asks = edge.event is Event.COMPLETED or edge.when is When.LATE or edge in DECIDED_FOR_THE_MENTOR
        # What comes to be held only when it is owed already is taken at once.
        owed = edge.event is Event.CARD_AUTHORIZED and (
            (edge.booking == groups.COMPLETED and edge.when is not When.NOTHING_DUE) or edge.when is When.FEE_DUE
        )
        # What was to be taken long ago is taken at the last moment.
        late = edge.event is Event.SAFETY_DUE and edge.booking == groups.COMPLETED and edge.when is When.ALWAYS
        assert captures == (owed or late or (asks and edge.payment == groups.HOLDING)), edge.says


def test_only_a_mentee_pays_for_cancelling_and_only_before_the_start() -> None:
    late = [edge for edge in EDGES if edge.when is When.LATE]
    assert {edge.event for edge in late} == {Event.CANCELLED}
    assert {actor for edge in late for actor in edge.actors} == {Actor.MENTEE}
    here = Position(BookingState.CONFIRMED, PaymentState.AUTHORIZED, ShareState.NOT_DUE)
    for now in ("during", "after", "late"):
        assert process.find(Event.CANCELLED, Actor.MENTEE, here, around(now, late=True)) is None


def test_a_fee_can_be_waived_by_the_hosts_alone_and_only_while_there_is_one() -> None:
    for here, actor in product(EVERYWHERE, Actor):
        edge = process.find(Event.LATE_FEE_WAIVED, actor, here, around("after", fee_due=True))
        owing = groups.HOLDING | groups.TAKEN | groups.UNSECURED | groups.FROZEN
        there = here.booking in groups.OFF and here.payment in owing
        assert (edge is not None) == (there and actor in groups.HOSTS)
        assert process.find(Event.LATE_FEE_WAIVED, actor, here, around("after")) is None


def test_the_share_is_sent_only_after_a_capture_and_a_completion() -> None:
    for edge in EDGES:
        if Effect.TRANSFER in edge.effects:
            # What a dispute took of a share is sent again where the rest of it is.
            of_problem = edge.event in (Event.PROBLEM_WITHDRAWN, Event.DECIDED_NO_REFUND)
            sent_again = (edge.event in CLEARING or of_problem) and (edge.share == groups.SENT)
            # So is what a refund took of it that came back.
            sent_again = sent_again or edge.when is When.SHARE_MISSING
            assert sent_again or edge.to_share is ShareState.DUE or edge.share == {ShareState.DUE}
            assert edge.to_payment in (None, PaymentState.CAPTURED) or edge.event in CLEARING
            completed = edge.booking == groups.COMPLETED or edge.to_booking is BookingState.COMPLETED
            completed = completed or edge in DECIDED_FOR_THE_MENTOR
            earned = completed or edge.when in (When.LATE, When.FEE_DUE)
            # What is due already was earned before.
            again = edge.event in (Event.ACCOUNT_READY, Event.REFUND_GRANTED)
            # So was what is missing of a share: of a session that is off there is one of its fee alone.
            assert earned or again or (edge.when is When.SHARE_MISSING and edge.share == groups.SENT)


@pytest.mark.parametrize("now", list(TIMES))
@pytest.mark.parametrize("actor", PEOPLE)
def test_the_buttons_are_exactly_the_events_that_would_be_taken(actor: Actor, now: str) -> None:
    for here in EVERYWHERE:
        for absent in (None, Actor.MENTEE, Actor.MENTOR):
            now_here = around(now, absent=absent)
            legal = {event for event in ASKED if process.find(event, actor, here, now_here)}
            assert process.actions(actor, here, now_here) == legal


def test_a_confirmed_session_has_these_buttons() -> None:
    here = Position(BookingState.CONFIRMED, PaymentState.AUTHORIZED, ShareState.NOT_DUE)
    assert process.actions(Actor.MENTEE, here, around("before")) == {Event.CANCELLED, Event.MOVE_PROPOSED}
    assert process.actions(Actor.MENTEE, here, around("during")) == frozenset()
    assert process.actions(Actor.MENTOR, here, around("before")) == {Event.CANCELLED, Event.MOVE_PROPOSED}
    assert process.actions(Actor.MENTOR, here, around("during")) == {Event.CANCELLED, Event.COMPLETED}
    waited = {Event.NO_SHOW_REPORTED, Event.PROBLEM_REPORTED}
    assert process.actions(Actor.MENTEE, here, around("waited")) == waited
    assert Event.NO_SHOW_REPORTED in process.actions(Actor.MENTOR, here, around("waited"))
    assert Event.NO_SHOW_REPORTED not in process.actions(Actor.MENTOR, here, around("late"))


def test_a_mentee_reports_a_problem_once_while_its_time_lasts_completed_or_not() -> None:
    for booking, now in product((BookingState.CONFIRMED, BookingState.COMPLETED), TIMES):
        here = Position(booking, PaymentState.AUTHORIZED, ShareState.NOT_DUE)
        may_report = now in ("waited", "after", "late")
        assert (Event.PROBLEM_REPORTED in process.actions(Actor.MENTEE, here, around(now))) == may_report
        assert Event.PROBLEM_REPORTED not in process.actions(Actor.MENTEE, here, around(now, hearing="decided"))
        for other in (Actor.MENTOR, Actor.OPERATOR):
            assert Event.PROBLEM_REPORTED not in process.actions(other, here, around(now))


def test_of_a_problem_the_mentor_is_heard_first_and_then_an_operator_decides() -> None:
    here = Position(BookingState.IN_REVIEW, PaymentState.CAPTURED, ShareState.TRANSFERRED)
    decisions = {Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND}
    for hearing in problems.OPEN:
        now = around("late", hearing=hearing, completed=True)
        heard = hearing is not Hearing.AWAITED
        assert process.actions(Actor.OPERATOR, here, now) == (decisions if heard else frozenset())
        answers = {Event.PROBLEM_ANSWERED} if hearing is not Hearing.ANSWERED else frozenset()
        assert process.actions(Actor.MENTOR, here, now) == answers
        assert process.actions(Actor.MENTEE, here, now) == {Event.PROBLEM_WITHDRAWN}


def test_who_is_said_to_be_absent_may_answer_and_who_said_so_may_take_it_back() -> None:
    here = Position(BookingState.NO_SHOW_REPORTED, PaymentState.AUTHORIZED, ShareState.NOT_DUE)
    answers = {Event.NO_SHOW_OBJECTED, Event.NO_SHOW_ADMITTED, Event.NO_SHOW_REPORTED}
    for absent, other in ((Actor.MENTEE, Actor.MENTOR), (Actor.MENTOR, Actor.MENTEE)):
        now = around("late", absent=absent)
        assert process.actions(absent, here, now) == answers
        assert process.actions(other, here, now) == {Event.NO_SHOW_WITHDRAWN}
        assert process.actions(Actor.OPERATOR, here, now) == frozenset()


def test_a_case_in_review_is_the_operators_alone() -> None:
    here = Position(BookingState.IN_REVIEW, PaymentState.CAPTURED, ShareState.NOT_DUE)
    decisions = {Event.DECIDED_COMPLETED, Event.DECIDED_MENTEE_ABSENT, Event.DECIDED_MENTOR_ABSENT}
    for absent in (Actor.MENTEE, Actor.MENTOR):
        now = around("late", absent=absent)
        assert process.actions(Actor.OPERATOR, here, now) == decisions
        assert process.actions(Actor.MENTEE, here, now) == process.actions(Actor.MENTOR, here, now) == frozenset()


def test_no_money_is_sent_given_back_or_taken_while_an_absence_may_be_objected_to() -> None:
    for edge in EDGES:
        if edge.to_booking in groups.UNDECIDED:
            assert set(edge.effects) <= {Effect.SECURE}, edge.says
        if edge.booking & groups.UNDECIDED and edge.to_booking is None:
            moves = {Effect.CAPTURE, Effect.TRANSFER, Effect.RETURN_MONEY}
            assert edge.booking == groups.ANY_BOOKING or not moves & set(edge.effects), edge.says


def test_whatever_leaves_an_undecided_session_stops_its_price_from_being_secured() -> None:
    for edge in EDGES:
        leaves = edge.booking & groups.UNDECIDED and edge.to_booking not in (None, *groups.UNDECIDED)
        if leaves:
            assert Effect.SECURE in edge.withdraws, edge.says


def test_whatever_ends_the_wait_for_a_card_stops_the_bank_from_being_asked_again() -> None:
    waiting = Position(BookingState.CONFIRMED, PaymentState.ACTION_REQUIRED, ShareState.NOT_DUE)
    for edge in EDGES:
        starts = waiting.booking in edge.booking and waiting.payment in edge.payment
        starts = starts and waiting.share in edge.share
        if starts and (edge.leads_to(waiting) != waiting or Effect.GIVE_UP in edge.effects):
            assert Effect.RETRY_HOLD in edge.withdraws, edge.says
        if edge.event is Event.CARD_AUTHORIZED and edge.payment & groups.UNSECURED:
            assert Effect.RETRY_HOLD in edge.withdraws, edge.says


def test_nobody_but_stripe_and_the_clock_has_events_of_theirs() -> None:
    clocks = (
        Event.HOLD_RAN_OUT, Event.COMPLETED, Event.NO_SHOW_STOOD, Event.MOVE_EXPIRED, Event.HOLD_DUE,
        Event.ACTION_OVERDUE, Event.HOLD_OUTGROWN, Event.SAFETY_DUE, Event.PROBLEM_UNANSWERED,
        Event.RETRY_DUE,
    )  # fmt: skip
    for edge in EDGES:
        assert (Actor.CLOCK in edge.actors) == (edge.event in clocks) or (
            edge.event is Event.COMPLETED and edge.actors == groups.HOSTS
        )


def test_a_deadline_leads_to_an_edge_that_the_clock_may_take_then() -> None:
    held_until, answer_by = STARTS - timedelta(hours=20), ENDS + ANSWER_TIME
    waits = (
        BookingState.HELD, BookingState.CONFIRMED, BookingState.NO_SHOW_REPORTED, BookingState.IN_REVIEW,
    )  # fmt: skip
    for here, absent in product(process.reachable(), (Actor.MENTEE, Actor.MENTOR)):
        due = deadlines.deadline(here, ENDS, held_until, answer_by)
        assert (due is not None) == (here.booking in waits)
        if due is not None:
            circumstances = Circumstances(due.at, STARTS, ENDS, absent=absent, hearing=Hearing.AWAITED)
            assert process.find(due.event, Actor.CLOCK, here, circumstances), here


def test_a_case_that_was_answered_waits_for_nobody_but_an_operator() -> None:
    here = Position(BookingState.IN_REVIEW, PaymentState.CAPTURED, ShareState.NOT_DUE)
    assert deadlines.deadline(here, ENDS, STARTS, answer_by=None) is None


def test_an_open_proposal_runs_out_before_anything_else_that_the_clock_does_to_a_confirmed_booking() -> None:
    here = Position(BookingState.CONFIRMED, PaymentState.AUTHORIZED, ShareState.NOT_DUE)
    due = deadlines.deadline(here, ENDS, STARTS, answer_by=STARTS)
    assert due == deadlines.Deadline(Event.MOVE_EXPIRED, STARTS)
    assert process.find(due.event, Actor.CLOCK, here, Circumstances(STARTS, STARTS, ENDS))


def test_a_session_is_moved_before_it_begins_and_while_its_price_is_secured() -> None:
    for here, actor, now in product(EVERYWHERE, Actor, TIMES):
        payable = groups.HOLDING | groups.TAKEN | {PaymentState.CARD_SAVED}
        secured = here.booking is BookingState.CONFIRMED and here.payment in payable
        may_move = now == "before" and secured and actor in (Actor.MENTEE, Actor.MENTOR)
        for event in (Event.MOVED, Event.MOVE_PROPOSED):
            assert bool(process.find(event, actor, here, around(now))) == may_move, (event, here, actor, now)


def test_whoever_comes_to_have_money_of_a_session_that_is_off_is_told_to_give_it_back() -> None:
    def owes(here: Position) -> bool:
        return here.booking in groups.LET_GO and here.payment in groups.HOLDING | groups.TAKEN

    for here, edge in product(process.reachable(), EDGES):
        fits = here.booking in edge.booking and here.payment in edge.payment and here.share in edge.share
        fits = fits and process.find(edge.event, min(edge.actors), here, around("during")) is edge
        fits = fits and edge not in DECIDED_FOR_THE_MENTOR
        if fits and owes(edge.leads_to(here)) and not owes(here):
            assert Effect.RETURN_MONEY in edge.effects, (edge.event, here)


def test_a_fee_that_is_due_is_captured_or_kept_and_sent_on() -> None:
    confirmed = Position(BookingState.CONFIRMED, PaymentState.AUTHORIZED, ShareState.NOT_DUE)
    edge = process.find(Event.CANCELLED, Actor.MENTEE, confirmed, around("before", late=True))
    assert edge is not None and edge.effects == (Effect.CAPTURE,)
    off = edge.leads_to(confirmed)
    taken = process.find(Event.PAYMENT_CAPTURED, Actor.STRIPE, off, around("before", fee_due=True))
    assert taken is not None and taken.effects == (Effect.RETURN_MONEY, Effect.TRANSFER)
    assert taken.leads_to(off) == Position(BookingState.CANCELLED, PaymentState.CAPTURED, ShareState.DUE)
    lapsed = process.find(Event.HOLD_LAPSED, Actor.STRIPE, off, around("before", fee_due=True))
    assert lapsed is not None and lapsed.effects == (Effect.CHARGE_FEE,)


def test_facts_of_stripe_are_taken_once() -> None:
    """The same fact told again changes nothing, unless it is one that may really happen again."""
    again = {
        Event.CHECKOUT_OPENED, Event.STRIPE_FEE_KNOWN, Event.SHARE_AVAILABLE, Event.SHARE_PARTLY_REVERSED,
        Event.PAYMENT_PARTLY_REFUNDED, Event.REFUND_PARTLY_FAILED, Event.REFUND_FAILED, Event.SHARE_TRANSFERRED,
        Event.RETRY_PUT_OFF, Event.HOLD_REFUSED_AGAIN, *ABOUT_DISPUTES,
    }  # fmt: skip
    for here, event in product(process.reachable(), Event):
        edge = process.find(event, Actor.STRIPE, here, around("after"))
        if edge is not None and event not in again:
            there = edge.leads_to(here)
            assert process.find(event, Actor.STRIPE, there, around("after")) is None, (event, here)


def test_a_dispute_freezes_what_was_not_sent_and_takes_back_what_was() -> None:
    for share in (ShareState.NOT_DUE, ShareState.DUE, ShareState.WAITING_FOR_ACCOUNT):
        here = Position(BookingState.COMPLETED, PaymentState.CAPTURED, share)
        edge = process.find(Event.PAYMENT_DISPUTED, Actor.STRIPE, here, around("late"))
        assert edge is not None and Effect.TRANSFER in edge.withdraws and Effect.RETURN_MONEY in edge.withdraws
        assert edge.leads_to(here) == Position(BookingState.COMPLETED, PaymentState.DISPUTED, ShareState.NOT_DUE)
    for share in groups.SENT:
        here = Position(BookingState.COMPLETED, PaymentState.DISPUTED, share)
        edge = process.find(Event.FUNDS_WITHDRAWN, Actor.STRIPE, here, around("late"))
        assert edge is not None and edge.effects == (Effect.REVERSE_TRANSFER,)


def test_no_call_moves_the_money_of_a_disputed_charge_to_anybody() -> None:
    moves = {Effect.CAPTURE, Effect.SECURE, Effect.TRANSFER, Effect.RETURN_MONEY, Effect.CHARGE_FEE}
    for here, edge in product(process.reachable(), EDGES):
        fits = here.booking in edge.booking and here.payment in edge.payment and here.share in edge.share
        fits = fits and process.find(edge.event, min(edge.actors), here, around("during")) is edge
        if fits and edge.leads_to(here).payment in groups.FROZEN:
            assert not moves & set(edge.effects), (edge.event, here)


def test_when_a_dispute_is_over_the_money_goes_where_the_session_says() -> None:
    sent_again = Position(BookingState.COMPLETED, PaymentState.DISPUTED, ShareState.REVERSED)
    edge = process.find(Event.PAYMENT_CLEARED, Actor.STRIPE, sent_again, around("late"))
    assert edge is not None and edge.effects == (Effect.RETURN_MONEY, Effect.TRANSFER)
    assert edge.leads_to(sent_again) == Position(BookingState.COMPLETED, PaymentState.CAPTURED, ShareState.DUE)
    off = Position(BookingState.CANCELLED, PaymentState.DISPUTED, ShareState.NOT_DUE)
    edge = process.find(Event.PAYMENT_CLEARED, Actor.STRIPE, off, around("late"))
    assert edge is not None and edge.effects == (Effect.RETURN_MONEY,)
    lost = process.find(Event.PAYMENT_CHARGED_BACK, Actor.STRIPE, sent_again, around("late"))
    assert lost is not None and not lost.effects
    assert lost.leads_to(sent_again).payment is PaymentState.CHARGED_BACK


def test_every_event_of_a_person_that_a_captured_session_knows_is_known_while_it_is_disputed() -> None:
    """But for moves, and for giving back what the bank has: the dispute decides about that money."""
    left_out = {Event.MOVE_PROPOSED, Event.REFUND_GRANTED, Event.SHARE_RELEASED, Event.PROBLEM_REPORTED}
    for booking, actor, now in product(BookingState, PEOPLE, TIMES):
        if booking is BookingState.COMPLETED:
            continue
        for absent in (None, Actor.MENTEE, Actor.MENTOR):
            here = around(now, absent=absent, fee_due=booking in groups.OFF)
            taken = Position(booking, PaymentState.CAPTURED, ShareState.NOT_DUE)
            frozen = Position(booking, PaymentState.DISPUTED, ShareState.NOT_DUE)
            assert process.actions(actor, frozen, here) == process.actions(actor, taken, here) - left_out
