"""Cancelling late, with the clock moved: the table before paying, the sums before the click, what came of it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage

# Far enough ahead for an hour of grace to pass, and within a day.
TONIGHT = 10


def test_half_the_price_is_captured_and_both_sides_read_their_part(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, terms="moderate"), cast.mentee(stage)
    page = open_as(mentee, f"/mentors/{mentor.slug}")
    expect(page.get_by_text("Free to cancel until 24 hours before, then half the price")).to_be_visible()
    steps.choose_time(page, mentor, TONIGHT)
    _expect_costs(page, [("nothing", "€80.00"), ("€40.00", "€40.00")])
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    booking_id = record.booking_of(stage, mentee)
    page.goto(f"/bookings/{booking_id}")
    _expect_costs(page, [("nothing", "€80.00"), ("€40.00", "€40.00")])
    stage.advance(minutes=61)
    page.reload()
    _expect_costs(page, [("€40.00", "€40.00")])
    question = _ask(page)
    expect(question).to_contain_text("the agreed fee of €40.00 is charged to Visa •••• 4242 at once")
    expect(question).to_contain_text("The other €40.00 is released.")
    question.get_by_role("button", name="Cancel and pay €40.00").click()
    expect(page.get_by_role("heading", name="You cancelled late: €40.00 charged")).to_be_visible()
    expect(page.get_by_text("You have paid", exact=True)).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("cancelled", "captured", "transferred")
    assert truth.book == {
        "at_stripe": 600, "platform_fee": -600, "mentor_pending": 3400, "sent_to_mentor": -3400,
    }  # fmt: skip
    # The released rest of the hold is what Stripe calls refunded.
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 4000, 4000, 3400)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    expect(desk.get_by_text("The mentee cancelled late. €40.00 was charged to the mentee’s card.")).to_be_visible()
    expect(desk.get_by_text("€34.00 is in your Stripe balance").first).to_be_visible()


def test_under_strict_terms_the_whole_price_is_charged_and_an_operator_gives_it_back(
    stage: Stage, open_as: Open
) -> None:
    mentor, mentee = cast.mentor(stage, terms="strict"), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor, nth=TONIGHT)
    stage.advance(minutes=61)
    page = open_as(mentee, f"/bookings/{booking_id}", theme="dark", width=390)
    _expect_costs(page, [("€80.00", "nothing")])
    question = _ask(page)
    expect(question).to_contain_text("That is the whole price.")
    expect_nothing_found(page)
    question.get_by_role("button", name="Cancel and pay €80.00").click()
    expect(page.get_by_role("heading", name="You cancelled late: €80.00 charged")).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("cancelled", "captured", "transferred")
    office = open_as(cast.operator(stage), f"/operator/bookings/{booking_id}")
    office.get_by_role("button", name="Waive the late fee").click()
    dialog = office.get_by_role("dialog")
    expect(dialog).to_contain_text("€68.00")
    expect(dialog).to_contain_text("€80.00")
    dialog.get_by_role("button", name="Waive the fee").click()
    expect(office.get_by_text("The late fee is waived.")).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert (truth.states, truth.book) == (("cancelled", "refunded", "reversed"), {})
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 8000, 0)
    page.reload()
    expect(page.get_by_role("heading", name="You cancelled: refunded")).to_be_visible()
    expect(page.get_by_text("Thoughtcloud waived the fee for cancelling late")).to_be_visible()


def test_a_click_that_comes_after_the_free_time_shows_the_fee_and_charges_nothing(
    stage: Stage, open_as: Open
) -> None:
    mentor, mentee = cast.mentor(stage, terms="moderate"), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor, nth=TONIGHT)
    page = open_as(mentee, f"/bookings/{booking_id}")
    question = _ask(page)
    expect(question).to_contain_text("Nothing is charged")
    stage.advance(minutes=61)
    question.get_by_role("button", name="Cancel and release €80.00").click()
    expect(page.get_by_text("Cancelling costs more by now than you were shown.")).to_be_visible()
    expect(question.get_by_role("button", name="Cancel and pay €40.00")).to_be_visible()
    question.get_by_role("button", name="Keep the session").click()
    assert record.at_rest(stage, booking_id).states == ("confirmed", "authorized", "not_due")


def test_a_mentor_calls_off_a_strict_session_and_the_mentee_pays_nothing(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, terms="strict"), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor, nth=TONIGHT)
    stage.advance(minutes=61)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    desk.get_by_role("button", name="Cancel", exact=True).click()
    desk.get_by_role("dialog").get_by_role("button", name="Cancel and release €80.00").click()
    expect(desk.get_by_text("The reservation of €80.00 was released; nothing was charged.").first).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("cancelled", "voided", "not_due")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_terms_of_the_operators_own_are_chosen_by_a_mentor_and_shown_to_a_mentee(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    name = f"Gentle {width}"
    office = open_as(cast.operator(stage), "/operator", theme=theme, width=width)
    office.get_by_role("link", name="Cancellation terms").click()
    office.get_by_role("button", name="New terms").click()
    office.get_by_label("Name").fill(name)
    office.get_by_label("Step 1: hours before").fill("5")
    office.get_by_label("Percent of the price").nth(0).fill("25")
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_text("Free to cancel until 5 hours before, then 25% of the price")).to_be_visible()
    mentor = cast.mentor(stage)
    desk = open_as(mentor, "/mentor/offers", theme=theme, width=width)
    desk.get_by_role("button", name="Change").click()
    wanted = f"{name}: free to cancel until 5 hours before, then 25% of the price"
    desk.get_by_label("When a mentee cancels").select_option(label=wanted)
    desk.get_by_role("button", name="Save the offer").click()
    expect(desk.get_by_text(f"{name}: Free to cancel until 5 hours before")).to_be_visible()
    page = open_as(cast.mentee(stage), theme=theme, width=width)
    steps.choose_time(page, mentor, TONIGHT + 4)
    _expect_costs(page, [("nothing", "€80.00"), ("€20.00", "€60.00")])
    expect_nothing_found(page)


def _expect_costs(page: Page, costs: list[tuple[str, str]]) -> None:
    """The table of what cancelling costs: what is paid and what goes back, row by row."""
    rows = page.get_by_role("table", name="If you cancel").locator("tbody tr")
    expect(rows).to_have_count(len(costs))
    for number, (fee, back) in enumerate(costs):
        cells = rows.nth(number).get_by_role("cell")
        expect(cells.nth(0)).to_have_text(fee)
        expect(cells.nth(1)).to_have_text(back)
    expect(rows.last.get_by_role("rowheader")).to_contain_text("until it begins")


def _ask(page: Page) -> Locator:
    page.get_by_role("button", name="Cancel this session …").click()
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    return question
