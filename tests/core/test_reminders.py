"""Reminders: a day and an hour before, never of what was just booked, never too late to be of use."""

from datetime import UTC, datetime, timedelta

import pytest

from thoughtcloud.core import reminders
from thoughtcloud.core.states import Actor, Notice

START = datetime(2026, 5, 12, 14, 30, tzinfo=UTC)
DAY, HOUR = Notice.MENTEE_DAY_BEFORE, Notice.MENTEE_HOUR_BEFORE


def before(**span: float) -> datetime:
    return START - timedelta(**span)


def test_both_sides_are_reminded_of_the_same() -> None:
    for lead in reminders.LASTS:
        told = {notice.recipient for notice, its in reminders.LEADS.items() if its == lead}
        assert told == {Actor.MENTEE, Actor.MENTOR}


@pytest.mark.parametrize(
    ("booked", "reminded"),
    [
        (before(days=30), {DAY, HOUR}),
        (before(hours=24, seconds=1), {DAY, HOUR}),
        (before(hours=24), {HOUR}),
        (before(hours=1, seconds=1), {HOUR}),
        (before(hours=1), set()),
        (before(minutes=5), set()),
    ],
)
def test_what_is_booked_late_is_not_reminded_of_at_once(booked: datetime, reminded: set[Notice]) -> None:
    ahead = dict(reminders.ahead(START, booked))
    assert {notice for notice in ahead if notice.recipient is Actor.MENTEE} == reminded
    assert all(booked < at < START for at in ahead.values())


@pytest.mark.parametrize(
    ("notice", "now", "timely"),
    [
        (DAY, before(hours=24, seconds=1), False),
        (DAY, before(hours=24), True),
        (DAY, before(hours=22, seconds=1), True),
        (DAY, before(hours=22), False),
        (HOUR, before(hours=1, seconds=1), False),
        (HOUR, before(hours=1), True),
        (HOUR, before(seconds=1), True),
        (HOUR, START, False),
    ],
)
def test_a_reminder_is_sent_while_it_is_of_use(notice: Notice, now: datetime, timely: bool) -> None:
    assert reminders.is_timely(notice, START, now) == timely
