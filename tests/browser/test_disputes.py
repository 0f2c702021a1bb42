"""Disputes in a browser: a card that brings one, the evidence edited and sent by an operator, won and lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage
from thoughtcloud.jobs.patrol import Patrol

DISPUTED = "4000000000000259"


def _given(stage: Stage, open_as: Open, mentor: Someone, mentee: Someone) -> str:
    """A session that the mentor marks completed, paid with a card whose bank disputes the charge at once."""
    booking_id = cast.reserved(stage, mentee, mentor, DISPUTED)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    steps.mark_completed(desk, "€80.00")
    expect(desk.get_by_text("€68.00 waits until the bank has decided.")).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("completed", "disputed", "not_due")
    return booking_id


def _open(page: Page, mentee: Someone) -> None:
    """From the operator's first screen to the dispute of this mentee."""
    page.get_by_role("link", name="Disputes", exact=True).click()
    expect(page.get_by_role("heading", name="Disputes", level=1)).to_be_visible()
    page.get_by_label("Search").fill(mentee.email)
    page.get_by_role("button", name="Find").click()
    row = page.get_by_role("listitem").filter(has_text=mentee.name)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Answer until")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Dispute of €80.00")).to_be_visible()


def _answer(page: Page, words: str) -> None:
    page.get_by_label("The story in short").fill(words)
    page.get_by_role("button", name="Save, and send it…").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("after this nothing can be added")
    question.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="What the bank was told")).to_be_visible()


def _the_bank_decides(stage: Stage) -> None:
    stage.advance(minutes=1)
    stage.console("flush")


def test_a_dispute_is_answered_and_won_and_the_mentor_is_paid(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage, "Nadia Roth")
    booking_id = _given(stage, open_as, mentor, mentee)
    page = open_as(cast.operator(stage), "/operator")
    _open(page, mentee)
    expect(page.get_by_text("They do not know the charge")).to_be_visible()
    expect(page.get_by_label("What was sold")).to_have_value(re.compile(booking_id))
    _answer(page, "winning_evidence")
    _the_bank_decides(stage)
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "captured", "transferred")
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 6800)
    page.reload()
    expect(page.get_by_text("The bank decided for the mentor.", exact=False)).to_be_visible()
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    expect(desk.get_by_text("€68.00 is in your Stripe balance").first).to_be_visible()
    expect(desk.get_by_text("The bank decided for the mentor").first).to_be_visible()


def test_a_dispute_is_lost_and_everybody_reads_where_the_money_went(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage, "Lorenz Kaya")
    booking_id = _given(stage, open_as, mentor, mentee)
    page = open_as(cast.operator(stage), "/operator")
    _open(page, mentee)
    _answer(page, "losing_evidence")
    # Nobody tells us: the patrol asks.
    stage.console("webhooks", mode="drop")
    stage.advance(hours=2)
    Patrol(stage.platform).walk()
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "charged_back", "not_due")
    assert truth.book == {}, "nothing is kept, owed or sent; Stripe's fee aside"
    page.reload()
    expect(page.get_by_text("The mentee keeps the money.", exact=False)).to_be_visible()
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    expect(desk.get_by_text("€68.00 is not paid out: the bank decided for the mentee.")).to_be_visible()
    mine = open_as(mentee, f"/bookings/{booking_id}")
    expect(mine.get_by_text("Your bank gave the money back to you.")).to_be_visible()


def test_a_dispute_can_be_given_up(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage, "Pia Lund")
    booking_id = _given(stage, open_as, mentor, mentee)
    page = open_as(cast.operator(stage), "/operator")
    _open(page, mentee)
    page.get_by_role("button", name="Accept the dispute…").click()
    page.get_by_role("dialog").get_by_role("button", name="Accept it").click()
    expect(page.get_by_text("The mentee keeps the money.", exact=False).first).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("completed", "charged_back", "not_due")


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 390), ("light", 1280), ("dark", 1280)])
def test_axe_finds_nothing_on_the_screens_of_disputes(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentor, mentee, operator = cast.mentor(stage), cast.mentee(stage, "Ada Axe"), cast.operator(stage)
    booking_id = _given(stage, open_as, mentor, mentee)
    page = open_as(operator, "/operator/disputes", theme=theme, width=width)
    expect(page.get_by_role("listitem").filter(has_text=mentee.name).first).to_be_visible()
    expect_nothing_found(page)
    page.get_by_label("Search").fill(booking_id)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=f"{mentee.name} with {mentor.name}", exact=True).click()
    expect(page.get_by_role("heading", name="What the bank is told")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Accept the dispute…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Keep fighting").click()


def test_disputes_are_not_there_for_others(stage: Stage, open_as: Open) -> None:
    page = open_as(cast.mentee(stage), "/operator/disputes")
    expect(page.get_by_role("heading", name="A thought that drifted off", level=1)).to_be_visible()
