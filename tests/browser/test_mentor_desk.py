"""A mentor's screens in a browser: becoming one, offers, hours, and a computer that is shared."""

import re

from playwright.sync_api import Page, expect

from tests.browser import cast, steps
from tests.browser.conftest import Open
from tests.browser.stage import Stage


def test_somebody_becomes_a_mentor_and_can_be_booked(stage: Stage, open_as: Open) -> None:
    page = open_as(cast.mentee(stage, "Arjun Rao"), "/mentor")
    page.get_by_role("main").get_by_role("link", name="Become a mentor").click()
    _write_page(page)
    publish = page.get_by_role("button", name="Publish my page")
    expect(publish).to_be_disabled()
    page.get_by_role("link", name="A session on offer").click()
    page.get_by_role("button", name="Write your first offer").click()
    page.get_by_label("Title").fill("Schema review")
    page.get_by_label("Price").fill("79,50")
    page.get_by_role("button", name="Save the offer").click()
    expect(page.get_by_text("€79.50")).to_be_visible()
    _open_the_week(page)
    page.get_by_role("navigation", name="Mentor desk").get_by_role("link", name="Profile").click()
    publish.click()
    page.get_by_role("link", name="See my page").click()
    expect(page.get_by_role("heading", name="Arjun Rao")).to_be_visible()
    expect(steps.times(page).get_by_role("radio").first).to_be_visible()


def _write_page(page: Page) -> None:
    page.get_by_label("Headline").fill("Data engineer who likes small tables")
    page.get_by_label("About you").fill(
        "Ten years of keeping warehouses small, and of telling others how it is done."
    )
    page.get_by_label("Topics").fill("SQL, Data")
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Video room").fill("meet.example.com/arjun")
    page.get_by_label("Video room").evaluate("field => field.type = 'text'")
    page.get_by_role("button", name="Begin my page").click()
    expect(page.get_by_text("Please give a full address that begins with https://.")).to_be_visible()
    expect(page.get_by_label("Topics")).to_have_value("SQL, Data")
    page.get_by_label("Video room").fill("https://meet.example.com/arjun")
    page.get_by_role("button", name="Begin my page").click()
    expect(page.get_by_role("heading", name="Publishing")).to_be_visible()


def _open_the_week(page: Page) -> None:
    page.get_by_role("navigation", name="Mentor desk").get_by_role("link", name="Hours").click()
    page.get_by_role("button", name="Add a range on Monday").click()
    end = page.get_by_label("To, Monday")
    end.fill("08:00")
    end.blur()
    expect(page.get_by_text("The end has to be after the beginning.")).to_be_visible()
    end.fill("17:00")
    end.blur()
    page.locator("summary", has_text="the hours of Monday").click()
    page.get_by_role("button", name="Every day").click()
    expect(page.get_by_label("To, Sunday")).to_have_value("17:00")
    page.get_by_role("button", name="Save these hours").click()
    expect(page.get_by_text("Your hours are saved.")).to_be_visible()


def test_a_sum_of_the_balance_opens_to_the_session_behind_it(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage)
    mentee = cast.mentee(stage)
    steps.book(open_as(mentee), mentor)
    page = open_as(mentor, "/mentor/balance")
    page.get_by_role("button", name=re.compile("Reserved")).click()
    expect(page.get_by_text("Reserved on the mentee’s card")).to_be_visible()
    page.get_by_role("link", name=re.compile("One good hour with Noor Haddad")).click()
    expect(page.get_by_role("heading", name="Every cent")).to_be_visible()


def test_whoever_signs_in_next_at_the_same_computer_is_sent_nothing_of_the_one_before(
    stage: Stage, open_as: Open
) -> None:
    mentor = cast.mentor(stage)
    steps.book(open_as(cast.mentee(stage, "Zora Secret")), mentor)
    page = open_as(mentor, "/mentor")
    expect(page.get_by_role("link", name="Zora Secret")).to_be_visible()
    page.locator("summary", has_text="Account menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    told: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(str(frame))))
    page.goto("/mentor")
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    assert told
    assert not any("Zora" in frame for frame in told)
