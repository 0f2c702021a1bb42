"""Calendars from elsewhere in words: what is wrong is said, with what it means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from thoughtcloud.core.slots import Busy
from thoughtcloud.services.busy_calendars import BusyElsewhere, Elsewhere
from thoughtcloud.ui import present
from thoughtcloud.ui.pen import Pen

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PEN = Pen("Asia/Kolkata", "en", NOW)
FINE = Elsewhere("bc_1", "Work", "cal.example/…", NOW - timedelta(minutes=5), None, "", False, False, False, 3)


def test_a_calendar_that_is_read_is_up_to_date() -> None:
    row = present.calendars.row(FINE, PEN)
    assert (row.pill.text, row.trouble, row.stays, row.notes) == ("Up to date", "", "", [])
    assert row.ahead == "Busy at 3 times in the next 4 weeks."
    assert "Last read" in row.read


def test_a_calendar_that_fails_says_why_and_that_what_was_known_stays() -> None:
    row = present.calendars.row(replace(FINE, trouble="The server is out of order.", failed_at=NOW), PEN)
    assert (row.pill.text, row.trouble) == ("Out of date", "The server is out of order.")
    assert row.stays.startswith("What we knew stays closed")


def test_a_calendar_that_was_never_read_says_loudly_that_it_keeps_nobody_away() -> None:
    row = present.calendars.row(replace(FINE, read_at=None, trouble="Away.", failed_at=NOW), PEN)
    assert (row.pill.text, row.pill.tone, row.ahead) == ("Never read", "bad", "")
    assert row.stays.startswith("It has never been read, so it keeps nobody from booking you.")


def test_what_is_odd_in_it_and_that_it_is_being_read_are_told() -> None:
    row = present.calendars.row(replace(FINE, is_due=True, left_out=True, strange_zone=True), PEN)
    assert (row.pill.text, row.waiting, len(row.notes)) == ("Reading …", True, 2)


def test_busy_times_are_told_on_the_mentors_own_clock() -> None:
    hour = BusyElsewhere(Busy(NOW, NOW + timedelta(hours=1)), "Work")
    days = BusyElsewhere(Busy(NOW, NOW + timedelta(days=2)), "Home")
    first, second = present.calendars.lines([hour, days], PEN, "Europe/Berlin")
    assert "10:00" in first.clock
    assert "–" in second.day
    assert len(present.calendars.lines([hour] * 40, PEN, "Europe/Berlin")) == present.calendars.MOST_LINES
