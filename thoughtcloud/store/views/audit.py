"""The audit log as an operator reads it: who did what, when, to what, and why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import invalid
from thoughtcloud.store.tables import AuditEntry, Person
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

NEWEST_FIRST = newest_first((AuditEntry.id, int))


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """One act; `by_name` and `by_email` are empty for the command line.

    `about` is the id of what it was done to, where that is not the booking alone.
    """

    entry_id: int
    at: datetime
    act: str
    by_name: str
    by_email: str
    booking_id: str | None
    about: str
    details: str


def entries(
    session: Session,
    viewer: Viewer | None,
    search: str = "",
    act: str = "",
    *,
    zone: str = "UTC",
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[EntrySeen]:
    """The log, newest first, of one kind of act or of all (empty).

    `search` is an operator's e-mail, a booking's id, a day in `zone` (2026-05-31) or the id of what was acted on.
    Raises `Problem` signed_out, forbidden, bad_search, bad_choice or bad_page.
    """
    viewers.operator(viewer)
    asked = select(AuditEntry, Person.name, Person.email).outerjoin(
        Person, col(Person.id) == col(AuditEntry.person_id)
    )
    asked = asked.where(*_matching(search, zone), *_of_kind(act))
    return NEWEST_FIRST.page(session, asked, after=after, limit=limit).each(lambda one: _seen(*one))


def _of_kind(act: object) -> list[ColumnElement[bool]]:
    if act == "":
        return []
    if not isinstance(act, str) or act not in tuple(Act):
        raise invalid("bad_choice", "Please choose one of the listed values.", "act")
    return [col(AuditEntry.act) == act]


def _matching(search: object, zone: str) -> list[ColumnElement[bool]]:
    """What the search is about, told by what it looks like."""
    if not isinstance(search, str) or len(search) > 254 or "\0" in search:
        raise invalid("bad_search", "Please search for an id, an e-mail address or a day.", "search")
    text = search.strip()
    if not text:
        return []
    if "@" in text:
        who = select(Person.id).where(Person.email == text.lower())
        return [col(AuditEntry.person_id).in_(who)]
    day = _day(text)
    if day is not None:
        begins, ends = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        return [col(AuditEntry.at) >= begins, col(AuditEntry.at) < ends]
    column = AuditEntry.booking_id if text.startswith("bk_") else AuditEntry.about
    return [col(column) == text]


def _day(text: str) -> date | None:
    """A day as ISO 8601 writes it, between the years 2000 and 2999; anything else is no day."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and 2000 <= day.year < 3000 else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def _seen(row: AuditEntry, name: str | None, email: str | None) -> EntrySeen:
    return EntrySeen(
        entry_id=row.id or 0,
        at=row.at,
        act=row.act,
        by_name=name or "",
        by_email=email or "",
        booking_id=row.booking_id,
        about=row.about,
        details=row.details,
    )
