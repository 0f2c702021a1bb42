"""The main job in a browser: find a mentor, reserve, complete, capture, transfer, and see every cent of it."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage
from thoughtcloud.ui import wording

A_DAY = timedelta(days=1)


def test_a_mentee_books_and_the_mentor_completes_and_is_paid(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, "Clara Weiss"), cast.mentee(stage)
    page = open_as(None, "/mentors", motion=True)
    _book_from_the_list(page, mentor, mentee)
    _expect_confirmation(stage, page, mentor, record.booking_of(stage, mentee))
    desk = open_as(mentor, "/mentor", zone="America/New_York", motion=True)
    _complete(stage, desk, mentee)
    _expect_money_at_rest(stage, desk, mentor, mentee)
    page.reload()
    expect(page.get_by_role("heading", name="Session completed")).to_be_visible()
    expect(page.get_by_text("€80.00 was charged.")).to_be_visible()


def _book_from_the_list(page: Page, mentor: Someone, mentee: Someone) -> None:
    steps.find(page, mentor).click()
    expect(page.get_by_role("heading", name=mentor.name)).to_be_visible()
    steps.times(page).get_by_role("radio").first.check()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_text("Reserved now").first).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    steps.sign_in(page, mentee)
    expect(page.get_by_role("main")).to_contain_text("€80.00")
    page.get_by_label("What should your mentor know").fill("How do I say no kindly?")
    steps.reserve(page)
    expect(page.get_by_role("main")).to_contain_text("€80.00")
    steps.pay(page)


def _expect_confirmation(stage: Stage, page: Page, mentor: Someone, booking_id: str) -> None:
    steps.expect_reserved(page)
    latest = wording.moment(record.ours(stage, booking_id).ends_at + A_DAY, "Europe/Berlin")
    expect(page.get_by_role("main")).to_contain_text(
        f"€80.00 is reserved on your card. It is charged when {mentor.name} marks the session completed, "
        f"at the latest on {latest}."
    )
    assert record.stripes(stage, booking_id) == Stripes("requires_capture", 8000, "eur", 0, 0, 0)
    assert record.ours(stage, booking_id).book == {"reserved_share": 6800, "reserved_fee": 1200, "hold": -8000}


def _complete(stage: Stage, desk: Page, mentee: Someone) -> None:
    expect(desk.get_by_text("Secured: €68.00 for you once completed")).to_be_visible()
    stage.pass_to(record.ours(stage, record.booking_of(stage, mentee)).ends_at)
    desk.reload()
    steps.mark_completed(desk, "€80.00")
    expect(desk.get_by_text("€68.00 transferred to you").first).to_be_visible()


def _expect_money_at_rest(stage: Stage, desk: Page, mentor: Someone, mentee: Someone) -> None:
    booking_id = record.booking_of(stage, mentee)
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "captured", "transferred")
    assert truth.book == {
        "at_stripe": 1200,
        "platform_fee": -1200,
        "mentor_pending": 6800,
        "sent_to_mentor": -6800,
    }
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 6800)
    desk.get_by_role("link", name="Balance", exact=True).click()
    expect(desk.get_by_text("Platform fee so far: €12.00")).to_be_visible()
    pending = desk.get_by_role("button", name="Pending €68.00")
    pending.click()
    expect(pending).to_have_attribute("aria-expanded", "true")
    for entry in ("Charged: your share", "+€68.00", f"One good hour with {mentee.name}"):
        expect(desk.get_by_role("main")).to_contain_text(entry)
