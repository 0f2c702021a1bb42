"""Bad luck: Stripe down, webhooks lost, repeated or out of order, and the application gone in the middle."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, record, steps
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage

ALL_OF_THEM = 1000


def test_stripe_down_while_reserving_is_said_clearly_and_the_next_click_works(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    steps.choose_time(page, mentor)
    stage.console("faults", kind="500", calls=ALL_OF_THEM, method="POST", path="/v1/checkout/sessions")
    page.get_by_role("button", name="Reserve and pay").click()
    expect(page.get_by_text("The payment page cannot be reached just now. Nothing was charged")).to_be_visible()
    assert record.ours(stage, record.booking_of(stage, mentee)).states[0] == "held"
    stage.console("faults")
    steps.reserve(page)
    steps.pay(page)
    steps.expect_reserved(page)
    assert record.stripes(stage, record.booking_of(stage, mentee)).status == "requires_capture"


def test_an_answer_of_stripes_that_is_lost_opens_one_payment_page(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    steps.choose_time(page, mentor)
    stage.console("faults", kind="lost_answer", calls=1, method="POST", path="/v1/checkout/sessions")
    page.get_by_role("button", name="Reserve and pay").click()
    expect(page.get_by_text("The payment page cannot be reached just now.")).to_be_visible()
    steps.reserve(page)
    booking_id = record.booking_of(stage, mentee)
    sessions = stage.stripe("GET", "/v1/checkout/sessions", params={"limit": 100})["data"]
    assert [one["client_reference_id"] for one in sessions].count(booking_id) == 1
    steps.pay(page)
    steps.expect_reserved(page)


def test_stripe_down_while_completing_is_made_good_later(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    stage.console("faults", kind="500", calls=ALL_OF_THEM, path="/v1/")
    steps.mark_completed(desk, "€80.00")
    expect(desk.get_by_text("The card is being charged").first).to_be_visible()
    assert record.ours(stage, booking_id).states == ("completed", "authorized", "not_due")
    stage.console("faults")
    stage.advance(minutes=10)
    record.wait_for(lambda: record.ours(stage, booking_id).states[2] == "transferred", "the share was sent")
    desk.reload()
    expect(desk.get_by_text("€68.00 is in your Stripe balance").first).to_be_visible()
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 6800)


def test_stripe_down_while_cancelling_is_made_good_later(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    page = open_as(mentee, f"/bookings/{booking_id}")
    stage.console("faults", kind="500", calls=ALL_OF_THEM, path="/v1/")
    page.get_by_role("button", name="Cancel this session …").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel and release €80.00").click()
    expect(page.get_by_text("The €80.00 reserved on your card is being released.").first).to_be_visible()
    stage.console("faults")
    stage.advance(minutes=10)
    record.wait_for(lambda: record.ours(stage, booking_id).states[1] == "voided", "the hold was released")
    page.reload()
    expect(page.get_by_role("heading", name="You cancelled: released")).to_be_visible()
    assert record.stripes(stage, booking_id).status == "canceled"


@pytest.mark.parametrize(("mode", "times"), [("drop", 1), ("repeat", 3), ("reverse", 1)])
def test_whatever_happens_to_webhooks_the_record_is_right(
    stage: Stage, open_as: Open, mode: str, times: int
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    stage.console("webhooks", mode=mode, times=max(times, 2))
    page = open_as(mentee)
    steps.book(page, mentor)
    booking_id = record.booking_of(stage, mentee)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    steps.mark_completed(desk, "€80.00")
    expect(desk.get_by_text("€68.00 is in your Stripe balance").first).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "captured", "transferred")
    assert (truth.book["mentor_pending"], truth.book["platform_fee"]) == (6800, -1200)
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 6800)


def test_a_webhook_alone_confirms_when_the_mentee_never_comes_back(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = _at_checkout(open_as, mentee, mentor)
    page.route("**/return**", lambda route: route.abort())
    steps.pay(page)
    booking_id = record.booking_of(stage, mentee)
    record.wait_for(lambda: record.ours(stage, booking_id).states[0] == "confirmed", "the webhook confirmed it")
    desk = open_as(mentor, "/mentor")
    expect(desk.get_by_text("Secured: €68.00 for you once completed")).to_be_visible()


def test_an_application_that_dies_while_the_mentee_pays_confirms_when_it_is_back(
    stage: Stage, open_as: Open, complaints: list[str]
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = _at_checkout(open_as, mentee, mentor)
    stage.crash()
    steps.pay(page)
    record.wait_for(lambda: _is_complete(stage, mentee), "Stripe took the payment")
    stage.start_again()
    page.goto(f"/bookings/{record.booking_of(stage, mentee)}/return")
    steps.expect_reserved(page)
    truth = record.at_rest(stage, record.booking_of(stage, mentee))
    assert truth.states == ("confirmed", "authorized", "not_due")
    _expect_only_the_lost_connection(complaints)


def test_an_application_that_dies_between_the_click_and_the_charge_finishes_it_when_it_is_back(
    stage: Stage, open_as: Open, complaints: list[str]
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk = open_as(mentor, "/mentor")
    stage.console("faults", kind="slow", calls=ALL_OF_THEM, path="/v1/payment_intents", seconds=3)
    steps.mark_completed(desk, "€80.00")
    record.wait_for(lambda: record.ours(stage, booking_id).states[0] == "completed", "the click was kept")
    stage.crash()
    stage.console("faults")
    stage.start_again()
    stage.advance(minutes=5)
    record.wait_for(lambda: record.ours(stage, booking_id).states[2] == "transferred", "the share was sent")
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 6800)
    desk.reload()
    expect(desk.get_by_text("€68.00 transferred to you").first).to_be_visible()
    _expect_only_the_lost_connection(complaints)


def _at_checkout(open_as: Open, mentee: Someone, mentor: Someone) -> Page:
    page = open_as(mentee)
    steps.choose_time(page, mentor)
    steps.reserve(page)
    return page


def _expect_only_the_lost_connection(complaints: list[str]) -> None:
    assert all("WebSocket" in said or "ERR_" in said for said in complaints), complaints
    complaints.clear()


def _is_complete(stage: Stage, mentee: Someone) -> bool:
    sessions = stage.stripe("GET", "/v1/checkout/sessions", params={"limit": 100})["data"]
    booking_id = record.booking_of(stage, mentee)
    return any(one["client_reference_id"] == booking_id and one["status"] == "complete" for one in sessions)
