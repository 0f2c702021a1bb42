"""Who watches over the marketplace: appointed from the machine it runs on, never from a browser."""

from datetime import datetime

from sqlmodel import Session, select

from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import not_found
from thoughtcloud.services import inputs
from thoughtcloud.store import audit
from thoughtcloud.store.tables import Person


def appoint(session: Session, *, email: str, now: datetime) -> str:
    """Make the person with this e-mail an operator and return their name. Raises `Problem` not_found."""
    return _set(session, email, is_operator=True, now=now)


def dismiss(session: Session, *, email: str, now: datetime) -> str:
    """Take the office away again; takes effect at their next click. Raises `Problem` not_found."""
    return _set(session, email, is_operator=False, now=now)


def _set(session: Session, email: str, *, is_operator: bool, now: datetime) -> str:
    address = inputs.email(email)
    person = session.exec(select(Person).where(Person.email == address)).first()
    if person is None:
        raise not_found("account: let them sign up first")
    person.is_operator = is_operator
    session.add(person)
    act = Act.APPOINTED if is_operator else Act.DISMISSED
    audit.write(session, act, None, about=person.id, details=person.name, now=now)
    return person.name
