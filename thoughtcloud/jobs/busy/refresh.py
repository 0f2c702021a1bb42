"""Reads the calendars that are due: leased to one worker, fetched, read apart, kept in one transaction."""

import logging

from thoughtcloud.core import busy_calendars as rules
from thoughtcloud.core.busy_calendars import Trouble, Unreadable
from thoughtcloud.jobs.busy import reading
from thoughtcloud.jobs.busy.web import Marks
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.store import busy_calendars
from thoughtcloud.store.busy_calendars import Lease, Said, Time

log = logging.getLogger(__name__)


def run_due(platform: Platform, limit: int = 10) -> int:
    """Read at most `limit` calendars that are due; how many were looked at."""
    for done in range(limit):
        with platform.db.unit_of_work() as session:
            lease = busy_calendars.lease(session, now=platform.now())
        if lease is None:
            return done
        _refresh(platform, lease)
    return limit


def _refresh(platform: Platform, lease: Lease) -> None:
    try:
        _read(platform, lease)
    except Unreadable as problem:
        _failed(platform, lease, problem.trouble)
    except Exception:
        log.exception("busy_calendar_broken calendar=%s", lease.calendar_id)
        _failed(platform, lease, Trouble.OUR_FAULT)


def _read(platform: Platform, lease: Lease) -> None:
    now = platform.now()
    known = Marks(lease.etag, lease.last_modified) if rules.is_fresh(lease.known_until, now) else Marks()
    fetched = platform.web.fetch(lease.address, known)
    if fetched is None:
        platform.db.insist(lambda session: busy_calendars.unchanged(session, lease, now=now))
        log.info("busy_calendar_unchanged calendar=%s", lease.calendar_id)
        return
    first, until = rules.window(now)
    found = reading.read(fetched.body, first, until, lease.owners)
    said = Said(
        times=tuple(Time(one.starts_at, one.ends_at, one.is_wall, one.booking_id) for one in found.spans),
        until=until,
        name=found.name,
        left_out=found.left_out,
        strange_zone=found.strange_zone,
        etag=fetched.marks.etag,
        last_modified=fetched.marks.last_modified,
    )
    platform.db.insist(lambda session: busy_calendars.keep(session, lease, said, now=now))
    log.info("busy_calendar_read calendar=%s times=%d", lease.calendar_id, len(said.times))


def _failed(platform: Platform, lease: Lease, trouble: Trouble) -> None:
    log.warning("busy_calendar_failed calendar=%s trouble=%s", lease.calendar_id, trouble)
    platform.db.insist(lambda session: busy_calendars.fail(session, lease, trouble, now=platform.now()))
