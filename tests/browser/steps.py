"""What people do on our pages and on Stripe's, as they would do it: by what they read there."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.cast import PASSWORD, Someone

GOOD = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
POOR = "4000 0000 0000 9995"
THREE_D_SECURE = "4000 0025 0000 3155"
CHECKOUT = re.compile(r"/c/pay/")


def choose_time(page: Page, mentor: Someone, nth: int = 0) -> str:
    """From the mentor's page to the review with its nth free time; the time as a screen reader says it."""
    page.goto(f"/mentors/{mentor.slug}")
    time = _nth_time(page, nth)
    said = time.get_attribute("aria-label") or ""
    time.check()
    page.get_by_role("link", name="Continue").click()
    expect_choice(page, said)
    return said


def expect_choice(page: Page, said: str) -> None:
    """The review shows the time that was chosen: `said` is a day and a time of day."""
    day, _, time = said.rpartition(", ")
    expect(page.get_by_role("heading", name="Check and reserve")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(day)
    expect(page.get_by_role("main")).to_contain_text(f"{time} –")


def find(page: Page, mentor: Someone) -> Locator:
    """The mentor's name in the list of mentors, as far down as it stands."""
    name = page.get_by_role("link", name=mentor.name, exact=True)
    more = page.get_by_role("button", name="Show more")
    expect(more.or_(name).first).to_be_visible()
    while not name.is_visible():
        shown = page.get_by_role("heading", level=3).count()
        more.click()
        expect(page.get_by_role("heading", level=3)).not_to_have_count(shown)
    return name


def times(page: Page) -> Locator:
    """The free times on screen: those of the chosen day."""
    return page.get_by_role("radiogroup", name="Free times")


def days(page: Page) -> Locator:
    """The days of the calendar."""
    return page.get_by_role("radiogroup", name="Days")


def show_day_of(page: Page, said: str) -> None:
    """Turn to the day of a time, as a screen reader says that time; nothing when the day has no times left."""
    expect(times(page).get_by_role("radio").first).to_be_visible()
    day = said.rpartition(", ")[0]
    chip = days(page).get_by_role("radio", name=day)
    _turn_to_month_of(page, chip)
    if chip.is_enabled():
        chip.check()
        expect(times(page).get_by_role("radio", name=day).first).to_be_visible()


def turn_to_several_days(page: Page, least: int = 3) -> None:
    """Turn on to the first month with so many free days: in its last days a month has fewer."""
    while days(page).get_by_role("radio", disabled=False).count() < least and _turn_on(page):
        continue


def _turn_to_month_of(page: Page, chip: Locator) -> None:
    """Turn the sheets on until the day is on one of them; nothing when it is already."""
    while chip.count() == 0 and _turn_on(page):
        continue


def _turn_on(page: Page) -> bool:
    """Turn to the next month; False when there is none in reach."""
    onward = page.get_by_role("button", name="Next month")
    if not onward.is_enabled():
        return False
    shown = days(page).get_by_role("radio").first
    before = shown.get_attribute("value") or ""
    onward.click()
    expect(shown).not_to_have_attribute("value", before)
    return True


def _nth_time(page: Page, nth: int) -> Locator:
    """The nth free time, counted on from the first day; its day is chosen."""
    expect(times(page).get_by_role("radio").first).to_be_visible()
    is_more = True
    while is_more:
        free = days(page).get_by_role("radio", disabled=False).all()
        for said in [chip.get_attribute("aria-label") or "" for chip in free]:
            show_day_of(page, said)
            here = times(page).get_by_role("radio", name=said.rpartition(", ")[0])
            if nth < here.count():
                return here.nth(nth)
            nth -= here.count()
        is_more = _turn_on(page)
    raise AssertionError("the mentor has not so many free times")


def reserve(page: Page) -> None:
    """From the review to the payment page."""
    page.get_by_role("button", name="Reserve and pay").click()
    page.wait_for_url(CHECKOUT)


def pay(page: Page, number: str = GOOD) -> None:
    """Fill the payment page in and press its button."""
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiration").fill("12 / 34")
    page.get_by_label("CVC").fill("123")
    page.get_by_label("Name on card").fill("Noor Haddad")
    page.get_by_label("Postal code").fill("10115")
    page.locator("#submit").click()


def book(page: Page, mentor: Someone, number: str = GOOD, nth: int = 0) -> None:
    """All the way from the mentor's page to the confirmation."""
    choose_time(page, mentor, nth)
    reserve(page)
    pay(page, number)
    expect_reserved(page)


def expect_reserved(page: Page) -> None:
    """The confirmation is on screen."""
    expect(page.get_by_role("heading", name="Reserved, not charged")).to_be_visible()


def sign_in(page: Page, who: Someone, password: str = PASSWORD) -> None:
    """Fill the sign-in form in and send it."""
    page.get_by_label("E-mail").fill(who.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def mark_completed(page: Page, sum_charged: str) -> None:
    """From the mentor's desk: ask, read the sums, and charge."""
    page.get_by_role("button", name="Mark completed").first.click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text(sum_charged)
    question.get_by_role("button", name=f"Charge {sum_charged}").click()
