"""A forgotten password: asking for a link, and choosing a new password by it, once and within the hour.

Nothing here says whether somebody has an account. The token of a link is made only when its mail is written, so
that only its hash waits in the database.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from thoughtcloud.core.errors import Problem, conflict
from thoughtcloud.services import inputs, passwords, throttle
from thoughtcloud.store import notices
from thoughtcloud.store.tables import PasswordReset, Person, SignIn

LINK_LASTS = timedelta(hours=1)


def admit(session: Session, *, email: str, source: str, now: datetime) -> None:
    """Count a request, whoever it is for; commit it whatever follows. `source`: the browser's network address.

    Raises `Problem` email_invalid, or too_many_tries for an address or a source that has asked too often.
    """
    throttle.admit(session, f"forgot:{inputs.email(email)}", throttle.RECOVERIES, now=now)
    throttle.admit(session, f"forgot-from:{source}", throttle.RECOVERIES_PER_SOURCE, now=now)


def ask(session: Session, *, email: str, now: datetime) -> None:
    """Have a link sent to this address if somebody has an account with it; the answer is the same for all."""
    person = session.exec(select(Person).where(Person.email == inputs.email(email))).first()
    if person is not None:
        notices.put_down_recovery(session, person.id, occasion=secrets.token_hex(8), now=now)


def open_link(session: Session, person_id: str, *, now: datetime) -> str:
    """A fresh token for the mail to this person; links that they were sent before stay good for their hour."""
    token = secrets.token_urlsafe(32)
    session.exec(delete(PasswordReset).where(col(PasswordReset.expires_at) <= now))
    session.add(
        PasswordReset(token_hash=_kept(token), person_id=person_id, created_at=now, expires_at=now + LINK_LASTS)
    )
    return token


def is_good(session: Session, token: object, *, now: datetime) -> bool:
    """Whether a new password can be chosen with this token."""
    return _found(session, token, now) is not None


def choose_password(session: Session, token: object, *, password: str, now: datetime) -> str:
    """Replace the password of whoever the token was sent to, end all their sign-ins and links; their id.

    Raises `Problem` link_stale, or password_weak, after which the link is still good.
    """
    found = _found(session, token, now)
    if found is None:
        raise _stale()
    person = session.get_one(Person, found.person_id)
    person.password_hash = passwords.hashed(passwords.accepted(password, person.email))
    session.add(person)
    _spend(session, found)
    session.exec(delete(PasswordReset).where(col(PasswordReset.person_id) == person.id))
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person.id))
    return person.id


def _spend(session: Session, link: PasswordReset) -> None:
    """Two browsers with one link: the database lets one of them take it."""
    spent = session.exec(delete(PasswordReset).where(col(PasswordReset.token_hash) == link.token_hash))
    if not spent.rowcount:
        raise _stale()


def _found(session: Session, token: object, now: datetime) -> PasswordReset | None:
    if not isinstance(token, str) or not 20 <= len(token) <= 100 or not token.isascii():
        return None
    link = session.get(PasswordReset, _kept(token))
    return link if link is not None and link.expires_at > now else None


def _stale() -> Problem:
    return conflict("link_stale", "This link has been used or is older than an hour. Please ask for a new one.")


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
