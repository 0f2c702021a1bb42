"""Bookings that are somebody else's: not found, for a mentee, a mentor, an operator's page and nobody at all."""

import pytest
from playwright.sync_api import expect

from tests.browser import cast, record, steps
from tests.browser.conftest import Open
from tests.browser.stage import Stage


def test_another_mentee_does_not_find_a_booking(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage, "Noor Haddad")
    booking_id = cast.reserved(stage, mentee, mentor)
    stranger = open_as(cast.mentee(stage, "Ben Okafor"))
    for path in ("", "/return", "/left"):
        stranger.goto(f"/bookings/{booking_id}{path}")
        expect(stranger.get_by_role("main")).to_contain_text("We could not find that booking.")
        expect(stranger.get_by_text("One good hour")).to_be_hidden()


def test_another_mentor_does_not_find_a_session(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    for who in (cast.mentor(stage, "Otto Lang", connected=False), mentee):
        page = open_as(who, f"/mentor/sessions/{booking_id}")
        expect(page.get_by_role("main")).to_contain_text(
            "mentor" if who is mentee else "We could not find that booking."
        )
        expect(page.get_by_role("button", name="Mark completed")).to_be_hidden()
        expect(page.get_by_text(mentee.name)).to_be_hidden()


def test_the_other_sides_page_of_ones_own_booking_leads_to_ones_own(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    desk = open_as(mentor, f"/bookings/{booking_id}")
    desk.wait_for_url(f"**/mentor/sessions/{booking_id}**")
    expect(desk.get_by_role("heading", name=mentee.name)).to_be_visible()


def test_nobody_in_particular_is_asked_to_sign_in_first(stage: Stage, open_as: Open) -> None:
    mentee = cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, cast.mentor(stage, connected=False))
    page = open_as(None, f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    steps.sign_in(page, mentee)
    steps.expect_reserved(page)


@pytest.mark.parametrize("reference", ["bk_aaaaaaaaaaaaaaaa", "1", "<b>", "bk_" + "x" * 100])
def test_a_booking_that_never_was_is_not_found(stage: Stage, open_as: Open, reference: str) -> None:
    page = open_as(cast.mentee(stage), f"/bookings/{reference}")
    expect(page.get_by_role("heading", name="We cannot")).to_be_visible()


@pytest.mark.parametrize(
    "query",
    ["", "?offer=of_1", "?offer=of_aaaaaaaaaaaaaaaa&start=2026-01-01T00:00:00%2B00:00", "?offer[]=x&start=soon"],
)
def test_a_review_of_nothing_says_so(stage: Stage, open_as: Open, query: str) -> None:
    page = open_as(cast.mentee(stage), f"/book{query}")
    expect(page.get_by_role("heading", name="This cannot be booked")).to_be_visible()


def test_a_price_in_the_address_is_worth_nothing(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    steps.choose_time(page, mentor)
    page.goto(f"{page.url}&price=1&price_minor=1&amount=1&currency=jpy")
    expect(page.get_by_role("main")).to_contain_text("€80.00")
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    assert record.stripes(stage, record.booking_of(stage, mentee)).amount == 8000


def test_a_time_that_was_never_offered_is_refused_with_the_nearest(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    odd = cast.free_starts(stage, mentor)[2].replace(minute=7).isoformat().replace("+", "%2B")
    page.goto(f"/book?offer={mentor.offer_id}&start={odd}")
    expect(page.get_by_role("alert")).to_contain_text("That time is not on offer.")
    expect(page.get_by_role("heading", name="The nearest free times")).to_be_visible()
    expect(page.get_by_role("button", name="Reserve and pay")).to_be_disabled()
    assert record.bookings_of(stage, mentee) == []
