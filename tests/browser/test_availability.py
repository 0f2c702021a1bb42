"""A mentor's availability in a browser: editing, undoing, previewing, saving, and what others see of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast
from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.stage import Stage

BERLIN = "Europe/Berlin"



def _expect_preview(page: Page, nth: int, text: str) -> None:
    expect(page.locator("#preview ol > li").nth(nth)).to_contain_text(text)


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save these hours").click()
    expect(page.get_by_text("Your hours are saved. This is new:")).to_be_visible()


def _type(page: Page, label: str, value: str) -> None:
    box = page.get_by_label(label, exact=True)
    box.fill(value)
    box.blur()


def test_hours_are_typed_copied_previewed_undone_and_saved(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, zone=BERLIN)
    page = open_as(mentor, "/mentor/hours")
    _type(page, "From, Monday", "22:00")
    _type(page, "To, Monday", "02:00")
    expect(page.get_by_text("Ends the day after")).to_be_visible()
    page.locator("summary", has_text="the hours of Monday").click()
    page.get_by_role("button", name="Every day").click()
    expect(page.get_by_label("To, Sunday")).to_have_value("02:00")
    _expect_preview(page, 3, "00:00 – 02:00, 22:00 – 00:00")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("To, Sunday")).to_have_value("00:00")
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_label("To, Sunday")).to_have_value("02:00")
    page.reload()
    expect(page.get_by_text("does not count until you save it")).to_be_visible()
    expect(page.get_by_label("To, Sunday")).to_have_value("02:00")
    _save(page)
    expect(page.get_by_text(re.compile("Monday, Tuesday.*: 22:00 – 02:00"))).to_be_visible()
    page.reload()
    expect(page.get_by_label("To, Sunday")).to_have_value("02:00")
    expect(page.get_by_text("does not count until you save it")).to_have_count(0)


def test_what_is_not_saved_outlives_the_browsers_window(stage: Stage, open_as: Open) -> None:
    page = open_as(cast.mentor(stage, zone=BERLIN), "/mentor/hours")
    page.get_by_label("Notice").select_option("2880")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    other = page.context.new_page()
    page.close()
    other.goto("/mentor/hours")
    expect(other.get_by_text("does not count until you save it")).to_be_visible()
    expect(other.get_by_label("Notice")).to_have_value("2880")
    other.get_by_role("button", name="Throw my changes away").click()
    expect(other.get_by_label("Notice")).to_have_value("120")


def test_whoever_signs_out_leaves_no_hours_behind(stage: Stage, open_as: Open) -> None:
    page = open_as(cast.mentor(stage, zone=BERLIN), "/mentor/hours")
    page.get_by_label("Notice").select_option("2880")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    assert page.evaluate("localStorage.getItem('hours_draft')")
    page.locator("summary", has_text="Account menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    assert not page.evaluate("localStorage.getItem('hours_draft')")


def test_two_windows_do_not_overwrite_each_other(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, zone=BERLIN)
    first, second = open_as(mentor, "/mentor/hours"), open_as(mentor, "/mentor/hours")
    first.get_by_label("Notice").select_option("2880")
    _type(second, "Days ahead", "30")
    second.get_by_role("button", name="Remove this range").first.click()
    expect(second.get_by_text("Not bookable", exact=True).first).to_be_visible()
    _save(first)
    second.get_by_role("button", name="Save these hours").click()
    expect(second.get_by_text("changed in another window meanwhile")).to_be_visible()
    _save(second)
    first.reload()
    expect(first.get_by_text("Not bookable", exact=True).first).to_be_visible()


def test_a_day_that_is_closed_is_closed_on_the_public_page(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, zone=BERLIN)
    page, public = open_as(mentor, "/mentor/hours"), open_as(None, f"/mentors/{mentor.slug}")
    days = public.get_by_role("radiogroup", name="Days")
    free = days.get_by_role("radio", disabled=False)
    expect(free.first).to_be_visible()
    day = free.last.get_attribute("value") or ""
    page.get_by_role("button", name="Close some days").click()
    _type(page, "First day", day)
    _type(page, "Label", "Winter holidays")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    _save(page)
    expect(page.get_by_text(re.compile(r"\(Winter holidays\): closed"))).to_be_visible()
    public.reload()
    expect(days.locator(f"input[value='{day}']")).to_be_disabled()


def test_a_wrong_range_is_explained_in_place_and_takes_the_focus(stage: Stage, open_as: Open) -> None:
    page = open_as(cast.mentor(stage, zone=BERLIN), "/mentor/hours")
    _type(page, "From, Monday", "12:00")
    _type(page, "To, Monday", "09:00")
    expect(page.get_by_text("The end has to be after the beginning.")).to_be_visible()
    page.get_by_role("button", name="Save these hours").click()
    begin = page.get_by_label("From, Monday")
    expect(begin).to_be_focused()
    described = begin.get_attribute("aria-describedby")
    expect(page.locator(f"[id='{described}']")).to_contain_text("The end has to be after the beginning.")


def test_a_pause_is_seen_by_everybody_until_it_is_over(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, zone=BERLIN)
    page = open_as(mentor, "/mentor/hours")
    page.get_by_label("Paused until I open it again").check()
    _expect_preview(page, 3, "Paused")
    _save(page)
    page.goto("/mentor")
    expect(page.get_by_text("Bookings are paused")).to_be_visible()
    public = open_as(None, f"/mentors/{mentor.slug}")
    expect(public.get_by_text(f"{mentor.name} takes no bookings at the moment.")).to_be_visible()
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Open for bookings").check()
    _save(page)
    public.reload()
    expect(public.get_by_role("radiogroup", name="Free times").get_by_role("radio").first).to_be_visible()


def test_the_keyboard_is_enough(stage: Stage, open_as: Open) -> None:
    page = open_as(cast.mentor(stage, zone=BERLIN), "/mentor/hours")
    page.get_by_role("button", name="Close some days").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("First day")).to_be_visible()
    page.get_by_label("Label", exact=True).focus()
    page.keyboard.type("Fair")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Other hours", exact=True)).to_be_checked()
    expect(page.get_by_label(re.compile("From, .*")).last).to_have_value("09:00")
    page.get_by_role("button", name="Save these hours").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"\(Fair\): 09:00 – 12:00"))).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_the_screen_at_work(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    page = open_as(cast.mentor(stage, zone=BERLIN), "/mentor/hours", theme=theme, width=width)
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="Close some days").click()
    page.get_by_role("button", name="Other hours on a day").click()
    _type(page, "To, Monday", "09:10")
    page.get_by_label("Paused until", exact=True).check()
    page.get_by_role("button", name="Change your time zone").click()
    page.get_by_label("Time zone of your hours").select_option("Asia/Kolkata")
    expect(page.get_by_text("Booked sessions stay at the same moment.")).to_be_visible()
    page.get_by_text("What is new").click()
    expect_nothing_found(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
