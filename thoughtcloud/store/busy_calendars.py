"""Calendars from elsewhere as they are kept: leased to be read, and the busy times that were found in them."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, insert, select

from thoughtcloud.core import busy_calendars as rules
from thoughtcloud.core.busy_calendars import Trouble
from thoughtcloud.core.policy import Reach
from thoughtcloud.core.slots import Busy
from thoughtcloud.store import leasing, plans
from thoughtcloud.store.tables import Booking, BusyCalendar, BusyTime, Mentor, Person

# No buffer and no zone is further away.
AROUND = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to read one calendar. `owners` are the mail addresses of its mentor. `repr` shows no secret."""

    calendar_id: str
    mentor_id: str
    token: str
    address: str
    etag: str
    last_modified: str
    known_until: datetime | None
    owners: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Lease({self.calendar_id})"


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """A busy time as a calendar tells it; see `BusyTime`. `booking_id` names a session of ours that came back."""

    starts_at: datetime
    ends_at: datetime
    is_wall: bool = False
    booking_id: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a calendar says up to an instant; the rest as in `BusyCalendar`."""

    times: tuple[Time, ...]
    until: datetime
    name: str = ""
    left_out: bool = False
    strange_zone: bool = False
    etag: str = ""
    last_modified: str = ""


def address_hash(address: str) -> str:
    """What makes an address one of its kind without telling it."""
    return hashlib.sha256(address.encode()).hexdigest()


def of_mentor(session: Session, mentor_id: str) -> Sequence[BusyCalendar]:
    """The mentor's calendars, the oldest first."""
    asked = select(BusyCalendar).where(BusyCalendar.mentor_id == mentor_id)
    return session.exec(asked.order_by(col(BusyCalendar.created_at), col(BusyCalendar.id))).all()


def remove(session: Session, row: BusyCalendar) -> None:
    """Forget a calendar with all that it said."""
    session.exec(delete(BusyTime).where(col(BusyTime.calendar_id) == row.id))
    session.delete(row)


