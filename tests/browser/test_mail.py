"""Mails in a browser: what a booking sends, and the way back into an account whose password is forgotten."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record, steps
from tests.browser.conftest import Open
from tests.browser.stage import Stage

NEW = "another cloud of good thoughts"


def test_a_booking_writes_to_both_sides_in_their_own_zones(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    steps.book(page, mentor)
    page.get_by_role("contentinfo").get_by_role("link", name="Test mail").click()
    to_mentee = _mail(page, "Reserved: One good hour", mentee.email)
    expect(to_mentee).to_contain_text("€80.00 on Visa •••• 4242, not charged")
    expect(to_mentee).to_contain_text("Berlin (UTC")
    to_mentor = _mail(page, "New booking: One good hour", mentor.email)
    expect(to_mentor).to_contain_text("€68.00")
    expect(to_mentor).to_contain_text("New York (UTC")
    to_mentee.get_by_role("link", name="/bookings/").click()
    page.wait_for_url(f"**/bookings/{record.booking_of(stage, mentee)}**")
    steps.expect_reserved(page)


def test_whoever_forgot_their_password_gets_back_in_by_mail(stage: Stage, open_as: Open) -> None:
    mentee = cast.mentee(stage)
    elsewhere, page = open_as(mentee, "/account"), open_as(None, "/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("E-mail").fill(mentee.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.get_by_role("link", name="read it here").click()
    _mail(page, "Choose a new password", mentee.email).get_by_role("link", name=re.compile("token=")).click()
    page.wait_for_url("**/reset-password/?**")
    link = page.url
    _choose(page, "short")
    expect(page.get_by_role("alert")).to_contain_text("longer password")
    _choose(page, NEW)
    expect(page.get_by_role("heading", name="My bookings")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link is no good any more")).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Please sign in")).to_be_visible()
    elsewhere.goto("/sign-in")
    steps.sign_in(elsewhere, mentee, NEW)
    expect(elsewhere.get_by_role("heading", name="My bookings")).to_be_visible()


def test_a_stranger_hears_the_same_and_no_mail_is_written(stage: Stage, open_as: Open) -> None:
    page = open_as(None, "/forgot-password")
    page.get_by_label("E-mail").fill("nobody.of.ours@example.com")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.get_by_role("link", name="read it here").click()
    expect(page.get_by_role("heading", name="Test mail")).to_be_visible()
    expect(page.get_by_text("nobody.of.ours@example.com")).to_have_count(0)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_the_way_back_in(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    mentee = cast.mentee(stage)
    page = open_as(None, "/forgot-password", theme=theme, width=width)
    page.emulate_media(reduced_motion="reduce")
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    _expect_nothing(page)
    page.get_by_label("E-mail").fill(mentee.email)
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("link", name="read it here").click()
    mail = _mail(page, "Choose a new password", mentee.email)
    _expect_nothing(page)
    mail.get_by_role("link", name=re.compile("token=")).click()
    expect(page.get_by_label("New password")).to_be_visible()
    _expect_nothing(page)


def _expect_nothing(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def _mail(page: Page, subject: str, recipient: str) -> Locator:
    """The mail with this subject to this person; the page looks again until the post has written it."""
    expect(page.get_by_role("heading", name="Test mail")).to_be_visible()
    found = page.get_by_role("article").filter(has_text=subject).filter(has_text=recipient)

    def written() -> bool:
        page.get_by_role("button", name="Look again").click()
        return bool(found.count())

    record.wait_for(written, f"{recipient} was written to: {subject}")
    return found


def _choose(page: Page, password: str) -> None:
    page.get_by_label("New password").fill(password)
    page.get_by_role("button", name="Save and sign in").click()
