"""A mentor who has not set up payouts: the share waits and says so, and goes out when onboarding is done."""

from playwright.sync_api import Page, expect

from tests.browser import cast, record
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage


def test_a_share_waits_for_onboarding_and_is_then_transferred(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk = open_as(mentor, "/mentor")
    expect(desk.get_by_text("Payouts are not set up")).to_be_visible()
    desk.get_by_role("button", name="Mark completed").click()
    expect(desk.get_by_role("dialog")).to_contain_text("Your share waits with us until you have set up payouts")
    desk.get_by_role("dialog").get_by_role("button", name="Charge €80.00").click()
    expect(desk.get_by_text("€68.00 waits until you set up payouts").first).to_be_visible()
    _expect_waiting(stage, booking_id)
    desk.get_by_role("link", name="Payouts", exact=True).click()
    desk.get_by_role("button", name="Set up payouts at Stripe").click()
    _fill_onboarding_in(desk)
    expect(desk.get_by_role("heading", name="You are set up")).to_be_visible()
    _expect_sent(stage, booking_id)
    desk.goto(f"/mentor/sessions/{booking_id}")
    expect(desk.get_by_text("€68.00 is in your Stripe balance").first).to_be_visible()


def test_a_mentor_who_leaves_onboarding_half_done_is_told_what_is_missing(stage: Stage, open_as: Open) -> None:
    mentor = cast.mentor(stage, connected=False)
    desk = open_as(mentor, "/mentor/payouts")
    desk.get_by_role("button", name="Set up payouts at Stripe").click()
    desk.get_by_label("First name").fill("Ines")
    desk.get_by_label("Last name").fill("Duarte")
    desk.get_by_role("button", name="Leave for later").click()
    expect(desk.get_by_role("heading", name="You have begun")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("A bank account for your payouts")
    desk.get_by_role("button", name="Go on at Stripe").click()
    _fill_onboarding_in(desk)
    expect(desk.get_by_role("heading", name="You are set up")).to_be_visible()


def _fill_onboarding_in(page: Page) -> None:
    page.get_by_label("First name").fill("Ines")
    page.get_by_label("Last name").fill("Duarte")
    page.get_by_label("Date of birth").fill("1984-05-12")
    page.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 00")
    page.get_by_label("I accept the terms").check()
    page.get_by_role("button", name="Finish").click()


def _expect_waiting(stage: Stage, booking_id: str) -> None:
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "captured", "waiting_for_account")
    assert truth.book == {"at_stripe": 8000, "owed_to_mentor": -6800, "platform_fee": -1200}
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 0)


def _expect_sent(stage: Stage, booking_id: str) -> None:
    record.wait_for(
        lambda: record.ours(stage, booking_id).states == ("completed", "captured", "transferred"),
        "the waiting share was sent",
    )
    assert record.at_rest(stage, booking_id).book["mentor_pending"] == 6800
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 6800)
