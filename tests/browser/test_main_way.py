"""The main job in a browser: book, hold, complete, capture, transfer."""

from playwright.sync_api import expect

from tests.browser import cast
from tests.browser.conftest import Open
from tests.browser.stage import Stage


def test_the_front_page_opens(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage)
    page = open_as(None, "/mentors")
    expect(page.get_by_text(mentor.name).first).to_be_visible()
    page.goto(f"/mentors/{mentor.slug}")
    expect(page.get_by_role("heading", name=mentor.name)).to_be_visible()
