"""Two who want one slot at the same moment, one who clicks twice, and slots that are gone when clicked."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from tests.browser import cast, record, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from thoughtcloud.store.tables import Booking

# Of the page itself, without any reload: a look a second, and the way to the screen.
SOON_MS = 6_000


def test_of_two_mentees_at_one_slot_one_wins_and_the_other_gets_the_nearest_times(
    stage: Stage, open_as: Open
) -> None:
    mentor = cast.mentor(stage, connected=False)
    rivals = [cast.mentee(stage, "Noor Haddad"), cast.mentee(stage, "Ben Okafor")]
    pages = [open_as(rival) for rival in rivals]
    wanted = {steps.choose_time(page, mentor) for page in pages}
    assert len(wanted) == 1
    for page in pages:
        _press(page)
    loser = _loser(pages)
    winner = pages[1 - pages.index(loser)]
    winner.wait_for_url(steps.CHECKOUT)
    steps.pay(winner)
    steps.expect_reserved(winner)
    _take_another_time(loser, wanted.pop())
    states = [_states(stage, rival) for rival in rivals]
    assert sorted(states) == [["confirmed"], ["held"]]
    assert len(_claimed_starts(stage, mentor)) == 2


def test_a_double_click_reserves_once(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    steps.choose_time(page, mentor)
    page.get_by_role("button", name="Reserve and pay").dblclick()
    page.wait_for_url(steps.CHECKOUT)
    booking_id = record.booking_of(stage, mentee)
    assert len(_payment_pages(stage, booking_id)) == 1
    steps.pay(page)
    steps.expect_reserved(page)


def test_the_same_slot_in_two_tabs_is_one_booking(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    first = open_as(mentee)
    second = first.context.new_page()
    for tab in (first, second):
        steps.choose_time(tab, mentor)
    for tab in (first, second):
        steps.reserve(tab)
    assert first.url == second.url
    steps.pay(first)
    steps.expect_reserved(first)
    steps.pay(second)
    steps.expect_reserved(second)
    assert len(_payment_pages(stage, record.booking_of(stage, mentee))) == 1


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_slot_that_somebody_books_is_told_on_the_review_before_the_click(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    rival = cast.mentee(stage, "Ben Okafor")
    page, quicker = open_as(mentee, theme=theme, width=width), open_as(rival)
    said = steps.choose_time(page, mentor)
    page.get_by_label("What should your mentor know").fill("How do I say no?")
    steps.book(quicker, mentor)
    expect(page.get_by_role("alert")).to_contain_text("Somebody was faster", timeout=SOON_MS)
    expect(page.get_by_role("button", name="Reserve and pay")).to_be_disabled()
    expect(page.get_by_text("Please choose another time first.")).to_be_visible()
    expect_nothing_found(page)
    _take_another_time(page, said)
    steps.pay(page)
    steps.expect_reserved(page)
    expect(page.get_by_text("How do I say no?")).to_be_visible()


def test_a_slot_that_comes_free_again_can_be_reserved_after_all(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    rival = cast.mentee(stage, "Ben Okafor")
    page, quicker = open_as(mentee), open_as(rival)
    steps.choose_time(page, mentor)
    steps.choose_time(quicker, mentor)
    steps.reserve(quicker)
    expect(page.get_by_role("alert")).to_contain_text("Somebody was faster", timeout=SOON_MS)
    quicker.get_by_role("link", name="Back").click()
    quicker.get_by_role("button", name="Let it go").click()
    expect(page.get_by_text("Somebody was faster")).to_be_hidden()
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)


def test_a_slot_whose_time_has_come_too_near_is_refused_kindly(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    said = steps.choose_time(page, mentor)
    stage.advance(hours=4)
    _press(page)
    _take_another_time(page, said, "This time cannot be booked")


def _loser(pages: list[Page]) -> Page:
    def told(page: Page) -> bool:
        return not page.url.endswith("#") and page.get_by_text("Somebody was faster").is_visible()

    record.wait_for(lambda: any(told(page) for page in pages), "one of two was told that the slot is gone")
    return next(page for page in pages if told(page))


def _press(page: Page) -> None:
    """Press the button even where the page has just found out that it is no use."""
    page.get_by_role("button", name="Reserve and pay").dispatch_event("click")


def _take_another_time(page: Page, gone: str, why: str = "Somebody was faster") -> None:
    expect(page.get_by_role("alert")).to_contain_text(why)
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="The nearest free times")).to_be_visible()
    other = steps.times(page).get_by_role("radio").first
    assert other.get_attribute("aria-label") != gone
    other.click()
    expect(page.get_by_text(why)).to_be_hidden()
    steps.reserve(page)


def _states(stage: Stage, mentee: Someone) -> list[str]:
    return [record.ours(stage, booking_id).states[0] for booking_id in record.bookings_of(stage, mentee)]


def _claimed_starts(stage: Stage, mentor: Someone) -> set[datetime]:
    with stage.platform.db.reading() as session:
        asked = select(Booking.starts_at).where(
            Booking.mentor_id == mentor.caller.mentor_id, col(Booking.state).in_(("held", "confirmed"))
        )
        return set(session.exec(asked))


def _payment_pages(stage: Stage, booking_id: str) -> list[str]:
    pages = stage.stripe("GET", "/v1/checkout/sessions", params={"limit": 100})["data"]
    return [page["id"] for page in pages if page["client_reference_id"] == booking_id]
