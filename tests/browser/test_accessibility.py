"""What axe finds on the mentee's screens, the entrance and the sandbox's pages, in both themes: nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage

DEVICES = pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])


@pytest.fixture(scope="module")
def mentor(stage: Stage) -> Someone:
    return cast.mentor(stage)


@DEVICES
def test_the_public_screens(open_as: Open, mentor: Someone, theme: str, width: int) -> None:
    page = open_as(None, theme=theme, width=width)
    for path in ("/", "/mentors", "/bookings", "/forgot-password"):
        _look_at(page, path)
    steps.choose_time(page, mentor)
    expect_nothing_found(page)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    expect(page.get_by_label("Password")).to_be_visible()
    expect_nothing_found(page)
    steps.sign_in(page, mentor, "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    expect_nothing_found(page)
    _look_at(page, "/sign-up")


@DEVICES
def test_a_page_that_is_not_there(open_as: Open, complaints: list[str], theme: str, width: int) -> None:
    page = open_as(None, theme=theme, width=width)
    for path in ("/nowhere", "/mentors/nobody"):
        _look_at(page, path)
        (only,) = complaints
        assert "404 (Not Found)" in only
        complaints.clear()


@DEVICES
def test_a_mentees_screens(stage: Stage, open_as: Open, mentor: Someone, theme: str, width: int) -> None:
    mentee = cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    page = open_as(mentee, theme=theme, width=width)
    for path in ("/bookings", "/account"):
        _look_at(page, path)
    page.goto(f"/bookings/{booking_id}")
    steps.expect_reserved(page)
    expect_nothing_found(page)
    page.get_by_role("button", name="Cancel this session …").click()
    expect(page.get_by_role("dialog")).to_contain_text("€80.00")
    expect_nothing_found(page)
    page.get_by_role("button", name="Cancel and release €80.00").click()
    expect(page.get_by_role("heading", name="You cancelled: released")).to_be_visible()
    expect_nothing_found(page)


@DEVICES
def test_the_way_through_checkout(stage: Stage, open_as: Open, mentor: Someone, theme: str, width: int) -> None:
    mentee = cast.mentee(stage)
    page = open_as(mentee, theme=theme, width=width)
    steps.choose_time(page, mentor, nth=1)
    review = page.url
    expect_nothing_found(page)
    steps.reserve(page)
    expect_nothing_found(page)
    checkout = page.url
    steps.pay(page, steps.DECLINED)
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("link", name="Back to").click()
    expect(page.get_by_role("heading", name="You left the payment page")).to_be_visible()
    expect_nothing_found(page)
    page.goto(checkout)
    steps.pay(page, steps.THREE_D_SECURE)
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Complete authentication").click()
    steps.expect_reserved(page)
    expect_nothing_found(page)
    _look_at_a_lost_slot(stage, open_as(cast.mentee(stage, "Ben Okafor"), theme=theme, width=width), review)


@DEVICES
def test_the_sandboxs_other_pages(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    page = open_as(cast.mentor(stage, connected=False), "/mentor/payouts", theme=theme, width=width)
    page.get_by_role("button", name="Set up payouts at Stripe").click()
    expect(page.get_by_role("heading", name="Set up payouts")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("Enter your first name.")).to_be_visible()
    expect_nothing_found(page)
    page.goto(f"{stage.sandbox_url}/_console")
    expect(page.get_by_role("heading", name="Sandbox console")).to_be_visible()
    expect_nothing_found(page)


@DEVICES
def test_a_finished_session(stage: Stage, open_as: Open, mentor: Someone, theme: str, width: int) -> None:
    mentee = cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", theme=theme, width=width)
    steps.mark_completed(desk, "€80.00")
    expect(desk.get_by_text("€68.00 is in your Stripe balance").first).to_be_visible()
    expect_nothing_found(desk)
    page = open_as(mentee, f"/bookings/{booking_id}", theme=theme, width=width)
    expect(page.get_by_role("heading", name="Session completed")).to_be_visible()
    expect_nothing_found(page)


def _look_at(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect_nothing_found(page)


def _look_at_a_lost_slot(stage: Stage, page: Page, review: str) -> None:
    page.goto(review)
    expect(page.get_by_role("heading", name="The nearest free times")).to_be_visible()
    expect_nothing_found(page)
