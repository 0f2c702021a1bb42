"""What axe finds on the mentor's and the operator's screens, in both themes: nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage

THEMES = pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])


def _at(page: Page, path: str, heading: str) -> None:
    # In the middle of a fade every colour is too pale.
    page.emulate_media(reduced_motion="reduce")
    page.goto(path)
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    expect(page.locator("main .skeleton")).to_have_count(0)


@pytest.fixture(scope="module")
def mentor(stage: Stage) -> Someone:
    return cast.mentor(stage)


@THEMES
def test_the_desk_and_its_questions(stage: Stage, open_as: Open, mentor: Someone, theme: str, width: int) -> None:
    steps.book(open_as(cast.mentee(stage)), mentor, nth=0)
    page = open_as(mentor, theme=theme, width=width)
    _at(page, "/mentor", "Your sessions")
    expect_nothing_found(page)
    page.get_by_role("link", name="Noor Haddad").first.click()
    expect(page.get_by_role("heading", name="Every cent")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_contain_text("€80.00")
    expect_nothing_found(page)
    page.get_by_role("button", name="Cancel and release").click()
    expect(page.get_by_text("You called this session off.")).to_be_visible()
    expect_nothing_found(page)


def _open_entries(page: Page) -> None:
    page.locator("main button[aria-expanded]").first.click()
    expect(page.get_by_role("button", name="Close")).to_be_visible()


def _open_form(page: Page) -> None:
    page.get_by_role("button", name="New offer").click()
    page.get_by_label("Title").fill("x")
    page.get_by_label("Price").fill("80")
    page.get_by_role("button", name="Save the offer").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _open_menu(page: Page) -> None:
    page.locator("summary", has_text="the hours of Monday").click()
    expect(page.get_by_role("button", name="Every day")).to_be_visible()


@THEMES
@pytest.mark.parametrize(
    ("path", "heading", "then"),
    [
        ("/mentor/offers", "Your offers", _open_form),
        ("/mentor/hours", "Your hours", _open_menu),
        ("/mentor/profile", "Your page", None),
        ("/mentor/payouts", "You are set up", None),
    ],
)
def test_the_pages_of_the_desk(
    open_as: Open, mentor: Someone, theme: str, width: int,
    path: str, heading: str, then: Callable[[Page], None] | None,
) -> None:  # fmt: skip
    page = open_as(mentor, theme=theme, width=width)
    _at(page, path, heading)
    if then is not None:
        then(page)
    expect_nothing_found(page)


@THEMES
def test_the_balance_with_a_sum_opened(
    stage: Stage, open_as: Open, mentor: Someone, theme: str, width: int
) -> None:
    steps.book(open_as(cast.mentee(stage)), mentor, nth=3 if theme == "dark" else 5)
    page = open_as(mentor, theme=theme, width=width)
    _at(page, "/mentor/balance", "Your balance")
    _open_entries(page)
    expect_nothing_found(page)


@THEMES
def test_the_operators_screens(stage: Stage, open_as: Open, mentor: Someone, theme: str, width: int) -> None:
    steps.book(open_as(cast.mentee(stage)), mentor, nth=7 if theme == "dark" else 9)
    page = open_as(cast.operator(stage), theme=theme, width=width)
    _at(page, "/operator", "Operations")
    expect_nothing_found(page)
    page.locator("main li").first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="The book")).to_be_visible()
    expect_nothing_found(page)
    _at(page, "/operator/terms", "Cancellation terms")
    page.get_by_role("button", name="New terms").click()
    page.get_by_label("Name").fill("Strict")
    page.get_by_label("Step 1: hours before").fill("24")
    page.get_by_label("Percent of the price").first.fill("50")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("There are terms of that name already.")).to_be_visible()
    expect_nothing_found(page)


def test_the_operators_screens_are_not_there_for_others(stage: Stage, open_as: Open, mentor: Someone) -> None:
    for who in (None, mentor):
        page = open_as(who)
        _at(page, "/operator", "A thought that drifted off")
        _at(page, "/operator/bookings/bk_1", "A thought that drifted off")
        _at(page, "/operator/terms", "A thought that drifted off")
