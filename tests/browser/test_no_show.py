"""Absences in a browser, the clock moved: reported by either side, unanswered, admitted, objected to, decided."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage
from thoughtcloud.jobs import deadlines, runner

MINUTE = timedelta(minutes=1)
RELEASED = Stripes("canceled", 8000, "eur", 0, 0, 0)
PAID = Stripes("succeeded", 8000, "eur", 8000, 0, 6800)


def _begun(stage: Stage, mentor: Someone, mentee: Someone, minutes: int = 20) -> str:
    """A reserved session that began so many minutes ago."""
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).starts_at + minutes * MINUTE)
    return booking_id


def _ask(page: Page, button: str) -> Locator:
    page.get_by_role("button", name=button, exact=True).click()
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    return question


def _a_day_passes(stage: Stage) -> None:
    """The time to object runs out; our own hand does what the worker would do in a moment."""
    stage.advance(hours=24, minutes=1)
    deadlines.run_due(stage.platform)
    runner.run_due(stage.platform)


def test_a_mentee_waits_in_vain_and_everything_is_released(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = _begun(stage, mentor, mentee, minutes=5)
    page = open_as(mentee, f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name="Reserved, not charged")).to_be_visible()
    expect(page.get_by_role("button", name="They did not come …")).to_have_count(0)
    stage.advance(minutes=12)
    page.reload()
    question = _ask(page, "They did not come …")
    expect(question).to_contain_text("Goes back to you€80.00You pay€0.00")
    question.get_by_label("What happened?").fill("Nobody was there for twenty minutes.")
    question.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("heading", name=f"You said that {mentor.name} did not come")).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("no_show_reported", "authorized", "not_due")
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    expect(desk.get_by_text("Nobody was there for twenty minutes.")).to_be_visible()
    expect(desk.get_by_role("button", name="I was there …")).to_be_visible()
    _a_day_passes(stage)
    page.reload()
    expect(page.get_by_role("heading", name=f"{mentor.name} did not come: released")).to_be_visible()
    expect(page.get_by_text(f"There was no objection: {mentor.name} did not come")).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert (truth.states, truth.book) == (("no_show", "voided", "not_due"), {})
    assert record.stripes(stage, booking_id) == RELEASED


def test_a_mentor_waits_in_vain_and_is_paid_when_the_mentee_agrees(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = _begun(stage, mentor, mentee)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    question = _ask(desk, "They did not come …")
    for sum_before in ("€80.00", "−€12.00", "€68.00"):
        expect(question).to_contain_text(sum_before)
    question.get_by_role("button", name="Report it").click()
    expect(desk.get_by_text(f"{mentee.name} may object until").first).to_be_visible()
    page = open_as(mentee, f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name=f"{mentor.name} says that you did not come")).to_be_visible()
    question = _ask(page, "I did not come …")
    expect(question).to_contain_text("You pay€80.00")
    question.get_by_role("button", name="I did not come").click()
    expect(page.get_by_role("heading", name="You did not come", exact=True)).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("no_show", "captured", "transferred")
    assert record.stripes(stage, booking_id) == PAID
    desk.reload()
    expect(desk.get_by_text(f"{mentee.name} did not come. €68.00 transferred to you.")).to_be_visible()


def test_an_objection_is_decided_by_an_operator_who_sees_who_was_there(stage: Stage, open_as: Open) -> None:
    mentor, mentee, operator = cast.mentor(stage), cast.mentee(stage), cast.operator(stage)
    booking_id = _begun(stage, mentor, mentee, minutes=1)
    room = open_as(mentor, f"/bookings/{booking_id}/room", zone="America/New_York")
    room.context.route("https://meet.example.com/**", lambda route: route.fulfill(body="<title>The call</title>"))
    with room.expect_popup():
        room.get_by_role("link", name="Join").click()
    stage.advance(minutes=30)
    page = open_as(mentee, f"/bookings/{booking_id}")
    question = _ask(page, "They did not come …")
    expect(question).to_contain_text(f"{mentor.name} did open the room at")
    question.get_by_role("button", name="Report it").click()
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    question = _ask(desk, "I was there …")
    question.get_by_role("button", name="I was there").click()
    expect(question.get_by_role("alert")).to_contain_text("Please fill this in.")
    question.get_by_label("What happened?").fill("I sat in the room for half an hour.")
    question.get_by_role("button", name="I was there").click()
    expect(desk.get_by_text("We are looking into it: you say different things.")).to_be_visible()

    office = open_as(operator, "/operator")
    office.get_by_role("button", name="To decide", exact=True).click()
    expect(office.get_by_text(mentee.email)).to_be_visible()
    office.goto(f"/operator/bookings/{booking_id}")
    expect(office.get_by_text("I sat in the room for half an hour.")).to_be_visible()
    question = _ask(office, "The mentee did not come …")
    for sum_before in ("€80.00", "−€12.00", "€68.00"):
        expect(question).to_contain_text(sum_before)
    question.get_by_label("Your reason").fill("The mentor was in the room from the first minute.")
    question.get_by_role("button", name=f"{mentee.name} did not come").click()
    expect(office.get_by_text("The mentor was in the room from the first minute.")).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("no_show", "captured", "transferred")
    assert record.stripes(stage, booking_id) == PAID
    page.reload()
    expect(page.get_by_text("Thoughtcloud decided that you did not come")).to_be_visible()
    expect(page.get_by_text("The mentor was in the room from the first minute.")).to_be_visible()


def test_a_report_is_taken_back_and_the_session_completed(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = _begun(stage, mentor, mentee)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone="America/New_York")
    _ask(desk, "They did not come …").get_by_role("button", name="Report it").click()
    _ask(desk, "Take my report back …").get_by_role("button", name="Take it back").click()
    expect(desk.get_by_role("button", name="Mark completed")).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("confirmed", "authorized", "not_due")


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_on_the_way(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    mentor, mentee, operator = cast.mentor(stage), cast.mentee(stage), cast.operator(stage)
    booking_id = _begun(stage, mentor, mentee)
    page = open_as(mentee, f"/bookings/{booking_id}", theme=theme, width=width)
    question = _ask(page, "They did not come …")
    expect_nothing_found(page)
    question.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("button", name="Take my report back …")).to_be_visible()
    expect_nothing_found(page)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", theme=theme, width=width)
    expect(desk.get_by_role("button", name="I was there …")).to_be_visible()
    expect_nothing_found(desk)
    question = _ask(desk, "It was " + mentee.name + " who did not come …")
    question.get_by_role("button", name=f"{mentee.name} did not come").click()
    expect(desk.get_by_text("We are looking into it")).to_be_visible()
    office = open_as(operator, f"/operator/bookings/{booking_id}", theme=theme, width=width)
    _ask(office, "It took place …")
    expect_nothing_found(office)
