"""A mentor's other calendar in a browser: pasted, it closes times at once; when it fails, they stay closed."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import cast
from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.stage import Stage

READ = 30_000


def test_a_calendar_closes_times_and_keeps_them_closed_when_it_fails(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage)
    free = cast.free_starts(stage, mentor)
    busy = free[len(free) // 2]
    stage.console("calendar", text=_calendar(busy, busy + timedelta(minutes=15)), status=200)
    page = open_as(mentor, "/mentor/calendars")
    page.get_by_label("Its secret address").fill("https://192.168.1.1/x.ics")
    page.get_by_role("button", name="Add this calendar").click()
    expect(page.get_by_text("That address leads into a private network.")).to_be_visible()
    page.get_by_label("Its secret address").fill(f"{stage.sandbox_url}/calendar/busy.ics")
    page.get_by_role("button", name="Add this calendar").click()
    expect(page.get_by_text("Up to date")).to_be_visible(timeout=READ)
    expect(page.get_by_role("heading", name="Elsewhere", exact=True)).to_be_visible()
    assert busy not in cast.free_starts(stage, mentor)

    stage.console("calendar", text="<html>Please sign in</html>")
    page.get_by_role("button", name="Read it now").click()
    expect(page.get_by_text("That address shows a web page, not a calendar.")).to_be_visible(timeout=READ)
    expect(page.get_by_text("What we knew stays closed")).to_be_visible()
    assert busy not in cast.free_starts(stage, mentor)
    expect_nothing_found(page)

    page.get_by_role("button", name="Remove …").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="Elsewhere", exact=True)).to_have_count(0)
    assert busy in cast.free_starts(stage, mentor)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    stage.console("calendar")
    page = open_as(cast.mentor(stage), "/mentor/calendars", theme=theme, width=width)
    expect(page.get_by_role("heading", name="Add a calendar")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_label("Its secret address").fill(f"{stage.sandbox_url}/calendar/busy.ics")
    page.get_by_role("button", name="Add this calendar").click()
    expect(page.get_by_text("Up to date")).to_be_visible(timeout=READ)
    page.get_by_role("button", name="Remove …").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_nothing_found(page)


def _calendar(start: datetime, end: datetime) -> str:
    times = [f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for name, at in (("DTSTART", start), ("DTEND", end))]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "X-WR-CALNAME:Elsewhere"]
    return "\r\n".join([*head, "BEGIN:VEVENT", "UID:1", *times, "END:VEVENT", "END:VCALENDAR", ""])
