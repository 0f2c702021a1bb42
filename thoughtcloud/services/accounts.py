"""People and their sign-ins: who exists, who is asking, and how they change what they told us about themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

COOKIE = "sid"


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
    raise NotImplementedError


def sign_up(
    session: Session, *, name: str, email: str, password: str, zone: str, locale: str, now: datetime
) -> str:
    """Create an account and return the person's id. Raises `Problem` (invalid input, email_taken)."""
    raise NotImplementedError


def admit_try(session: Session, *, email: str, source: str, now: datetime) -> None:
    """Count a try to sign in, before the password is looked at; commit it whatever follows.

    `source` is the network address of the browser. Raises `Problem` too_many_tries when the e-mail or the source
    has failed too often of late.
    """
    raise NotImplementedError


def recognise(session: Session, *, email: str, password: str, now: datetime) -> str:
    """The id of the person with this e-mail and password; takes as long for an unknown e-mail.

    Only reads, so a slow check of a password holds up no writer. Raises `Problem` wrong_credentials.
    """
    raise NotImplementedError


def sign_in(session: Session, *, email: str, password: str, now: datetime) -> str:
    """Sign a person in and return the cookie's token; their failed tries are forgotten.

    Raises `Problem` wrong_credentials. Routes call `admit_try` first.
    """
    raise NotImplementedError


def sign_out(session: Session, token: str | None, *, now: datetime) -> None:
    """End the sign-in of this token; an unknown token is fine."""
    raise NotImplementedError


def who(session: Session, token: str | None, *, now: datetime) -> Caller | None:
    """Who is signed in with this token, or None. Only reads."""
    raise NotImplementedError


def visit(session: Session, token: str | None, *, now: datetime) -> Visit | None:
    """The same as `who`, and whether to `renew`."""
    raise NotImplementedError


def renew(session: Session, token: str, *, now: datetime) -> None:
    """Let the sign-in last 30 days from now."""
    raise NotImplementedError


def rename(session: Session, caller: Caller | None, *, name: str, now: datetime) -> None:
    """Change the caller's name. Raises `Problem`."""
    raise NotImplementedError


def change_zone(session: Session, caller: Caller | None, *, zone: str, now: datetime) -> None:
    """Change the zone (IANA) in which the caller reads times. Raises `Problem`."""
    raise NotImplementedError


def change_password(
    session: Session, caller: Caller | None, *, old: str, new: str, keep: str | None, now: datetime
) -> None:
    """Change the password and end every other sign-in; `keep` is the token of this browser. Raises `Problem`."""
    raise NotImplementedError
