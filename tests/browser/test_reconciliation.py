"""An operator compares Stripe with our book: no cent is missing, and money nobody booked is explained."""

import re

import pytest
import stripe
from playwright.sync_api import Page, expect

from tests.browser import cast, record
from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.stage import Stage

BY_HAND = {
    "amount": 5000,
    "currency": "eur",
    "confirm": "true",
    "payment_method": "pm_card_visa",
    "automatic_payment_methods[enabled]": "true",
    "automatic_payment_methods[allow_redirects]": "never",
}

# The journeys' record is of the product's own version, whoever calls.
OF_OUR_VERSION = {"Stripe-Version": stripe.api_version}


def _compare(page: Page) -> None:
    page.get_by_role("button", name="Compare now").click()
    expect(page.get_by_text("The comparison begins in a moment")).to_be_visible()


def test_an_operator_compares_and_explains_what_was_charged_by_hand(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    made = stage.stripe("POST", "/v1/payment_intents", data=BY_HAND, headers=OF_OUR_VERSION)
    page = open_as(cast.operator(stage), "/operator")
    page.get_by_role("link", name="Reconciliation").click()
    expect(page.get_by_role("heading", name="Reconciliation", level=1)).to_be_visible()
    _compare(page)
    finding = page.get_by_role("listitem").filter(has_text=made["latest_charge"])
    record.wait_for(lambda: _seen(page, finding), "the finding is shown")
    expect(finding).to_contain_text("Money that belongs to no booking")
    expect(page.get_by_role("row", name=re.compile("Platform EUR"))).to_contain_text("€0.00")
    expect_nothing_found(page)
    finding.get_by_role("button", name="Explain").click()
    page.get_by_role("dialog").get_by_label("Explanation").fill("A workshop that was paid for by card.")
    expect_nothing_found(page)
    page.get_by_role("button", name="Keep this explanation").click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    expect(finding).to_have_count(0)
    page.get_by_role("radio", name="Explained").or_(page.get_by_role("button", name="Explained")).first.click()
    expect(finding).to_contain_text("A workshop that was paid for by card.")


def _seen(page: Page, finding: object) -> bool:
    page.reload()
    expect(page.get_by_role("heading", name="Reconciliation", level=1)).to_be_visible()
    return page.get_by_text("Money that belongs to no booking").count() > 0


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (390, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_the_report(stage: Stage, open_as: Open, width: int, theme: str) -> None:
    page = open_as(cast.operator(stage), "/operator/reconciliation", width=width, theme=theme)
    expect(page.get_by_role("heading", name="Last comparisons")).to_be_visible()
    expect_nothing_found(page)


def test_the_report_is_not_there_for_others(stage: Stage, open_as: Open) -> None:
    page = open_as(cast.mentee(stage), "/operator/reconciliation")
    expect(page.get_by_role("heading", name="A thought that drifted off", level=1)).to_be_visible()
