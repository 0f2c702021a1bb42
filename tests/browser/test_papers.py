"""Receipts and statements where people look for them, with sums that add up, on screen and in a spreadsheet."""

import csv
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.browser.test_payouts import given
from thoughtcloud.core.states import Actor
from thoughtcloud.jobs import runner
from thoughtcloud.services import bookings


def _two_of_which_one_was_refunded(stage: Stage, mentor: Someone, mentee: Someone) -> str:
    """Two sessions of €80.00 were charged, and the first was given back; the second's id."""
    first, second = given(stage, mentor, mentee), given(stage, mentor, mentee)
    with stage.platform.db.unit_of_work() as session:
        bookings.cancel(session, mentor.caller, first, role=Actor.MENTOR, now=stage.platform.now())
    runner.finish(stage.platform, first)
    return second


def _downloaded(page: Page, name: str) -> list[dict[str, str]]:
    """What a CSV says that the page has behind this link."""
    with page.expect_download() as loading:
        page.get_by_role("link", name=name).click()
    with loading.value.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_mentee_finds_what_they_paid_with_receipts_and_a_csv(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = _two_of_which_one_was_refunded(stage, mentor, mentee)
    page = open_as(mentee, "/bookings", theme=theme, width=width)
    page.get_by_role("main").get_by_role("link", name="What you have paid").click()
    expect(page.get_by_role("heading", name="What you have paid", level=1)).to_be_visible()
    sums = page.locator("dl").first
    for words in ("Paid€80.00", "Charged€160.00", "Refunded€80.00", "Reserved now€0.00"):
        expect(sums).to_contain_text(words)
    rows = page.get_by_role("listitem").filter(has_text="One good hour")
    expect(rows).to_have_count(2)
    expect(page.get_by_text("Refunded in full")).to_be_visible()
    expect_nothing_found(page)
    lines = _downloaded(page, "Download as CSV")
    assert sorted(line["amount"] for line in lines) == ["-80.00", "80.00", "80.00"]
    assert sum(Decimal(line["amount"]) for line in lines) == Decimal("80.00")
    rows.filter(has_not_text="Refunded").get_by_role("link", name="Receipt").click()
    page.wait_for_url(f"**/bookings/{booking_id}/receipt")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    assert {line["receipt"] for line in lines if line["booking"] == booking_id} == {_number(page)}
    expect_nothing_found(page)
    page.get_by_role("link", name="Back to the booking").click()
    expect(page.get_by_role("heading", name="Every cent")).to_be_visible()


def _number(page: Page) -> str:
    return page.locator(".number").inner_text().removeprefix("No. ")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_mentor_finds_the_months_statement_from_the_balance_and_its_csv_adds_up(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    _two_of_which_one_was_refunded(stage, mentor, mentee)
    page = open_as(mentor, "/mentor/balance", theme=theme, width=width)
    page.get_by_role("table").get_by_role("link").last.click()
    expect(page.get_by_role("heading", name="Statement for")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("€68.00")
    expect_nothing_found(page)
    lines = [line for line in _downloaded(page, "Download as CSV") if line["session"]]
    assert sum(Decimal(line["mentee_paid"]) for line in lines) == Decimal("80.00")
    assert sum(Decimal(line["yours"]) for line in lines) == Decimal("68.00")
    page.get_by_role("link", name="All statements").click()
    page.get_by_role("link", name="Back to your balance").click()
    expect(page.get_by_role("heading", name="Your balance")).to_be_visible()
