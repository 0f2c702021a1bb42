"""Signing in and signing up in the middle of a booking: what was chosen is still there afterwards."""

import re

from playwright.sync_api import expect
from sqlmodel import select

from tests.browser import cast, record, steps
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from thoughtcloud.store.tables import Person


def test_a_newcomer_signs_up_in_the_middle_of_a_booking(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, connected=False)
    page = open_as(None, zone="Asia/Tokyo")
    said = steps.choose_time(page, mentor, nth=2)
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Mina Sato")
    page.get_by_label("E-mail").fill("mina.sato@example.com")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Create account").click()
    steps.expect_choice(page, said)
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    with stage.platform.db.reading() as session:
        person = session.exec(select(Person).where(Person.email == "mina.sato@example.com")).one()
    assert (person.name, person.zone) == ("Mina Sato", "Asia/Tokyo")


def test_a_wrong_password_keeps_the_choice(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(None)
    said = steps.choose_time(page, mentor, nth=1)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    steps.sign_in(page, mentee, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("This e-mail and password do not belong together.")
    steps.sign_in(page, mentee)
    steps.expect_choice(page, said)
    expect(page.get_by_role("button", name="Reserve and pay")).to_be_visible()


def test_whoever_signs_in_before_the_page_has_its_connection_keeps_the_choice(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(None)
    said = steps.choose_time(page, mentor, nth=1)
    way_in = page.get_by_role("main").get_by_role("link", name="Sign in").get_attribute("href") or ""
    slow = page.context.new_page()
    slow.route_web_socket("**/_event/**", lambda _: None)
    slow.goto(way_in)
    steps.sign_in(slow, mentee)
    slow.wait_for_url(re.compile(r"/book/?\?offer="))
    page.goto(slow.url)
    steps.expect_choice(page, said)


def test_a_sign_in_that_ends_in_the_middle_leads_back_to_the_choice(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    said = steps.choose_time(page, mentor, nth=1)
    cast.sign_out(stage, mentee)
    page.get_by_role("button", name="Reserve and pay").click()
    steps.sign_in(page, mentee)
    steps.expect_choice(page, said)
    assert record.bookings_of(stage, mentee) == []
    steps.reserve(page)


def test_whoever_signs_out_sees_nothing_of_their_own_any_more(stage: Stage, open_as: Open) -> None:
    mentee = cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, cast.mentor(stage, connected=False))
    page = open_as(mentee, f"/bookings/{booking_id}")
    steps.expect_reserved(page)
    page.locator("summary").filter(has_text="Account menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{stage.url}/")
    page.goto(f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    expect(page.get_by_text("One good hour")).to_be_hidden()
