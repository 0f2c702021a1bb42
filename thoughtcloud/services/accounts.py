"""People: who exists, who is asking, and how they change what they told us about themselves."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from thoughtcloud.core.errors import Problem, conflict, invalid, signed_out
from thoughtcloud.services import inputs, passwords, throttle
from thoughtcloud.store.tables import Mentor, PasswordReset, Person, SignIn

COOKIE = "sid"
# A sign-in ends so long after the last visit; a visit is noted at most once a day.
SIGN_IN_LASTS = timedelta(days=30)
RENEWED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the database knows them. `mentor_id` and `mentor_slug` are None for somebody without a page."""

    person_id: str
    name: str
    email: str
    zone: str
    locale: str
    mentor_id: str | None
    mentor_slug: str | None
    is_operator: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A recognised browser; `renewal_due` once a day, so that somebody who comes back stays signed in."""

    caller: Caller
    renewal_due: bool


def signed_in(caller: Caller | None) -> Caller:
    """The caller. Raises `Problem` signed_out if there is none."""
    if not isinstance(caller, Caller):
        raise signed_out()
    return caller


def sign_up(
    session: Session, *, name: str, email: str, password: str, zone: str, locale: str, now: datetime
) -> str:
    """Create an account and return the person's id. Raises `Problem` (invalid input, email_taken)."""
    address = inputs.email(email)
    person = Person(
        email=address,
        name=inputs.words(name, "name", least=1, most=80),
        password_hash="",
        zone=inputs.zone(zone),
        locale=inputs.words(locale, "locale", least=2, most=16),
        created_at=now,
    )
    accepted = passwords.accepted(password, address)
    if _by_email(session, address):
        raise _email_taken()
    person.password_hash = passwords.hashed(accepted)
    return _inserted(session, person)


def admit_try(session: Session, *, email: str, source: str, now: datetime) -> None:
    """Count a try to sign in, before the password is looked at; commit it whatever follows.

    `source` is the network address of the browser. Raises `Problem` too_many_tries when the e-mail or the source
    has failed too often of late.
    """
    throttle.admit(session, f"mail:{_lower(email)}", throttle.PER_EMAIL, now=now)
    throttle.admit(session, f"from:{source}", throttle.PER_SOURCE, now=now)


def admit_sign_up(session: Session, *, source: str, now: datetime) -> None:
    """Count a try to sign up; commit it whatever follows. Raises `Problem` too_many_tries."""
    throttle.admit(session, f"new:{source}", throttle.SIGN_UPS, now=now)


def recognise(session: Session, *, email: str, password: str, now: datetime) -> str:
    """The id of the person with this e-mail and password; takes as long for an unknown e-mail.

    Only reads, so a slow check of a password holds up no writer. Raises `Problem` wrong_credentials.
    """
    person = _by_email(session, _lower(email))
    if not passwords.matches(person.password_hash if person else None, password) or person is None:
        raise invalid("wrong_credentials", "E-mail and password do not match. Please try again.", "password")
    return person.id


def sign_in(session: Session, *, email: str, password: str, now: datetime, source: str = "") -> str:
    """Sign a person in and return the cookie's token; their failed tries are forgotten.

    Raises `Problem` wrong_credentials. A route calls `admit_try`, `recognise` and `open_sign_in` one by one
    instead, so that a try counts even when it fails.
    """
    person_id = recognise(session, email=email, password=password, now=now)
    return open_sign_in(session, person_id, password=password, source=source, now=now)


def open_sign_in(session: Session, person_id: str, *, password: str, source: str, now: datetime) -> str:
    """Sign in a person whom `recognise` has just recognised by `password`; returns the cookie's token."""
    person = session.get_one(Person, person_id)
    if passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hashed(password)
        session.add(person)
    throttle.forget(session, f"mail:{person.email}")
    throttle.forgive(session, f"from:{source}")
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person_id, col(SignIn.expires_at) <= now))
    token = secrets.token_urlsafe(32)
    expires_at = now + SIGN_IN_LASTS
    session.add(SignIn(token_hash=_kept(token), person_id=person_id, created_at=now, expires_at=expires_at))
    return token


