"""A payout that the bank sends back, put right and paid; and a balance that opens down to its sessions."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from tests.browser import cast, record
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from thoughtcloud.core.states import Actor
from thoughtcloud.jobs import runner
from thoughtcloud.services import bookings, sessions
from thoughtcloud.store.tables import NoticeRow, Payout

# Stripe's documented test account number of a closed account (docs.stripe.com/connect/testing).
CLOSED = "DE62370400440532013002"


def given(stage: Stage, mentor: Someone, mentee: Someone) -> str:
    """A session that was given, charged, and whose share was sent."""
    booking_id = cast.reserved(stage, mentee, mentor)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    with stage.platform.db.unit_of_work() as session:
        sessions.complete(session, mentor.caller, booking_id, now=stage.platform.now())
    runner.finish(stage.platform, booking_id)
    return booking_id


def _payouts(stage: Stage, mentor: Someone) -> list[str]:
    """The states of the mentor's payouts by our record, the newest first."""
    with stage.platform.db.reading() as session:
        asked = select(Payout).where(Payout.mentor_id == mentor.caller.mentor_id)
        return [row.state for row in session.exec(asked.order_by(col(Payout.created_at).desc()))]


def _until(stage: Stage, mentor: Someone, state: str) -> None:
    """Let days pass, and Stripe tell of them, until the newest payout is in this state."""
    for _ in range(8):
        stage.advance(days=1)
        record.all_heard(stage)
        if _settled(stage, mentor, state):
            return
    record.wait_for(lambda: _settled(stage, mentor, state), f"the newest payout is {state}")


def _settled(stage: Stage, mentor: Someone, state: str) -> bool:
    return _payouts(stage, mentor)[:1] == [state]


def _fill_in_bank(page: Page) -> None:
    page.get_by_label("First name").fill("Ines")
    page.get_by_label("Last name").fill("Duarte")
    page.get_by_label("Date of birth").fill("1984-05-12")
    page.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 00")
    page.get_by_label("I accept the terms").check()
    page.get_by_role("button", name="Finish").click()


def test_a_payout_that_the_bank_sends_back_is_put_right_and_paid(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    cast.onboard(stage, mentor, iban_or_account=CLOSED)
    booking_id = given(stage, mentor, mentee)
    _until(stage, mentor, "failed")
    desk = open_as(mentor, "/mentor")
    expect(desk.get_by_text("€68.00 did not reach your bank")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("The bank account has been closed.")
    expect_nothing_found(desk)
    _expect_mail(stage, mentor)
    desk.get_by_role("link", name="Put it right").click()
    expect(desk.get_by_role("heading", name="Your payouts are on hold")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("Give Stripe another bank account.")
    expect(desk.get_by_role("main")).to_contain_text("A bank account for your payouts")
    expect_nothing_found(desk)
    desk.get_by_role("button", name="Go on at Stripe").click()
    _fill_in_bank(desk)
    expect(desk.get_by_role("heading", name="Your payouts are on hold")).to_be_visible()
    _until(stage, mentor, "paid")
    desk.goto("/mentor/payouts")
    expect(desk.get_by_role("heading", name="You are set up")).to_be_visible()
    desk.get_by_role("link", name="Balance", exact=True).click()
    _expect_both_payouts_explained(desk, booking_id)
    desk.goto("/mentor")
    expect(desk.get_by_role("heading", name="Your sessions")).to_be_visible()
    expect(desk.get_by_text("did not reach your bank")).to_have_count(0)


def _expect_mail(stage: Stage, mentor: Someone) -> None:
    def kept() -> bool:
        with stage.platform.db.reading() as session:
            return _mail(session, mentor) == "€68.00 did not reach your bank"

    record.wait_for(kept, "the mentor was written to")


def _mail(session: Session, mentor: Someone) -> str | None:
    asked = select(NoticeRow.subject).where(
        NoticeRow.person_id == mentor.caller.person_id, NoticeRow.kind == "payout_failed"
    )
    return session.exec(asked).first()


def _expect_both_payouts_explained(page: Page, booking_id: str) -> None:
    """The newest payout is the one that came back; that one opens down to the session."""
    payouts = page.get_by_role("listitem").filter(has_text="Sent ")
    expect(payouts.nth(0)).to_contain_text("Arrived")
    expect(payouts.nth(1)).to_contain_text("Did not arrive")
    payouts.nth(0).get_by_role("button", name="Which sessions are in it").click()
    expect(payouts.nth(0)).to_contain_text("An earlier payout that came back")
    payouts.nth(1).get_by_role("button", name="Which sessions are in it").click()
    expect(payouts.nth(1)).to_contain_text("Your share")
    expect_nothing_found(page)
    payouts.nth(1).get_by_role("link", name="One good hour with Noor Haddad").click()
    page.wait_for_url(f"**/mentor/sessions/{booking_id}")
    expect(page.get_by_role("main")).to_contain_text("In your payout of €68.00, which did not arrive")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_balance_shows_earnings_the_schedule_and_payouts(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    given(stage, mentor, mentee)
    page = open_as(mentor, "/mentor/balance", theme=theme, width=width)
    expect(page.get_by_role("img", name="Earned by month:")).to_be_visible()
    expect(page.get_by_role("row", name="€68.00")).to_be_visible()
    expect(page.get_by_text("Every weekday, whatever is available")).to_be_visible()
    expect(page.get_by_text("the next share clears on")).to_be_visible()
    _until(stage, mentor, "in_transit")
    page.reload()
    page.get_by_role("button", name="Which sessions are in it").click()
    expect(page.get_by_role("link", name="One good hour with Noor Haddad")).to_be_visible()
    expect_nothing_found(page)


def test_a_balance_below_zero_says_which_refund_took_it_there(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = given(stage, mentor, mentee)
    _until(stage, mentor, "paid")
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}")
    expect(desk.get_by_role("main")).to_contain_text("In your payout of €68.00, which arrived")
    with stage.platform.db.unit_of_work() as session:
        bookings.cancel(session, mentor.caller, booking_id, role=Actor.MENTOR, now=stage.platform.now())
    runner.finish(stage.platform, booking_id)
    record.wait_for(lambda: record.ours(stage, booking_id).states[1] == "refunded", "the mentee was refunded")
    desk.goto("/mentor/balance")
    expect(desk.get_by_text("€68.00 below zero")).to_be_visible()
    expect(desk.get_by_text("Your next earnings fill the gap first")).to_be_visible()
    expect_nothing_found(desk)
    desk.get_by_role("link", name="One good hour with Noor Haddad").first.click()
    desk.wait_for_url(f"**/mentor/sessions/{booking_id}")
