"""Calling a session off: the sums before the click, what happened after it, and what Stripe and the book say."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record, steps
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage

RELEASED = Stripes("canceled", 8000, "eur", 0, 0, 0)


def test_a_mentee_cancels_before_the_session_and_the_hold_is_voided(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    steps.book(page, mentor)
    question = _ask(page, "Cancel this session …")
    expect(question).to_contain_text("The €80.00 reserved on Visa •••• 4242 is released at once, all of it.")
    expect(question).to_contain_text("Nothing is charged")
    question.get_by_role("button", name="Cancel and release €80.00").click()
    expect(page.get_by_role("heading", name="You cancelled: released")).to_be_visible()
    expect(page.get_by_text("The €80.00 reserved on your card was released. Nothing was charged.")).to_be_visible()
    _expect_released(stage, record.booking_of(stage, mentee))
    again = open_as(None, f"/mentors/{mentor.slug}")
    expect(steps.times(again).get_by_role("radio").first).to_be_visible()
    assert cast.free_starts(stage, mentor)[0] == record.ours(stage, record.booking_of(stage, mentee)).starts_at


def test_keeping_the_session_after_reading_the_sums_changes_nothing(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    page = open_as(mentee, f"/bookings/{booking_id}")
    question = _ask(page, "Cancel this session …")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    _ask(page, "Cancel this session …").get_by_role("button", name="Keep the session").click()
    expect(question).to_be_hidden()
    page.reload()
    steps.expect_reserved(page)
    assert record.at_rest(stage, booking_id).states == ("confirmed", "authorized", "not_due")


def test_a_mentor_cancels_before_the_session_and_the_hold_is_voided(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    question = _ask(desk, "Cancel")
    expect(question).to_contain_text(f"The reservation on {mentee.name}’s card is released in full.")
    expect(question).to_contain_text("€80.00")
    question.get_by_role("button", name="Cancel and release €80.00").click()
    expect(desk.get_by_text("The reservation of €80.00 was released; nothing was charged.").first).to_be_visible()
    _expect_released(stage, booking_id)
    page = open_as(mentee, f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name=f"{mentor.name} cancelled: released")).to_be_visible()


def test_a_mentor_refunds_after_the_capture_and_the_share_is_taken_back(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    steps.mark_completed(desk, "€80.00")
    expect(desk.get_by_text("€68.00 is in your Stripe balance").first).to_be_visible()
    question = _ask(desk, "Refund")
    for sum_before in ("€68.00", "€12.00", "€80.00"):
        expect(question).to_contain_text(sum_before)
    question.get_by_role("button", name="Refund €80.00").click()
    expect(desk.get_by_text("€80.00 was refunded to the mentee’s card").first).to_be_visible()
    _expect_refunded(stage, booking_id)
    page = open_as(mentee, f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name=f"{mentor.name} cancelled: refunded")).to_be_visible()
    expect(page.get_by_text("€80.00 was refunded to your card.")).to_be_visible()


def _ask(page: Page, button: str) -> Locator:
    page.get_by_role("button", name=button, exact=True).click()
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    return question


def _expect_released(stage: Stage, booking_id: str) -> None:
    truth = record.at_rest(stage, booking_id)
    assert (truth.states, truth.book) == (("cancelled", "voided", "not_due"), {})
    assert record.stripes(stage, booking_id) == RELEASED


def _expect_refunded(stage: Stage, booking_id: str) -> None:
    truth = record.at_rest(stage, booking_id)
    assert (truth.states, truth.book) == (("cancelled", "refunded", "reversed"), {})
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 8000, 0)
