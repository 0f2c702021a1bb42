"""Moving a session in a browser: alone, by proposal and answer, too late, and into a time that is gone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services import moves
from thoughtcloud.store.tables import Booking, Offer
from thoughtcloud.ui import wording

HELD = Stripes("requires_capture", 8000, "eur", 0, 0, 0)
CHOOSE = "When suits you better?"
# Of the page itself, without any reload: a look a second, and the way to the screen.
SOON_MS = 6_000
PROPOSE = "Which times do you propose?"


def said(at: datetime, zone: str = "Europe/Berlin") -> str:
    """An instant as the pages write it."""
    return wording.moment(at, zone, "en_GB")


def spoken(at: datetime) -> str:
    """A free time as a screen reader says it."""
    berlin = "Europe/Berlin"
    return f"{wording.day(at, berlin, 'en_GB')}, {wording.clock_time(at, berlin, 'en_GB')}"


def choose(page: Page, at: datetime) -> None:
    steps.show_day_of(page, spoken(at))
    steps.times(page).get_by_role("radio", name=spoken(at), exact=True).check()


def ahead(stage: Stage, mentor: Someone, **span: float) -> datetime:
    """The first free start that is so far ahead."""
    least = stage.platform.now() + timedelta(**span)
    return next(start for start in cast.free_starts(stage, mentor) if start >= least)


def set_terms(stage: Stage, mentor: Someone, terms: ReadyMade) -> None:
    with stage.platform.db.unit_of_work() as session:
        offer = session.get_one(Offer, mentor.offer_id)
        offer.terms = terms.value
        session.add(offer)


def booked(stage: Stage, mentee: Someone, mentor: Someone, **span: float) -> str:
    """A confirmed session that begins so far ahead."""
    return cast.reserved(stage, mentee, mentor, nth=place(stage, mentor, ahead(stage, mentor, **span)))


def place(stage: Stage, mentor: Someone, start: datetime) -> int:
    """The how manieth free start it is."""
    return cast.free_starts(stage, mentor).index(start)


def test_a_mentee_moves_a_session_and_the_same_money_moves_along(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = booked(stage, mentee, mentor, hours=30)
    before = record.at_rest(stage, booking_id)
    to = ahead(stage, mentor, hours=50)
    page = open_as(mentee, f"/bookings/{booking_id}")
    page.get_by_role("link", name="Move to another time").click()
    expect(page.get_by_role("heading", name=CHOOSE)).to_be_visible()
    expect(page.get_by_text("Until it begins you can move it yourself.")).to_be_visible()
    choose(page, to)
    expect(page.get_by_text("Cancelling then: free until it begins.")).to_be_visible()
    page.get_by_role("button", name="Move the session").click()
    expect(page.get_by_text(f"Moved to {said(to)}. {mentor.name} has been told.")).to_be_visible()
    steps.expect_reserved(page)
    line = page.get_by_role("listitem").filter(has_text="You moved the session")
    expect(line).to_contain_text(f"{said(before.starts_at)} → {said(to)}")
    after = record.at_rest(stage, booking_id)
    assert (after.starts_at, after.states, after.intent_id) == (to, before.states, before.intent_id)
    assert after.book == before.book
    assert record.stripes(stage, booking_id) == HELD
    assert before.starts_at in cast.free_starts(stage, mentor)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    expect(desk.get_by_text(f"{mentee.name} moved the session")).to_be_visible()
    desk.goto("/dev/mail")
    expect(desk.get_by_text(f"Moved: One good hour, now {said(to, 'America/New_York')}").first).to_be_visible()


def test_a_mentor_proposes_times_and_the_mentee_accepts_one(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = booked(stage, mentee, mentor, hours=30)
    old = record.ours(stage, booking_id).starts_at
    first, own = ahead(stage, mentor, hours=50), old + timedelta(hours=2, minutes=15)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    desk.get_by_role("link", name="Move", exact=True).click()
    expect(desk.get_by_role("heading", name=PROPOSE)).to_be_visible()
    choose(desk, first)
    desk.get_by_role("button", name="Propose this time").first.click()
    desk.get_by_text("A time outside of your hours").click()
    wall = own.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")
    desk.get_by_label("Date and time").fill(wall)
    desk.locator("form").get_by_role("button", name="Propose this time").click()
    expect(desk.get_by_role("heading", name="You propose", exact=True)).to_be_visible()
    desk.get_by_label("A word with it").fill("My train is cancelled, sorry!")
    desk.get_by_role("button", name="Send the proposal").click()
    expect(desk.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
    assert record.ours(stage, booking_id).starts_at == old
    page = open_as(mentee, "/bookings")
    expect(page.get_by_text(f"{mentor.name} asks for another time")).to_be_visible()
    page.get_by_role("link", name="One good hour").click()
    expect(page.get_by_role("heading", name=f"{mentor.name} would like another time")).to_be_visible()
    expect(page.get_by_text("My train is cancelled, sorry!")).to_be_visible()
    expect(page.get_by_text("The times below are not kept free meanwhile.")).to_be_visible()
    page.get_by_role("button", name="Accept").first.click()
    expect(page.get_by_text(f"Moved to {said(own)}.")).to_be_visible()
    expect(page.get_by_text("You accepted another time")).to_be_visible()
    expect(page.get_by_role("heading", name=f"{mentor.name} would like another time")).to_have_count(0)
    assert record.at_rest(stage, booking_id).starts_at == own
    desk.reload()
    expect(desk.get_by_text(f"{mentee.name} accepted another time")).to_be_visible()
    expect(desk.get_by_text(f"{said(old)} → {said(own)}", exact=True)).to_be_visible()


def test_a_mentee_keeps_the_agreed_time_and_a_later_proposal_runs_out(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = booked(stage, mentee, mentor, hours=30)
    old = record.ours(stage, booking_id).starts_at
    propose(stage, mentor, booking_id, ahead(stage, mentor, hours=50))
    page = open_as(mentee, f"/bookings/{booking_id}")
    page.get_by_role("button", name="Keep the agreed time").click()
    expect(page.get_by_text("The session stays where it is.").first).to_be_visible()
    expect(page.get_by_text("You kept the agreed time")).to_be_visible()
    second = ahead(stage, mentor, hours=20)
    propose(stage, mentor, booking_id, second)
    page.reload()
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    stage.pass_to(second)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("This proposal is not open any more.")).to_be_visible()
    record.wait_for(lambda: _answer_by(stage, booking_id) is None, "the proposal ran out")
    page.reload()
    expect(page.get_by_text("The proposal to move the session ran out unanswered")).to_be_visible()
    assert record.at_rest(stage, booking_id).starts_at == old


def test_a_late_mentee_asks_and_the_fee_stays_when_the_mentor_agrees(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    set_terms(stage, mentor, ReadyMade.MODERATE)
    booking_id = booked(stage, mentee, mentor, hours=40)
    stage.pass_to(record.ours(stage, booking_id).starts_at - timedelta(hours=20))
    to = ahead(stage, mentor, hours=60)
    page = open_as(mentee, f"/bookings/{booking_id}/move")
    expect(page.get_by_text("It is too late to move it yourself, but you can ask")).to_be_visible()
    choose(page, to)
    kept = "Cancelling then: €40.00 until it begins. The terms keep counting from the old time."
    expect(page.get_by_text(kept)).to_be_visible()
    page.get_by_role("button", name="Propose this time").click()
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
    desk = open_as(mentor, "/mentor")
    expect(desk.get_by_text(f"{mentee.name} asks for another time")).to_be_visible()
    desk.get_by_role("link", name="See the times").click()
    desk.get_by_role("button", name="Accept").click()
    expect(desk.get_by_text(f"Moved to {said(to)}. {mentee.name} has been told.")).to_be_visible()
    page.goto(f"/bookings/{booking_id}")
    page.get_by_role("button", name="Cancel this session …").click()
    expect(page.get_by_role("dialog")).to_contain_text("€40.00")
    assert record.at_rest(stage, booking_id).starts_at == to


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_time_that_is_taken_meanwhile_goes_by_itself_and_the_nearest_are_offered(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentor, mentee, rival = cast.mentor(stage), cast.mentee(stage), cast.mentee(stage, "Quick Quinn")
    booking_id = booked(stage, mentee, mentor, hours=30)
    to = ahead(stage, mentor, hours=50)
    page = open_as(mentee, f"/bookings/{booking_id}/move", theme=theme, width=width)
    choose(page, to)
    expect(page.get_by_role("button", name="Move the session")).to_be_visible()
    steps.book(open_as(rival), mentor, nth=place(stage, mentor, to))
    expect(page.get_by_role("alert")).to_contain_text("is not free any more", timeout=SOON_MS)
    expect(page.get_by_role("radio", name=spoken(to), exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Move the session")).to_have_count(0)
    expect(page.get_by_text("The nearest free times")).to_be_visible()
    expect_nothing_found(page)
    page.locator("input[name=other]").first.click()
    page.get_by_role("button", name="Move the session").click()
    expect(page.get_by_text("Moved to")).to_be_visible()
    assert record.at_rest(stage, booking_id).starts_at != to


def test_strangers_and_sessions_that_are_over_are_told_so(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = booked(stage, mentee, mentor, hours=3)
    page = open_as(cast.mentee(stage, "Sam Stone"), f"/bookings/{booking_id}/move")
    expect(page.get_by_role("heading", name="We cannot show this session")).to_be_visible()
    nobody = open_as(None, f"/bookings/{booking_id}/move")
    expect(nobody.get_by_role("heading", name="Please sign in")).to_be_visible()
    stage.pass_to(record.ours(stage, booking_id).starts_at)
    late = open_as(mentee, f"/bookings/{booking_id}/move")
    expect(late.get_by_text("This session can no longer be moved.")).to_be_visible()
    expect_nothing_found(late)


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280), ("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_where_sessions_are_moved(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    set_terms(stage, mentor, ReadyMade.MODERATE)
    booking_id = booked(stage, mentee, mentor, hours=40)
    page = open_as(mentee, f"/bookings/{booking_id}/move", theme=theme, width=width)
    choose(page, ahead(stage, mentor, hours=50))
    expect(page.get_by_role("button", name="Move the session")).to_be_visible()
    expect_nothing_found(page)
    desk = open_as(mentor, f"/bookings/{booking_id}/move", theme=theme, width=width)
    choose(desk, ahead(stage, mentor, hours=50))
    desk.get_by_role("button", name="Propose this time").first.click()
    desk.get_by_text("A time outside of your hours").click()
    expect(desk.get_by_role("button", name="Send the proposal")).to_be_visible()
    expect_nothing_found(desk)
    desk.get_by_role("button", name="Send the proposal").click()
    desk.wait_for_url(f"**/mentor/sessions/{booking_id}")
    expect(desk.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
    expect(desk.get_by_role("heading", name=mentee.name, level=1)).to_be_visible()
    expect_nothing_found(desk)
    for path in (f"/bookings/{booking_id}", "/bookings"):
        page.goto(path)
        expect(page.get_by_text(f"{mentor.name}").first).to_be_visible()
        expect_nothing_found(page)


def propose(stage: Stage, mentor: Someone, booking_id: str, *times: datetime) -> None:
    with stage.platform.db.unit_of_work() as session:
        seen = session.get_one(Booking, booking_id).sequence
        moves.propose(
            session, mentor.caller, booking_id, times=times, note="", seen=seen, now=stage.platform.now()
        )


def _answer_by(stage: Stage, booking_id: str) -> datetime | None:
    with stage.platform.db.reading() as session:
        return session.get_one(Booking, booking_id).answer_by
