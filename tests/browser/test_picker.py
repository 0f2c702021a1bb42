"""Choosing a time from a month: in two zones at once, over changes of the clock, and while others take times."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser import cast, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage

# Of the page itself, without any reload: a look a second, and the way to the screen.
SOON_MS = 6_000


def _entered(page: Page, mentor: Someone) -> Page:
    page.goto(f"/mentors/{mentor.slug}")
    expect(page.get_by_role("radiogroup", name="Free times")).to_be_visible()
    return page


def test_a_time_that_somebody_takes_goes_from_the_screen_by_itself(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage)
    page = _entered(open_as(cast.mentee(stage)), mentor)
    first = page.get_by_role("radiogroup", name="Free times").get_by_role("radio").first
    said = first.get_attribute("aria-label") or ""
    first.check()
    cast.held(stage, cast.mentee(stage, "Amir Khan"), mentor)
    expect(page.get_by_role("radio", name=said, exact=True)).to_have_count(0, timeout=SOON_MS)
    expect(page.get_by_text("is not free any more. Please choose another time.")).to_be_visible()
    expect(page.get_by_role("link", name="Continue")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Next free")).click()
    expect(page.get_by_role("link", name="Continue")).to_be_visible()
    expect_nothing_found(page)


def test_a_mentee_in_kolkata_sees_both_clocks_of_a_mentor_in_new_york(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, zone="America/New_York")
    page = _entered(open_as(cast.mentee(stage, zone="Asia/Kolkata"), zone="Asia/Kolkata"), mentor)
    now = stage.platform.now()
    kolkata, york = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")
    summer = bool(now.astimezone(york).dst())
    expect(page.get_by_text("is in New York")).to_contain_text(f"{9 if summer else 10} h 30 min behind you now")
    start = cast.free_starts(stage, mentor)[2]
    slot = page.locator("label").filter(has=page.locator(f'input[value="{start.isoformat()}"]'))
    expect(slot).to_contain_text(f"{start.astimezone(kolkata):%H:%M}")
    expect(slot).to_contain_text(f"{start.astimezone(york):%H:%M}")
    slot.get_by_role("radio").check()
    expect(page.get_by_text(re.compile(r"for you · .* in New York"))).to_be_visible()
    expect_nothing_found(page)


def test_a_month_is_walked_by_keyboard_and_turned(stage: Stage, open_as: Open) -> None:
    page = _entered(open_as(cast.mentee(stage), width=390), cast.mentor(stage))
    days = page.get_by_role("radiogroup", name="Days")
    chosen = days.locator("input:checked")
    before = chosen.get_attribute("value") or ""
    chosen.focus()
    page.keyboard.press("ArrowRight")
    expect(days.locator("input:checked")).not_to_have_value(before)
    expect(page.get_by_role("button", name="Previous month")).to_be_disabled()
    expect_nothing_found(page)


def test_the_week_in_which_clocks_change_says_so_and_holds_every_hour(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, zone="Europe/Berlin")
    now = stage.platform.now()
    change = next(
        datetime(now.year + ahead, 3, day, 1, tzinfo=UTC)
        for ahead in (0, 1)
        for day in range(25, 32)
        if datetime(now.year + ahead, 3, day, tzinfo=UTC).weekday() == 6
        and datetime(now.year + ahead, 3, day, 1, tzinfo=UTC) > now + timedelta(days=1)
    )
    stage.pass_to(change - timedelta(days=2))
    page = _entered(open_as(cast.mentee(stage), zone="Europe/Berlin"), mentor)
    expect(page.get_by_text(f"Clocks go forward in Berlin on Sun {change.day} Mar.")).to_be_visible()
    page.locator(f'input[value="{change.date().isoformat()}"]').check()
    shown = page.get_by_role("radiogroup", name="Free times").get_by_role("radio")
    expect(shown.first).to_have_attribute("aria-label", re.compile(f"Sunday.* {change.day} March"))
    told = [each.get_attribute("aria-label") or "" for each in shown.all()]
    hours = {said.rpartition(", ")[2][:2] for said in told}
    assert "02" not in hours and {"01", "03", "13", "22"} <= hours
    shown.nth(3).check()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", name="Check and reserve")).to_be_visible()
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
