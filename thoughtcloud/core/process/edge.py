"""What one row of the process is: who may cause which event, from where, when, and what it leads to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from thoughtcloud.core import problems
from thoughtcloud.core.absence import reportable_from, reportable_until
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, Notice, PaymentState, Position, ShareState


class Claims(StrEnum):
    """What becomes of the mentor's quarter-hours."""

    KEEP = "keep"
    FREE = "free"
    RETAKE = "retake"
    MOVE = "move"


class When(StrEnum):
    """A condition on time or on the calendar that an edge asks for."""

    ALWAYS = "always"
    BEFORE_START = "before the start"
    FROM_START = "from the start on"
    AFTER_SILENCE = "24 h after the end"
    SLOT_FREE = "while the slot is free"
    LATE = "before the start, when the terms ask for a fee"
    LATE_ON_CARD = "before the start, when the terms ask for a fee and a card is saved"
    OUTGROWN = "when the hold ends before the session begins"
    FEE_DUE = "when a fee for cancelling late or for not coming is due"
    REPORTABLE = "from 15 minutes after the start until 24 h after the end"
    SHARE_MISSING = "when the mentor has less than their share"
    MENTEE_ABSENT = "when the mentee is said not to have come"
    MENTOR_ABSENT = "when the mentor is said not to have come"
    ABSENCE = "when one side is said not to have come"
    PROBLEM_REPORTABLE = "from 15 minutes after the start until 72 h after the end, once"
    UNANSWERED = "while the mentor has not answered the problem"
    ANSWER_OVERDUE = "48 h after the problem was reported"
    PROBLEM_OPEN = "while the problem is open"
    PROBLEM_AFTER_COMPLETION = "while a problem of a completed session is open"
    HEARD = "once the mentor has answered, or has let the time for it pass"
    SETTLED = "when it was decided what the mentee pays"
    NOTHING_DUE = "when it was decided that the mentee pays nothing"


# A mentor who says nothing for this long after the end has given the session.
SILENCE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an edge may ask about: aware UTC instants, and what is to be known of the booking.

    `slot_free`: nobody else has the slot. `late`: the terms ask the mentee for a fee for cancelling now.
    `fee_due`: it was called off late or the mentee did not come, and the fee is still to be taken or kept.
    `outgrown`: the hold ends before the session begins. `card_kept`: a card is saved that can be charged without
    the mentee. `share_missing`: the mentor has less than their share of what is kept (of a session that is off: of
    its fee at most), or a reversal of ours has just left them with less. `absent`: who is said not to have come,
    if anybody is. `hearing`: how far that of a problem has come. `completed`: it has been completed
    before. `settled`: what the mentee of a completed session is to pay in minor units, where that was decided.
    """

    now: datetime
    starts_at: datetime
    ends_at: datetime
    slot_free: bool = False
    late: bool = False
    fee_due: bool = False
    outgrown: bool = False
    card_kept: bool = False
    share_missing: bool = False
    absent: Actor | None = None
    hearing: Hearing | None = None
    completed: bool = False
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One row of the process. `None` as a target means: stays as it is. `says` is the history's sentence.

    `hastens`: its effects are overdue, so those that wait already are carried out now.
    """

    event: Event
    actors: frozenset[Actor]
    says: str
    booking: frozenset[BookingState]
    payment: frozenset[PaymentState] = frozenset(PaymentState)
    share: frozenset[ShareState] = frozenset(ShareState)
    to_booking: BookingState | None = None
    to_payment: PaymentState | None = None
    to_share: ShareState | None = None
    when: When = When.ALWAYS
    effects: tuple[Effect, ...] = ()
    withdraws: tuple[Effect, ...] = ()
    hastens: bool = False
    tells: tuple[Notice, ...] = ()
    claims: Claims = Claims.KEEP

    def leads_to(self, position: Position) -> Position:
        """The position after this edge was taken from `position`."""
        return Position(
            self.to_booking or position.booking,
            self.to_payment or position.payment,
            self.to_share or position.share,
        )


def fits(edge: Edge, position: Position, around: Circumstances) -> bool:
    """Whether the edge starts from this position in these circumstances, whoever causes it."""
    return (
        position.booking in edge.booking
        and position.payment in edge.payment
        and position.share in edge.share
        and holds(edge.when, around)
    )


def holds(when: When, around: Circumstances) -> bool:
    """Whether the condition is true in these circumstances."""
    match when:
        case When.ALWAYS:
            return True
        case When.BEFORE_START:
            return around.now < around.starts_at
        case When.FROM_START:
            return around.now >= around.starts_at
        case When.AFTER_SILENCE:
            return around.now >= around.ends_at + SILENCE
        case When.SLOT_FREE:
            return around.slot_free
        case When.LATE:
            return around.late and around.now < around.starts_at
        case When.LATE_ON_CARD:
            return around.late and around.card_kept and around.now < around.starts_at
        case When.OUTGROWN:
            return around.outgrown
        case When.FEE_DUE:
            return around.fee_due
        case When.SHARE_MISSING:
            return around.share_missing
        case When.REPORTABLE:
            starts_at, ends_at = around.starts_at, around.ends_at
            return reportable_from(starts_at, ends_at) <= around.now < reportable_until(ends_at)
        case When.MENTEE_ABSENT:
            return around.absent is Actor.MENTEE
        case When.MENTOR_ABSENT:
            return around.absent is Actor.MENTOR
        case When.ABSENCE:
            return around.absent is not None
        case _:
            return _holds_of_problem(when, around)


def _holds_of_problem(when: When, around: Circumstances) -> bool:
    match when:
        case When.PROBLEM_REPORTABLE:
            in_time = problems.reportable(around.starts_at, around.ends_at, around.now)
            return around.hearing is None and in_time
        case When.UNANSWERED:
            return around.hearing in problems.UNANSWERED
        case When.ANSWER_OVERDUE:
            return around.hearing is Hearing.AWAITED
        case When.PROBLEM_OPEN:
            return around.hearing in problems.OPEN
        case When.PROBLEM_AFTER_COMPLETION:
            return around.hearing in problems.OPEN and around.completed
        case When.HEARD:
            return around.hearing in problems.HEARD
        case When.SETTLED:
            return around.settled is not None
        case When.NOTHING_DUE:
            return around.settled == 0
        case _:
            raise ValueError(f"nobody knows when that is: {when}")
