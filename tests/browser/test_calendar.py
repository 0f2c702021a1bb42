"""Calendars in a browser: invitations in the test mail, the private address, the file, and reminders in time."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record
from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.stage import Stage

HOUR = timedelta(hours=1)


def test_an_invitation_comes_with_the_booking_and_is_taken_back_with_it(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    page = open_as(mentee, "/dev/mail")
    booked = _mail(page, "Reserved: One good hour", mentee.email)
    shown = booked.frame_locator("iframe")
    expect(shown.get_by_role("heading", name="Reserved: One good hour")).to_be_visible()
    put_in = _invitation(booked, "Puts the session into the calendar (REQUEST, sequence 0)")
    shown.get_by_role("link", name="Your booking").click()
    page.wait_for_url(f"**/bookings/{booking_id}**")

    page.get_by_role("button", name="Cancel this session …").click()
    page.get_by_role("button", name="Cancel and release €80.00").click()
    expect(page.get_by_role("heading", name="You cancelled: released")).to_be_visible()
    page.goto("/dev/mail")
    for subject, address in (("Called off: One good hour", mentee.email), ("Called off", mentor.email)):
        mail = _mail(page, subject, address)
        taken_out = _invitation(mail, "Takes the session out of the calendar (CANCEL, sequence 1)")
        assert str(taken_out["uid"]) == str(put_in["uid"]) == f"{booking_id}@thoughtcloud"
        assert taken_out["dtstart"].dt == put_in["dtstart"].dt


def test_a_private_calendar_is_made_read_replaced_and_revoked(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    page = open_as(mentee, "/account")
    page.get_by_role("button", name="Make my calendar address").click()
    first = page.get_by_label("Your calendar address").input_value()
    assert set(_feed(first)) == {booking_id}
    page.reload()
    expect(page.get_by_text("Last read ")).to_be_visible()
    expect(page.get_by_label("Your calendar address")).to_have_count(0)

    page.get_by_role("button", name="Make a new address …").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new one").click()
    second = page.get_by_label("Your calendar address").input_value()
    assert httpx.get(first).status_code == 404
    cancelled = open_as(mentor, f"/mentor/sessions/{booking_id}")
    cancelled.get_by_role("button", name="Cancel", exact=False).first.click()
    cancelled.get_by_role("dialog").get_by_role("button", name="Cancel", exact=False).last.click()
    record.wait_for(lambda: not _feed(second), "the session left the calendar")

    page.get_by_role("button", name="Revoke …").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke it").click()
    expect(page.get_by_role("button", name="Make my calendar address")).to_be_visible()
    assert httpx.get(second).status_code == 404


def test_a_session_is_downloaded_for_a_calendar(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    for who, path in ((mentee, f"/bookings/{booking_id}"), (mentor, f"/mentor/sessions/{booking_id}")):
        page = open_as(who, path)
        with page.expect_download() as started:
            page.get_by_role("link", name="Add to calendar").click()
        text = Path(started.value.path()).read_bytes().decode()
        assert f"UID:{booking_id}@thoughtcloud\r\n" in text


def test_reminders_come_as_the_session_comes_nearer(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    late_enough = stage.platform.now() + 30 * HOUR
    starts = cast.free_starts(stage, mentor)
    nth = next(number for number, start in enumerate(starts) if start > late_enough)
    booking_id = cast.reserved(stage, mentee, mentor, nth=nth)
    begins = record.ours(stage, booking_id).starts_at
    page = open_as(mentee, "/dev/mail")
    expect(page.get_by_role("article").filter(has_text=mentee.email)).to_have_count(1)
    stage.pass_to(begins - 24 * HOUR)
    _mail(page, "Reminder: One good hour", mentee.email)
    _mail(page, "Reminder: One good hour", mentor.email)
    stage.pass_to(begins - HOUR)
    soon = _mail(page, "Soon: One good hour", mentee.email)
    soon.get_by_role("link", name="/room").click()
    page.wait_for_url(f"**/bookings/{booking_id}/room**")


def test_mails_come_in_the_language_that_was_chosen(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee, "/account")
    page.get_by_label("Language of mails").select_option("Deutsch (Österreich)")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    cast.reserved(stage, mentee, mentor)
    page.goto("/dev/mail")
    mail = _mail(page, "Reserviert: One good hour", mentee.email)
    expect(mail).to_contain_text("80,00")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    cast.reserved(stage, mentee, mentor)
    page = open_as(mentee, "/account", theme=theme, width=width)
    expect(page.get_by_role("heading", name="Your calendar")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Make my calendar address").click()
    expect(page.get_by_label("Your calendar address")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Revoke …").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_nothing_found(page)
    page.goto("/dev/mail")
    mail = _mail(page, "Reserved: One good hour", mentee.email)
    mail.get_by_text("Puts the session into the calendar").click()
    expect_nothing_found(page)


def _feed(address: str) -> dict[str, Any]:
    answer = httpx.get(address)
    assert answer.status_code == 200
    calendar: Any = Calendar.from_ical(answer.text)
    return {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


def _invitation(mail: Locator, says: str) -> Any:
    mail.get_by_text(says).click()
    calendar: Any = Calendar.from_ical(mail.locator("pre").inner_text())
    (event,) = calendar.walk("VEVENT")
    return event


def _mail(page: Page, subject: str, recipient: str) -> Locator:
    """The mail with this subject to this person; the page looks again until the post has written it."""
    expect(page.get_by_role("heading", name="Test mail")).to_be_visible()
    found = page.get_by_role("article").filter(has_text=subject).filter(has_text=recipient)

    def written() -> bool:
        page.get_by_role("button", name="Look again").click()
        return bool(found.count())

    record.wait_for(written, f"{recipient} was written to: {subject}")
    return found
