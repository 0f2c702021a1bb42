"""The cases of bookings as rows: opened, answered and closed by what happens to the booking alone."""

from sqlmodel import Session, col, select

from thoughtcloud.core.cases import CaseKind, CaseState, Cause, Outcome, reported_by
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, BookingState, Event
from thoughtcloud.store.tables import Booking, Case

ANSWERS = (Event.NO_SHOW_REPORTED, Event.NO_SHOW_OBJECTED, Event.PROBLEM_ANSWERED)
WITHDRAWALS = (Event.NO_SHOW_WITHDRAWN, Event.PROBLEM_WITHDRAWN)
UNDECIDED = (BookingState.NO_SHOW_REPORTED, BookingState.IN_REVIEW)
# What the sides themselves or time ended says nothing of its own; these are an operator's words.
REFUNDS = {
    Event.DECIDED_NO_REFUND: Outcome.NO_REFUND,
    Event.DECIDED_PART_REFUND: Outcome.PART_REFUND,
    Event.DECIDED_FULL_REFUND: Outcome.FULL_REFUND,
}
DECIDED = (Event.DECIDED_COMPLETED, Event.DECIDED_MENTEE_ABSENT, Event.DECIDED_MENTOR_ABSENT, *REFUNDS)


def current(session: Session, booking_id: str) -> Case | None:
    """The case of the booking that is not closed; there is never more than one."""
    asked = select(Case).where(Case.booking_id == booking_id, Case.state != CaseState.CLOSED)
    return session.exec(asked).one_or_none()


def latest(session: Session, booking_id: str) -> Case | None:
    """The booking's last case, open or closed."""
    asked = select(Case).where(Case.booking_id == booking_id)
    return session.exec(asked.order_by(col(Case.opened_at).desc(), col(Case.id)).limit(1)).one_or_none()


def follow(session: Session, booking: Booking, before: BookingState, happened: Happened) -> str | None:
    """Do to the booking's case what just happened to the booking; the case's id, or None if there is none.

    The caller holds the booking's lock and has written its new state.
    """
    if before not in UNDECIDED and booking.state in UNDECIDED:
        return _open(session, booking, happened)
    if before not in UNDECIDED:
        return None
    case = current(session, booking.id)
    if case is None:
        raise ValueError(f"{booking.id} is {before} without a case")
    if happened.event in ANSWERS:
        _answer(case, happened)
    if happened.event is Event.PROBLEM_UNANSWERED:
        case.state = CaseState.IN_REVIEW
    if booking.state not in UNDECIDED:
        _close(case, booking, happened)
    session.add(case)
    return case.id


def _open(session: Session, booking: Booking, happened: Happened) -> str:
    is_problem = happened.event is Event.PROBLEM_REPORTED
    case = Case(
        booking_id=booking.id,
        kind=CaseKind.PROBLEM if is_problem else CaseKind.ABSENCE,
        cause=(happened.cause or Cause.OTHER) if is_problem else reported_by(happened.actor),
        state=CaseState.OPEN,
        opened_by=happened.actor,
        opened_at=happened.at,
        words=happened.words,
    )
    session.add(case)
    return case.id


def _answer(case: Case, happened: Happened) -> None:
    case.state = CaseState.IN_REVIEW
    case.answered_by, case.answered_at, case.answer = happened.actor, happened.at, happened.words


def _close(case: Case, booking: Booking, happened: Happened) -> None:
    case.state, case.outcome = CaseState.CLOSED, _outcome(booking, happened)
    case.decided_by, case.decided_by_id, case.decided_at = happened.actor, happened.person_id, happened.at
    if happened.event in DECIDED:
        case.reason = happened.words
    if happened.event in REFUNDS:
        case.refund_minor = happened.refund.minor if happened.refund else 0


def _outcome(booking: Booking, happened: Happened) -> Outcome:
    if happened.event in WITHDRAWALS:
        return Outcome.WITHDRAWN
    if happened.event in REFUNDS:
        return REFUNDS[happened.event]
    match BookingState(booking.state):
        case BookingState.COMPLETED:
            return Outcome.COMPLETED
        case BookingState.NO_SHOW:
            return Outcome.MENTEE_ABSENT if booking.absent == Actor.MENTEE else Outcome.MENTOR_ABSENT
        case BookingState.CANCELLED:
            return Outcome.CALLED_OFF
        case left:
            raise ValueError(f"a case does not end with a booking that is {left}")
