"""What people can do with a booking: for each deed the button that offers it, and the use case behind it.

A new use case joins all tests of this package by a line in `DEEDS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tests.reliability.marketplace import Look
from thoughtcloud.core.cases import PROBLEMS, Cause, Outcome
from thoughtcloud.core.evidence import Field
from thoughtcloud.core.money import Money
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services import bookings, cases, disputes, moves, problems, refunds, rooms, sessions

Offered = Callable[[Look], bool]
# `pick` is any whole number from 0: whoever has a choice chooses by it.
Do = Callable[[Session, Look, int], object]
NOBODY = frozenset[str]()
UNKNOWN = "mv_unknown"
WHY = "We have talked to both sides."


@dataclass(frozen=True)
class Deed:
    """Something to be done; `unless` names refusals that a button cannot foresee (two own sessions at once)."""

    name: str
    offered: Offered
    do: Do
    unless: frozenset[str] = NOBODY


def _button(event: Event) -> Offered:
    return lambda look: look.page is not None and event in look.page.actions


def _role(look: Look) -> Actor:
    return look.page.role if look.page else Actor.OPERATOR


def _is(role: Actor) -> Offered:
    return lambda look: look.page is not None and look.page.role is role


def _cancel(session: Session, look: Look, pick: int) -> object:
    fee = look.page.cancellation.fee.minor if look.page and look.page.cancellation else 0
    return bookings.cancel(
        session, look.caller, look.booking_id, _role(look), seen_fee_minor=fee, reason=WHY, now=look.now
    )


def _cancel_as_another(session: Session, look: Look, pick: int) -> object:
    own = look.page.role if look.page else None
    others = [role for role in (Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR) if role is not own]
    role = others[pick % len(others)]
    return bookings.cancel(
        session, look.caller, look.booking_id, role, seen_fee_minor=10**7, reason=WHY, now=look.now
    )


def _decide(outcome: Outcome) -> Do:
    return lambda session, look, pick: cases.decide(
        session, look.caller, look.booking_id, outcome, reason="We have read both sides.", now=look.now
    )


def _give_back(session: Session, look: Look, pick: int) -> object:
    """An operator gives a part of what is left back, or all of it."""
    most = refunds.preview(session, look.caller, look.booking_id, now=look.now).most
    part = (most if pick % 3 else Money(max(1, most.minor * (pick % 97) // 100), most.currency)).major
    return refunds.grant(
        session, look.caller, look.booking_id, str(part), reason="As agreed.", seen_most_minor=most.minor,
        now=look.now,
    )  # fmt: skip


# -- disputes --------------------------------------------------------------------------------------------------

# What test mode is told to decide by, and what leaves it to the bank.
EVIDENCE = ("winning_evidence", "losing_evidence", "escalate_inquiry_evidence", "They were there; see the log.")


def _may_answer(look: Look) -> bool:
    return look.dispute is not None and look.dispute.row.is_answerable


def _write_evidence(session: Session, look: Look, pick: int) -> None:
    texts = {Field.ANYTHING_ELSE.value: EVIDENCE[pick % len(EVIDENCE)]}
    disputes.write(session, look.caller, look.dispute_id, texts, now=look.now)


# -- moving ----------------------------------------------------------------------------------------------------


def _may_move(look: Look) -> bool:
    return look.choice is not None and not look.choice.refusal


def _may_move_alone(look: Look) -> bool:
    return _may_move(look) and look.choice is not None and look.choice.alone and bool(look.choice.starts)


def _may_propose(look: Look) -> bool:
    choice = look.choice
    return _may_move(look) and choice is not None and choice.proposal is None and bool(choice.starts)


def _starts(look: Look, pick: int, count: int = 1) -> list[datetime]:
    """Starts to choose from; whoever sees none makes one up."""
    if look.choice is None or not look.choice.starts:
        return [(look.now + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)]
    on_offer = look.choice.starts
    return [on_offer[(pick + 7 * number) % len(on_offer)] for number in range(count)]


def _seen(look: Look) -> int:
    return look.choice.seen if look.choice else 0


def _move(session: Session, look: Look, pick: int) -> object:
    to = _starts(look, pick)[0]
    return moves.move(session, look.caller, look.booking_id, to=to, seen=_seen(look), now=look.now)


def _propose(session: Session, look: Look, pick: int) -> object:
    times = _starts(look, pick, 1 + pick % 3)
    return moves.propose(
        session, look.caller, look.booking_id, times=times, note="Would that do?", seen=_seen(look), now=look.now
    )


def _is_asked(look: Look) -> bool:
    return _may_move(look) and look.choice is not None and _proposer(look) not in (None, look.choice.role)


def _has_asked(look: Look) -> bool:
    return _may_move(look) and look.choice is not None and _proposer(look) is look.choice.role


def _proposer(look: Look) -> Actor | None:
    return look.choice.proposal.by if look.choice and look.choice.proposal else None


def _move_id(look: Look) -> str:
    return look.choice.proposal.move_id if look.choice and look.choice.proposal else UNKNOWN


def _accept(session: Session, look: Look, pick: int) -> None:
    times = look.choice.proposal.times if look.choice and look.choice.proposal else _starts(look, pick)
    to = times[pick % len(times)]
    moves.accept(session, look.caller, look.booking_id, _move_id(look), to=to, now=look.now)


# What is at the start that was proposed by then is told at the click.
TAKEN_MEANWHILE = frozenset({"slot_taken", "paused", "own_overlap", "past", "too_far"})

def _complain(session: Session, look: Look, pick: int) -> None:
    causes = [cause for cause in PROBLEMS if cause is not Cause.MENTOR_ABSENT]
    cause = causes[pick % len(causes)]
    words = "It was not what I had hoped for."
    problems.report(session, look.caller, look.booking_id, cause=cause, words=words, now=look.now)


def _settle(outcome: Outcome) -> Do:
    def settle(session: Session, look: Look, pick: int) -> None:
        refund = f"{1 + pick % 79}.{pick % 10}0"
        problems.decide(
            session, look.caller, look.booking_id, outcome, reason="So be it.", refund=refund, now=look.now
        )

    return settle


DEEDS: tuple[Deed, ...] = (
    # Leaving twice, or when the page is long closed, is harmless.
    Deed(
        "leave", _is(Actor.MENTEE),
        lambda s, look, _: bookings.leave(s, look.caller, look.booking_id, now=look.now),
    ),
    Deed("cancel", _button(Event.CANCELLED), _cancel),
    Deed("cancel in another's name", lambda look: False, _cancel_as_another),
    Deed(
        "waive the fee", _button(Event.LATE_FEE_WAIVED),
        lambda s, look, _: bookings.waive_fee(s, look.caller, look.booking_id, now=look.now),
    ),
    Deed(
        "complete", _button(Event.COMPLETED),
        lambda s, look, _: sessions.complete(s, look.caller, look.booking_id, now=look.now),
    ),
    Deed(
        "report an absence", _button(Event.NO_SHOW_REPORTED),
        lambda s, look, _: cases.report(s, look.caller, look.booking_id, words="I waited.", now=look.now),
        frozenset({"too_many_reports"}),
    ),
    Deed(
        "take the report back", _button(Event.NO_SHOW_WITHDRAWN),
        lambda s, look, _: cases.withdraw(s, look.caller, look.booking_id, now=look.now),
    ),
    Deed(
        "admit it", _button(Event.NO_SHOW_ADMITTED),
        lambda s, look, _: cases.admit(s, look.caller, look.booking_id, now=look.now),
    ),
    Deed(
        "object", _button(Event.NO_SHOW_OBJECTED),
        lambda s, look, _: cases.object_to(s, look.caller, look.booking_id, words="I was there.", now=look.now),
    ),
    Deed("decide: it took place", _button(Event.DECIDED_COMPLETED), _decide(Outcome.COMPLETED)),
    Deed("decide: the mentee", _button(Event.DECIDED_MENTEE_ABSENT), _decide(Outcome.MENTEE_ABSENT)),
    Deed("decide: the mentor", _button(Event.DECIDED_MENTOR_ABSENT), _decide(Outcome.MENTOR_ABSENT)),
    Deed("report a problem", _button(Event.PROBLEM_REPORTED), _complain, frozenset({"too_many_reports"})),
    Deed(
        "answer the problem", _button(Event.PROBLEM_ANSWERED),
        lambda s, look, _: problems.answer(s, look.caller, look.booking_id, words="It was so.", now=look.now),
    ),
    Deed(
        "take the problem back", _button(Event.PROBLEM_WITHDRAWN),
        lambda s, look, _: problems.withdraw(s, look.caller, look.booking_id, now=look.now),
    ),
    Deed("settle: nothing", _button(Event.DECIDED_NO_REFUND), _settle(Outcome.NO_REFUND)),
    Deed(
        "settle: a part", _button(Event.DECIDED_PART_REFUND), _settle(Outcome.PART_REFUND),
        frozenset({"bad_part", "rest_too_small"}),
    ),
    Deed("settle: all", _button(Event.DECIDED_FULL_REFUND), _settle(Outcome.FULL_REFUND)),
    Deed("give back", _button(Event.REFUND_GRANTED), _give_back, frozenset({"nothing_left"})),
    Deed(
        "release the share", _button(Event.SHARE_RELEASED),
        lambda s, look, _: refunds.release(s, look.caller, look.booking_id, reason="It may go.", now=look.now),
    ),
    Deed("write the evidence", _may_answer, _write_evidence),
    Deed(
        "send the evidence", _may_answer,
        lambda s, look, _: disputes.send(s, look.caller, look.dispute_id, now=look.now),
    ),
    Deed(
        "accept the dispute", _may_answer,
        lambda s, look, _: disputes.accept(s, look.caller, look.dispute_id, now=look.now),
    ),
    Deed("move alone", _may_move_alone, _move, TAKEN_MEANWHILE),
    Deed("propose", _may_propose, _propose, TAKEN_MEANWHILE | {"too_many_proposals"}),
    Deed("accept", _is_asked, _accept, TAKEN_MEANWHILE),
    Deed(
        "decline", _is_asked,
        lambda s, look, _: moves.decline(s, look.caller, look.booking_id, _move_id(look), now=look.now),
    ),
    Deed(
        "take the proposal back", _has_asked,
        lambda s, look, _: moves.withdraw(s, look.caller, look.booking_id, _move_id(look), now=look.now),
    ),
    Deed(
        "enter the room", lambda look: look.room is not None and look.room.door is Door.OPEN,
        lambda s, look, _: rooms.enter(s, look.caller, look.booking_id, base="https://r.example", now=look.now),
    ),
    Deed(
        "write a note", lambda look: look.room is not None and look.room.may_write,
        lambda s, look, _: rooms.write_note(s, look.caller, look.booking_id, text="A thought.", now=look.now),
        frozenset({"too_many_notes"}),
    ),
)  # fmt: skip