def lease(session: Session, *, now: datetime) -> Lease | None:
    """Lease the calendar that has waited longest, or None."""
    due = leasing.is_due(session, BusyCalendar, now)
    asked = select(BusyCalendar).where(due).order_by(col(BusyCalendar.not_before))
    row = session.exec(asked.limit(1).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    token = leasing.take(session, row, now=now)
    mail = select(Person.email).join(Mentor, col(Mentor.person_id) == col(Person.id))
    owners = tuple(session.exec(mail.where(Mentor.id == row.mentor_id)).all())
    return Lease(
        row.id, row.mentor_id, token, row.address, row.etag, row.last_modified, row.known_until, owners
    )


def unchanged(session: Session, lease: Lease, *, now: datetime) -> None:
    """The calendar is as it was when it was last read."""
    _end(session, lease, now=now, read_at=now, failures=0, trouble="")


def keep(session: Session, lease: Lease, said: Said, *, now: datetime) -> None:
    """Keep what the calendar says in place of what it said before; nothing if the lease was lost meanwhile.

    Sessions that the mentor gives here are claimed already, and must not stand in the way of their own move.
    """
    plans.lock(session, lease.mentor_id)
    told = {name: getattr(said, name) for name in ("left_out", "strange_zone", "etag", "last_modified")}
    if not _end(session, lease, now=now, read_at=now, known_until=said.until, failures=0, trouble="", **told):
        return
    row = session.get_one(BusyCalendar, lease.calendar_id, populate_existing=True)
    row.name = row.name or said.name
    found = _merged(_without_own(session, lease.mentor_id, list(said.times)))
    if found != _kept(session, row.id):
        row.version += 1
        session.exec(delete(BusyTime).where(col(BusyTime.calendar_id) == row.id))
        place = {"calendar_id": row.id, "mentor_id": row.mentor_id}
        rows = [
            {**place, "starts_at": one.starts_at, "ends_at": one.ends_at, "is_wall": one.is_wall} for one in found
        ]
        if rows:
            session.exec(insert(BusyTime), params=rows)
    session.add(row)


def fail(session: Session, lease: Lease, trouble: Trouble, *, now: datetime) -> None:
    """The calendar could not be read: what is known of it stays, and it is tried again later and later.

    Nothing if it was removed meanwhile.
    """
    row = session.get(BusyCalendar, lease.calendar_id, populate_existing=True)
    if row is None:
        return
    failures = row.failures + 1
    _end(session, lease, now=now, failures=failures, failed_at=now, trouble=trouble.value)


def between(
    session: Session, reaches: Mapping[str, Reach], zones: Mapping[str, str]
) -> dict[str, list[Busy]]:
    """When each mentor is busy elsewhere in their reach. `zones` are those of the mentors' clocks (IANA).

    Beyond what was last read of a calendar nothing is known, so nobody can be booked there.
    """
    found: dict[str, list[Busy]] = defaultdict(list)
    if not reaches:
        return found
    first = min(one.earliest_start for one in reaches.values()) - AROUND
    last = max(one.latest_end for one in reaches.values()) + AROUND
    asked = select(BusyTime.mentor_id, BusyTime.starts_at, BusyTime.ends_at, BusyTime.is_wall).where(
        col(BusyTime.mentor_id).in_(reaches), col(BusyTime.ends_at) > first, col(BusyTime.starts_at) < last
    )
    for mentor_id, starts_at, ends_at, is_wall in session.exec(asked):
        zone = ZoneInfo(zones[mentor_id])
        found[mentor_id].append(on_the_clock(starts_at, ends_at, zone) if is_wall else Busy(starts_at, ends_at))
    unknown = select(BusyCalendar.mentor_id, BusyCalendar.known_until).where(
        col(BusyCalendar.mentor_id).in_(reaches), col(BusyCalendar.known_until) < last
    )
    for mentor_id, known_until in session.exec(unknown):
        if known_until is not None:
            found[mentor_id].append(Busy(known_until, last))
    return found


def on_the_clock(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Busy:
    """A busy time that is written as the clock of `zone` shows it; where that shows an hour twice, both."""
    start, end = starts_at.replace(tzinfo=zone), ends_at.replace(tzinfo=zone)
    return Busy(
        min(start.replace(fold=fold).astimezone(ZoneInfo("UTC")) for fold in (0, 1)),
        max(end.replace(fold=fold).astimezone(ZoneInfo("UTC")) for fold in (0, 1)),
    )


def editions(session: Session, mentor_ids: Collection[str]) -> tuple[tuple[str, int], ...]:
    """What is equal between two looks as long as no calendar of the mentors came, went or says anything else."""
    asked = select(BusyCalendar.id, BusyCalendar.version).where(col(BusyCalendar.mentor_id).in_(mentor_ids))
    return tuple(sorted((calendar_id, version) for calendar_id, version in session.exec(asked)))


def _end(session: Session, lease: Lease, *, now: datetime, failures: int, **values: object) -> bool:
    later = {"state": leasing.WAITING, "not_before": rules.next_read(now, failures), "failures": failures}
    return leasing.finish(session, BusyCalendar, lease.calendar_id, lease.token, **later, **values)


def _without_own(session: Session, mentor_id: str, times: list[Time]) -> list[Time]:
    named = {one.booking_id for one in times if one.booking_id}
    if not named:
        return times
    given = set(session.exec(select(Booking.id).where(Booking.mentor_id == mentor_id, col(Booking.id).in_(named))))
    return [one for one in times if one.booking_id not in given]


def _merged(times: Iterable[Time]) -> list[Time]:
    """The same times without overlaps, ascending; those of the mentor's clock by themselves."""
    merged: list[Time] = []
    for one in sorted(times, key=lambda one: (one.is_wall, one.starts_at)):
        last = merged[-1] if merged else None
        if last and last.is_wall == one.is_wall and one.starts_at <= last.ends_at:
            merged[-1] = Time(last.starts_at, max(last.ends_at, one.ends_at), one.is_wall)
        else:
            merged.append(Time(one.starts_at, one.ends_at, one.is_wall))
    return merged


def _kept(session: Session, calendar_id: str) -> list[Time]:
    asked = select(BusyTime.starts_at, BusyTime.ends_at, BusyTime.is_wall).where(
        BusyTime.calendar_id == calendar_id
    )
    return sorted((Time(*row) for row in session.exec(asked)), key=lambda one: (one.is_wall, one.starts_at))
