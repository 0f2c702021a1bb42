"""What stands in the way of several things at once: causes of calls that were given up, calendars that fail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from thoughtcloud.store import leasing
from thoughtcloud.store.tables import BusyCalendar, EffectRow, Mentor
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import oldest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

# A calendar from elsewhere that failed so often in a row is in the way of its mentor.
FAILING = 3
BY_ID = oldest_first((BusyCalendar.id, str))


@dataclass(frozen=True, slots=True)
class Cause:
    """So many calls of one kind that were given up for the very same reason."""

    kind: str
    problem: str
    calls: int


def causes(session: Session, viewer: Viewer | None, *, now: datetime) -> tuple[Cause, ...]:
    """Why calls were given up, where one reason is behind several: the most frequent first, at most ten."""
    viewers.operator(viewer)
    calls = func.count()
    asked = select(EffectRow.kind, EffectRow.problem, calls).where(EffectRow.state == leasing.BURIED)
    asked = asked.group_by(col(EffectRow.kind), col(EffectRow.problem)).having(calls > 1)
    return tuple(Cause(*found) for found in session.exec(asked.order_by(calls.desc()).limit(10)))


@dataclass(frozen=True, slots=True)
class CalendarFound:
    """A mentor's calendar from elsewhere that cannot be read: whose, since when, why, and how far it is known."""

    calendar_id: str
    name: str
    mentor_name: str
    mentor_slug: str
    trouble: str
    failures: int
    failed_at: datetime | None
    read_at: datetime | None
    known_until: datetime | None


def calendars(
    session: Session,
    viewer: Viewer | None,
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[CalendarFound]:
    """Calendars that could not be read several times in a row. `search` is a mentor's address."""
    viewers.operator(viewer)
    text = viewers.searched(search)
    asked = select(BusyCalendar, Mentor).join(Mentor, col(Mentor.id) == col(BusyCalendar.mentor_id))
    asked = asked.where(calendars_failing())
    if text:
        asked = asked.where(Mentor.slug == text.lower())
    return BY_ID.page(session, asked, after=after, limit=limit).each(_calendar)


def calendars_failing() -> ColumnElement[bool]:
    """Once is bad luck at the other end; so often in a row the mentor has to do something about it."""
    return col(BusyCalendar.failures) >= FAILING


def _calendar(found: tuple[BusyCalendar, Mentor]) -> CalendarFound:
    row, mentor = found
    return CalendarFound(
        calendar_id=row.id,
        name=row.name,
        mentor_name=mentor.name,
        mentor_slug=mentor.slug,
        trouble=row.trouble,
        failures=row.failures,
        failed_at=row.failed_at,
        read_at=row.read_at,
        known_until=row.known_until,
    )
