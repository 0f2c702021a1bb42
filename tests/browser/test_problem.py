"""A problem in a browser: reported after the money has gone, answered, and settled with a part that goes back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import runner
from thoughtcloud.store.advance import advance

WORDS = "We stopped after half of the time, and my question was not answered."
SETTLED = Stripes("succeeded", 8000, "eur", 8000, 3000, 4250)


def _paid(stage: Stage, mentor: Someone, mentee: Someone) -> str:
    """A session that was completed and paid, half an hour after its start."""
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).starts_at + timedelta(minutes=30))
    with stage.platform.db.unit_of_work() as session:
        advance(session, booking_id, Happened(Event.COMPLETED, Actor.MENTOR, stage.platform.now()))
    runner.finish(stage.platform, booking_id)
    return booking_id


def _ask(page: Page, button: str) -> Locator:
    page.get_by_role("button", name=button, exact=True).click()
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    return question


def _complain(page: Page) -> None:
    question = _ask(page, "Report a problem …")
    expect(question).to_contain_text("Goes back to you at most€80.00")
    question.get_by_label("What is it about?").select_option("The session was cut short")
    question.get_by_label("What happened?").fill(WORDS)
    question.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("heading", name="You reported a problem")).to_be_visible()


def test_a_problem_is_reported_answered_and_settled_in_part(stage: Stage, open_as: Open) -> None:
    mentor, mentee, operator = cast.mentor(stage), cast.mentee(stage), cast.operator(stage)
    booking_id = _paid(stage, mentor, mentee)
    page = open_as(mentee, f"/bookings/{booking_id}")
    _complain(page)
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("in_review", "captured", "transferred")

    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    expect(desk.get_by_text(WORDS)).to_be_visible()
    question = _ask(desk, "Tell your side …")
    question.get_by_role("button", name="Send my answer").click()
    expect(question.get_by_role("alert")).to_contain_text("Please fill this in.")
    question.get_by_label("What happened?").fill("The line broke twice, and I had to leave on time.")
    question.get_by_role("button", name="Send my answer").click()
    expect(desk.get_by_text("Thoughtcloud decides now").first).to_be_visible()

    office = open_as(operator, "/operator")
    office.get_by_role("button", name="To decide", exact=True).click()
    expect(office.get_by_text(mentee.email)).to_be_visible()
    office.goto(f"/operator/bookings/{booking_id}")
    question = _ask(office, "A part goes back …")
    question.get_by_label(f"Goes back to {mentee.name} (EUR)").fill("80")
    question.get_by_role("button", name="Show what it does").click()
    expect(question.get_by_role("alert")).to_contain_text("less than 80.00 EUR")
    question.get_by_label(f"Goes back to {mentee.name} (EUR)").fill("30")
    question.get_by_role("button", name="Show what it does").click()
    for sum_before in ("€30.00", "€50.00", "€42.50", "€25.50", "€7.50"):
        expect(question).to_contain_text(sum_before)
    assert record.ours(stage, booking_id).states[0] == "in_review"
    question.get_by_label("Your reason").fill("Half of the hour was missing.")
    question.get_by_role("button", name="Refund that part").click()
    expect(office.get_by_text("Thoughtcloud decided that €30.00 goes back").first).to_be_visible()

    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "partially_refunded", "partially_reversed")
    assert record.stripes(stage, booking_id) == SETTLED
    page.reload()
    expect(page.get_by_text("Half of the hour was missing.")).to_be_visible()
    expect(page.get_by_text("€30.00 was refunded to your card.")).to_be_visible()
    expect(page.get_by_role("button", name="Report a problem …")).to_have_count(0)
    desk.reload()
    expect(desk.get_by_text("Half of the hour was missing.")).to_be_visible()


def test_a_mentee_takes_a_problem_back(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = _paid(stage, mentor, mentee)
    page = open_as(mentee, f"/bookings/{booking_id}")
    _complain(page)
    _ask(page, "Take my problem back …").get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Session completed")).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("completed", "captured", "transferred")


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_on_the_way(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    mentor, mentee, operator = cast.mentor(stage), cast.mentee(stage), cast.operator(stage)
    booking_id = _paid(stage, mentor, mentee)
    page = open_as(mentee, f"/bookings/{booking_id}", theme=theme, width=width)
    _ask(page, "Report a problem …")
    expect_nothing_found(page)
    page.keyboard.press("Escape")
    _complain(page)
    expect_nothing_found(page)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", theme=theme, width=width)
    question = _ask(desk, "Tell your side …")
    expect_nothing_found(desk)
    question.get_by_label("What happened?").fill("The line broke.")
    question.get_by_role("button", name="Send my answer").click()
    expect(desk.get_by_text("Thoughtcloud decides now").first).to_be_visible()
    office = open_as(operator, f"/operator/bookings/{booking_id}", theme=theme, width=width)
    question = _ask(office, "A part goes back …")
    question.get_by_label(f"Goes back to {mentee.name} (EUR)").fill("30")
    question.get_by_role("button", name="Show what it does").click()
    expect(question).to_contain_text("€42.50")
    expect_nothing_found(office)
