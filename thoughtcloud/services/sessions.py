"""What happens at and after a session: the mentor marks it completed."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import not_found
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.store import audit
from thoughtcloud.store.advance import advance, load


def complete(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> None:
    """Mark a session completed, as its mentor or an operator: the card is charged and the share is sent.

    Raises `Problem` not_found for somebody else's booking, or not_now before the start or twice.
    """
    person = signed_in(caller)
    booking, _ = load(session, inputs.reference(booking_id, "booking"), lock=True)
    if booking.mentor_id != person.mentor_id and not person.is_operator:
        raise not_found("booking")
    actor = Actor.MENTOR if booking.mentor_id == person.mentor_id else Actor.OPERATOR
    advance(session, booking.id, Happened(Event.COMPLETED, actor, now, person_id=person.person_id))
    if actor is Actor.OPERATOR:
        audit.write(session, Act.BOOKING_COMPLETED, person.person_id, booking_id=booking.id, now=now)
