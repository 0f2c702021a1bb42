"""The room in a browser: before its time, at it and after; who goes in, and the notes of both."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, record
from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.stage import Stage

MINUTE = timedelta(minutes=1)
ELSEWHERE = "https://meet.example.com/room"


def _answer_elsewhere(page: Page) -> None:
    """The room itself is on another site; no journey leaves this machine."""
    page.context.route("https://meet.example.com/**", lambda route: route.fulfill(body="<title>The call</title>"))


def test_both_wait_meet_and_leave_notes(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    begins = record.ours(stage, booking_id).starts_at
    page = open_as(mentee, f"/bookings/{booking_id}")
    page.get_by_role("link", name="Room and notes").click()
    expect(page.get_by_role("heading", name=f"Your session with {mentor.name}")).to_be_visible()
    expect(page.get_by_role("timer")).not_to_be_empty()
    expect(page.get_by_role("link", name="Join")).to_have_count(0)
    expect(page.get_by_text("New York")).to_be_visible()
    page.get_by_label("A new note").fill("My three questions:\n1. How do I begin?")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("1. How do I begin?")).to_be_visible()
    expect(page.get_by_label("A new note")).to_have_value("")

    stage.pass_to(begins - 2 * MINUTE)
    page.reload()
    expect(page.get_by_role("heading", name="The room is open")).to_be_visible()
    _answer_elsewhere(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Join").click()
    opened.value.wait_for_url(ELSEWHERE)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    expect(desk.get_by_text("opened the room at")).to_be_visible()
    desk.get_by_role("link", name="Go to the room").click()
    expect(desk.get_by_text("1. How do I begin?")).to_be_visible()
    expect(desk.get_by_text("has not opened the room")).to_have_count(0)

    stage.pass_to(begins + 92 * MINUTE)
    page.reload()
    expect(page.get_by_role("heading", name="This session is over")).to_be_visible()
    expect(page.get_by_role("link", name="Join")).to_have_count(0)
    expect(page.get_by_text("1. How do I begin?")).to_be_visible()


def test_the_room_opens_by_itself_while_somebody_waits(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).starts_at - 10 * MINUTE - timedelta(seconds=8))
    page = open_as(mentee, f"/bookings/{booking_id}/room")
    expect(page.get_by_role("heading", name=f"Your session with {mentor.name}")).to_be_visible()
    expect(page.get_by_role("link", name="Join")).to_be_visible()


def test_nobody_else_is_let_in(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).starts_at)
    page = open_as(cast.mentee(stage, "Sam Stone"), f"/bookings/{booking_id}/room")
    expect(page.get_by_role("heading", name="We cannot show this room")).to_be_visible()
    page.goto(f"/bookings/{booking_id}/join")
    page.wait_for_url(f"**/bookings/{booking_id}/room**")
    nobody = open_as(None, f"/bookings/{booking_id}/room")
    expect(nobody.get_by_role("heading", name="Please sign in")).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_in_the_room(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).starts_at)
    page = open_as(mentee, f"/bookings/{booking_id}/room", theme=theme, width=width)
    expect(page.get_by_role("link", name="Join")).to_be_visible()
    page.get_by_label("A new note").fill("See you!")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("See you!")).to_be_visible()
    expect_nothing_found(page)
