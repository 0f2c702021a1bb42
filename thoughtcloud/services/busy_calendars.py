"""A mentor's calendars of elsewhere: named, read, looked at and forgotten by their owner alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from thoughtcloud.core import busy_calendars as rules
from thoughtcloud.core.busy_calendars import SAYS, Trouble, Unreadable
from thoughtcloud.core.errors import conflict, invalid, not_found
from thoughtcloud.core.slots import Busy
from thoughtcloud.services import inputs, throttle
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import own as own_page
from thoughtcloud.services.throttle import Limit
from thoughtcloud.store import busy_calendars, leasing, plans
from thoughtcloud.store.tables import BusyCalendar, BusyTime, Mentor

# Each of them calls somebody else's server.
READS = Limit(12, timedelta(minutes=10))
NAME_LENGTH = 60
AHEAD = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One calendar as its owner may see it; `server` is all that is told of its address.

    `read_at` and `failed_at` are the last success and the last failure (aware UTC; None: never), `trouble` says
    why it fails now; `is_due` that it is about to be read, `ahead` how many busy times it has in the next weeks.
    """

    id: str
    name: str
    server: str
    read_at: datetime | None
    failed_at: datetime | None
    trouble: str
    is_due: bool
    left_out: bool
    strange_zone: bool
    ahead: int


@dataclass(frozen=True, slots=True)
class BusyElsewhere:
    """A time in which the mentor is busy, and the name of the calendar that says so."""

    span: Busy
    name: str


def add(
    session: Session, caller: Caller | None, *, address: object, name: object = "", own: str = "", now: datetime
) -> str:
    """Keep the secret address of a calendar, to be read at once; returns the calendar's id.

    `own` is an origin of ours that may be read as well. Raises a `Problem`: bad_address with the field address,
    known_calendar, too_many_calendars, too_many_tries, signed_out or forbidden.
    """
    mentor = own_page(session, caller)
    called = inputs.words(name, "name", most=NAME_LENGTH)
    wanted = _address(address, own)
    plans.lock(session, mentor.id)
    present = busy_calendars.of_mentor(session, mentor.id)
    if len(present) >= rules.MOST_CALENDARS:
        raise conflict("too_many_calendars", f"You can have {rules.MOST_CALENDARS} calendars. Remove one first.")
    key = busy_calendars.address_hash(wanted)
    if any(one.address_hash == key for one in present):
        raise invalid("known_calendar", "You have that calendar here already.", "address")
    _count(session, mentor, now)
    row = BusyCalendar(
        mentor_id=mentor.id, name=called, address=wanted, address_hash=key, created_at=now, not_before=now
    )
    session.add(row)
    return row.id


def remove(session: Session, caller: Caller | None, calendar_id: object, *, now: datetime) -> None:
    """Forget a calendar and its busy times: what only it kept closed opens. Raises `Problem` not_found."""
    mentor = own_page(session, caller)
    plans.lock(session, mentor.id)
    busy_calendars.remove(session, _own(session, mentor, calendar_id))


def refresh(session: Session, caller: Caller | None, calendar_id: object, *, now: datetime) -> None:
    """Have a calendar read as soon as can be. Raises `Problem` not_found or too_many_tries."""
    mentor = own_page(session, caller)
    row = _own(session, mentor, calendar_id)
    if row.state == leasing.WAITING and row.not_before > now:
        _count(session, mentor, now)
        row.not_before = now
        session.add(row)


def listed(session: Session, caller: Caller | None, *, now: datetime) -> tuple[Elsewhere, ...]:
    """The calling mentor's calendars, the oldest first. Raises `Problem` signed_out or forbidden."""
    mentor = own_page(session, caller)
    soon = _soon(session, mentor, now)
    return tuple(
        Elsewhere(
            id=row.id,
            name=row.name or "Calendar",
            server=rules.masked(row.address),
            read_at=row.read_at,
            failed_at=row.failed_at,
            trouble=SAYS[Trouble(row.trouble)] if row.trouble else "",
            is_due=row.state == leasing.LEASED or row.not_before <= now,
            left_out=row.left_out,
            strange_zone=row.strange_zone,
            ahead=sum(1 for time, _ in soon if time.calendar_id == row.id),
        )
        for row in busy_calendars.of_mentor(session, mentor.id)
    )


def ahead(session: Session, caller: Caller | None, *, now: datetime) -> tuple[BusyElsewhere, ...]:
    """When the calling mentor is busy elsewhere in the next weeks, ascending. Raises `Problem`."""
    mentor = own_page(session, caller)
    names = {row.id: row.name or "Calendar" for row in busy_calendars.of_mentor(session, mentor.id)}
    found = [BusyElsewhere(span, names[time.calendar_id]) for time, span in _soon(session, mentor, now)]
    return tuple(sorted(found, key=lambda one: (one.span, one.name)))


def _soon(session: Session, mentor: Mentor, now: datetime) -> list[tuple[BusyTime, Busy]]:
    asked = select(BusyTime).where(
        BusyTime.mentor_id == mentor.id,
        col(BusyTime.ends_at) > now - busy_calendars.AROUND,
        col(BusyTime.starts_at) < now + AHEAD + busy_calendars.AROUND,
    )
    zone = ZoneInfo(mentor.zone)
    spans = [
        (one, busy_calendars.on_the_clock(one.starts_at, one.ends_at, zone) if one.is_wall
        else Busy(one.starts_at, one.ends_at))
        for one in session.exec(asked)
    ]  # fmt: skip
    return [(one, span) for one, span in spans if span.ends_at > now and span.starts_at < now + AHEAD]


def _own(session: Session, mentor: Mentor, calendar_id: object) -> BusyCalendar:
    wanted = inputs.reference(calendar_id, "calendar")
    row = session.get(BusyCalendar, wanted, populate_existing=True, with_for_update=True)
    if row is None or row.mentor_id != mentor.id:
        raise not_found("calendar")
    return row


def _address(typed: object, own: str) -> str:
    try:
        return rules.address_of(typed if isinstance(typed, str) else "", own=own)
    except Unreadable as problem:
        raise invalid("bad_address", SAYS[problem.trouble], "address") from None


def _count(session: Session, mentor: Mentor, now: datetime) -> None:
    throttle.admit(session, f"calendars read for:{mentor.id}", READS, now=now)
