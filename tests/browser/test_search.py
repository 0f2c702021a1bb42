"""Searching in a browser for mentors who are free then: quick choices, two times, a shared address."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage

KOLKATA = "Asia/Kolkata"


@pytest.fixture(scope="module")
def mentor(stage: Stage) -> Someone:
    return cast.mentor(stage, "Priscilla Abernathy")


def _found(page: Page, mentor: Someone) -> Any:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=mentor.name)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_who_is_free_between_two_times_is_found_and_the_address_finds_them_again_elsewhere(
    stage: Stage, open_as: Open, mentor: Someone, theme: str, width: int
) -> None:
    at = cast.free_starts(stage, mentor)[5]
    page = open_as(None, "/mentors?q=Abernathy", theme=theme, width=width, zone=KOLKATA)
    expect(_found(page, mentor)).to_contain_text("Free from")
    page.get_by_label("Free", exact=True).select_option("Between …")
    # Chromium knows the city by its former name.
    expect(page.get_by_text(re.compile(r"(Kolkata|Calcutta) \(UTC\+5:30\)"))).to_be_visible()
    wall = at.astimezone(ZoneInfo(KOLKATA))
    page.get_by_label("Between", exact=True).fill(f"{wall:%Y-%m-%dT%H:%M}")
    page.get_by_label("and", exact=True).fill(f"{wall + timedelta(hours=1):%Y-%m-%dT%H:%M}")
    expect(_found(page, mentor)).to_contain_text("Free on")
    expect(_found(page, mentor)).to_contain_text(f"{wall:%H:%M}")
    expect_nothing_found(page)
    expect(page).to_have_url(re.compile(r"q=Abernathy&from=.*Z&to=.*Z"))

    elsewhere = open_as(None, page.url.removeprefix(stage.url), zone="America/New_York")
    there = at.astimezone(ZoneInfo("America/New_York"))
    expect(elsewhere.get_by_label("Between", exact=True)).to_have_value(f"{there:%Y-%m-%dT%H:%M}")
    expect(_found(elsewhere, mentor)).to_contain_text("Free on")
    elsewhere.get_by_label("and", exact=True).fill(f"{there - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    expect(elsewhere.get_by_text("The end has to be after the start.")).to_be_visible()
    expect_nothing_found(elsewhere)


def test_a_quick_choice_is_kept_on_the_way_to_a_mentor_and_back(open_as: Open, mentor: Someone) -> None:
    page = open_as(None, "/mentors?q=Abernathy")
    expect(_found(page, mentor)).to_contain_text("Free from")
    page.get_by_label("Free", exact=True).select_option("This week")
    expect(page).to_have_url(re.compile("when=week"))
    page.get_by_label("Free", exact=True).select_option("Tomorrow")
    expect(page).to_have_url(re.compile("when=tomorrow"))
    expect(_found(page, mentor)).to_contain_text("Free on")
    page.get_by_role("link", name=mentor.name).click()
    expect(page.get_by_role("heading", name=mentor.name, level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Free", exact=True)).to_have_value("tomorrow")
    expect(_found(page, mentor)).to_contain_text("Free on")


def test_an_address_with_a_time_that_nobody_knows_says_so(open_as: Open, mentor: Someone) -> None:
    page = open_as(None, "/mentors?q=Abernathy&when=someday")
    expect(page.get_by_text("The address asks for a time that we do not know.")).to_be_visible()
    expect(_found(page, mentor)).to_be_visible()
    expect_nothing_found(page)
