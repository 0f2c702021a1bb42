"""The audit log: every act of an operator, written in the unit of work that carries it out, and never changed."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.audit import Act
from thoughtcloud.store.tables import AuditEntry


def write(
    session: Session,
    act: Act,
    person_id: str | None,
    *,
    booking_id: str | None = None,
    about: str = "",
    details: str = "",
    now: datetime,
) -> None:
    """Write down who did what. `person_id` is None for the command line; `about` is the id of what it was done to.

    `details` is what the operator said or chose: a reason, a name, an outcome.
    """
    session.add(
        AuditEntry(at=now, act=act, person_id=person_id, booking_id=booking_id, about=about, details=details)
    )
