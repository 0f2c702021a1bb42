"""The private calendar of a person: an address that only they know, made, replaced and revoked by themselves."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from thoughtcloud.services import throttle
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.services.throttle import Limit
from thoughtcloud.store.tables import CalendarFeed

# Calendars look every few minutes at most; whoever knocks at wrong doors gets fewer tries.
READS = Limit(120, timedelta(hours=1))
WRONG_DOORS = Limit(60, timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Feed:
    """That there is an address, since when, and when a calendar last read it (aware UTC; None: never)."""

    made_at: datetime
    read_at: datetime | None


def make(session: Session, caller: Caller | None, *, now: datetime) -> str:
    """Make the caller's address, in place of an older one that is no good from now on; returns its token.

    Only the token's SHA-256 is kept, so this is the one time that it can be shown. Raises `Problem` signed_out.
    """
    person_id = signed_in(caller).person_id
    token = secrets.token_urlsafe(32)
    session.exec(delete(CalendarFeed).where(col(CalendarFeed.person_id) == person_id))
    session.add(CalendarFeed(person_id=person_id, token_hash=_kept(token), made_at=now))
    return token


def revoke(session: Session, caller: Caller | None, *, now: datetime) -> None:
    """From now on the caller's address, if there is one, leads nowhere. Raises `Problem` signed_out."""
    session.exec(delete(CalendarFeed).where(col(CalendarFeed.person_id) == signed_in(caller).person_id))


def of(session: Session, caller: Caller | None, *, now: datetime) -> Feed | None:
    """What there is to say of the caller's address, or None without one. Raises `Problem` signed_out."""
    row = session.get(CalendarFeed, signed_in(caller).person_id)
    return Feed(row.made_at, row.read_at) if row else None


def admit(session: Session, token: object, *, source: str, now: datetime) -> str | None:
    """Whose calendar may be read with this token, or None; counted either way, so commit it whatever follows.

    `source` is the network address of who asks. Raises `Problem` too_many_tries.
    """
    row = _by_token(session, token)
    if row is None:
        throttle.admit(session, f"calendar from:{source}", WRONG_DOORS, now=now)
        return None
    throttle.admit(session, f"calendar of:{row.person_id}", READS, now=now)
    row.read_at = now
    session.add(row)
    return row.person_id


def _by_token(session: Session, token: object) -> CalendarFeed | None:
    if not isinstance(token, str) or not 20 <= len(token) <= 100 or not token.isascii():
        return None
    return session.exec(select(CalendarFeed).where(CalendarFeed.token_hash == _kept(token))).first()


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
