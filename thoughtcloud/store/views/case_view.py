"""The case of a booking as both sides and an operator read it: everybody reads everybody's words."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.cases import CaseKind, CaseState, Cause, Outcome
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor
from thoughtcloud.store import cases
from thoughtcloud.store.tables import Booking


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case: who opened it and why, what the other side answered, and how it ended.

    `refund` is what was decided to go back, once a problem is decided.
    """

    case_id: str
    kind: CaseKind
    cause: Cause
    state: CaseState
    opened_by: Actor
    opened_at: datetime
    words: str
    answered_by: Actor | None
    answered_at: datetime | None
    answer: str
    outcome: Outcome | None
    decided_by: Actor | None
    decided_at: datetime | None
    reason: str
    refund: Money | None


def latest(session: Session, booking: Booking) -> CaseView | None:
    """The booking's last case, open or closed; the caller has seen to who may read it."""
    case = cases.latest(session, booking.id)
    if case is None:
        return None
    return CaseView(
        case_id=case.id,
        kind=CaseKind(case.kind),
        cause=Cause(case.cause),
        state=CaseState(case.state),
        opened_by=Actor(case.opened_by),
        opened_at=case.opened_at,
        words=case.words,
        answered_by=Actor(case.answered_by) if case.answered_by else None,
        answered_at=case.answered_at,
        answer=case.answer,
        outcome=Outcome(case.outcome) if case.outcome else None,
        decided_by=Actor(case.decided_by) if case.decided_by else None,
        decided_at=case.decided_at,
        reason=case.reason,
        refund=None if case.refund_minor is None else Money(case.refund_minor, booking.currency),
    )
