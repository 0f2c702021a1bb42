"""What one side sees before it moves a session: the times to choose from, and what each of them would mean."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from thoughtcloud.core import policy
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor, PaymentState
from thoughtcloud.core.terms import Agreed
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.services.move_wish import check_movable, free_starts, may_move_alone, side_of
from thoughtcloud.store import moves
from thoughtcloud.store.advance import agreed, load
from thoughtcloud.store.moves import Told
from thoughtcloud.store.tables import Booking, Mentor, Payment, Person


@dataclass(frozen=True, slots=True)
class Choice:
    """A session as one side of it may move it.

    `alone` is for a mentee who needs nobody's consent. `refusal` says why the session cannot be moved, and is
    empty when it can. `starts` are on offer (aware UTC, ascending); `latest_start` is the last start that the
    payment reaches to. `seen` is to be sent back with the wish. `proposal` waits for an answer of either side.
    `hold_until` is when the reservation ends, if there is one.
    """

    booking_id: str
    mentor_id: str
    role: Actor
    title: str
    minutes: int
    mentor_name: str
    mentee_name: str
    mentor_zone: str
    mentee_zone: str
    starts_at: datetime
    ends_at: datetime
    agreed: Agreed
    alone: bool
    refusal: str
    starts: tuple[datetime, ...]
    latest_start: datetime
    seen: int
    proposal: Told | None
    hold_until: datetime | None

    @property
    def other_name(self) -> str:
        """Who is on the other side."""
        return self.mentor_name if self.role is Actor.MENTEE else self.mentee_name

    def agreed_at(self, start: datetime, wished_by: Actor, wished_at: datetime) -> Agreed:
        """The terms after a move to this start: a mentee who asked for it late keeps the old ones."""
        late = wished_by is Actor.MENTEE and not self.agreed.is_free(wished_at)
        return replace(self.agreed, starts_at=self.agreed.starts_at if late else start)


def of(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> Choice:
    """The choice of the calling side. Raises `Problem` signed_out, or not_found for whoever is no side of it."""
    person = signed_in(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"))
    role = side_of(person, booking)
    refusal = _refusal(session, booking, payment, role, now)
    mentor = session.get_one(Mentor, booking.mentor_id)
    return Choice(
        booking_id=booking.id,
        mentor_id=booking.mentor_id,
        role=role,
        title=booking.title,
        minutes=booking.minutes,
        mentor_name=mentor.name,
        mentee_name=session.get_one(Person, booking.mentee_id).name,
        mentor_zone=mentor.zone,
        mentee_zone=booking.mentee_zone,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        agreed=agreed(booking),
        alone=role is Actor.MENTEE and may_move_alone(booking, now=now),
        refusal=refusal,
        starts=() if refusal else free_starts(session, booking, payment, now=now),
        latest_start=policy.latest_end(now) - timedelta(minutes=booking.minutes),
        seen=booking.sequence,
        proposal=moves.waiting(session, booking, now=now),
        hold_until=payment.capture_before if payment.state == PaymentState.AUTHORIZED else None,
    )


def _refusal(session: Session, booking: Booking, payment: Payment, role: Actor, now: datetime) -> str:
    try:
        check_movable(session, booking, payment, role, now=now)
    except Problem as problem:
        return problem.text
    return ""
