"""Cards that do not simply work: declined, poor, asked for 3-D Secure; and what the same page does after that."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage

RESERVED = Stripes("requires_capture", 8000, "eur", 0, 0, 0)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (steps.DECLINED, "Your card was declined."),
        (steps.POOR, "Your card has insufficient funds."),
    ],
)
def test_a_declined_card_says_so_and_another_card_works_on_the_same_page(
    stage: Stage, open_as: Open, number: str, says: str
) -> None:
    mentee = cast.mentee(stage)
    page = _at_checkout(stage, open_as, mentee)
    steps.pay(page, number)
    expect(page.get_by_text(says)).to_be_visible()
    booking_id = record.booking_of(stage, mentee)
    assert record.at_rest(stage, booking_id).states == ("held", "checkout_open", "not_due")
    assert record.ours(stage, booking_id).book == {}
    steps.pay(page, steps.GOOD)
    steps.expect_reserved(page)
    expect(page.get_by_text("€80.00 on Visa •••• 4242")).to_be_visible()
    _expect_reserved(stage, booking_id)


def test_a_cardholder_passes_3d_secure(stage: Stage, open_as: Open) -> None:
    mentee = cast.mentee(stage)
    page = _at_checkout(stage, open_as, mentee)
    steps.pay(page, steps.THREE_D_SECURE)
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("€80.00")
    page.get_by_role("button", name="Complete authentication").click()
    steps.expect_reserved(page)
    _expect_reserved(stage, record.booking_of(stage, mentee))


def test_a_cardholder_fails_3d_secure_and_passes_it_the_second_time(stage: Stage, open_as: Open) -> None:
    mentee = cast.mentee(stage)
    page = _at_checkout(stage, open_as, mentee)
    steps.pay(page, steps.THREE_D_SECURE)
    page.get_by_role("button", name="Fail authentication").click()
    expect(page.get_by_text("We are unable to authenticate your payment method.")).to_be_visible()
    assert record.at_rest(stage, record.booking_of(stage, mentee)).states[0] == "held"
    steps.pay(page, steps.THREE_D_SECURE)
    page.get_by_role("button", name="Complete authentication").click()
    steps.expect_reserved(page)
    _expect_reserved(stage, record.booking_of(stage, mentee))


def test_a_price_in_yen_is_shown_and_charged_without_cents(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, "Aiko Mori", price="5000", currency="jpy"), cast.mentee(stage)
    page = open_as(mentee, f"/mentors/{mentor.slug}")
    expect(page.get_by_text("JP¥5,000").first).to_be_visible()
    steps.choose_time(page, mentor)
    expect(page.get_by_role("main")).to_contain_text("JP¥5,000")
    steps.reserve(page)
    expect(page.get_by_role("main")).to_contain_text("¥5,000")
    steps.pay(page)
    expect(page.get_by_text("JP¥5,000 is reserved on your card.")).to_be_visible()
    booking_id = record.booking_of(stage, mentee)
    assert record.stripes(stage, booking_id) == Stripes("requires_capture", 5000, "jpy", 0, 0, 0)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    steps.mark_completed(open_as(mentor, "/mentor"), "JP¥5,000")
    record.wait_for(lambda: record.ours(stage, booking_id).states[2] == "transferred", "the share was sent")
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 5000, "jpy", 5000, 0, 4250)


def _at_checkout(stage: Stage, open_as: Open, mentee: Someone) -> Page:
    page = open_as(mentee)
    steps.choose_time(page, cast.mentor(stage))
    steps.reserve(page)
    return page


def _expect_reserved(stage: Stage, booking_id: str) -> None:
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("confirmed", "authorized", "not_due")
    assert truth.book == {"reserved_share": 6800, "reserved_fee": 1200, "hold": -8000}
    assert record.stripes(stage, booking_id) == RESERVED
