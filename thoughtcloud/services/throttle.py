"""How often something may be tried: failed sign-ins are counted per e-mail and per network address."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.store.tables import Try


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so long."""

    tries: int
    within: timedelta


PER_EMAIL = Limit(10, timedelta(minutes=15))
PER_SOURCE = Limit(60, timedelta(minutes=15))
SIGN_UPS = Limit(30, timedelta(hours=1))
RECOVERIES = Limit(5, timedelta(hours=1))
RECOVERIES_PER_SOURCE = Limit(30, timedelta(hours=1))
LONGEST = max(limit.within for limit in (PER_EMAIL, PER_SOURCE, SIGN_UPS))


def admit(session: Session, subject: str, limit: Limit, *, now: datetime) -> None:
    """Count one try of `subject` ("mail:…", "from:…"). Raises `Problem` too_many_tries beyond the limit.

    Only a hash of the subject is kept.
    """
    key = _key(subject)
    # Whoever comes sweeps up what no limit asks about any more.
    session.exec(delete(Try).where(col(Try.at) <= now - LONGEST))
    recent = select(func.count()).where(Try.subject == key, col(Try.at) > now - limit.within)
    count = session.exec(recent).one()
    if count >= limit.tries:
        minutes = int(limit.within.total_seconds()) // 60
        raise Problem(
            "too_many_tries", f"Too many tries. Please wait {minutes} minutes and try again.", Kind.UNAVAILABLE
        )
    session.add(Try(subject=key, at=now))
    session.flush()


def forget(session: Session, subject: str) -> None:
    """The subject has proved itself: its tries no longer count."""
    session.exec(delete(Try).where(col(Try.subject) == _key(subject)))


def forgive(session: Session, subject: str) -> None:
    """The subject's latest try was a good one: it does not count."""
    latest = select(func.max(Try.id)).where(Try.subject == _key(subject)).scalar_subquery()
    session.exec(delete(Try).where(col(Try.id) == latest))


def _key(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
