"""Choosing a time from a month: in two zones at once, over changes of the clock, and while others take times."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from thoughtcloud.store.tables import Booking

# Of the page itself, without any reload: a look a second, and the way to the screen.
SOON_MS = 6_000


def _span(start: datetime, zone: str) -> str:
    """From when to when an hour is on the wall of a zone."""
    clock = ZoneInfo(zone)
    return f"{start.astimezone(clock):%H:%M} – {start.astimezone(clock) + timedelta(hours=1):%H:%M}"


def _next_change(stage: Stage, month: int) -> datetime:
    """When the clocks of Berlin change next in March or October: 01:00 UTC on the last Sunday."""
    now = stage.platform.now()
    years = (now.year, now.year + 1)
    days = (datetime(year, month, day, 1, tzinfo=UTC) for year in years for day in range(25, 32))
    return next(day for day in days if day.weekday() == 6 and day > now + timedelta(days=3))


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


def test_a_mentee_in_kolkata_books_a_mentor_in_new_york_and_each_reads_their_own_clock(
    stage: Stage, open_as: Open
) -> None:
    mentor, mentee = cast.mentor(stage, zone="America/New_York"), cast.mentee(stage, zone="Asia/Kolkata")
    page = _entered(open_as(mentee, zone="Asia/Kolkata"), mentor)
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
    page.get_by_role("link", name="Continue").click()
    here, there = _span(start, "Asia/Kolkata"), _span(start, "America/New_York")
    for _ in ("the review", "the booking"):
        expect(page.get_by_role("main")).to_contain_text(f"{here}, Kolkata (UTC+5:30)")
        expect(page.get_by_role("main")).to_contain_text(f"{there}, New York")
        if page.get_by_role("button", name="Reserve and pay").is_visible():
            steps.reserve(page)
            steps.pay(page)
            steps.expect_reserved(page)
    booking_id = record.booking_of(stage, mentee)
    assert record.ours(stage, booking_id).starts_at == start
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    expect(desk.get_by_role("main")).to_contain_text(there)


def test_a_month_is_walked_by_keyboard_and_turned(stage: Stage, open_as: Open) -> None:
    page = _entered(open_as(cast.mentee(stage), width=390), cast.mentor(stage))
    expect(page.get_by_role("button", name="Previous month")).to_be_disabled()
    steps.turn_to_several_days(page)
    free = steps.days(page).get_by_role("radio", disabled=False)
    free.first.check()
    free.first.focus()
    page.keyboard.press("ArrowRight")
    expect(free.nth(1)).to_be_checked()
    expect_nothing_found(page)


def test_the_week_in_which_clocks_change_says_so_and_holds_every_hour(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, zone="Europe/Berlin")
    change = _next_change(stage, 3)
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


def test_an_hour_that_the_clocks_repeat_is_told_and_booked_as_the_one_that_was_chosen(
    stage: Stage, open_as: Open
) -> None:
    change = _next_change(stage, 10)
    stage.pass_to(change - timedelta(days=2))
    mentor, mentee = cast.mentor(stage, zone="Europe/Berlin"), cast.mentee(stage)
    page = _entered(open_as(mentee, zone="Europe/Berlin"), mentor)
    expect(page.get_by_text(f"Clocks go back in Berlin on Sun {change.day} Oct.")).to_be_visible()
    page.locator(f'input[value="{change.date().isoformat()}"]').check()
    shown = page.get_by_role("radiogroup", name="Free times").get_by_role("radio")
    expect(shown.first).to_have_attribute("aria-label", re.compile(f"Sunday.* {change.day} October"))
    # A start each half hour of a day that has twenty-five hours.
    expect(shown).to_have_count(50)
    first, second = (
        page.locator(f'input[name=slot][value="{start.isoformat()}"]')
        for start in (change - timedelta(hours=1), change)
    )
    expect(first).to_have_attribute("aria-label", re.compile(r", 02:00 \(UTC\+2\)$"))
    expect(second).to_have_attribute("aria-label", re.compile(r", 02:00 \(UTC\+1\)$"))
    expect_nothing_found(page)
    second.check()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("02:00 – 03:00, Berlin (UTC+1)")
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    expect(page.get_by_role("main")).to_contain_text("02:00 – 03:00, Berlin (UTC+1)")
    assert record.ours(stage, record.booking_of(stage, mentee)).starts_at == change
    free = cast.free_starts(stage, mentor)
    assert change not in free
    assert change - timedelta(hours=1) in free, "the first of the two hours is still on offer"


def test_the_zone_that_a_reader_chooses_holds_for_all_pages_and_goes_with_the_booking(
    stage: Stage, open_as: Open
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = _entered(open_as(mentee), mentor)
    start = cast.free_starts(stage, mentor)[2]
    slot = page.locator("label").filter(has=page.locator(f'input[value="{start.isoformat()}"]'))
    steps.days(page).locator(f'input[value="{start.astimezone(ZoneInfo("Europe/Berlin")).date()}"]').check()
    slot.get_by_role("radio").check()
    expect(slot).to_contain_text(f"{start.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}")
    page.get_by_role("button", name="Change the time zone").click()
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    expect(page.get_by_text("Times in Tokyo (UTC+9)")).to_be_visible()
    expect(slot).to_contain_text(f"{start.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}")
    expect(slot.get_by_role("radio")).to_be_checked()
    page.get_by_role("link", name="Continue").click()
    told = f"{_span(start, 'Asia/Tokyo')}, Tokyo (UTC+9)"
    expect(page.get_by_role("main")).to_contain_text(told)
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    booking_id = record.booking_of(stage, mentee)
    with stage.platform.db.reading() as session:
        assert session.get_one(Booking, booking_id).mentee_zone == "Asia/Tokyo"
    # A tab of its own knows the choice by the cookie alone; another browser has its own clock.
    tab = page.context.new_page()
    tab.goto(f"/bookings/{booking_id}")
    expect(tab.get_by_role("main")).to_contain_text(told)
    elsewhere = open_as(mentee, f"/bookings/{booking_id}")
    expect(elsewhere.get_by_role("main")).to_contain_text(f"{_span(start, 'Europe/Berlin')}, Berlin")
