"""When both sides are reminded of a session, and until when a reminder is still of use."""

from datetime import datetime, timedelta

from thoughtcloud.core.states import Notice

A_DAY, AN_HOUR = timedelta(hours=24), timedelta(hours=1)
# How long before the start each reminder is due.
LEADS = {
    Notice.MENTEE_DAY_BEFORE: A_DAY,
    Notice.MENTOR_DAY_BEFORE: A_DAY,
    Notice.MENTEE_HOUR_BEFORE: AN_HOUR,
    Notice.MENTOR_HOUR_BEFORE: AN_HOUR,
}
# A reminder that could not be sent for so long is dropped: the next one is near, or the session has begun.
LASTS = {A_DAY: timedelta(hours=2), AN_HOUR: AN_HOUR}


def ahead(starts_at: datetime, now: datetime) -> tuple[tuple[Notice, datetime], ...]:
    """The reminders of a session that starts at `starts_at`, with their moments; none whose moment has passed.

    So whoever books a day before, or less, is not reminded at once of what they have just done. Aware UTC.
    """
    moments = ((notice, starts_at - lead) for notice, lead in LEADS.items())
    return tuple((notice, at) for notice, at in moments if now < at)


def is_timely(notice: Notice, starts_at: datetime, now: datetime) -> bool:
    """Whether the reminder's moment has come and is not long over."""
    due = starts_at - LEADS[notice]
    return due <= now < due + LASTS[LEADS[notice]]
