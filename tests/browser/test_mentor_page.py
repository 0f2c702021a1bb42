"""A mentor's public page in a browser: choosing a time by hand and by keyboard, its address, and its letters."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import cast, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage

FAR_LETTERS = "Zeynep Yıldız-Dvořák Łukasz"


@pytest.fixture(scope="module")
def mentor(stage: Stage) -> Someone:
    return cast.mentor(stage)


def _entered(open_as: Open, mentor: Someone, **device: Any) -> Page:
    page = open_as(None, f"/mentors/{mentor.slug}", **device)
    page.emulate_media(reduced_motion="reduce")
    expect(steps.times(page).get_by_role("radio").first).to_be_visible()
    return page


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_next_free_time_is_one_click_away_and_told_on_both_clocks(
    open_as: Open, mentor: Someone, theme: str, width: int
) -> None:
    page = _entered(open_as, mentor, theme=theme, width=width)
    expect_nothing_found(page)
    first = steps.times(page).get_by_role("radio").first
    steps.days(page).get_by_role("radio", disabled=False).last.check()
    shortcut = page.get_by_role("button", name="Next free: ")
    shortcut.click()
    expect(first).to_be_checked()
    time = shortcut.inner_text().rpartition(", ")[2]
    expect(page.get_by_role("status").filter(has_text="in New York")).to_contain_text(f"{time} for you · ")
    expect_nothing_found(page)
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", name="Check and reserve")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(time)


def test_days_and_times_are_walked_through_with_the_arrow_keys(open_as: Open, mentor: Someone) -> None:
    page = _entered(open_as, mentor)
    steps.turn_to_several_days(page)
    free = steps.days(page).get_by_role("radio", disabled=False)
    free.first.focus()
    for nth in (1, 2):
        page.keyboard.press("ArrowRight")
        expect(free.nth(nth)).to_be_focused()
        expect(free.nth(nth)).to_be_checked()
        day = (free.nth(nth).get_attribute("aria-label") or "").rpartition(", ")[0]
        expect(steps.times(page).get_by_role("radio", name=day).first).to_be_visible()
    page.keyboard.press("Tab")
    times = steps.times(page).get_by_role("radio")
    expect(times.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(times.nth(1)).to_be_checked()
    expect(page.get_by_role("link", name="Continue")).to_be_visible()


def test_whoever_is_quick_goes_on_with_the_time_chosen_last(open_as: Open, mentor: Someone) -> None:
    page = _entered(open_as, mentor)
    times = steps.times(page).get_by_role("radio")
    times.first.check()
    expect(page.get_by_role("link", name="Continue")).to_be_visible()
    said = times.nth(3).get_attribute("aria-label") or ""
    times.nth(3).check()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text(f"{said.rpartition(', ')[2]} –")
    page.get_by_role("link", name="Choose another time").click()
    expect(steps.times(page).get_by_role("radio", name=said, exact=True)).to_be_checked()


def test_a_time_that_is_taken_meanwhile_disappears_from_an_open_page(stage: Stage, open_as: Open) -> None:
    busy = cast.mentor(stage)
    page = _entered(open_as, busy)
    # A session of an hour takes two of the starts, which lie half an hour apart.
    first, third = (steps.times(page).get_by_role("radio").nth(nth) for nth in (0, 2))
    taken, kept = first.get_attribute("aria-label") or "", third.get_attribute("aria-label") or ""
    third.check()
    expect(page.get_by_role("link", name="Continue")).to_be_visible()
    cast.held(stage, cast.mentee(stage), busy)
    _look_again(page)
    expect(steps.times(page).get_by_role("radio", name=taken, exact=True)).to_have_count(0)
    expect(steps.times(page).get_by_role("radio", name=kept, exact=True)).to_be_checked()
    cast.held(stage, cast.mentee(stage, "Ben Okafor"), busy)
    _look_again(page)
    expect(page.get_by_text("is not free any more. Please choose another time.")).to_be_visible()
    expect(page.get_by_role("link", name="Continue")).to_be_hidden()
    expect_nothing_found(page)


def _look_again(page: Page) -> None:
    """What the page does by itself whenever it comes back into sight."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_mentors_page_has_a_name_before_and_after_the_app_has_started(
    stage: Stage, open_as: Open, mentor: Someone
) -> None:
    told = httpx.get(f"{stage.url}/mentors/{mentor.slug}")
    assert f"<title>{mentor.name} · Thoughtcloud</title>" in told.text
    page = _entered(open_as, mentor)
    expect(page).to_have_title(f"{mentor.name} · Thoughtcloud")
    assert page.locator("head meta[name=description]").count() == 1
    assert page.locator("head link[rel=canonical]").get_attribute("href") == f"{stage.url}/mentors/{mentor.slug}"
    page.get_by_role("banner").get_by_role("link", name="Find a mentor").click()
    expect(page).to_have_title("Find a mentor · Thoughtcloud")


@pytest.mark.parametrize(
    ("path", "heading"),
    [("/mentors/nobody", "This mentor is not here"), ("/no/such/page", "A thought that drifted off")],
)
def test_an_address_that_leads_nowhere_is_not_found(
    stage: Stage, open_as: Open, complaints: list[str], path: str, heading: str
) -> None:
    assert httpx.get(stage.url + path).status_code == 404
    page = open_as(None, path)
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    expect(page).to_have_title("Not found · Thoughtcloud")
    expect_nothing_found(page)
    # Chromium itself writes a line about the status of the document.
    assert all("404" in line for line in complaints)
    complaints.clear()


def test_letters_of_many_languages_are_set_in_our_own_typefaces(stage: Stage, open_as: Open) -> None:
    page = _entered(open_as, cast.mentor(stage, FAR_LETTERS))
    page.evaluate("document.fonts.ready")
    assert _typefaces(page, "h1") == {"Young Serif"}
    page.get_by_role("banner").get_by_role("link", name="Find a mentor").click()
    page.get_by_label("Search").fill("Yıldız")
    card = page.get_by_role("main").get_by_role("link")
    expect(card).to_have_count(1)
    expect(card).to_contain_text(FAR_LETTERS)
    page.evaluate("document.fonts.ready")
    assert _typefaces(page, "main li a") == {"Figtree"}


def _typefaces(page: Page, selector: str) -> set[str]:
    """What Chromium really draws the text of an element with."""
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    used = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"].removesuffix(" Light") for font in used}


def test_a_page_older_than_the_application_says_so_in_our_words(stage: Stage, open_as: Open) -> None:
    page = open_as(None, "/mentors")
    # The first time Reflex reloads the page by itself; if that has just been, it asks.
    page.evaluate("sessionStorage.setItem('reflex_last_reloaded_on_error', String(Date.now()))")
    page.context.route(re.compile(r"/assets/context-.*\.js"), _as_of_an_older_build)
    page.reload()
    bar = page.get_by_role("alert").filter(has_text="Thoughtcloud was updated")
    expect(bar).to_be_visible()
    expect_nothing_found(page)
    page.context.unroute_all()
    bar.get_by_role("button", name="Show the new version").click()
    expect(page.get_by_role("heading", name="Find a mentor")).to_be_visible()
    expect(bar).to_be_hidden()


def _as_of_an_older_build(route: Route) -> None:
    answer = route.fetch()
    script, schemas = re.subn(r"stateSchema=`\w+`", "stateSchema=`of-an-older-build`", answer.text())
    assert schemas == 1
    route.fulfill(response=answer, body=script, headers={**answer.headers, "cache-control": "no-store"})