def sign_out(session: Session, token: str | None, *, now: datetime) -> None:
    """End the sign-in of this token; an unknown token is fine."""
    if _is_token(token):
        session.exec(delete(SignIn).where(col(SignIn.token_hash) == _kept(str(token))))


def who(session: Session, token: str | None, *, now: datetime) -> Caller | None:
    """Who is signed in with this token, or None. Only reads."""
    found = visit(session, token, now=now)
    return found.caller if found else None


def visit(session: Session, token: str | None, *, now: datetime) -> Visit | None:
    """The same as `who`, and whether to `renew`."""
    if not _is_token(token):
        return None
    asked = (
        select(SignIn, Person, Mentor)
        .join(Person, col(Person.id) == col(SignIn.person_id))
        .outerjoin(Mentor, col(Mentor.person_id) == col(Person.id))
        .where(SignIn.token_hash == _kept(str(token)), col(SignIn.expires_at) > now)
    )
    found = session.exec(asked).first()
    if found is None:
        return None
    entry, person, mentor = found
    return Visit(_caller(person, mentor), entry.expires_at - now < SIGN_IN_LASTS - RENEWED_AFTER)


def renew(session: Session, token: str, *, now: datetime) -> None:
    """Let the sign-in last 30 days from now; one that has ended stays ended."""
    entry = session.get(SignIn, _kept(token)) if _is_token(token) else None
    if entry is not None and entry.expires_at > now:
        entry.expires_at = now + SIGN_IN_LASTS
        session.add(entry)


def rename(session: Session, caller: Caller | None, *, name: str, now: datetime) -> None:
    """Change the caller's name. Raises `Problem`."""
    person = _person(session, caller)
    person.name = inputs.words(name, "name", least=1, most=80)
    session.add(person)


def change_zone(session: Session, caller: Caller | None, *, zone: str, now: datetime) -> None:
    """Change the zone (IANA) in which the caller reads times. Raises `Problem`."""
    person = _person(session, caller)
    person.zone = inputs.zone(zone)
    session.add(person)


def change_locale(session: Session, caller: Caller | None, *, locale: str, now: datetime) -> None:
    """Change the language and region (a tag such as de-AT) in which the caller is written to. Raises `Problem`."""
    person = _person(session, caller)
    person.locale = inputs.locale(locale)
    session.add(person)


def change_password(
    session: Session, caller: Caller | None, *, old: str, new: str, keep: str | None, now: datetime
) -> None:
    """Change the password; every other sign-in and every link to replace it ends. `keep`: this browser's token.

    Raises `Problem`.
    """
    person = _person(session, caller)
    if not passwords.matches(person.password_hash, old):
        raise invalid("wrong_password", "That is not your present password.", "old")
    person.password_hash = passwords.hashed(passwords.accepted(new, person.email, "new"))
    session.add(person)
    session.exec(delete(PasswordReset).where(col(PasswordReset.person_id) == person.id))
    kept = _kept(str(keep)) if _is_token(keep) else ""
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person.id, col(SignIn.token_hash) != kept))


def _person(session: Session, caller: Caller | None) -> Person:
    person = session.get(Person, signed_in(caller).person_id)
    if person is None:
        raise signed_out()
    return person


def _by_email(session: Session, email: str) -> Person | None:
    return session.exec(select(Person).where(Person.email == email)).first()


def _lower(email: object) -> str:
    try:
        return inputs.email(email)
    except Problem:
        # Nobody has such an address; the answer is the same as for one that nobody uses.
        return ""


def _inserted(session: Session, person: Person) -> str:
    try:
        with session.begin_nested():
            session.add(person)
            session.flush()
    except IntegrityError as error:
        raise _email_taken() from error
    return person.id


def _email_taken() -> Problem:
    return conflict("email_taken", "There is an account with this e-mail already. Please sign in.")


def _caller(person: Person, mentor: Mentor | None) -> Caller:
    return Caller(
        person_id=person.id,
        name=person.name,
        email=person.email,
        zone=person.zone,
        locale=person.locale,
        mentor_id=mentor.id if mentor else None,
        mentor_slug=mentor.slug if mentor else None,
        is_operator=person.is_operator,
    )


def _is_token(token: object) -> bool:
    return isinstance(token, str) and 20 <= len(token) <= 100 and token.isascii()


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
