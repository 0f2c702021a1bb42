"""Mentees at the payment page who close it, leave it, come back to it, go back from it, or pay it too late."""

from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage

AFTER_THE_HOLD = 33


def test_a_closed_payment_page_gives_the_slot_back(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    # Far enough ahead to be on offer still when the hold has run out.
    said = steps.choose_time(page, mentor, nth=3)
    steps.reserve(page)
    address = page.url
    page.goto("about:blank")
    _expect_offered(open_as(None), mentor, said, times=0)
    stage.advance(minutes=AFTER_THE_HOLD)
    booking_id = record.booking_of(stage, mentee)
    record.wait_for(lambda: record.ours(stage, booking_id).states[0] == "expired", "the hold ran out")
    _expect_offered(open_as(None), mentor, said, times=1)
    page.goto(f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name="This booking was not paid")).to_be_visible()
    expect(page.get_by_text("The slot is free again. Nothing was reserved or charged.")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name="This checkout has expired")).to_be_visible()
    assert record.at_rest(stage, booking_id).book == {}


def test_a_payment_page_that_was_left_can_be_continued(stage: Stage, open_as: Open) -> None:
    mentee = cast.mentee(stage)
    page = _at_checkout(stage, open_as, mentee)
    page.get_by_role("link", name="Back to").click()
    expect(page.get_by_role("heading", name="You left the payment page")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Nothing is reserved or charged.")
    page.get_by_role("link", name="Continue to payment").click()
    page.wait_for_url(steps.CHECKOUT)
    steps.pay(page)
    steps.expect_reserved(page)
    assert record.stripes(stage, record.booking_of(stage, mentee)).status == "requires_capture"


def test_a_payment_page_that_was_left_can_be_let_go_and_the_slot_is_free_at_once(
    stage: Stage, open_as: Open
) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    said = steps.choose_time(page, mentor, nth=1)
    steps.reserve(page)
    address = page.url
    page.get_by_role("link", name="Back to").click()
    page.get_by_role("button", name="Let it go").click()
    expect(page.get_by_role("heading", name="This booking was not paid")).to_be_visible()
    assert record.at_rest(stage, record.booking_of(stage, mentee)).states[:2] == ("expired", "checkout_closed")
    _expect_offered(open_as(None), mentor, said, times=1)
    page.goto(address)
    expect(page.get_by_role("heading", name="This checkout has expired")).to_be_visible()


def test_the_back_button_after_paying_leads_to_the_confirmation_again(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    steps.book(page, mentor)
    page.go_back()
    expect(page.get_by_role("heading", name="This checkout is complete")).to_be_visible()
    page.get_by_role("link", name="Return to").click()
    steps.expect_reserved(page)
    assert record.at_rest(stage, record.booking_of(stage, mentee)).book["hold"] == -8000


def test_reserving_again_from_the_review_after_paying_books_nothing_twice(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    steps.choose_time(page, mentor)
    review = page.url
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    page.goto(review)
    expect(page.get_by_text("You already have a session at that time.")).to_be_visible()
    expect(page.get_by_role("button", name="Reserve and pay")).to_be_disabled()
    assert len(record.bookings_of(stage, mentee)) == 1


def test_choosing_another_time_lets_the_first_one_go(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    first = steps.choose_time(page, mentor)
    steps.reserve(page)
    steps.choose_time(page, mentor, nth=4)
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    states = [record.ours(stage, booking_id).states[0] for booking_id in record.bookings_of(stage, mentee)]
    assert states == ["expired", "confirmed"]
    _expect_offered(open_as(None), mentor, first, times=1)


def test_a_session_paid_in_the_last_moment_without_coming_back_is_confirmed(stage: Stage, open_as: Open) -> None:
    """The tab is closed right after paying and no webhook arrives: the hold's own deadline finds the payment."""
    mentee = cast.mentee(stage)
    stage.console("webhooks", mode="drop")
    page = _at_checkout(stage, open_as, mentee)
    page.route("**/return**", lambda route: route.abort())
    steps.pay(page)
    booking_id = record.booking_of(stage, mentee)
    stage.advance(minutes=AFTER_THE_HOLD)
    record.wait_for(lambda: record.ours(stage, booking_id).states[0] == "confirmed", "the payment was found")
    assert record.stripes(stage, booking_id) == Stripes("requires_capture", 8000, "eur", 0, 0, 0)
    steps.expect_reserved(open_as(mentee, f"/bookings/{booking_id}"))


def _at_checkout(stage: Stage, open_as: Open, mentee: Someone) -> Page:
    page = open_as(mentee)
    steps.choose_time(page, cast.mentor(stage, connected=False))
    steps.reserve(page)
    return page


def _expect_offered(page: Page, mentor: Someone, said: str, times: int) -> None:
    """The mentor's page offers that time, or does not."""
    page.goto(f"/mentors/{mentor.slug}")
    steps.show_day_of(page, said)
    expect(steps.times(page).get_by_role("radio", name=said, exact=True)).to_have_count(times)
