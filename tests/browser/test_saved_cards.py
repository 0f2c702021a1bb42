"""Sessions far ahead, with the clock moved: a card is saved, the hold placed by itself; and what if it is not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record, steps
from tests.browser.axe import expect_nothing_found
from tests.browser.cast import Someone
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage
from thoughtcloud.ui import wording

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
FAR = timedelta(days=9)
PLACED, GIVEN_UP = timedelta(hours=72), timedelta(hours=24)
ALWAYS_ASKS = "4000 0027 6000 3184"
FAILS_LATER = "4000 0000 0000 0341"
RESERVED = Stripes("requires_capture", 8000, "eur", 0, 0, 0)
TO_CONFIRM = 'a[href*="/confirm/"]:not([href$="/card"])'
ANOTHER_CARD = 'a[href*="/confirm/"][href$="/card"]'


def test_a_card_saved_far_ahead_is_reserved_charged_and_shared_when_it_was_said(
    stage: Stage, open_as: Open
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    booking_id = _save_card(stage, page, mentor, mentee)
    placed = record.ours(stage, booking_id).starts_at - PLACED
    expect(page.get_by_role("main")).to_contain_text(
        f"Your card (Visa •••• 4242) is saved. €80.00 will be reserved on it on {wording.moment(placed, BERLIN)}; "
        "nothing is reserved yet."
    )
    assert record.at_rest(stage, booking_id).states == ("confirmed", "card_saved", "not_due")
    assert record.ours(stage, booking_id).book == {}
    desk = open_as(mentor, "/mentor", zone=NEW_YORK)
    expect(desk.get_by_text("Will be reserved on ").first).to_contain_text(": €68.00 for you")
    desk.goto(f"/mentor/sessions/{booking_id}")
    said = f"Will be reserved on {wording.moment(placed, NEW_YORK)}: the mentee’s card is saved."
    expect(desk.get_by_text(said).first).to_be_visible()
    stage.pass_to(placed)
    _wait_for_payment(stage, booking_id, "authorized")
    assert record.stripes(stage, booking_id) == RESERVED
    page.reload()
    steps.expect_reserved(page)
    desk.goto("/mentor")
    expect(desk.get_by_text("Secured: €68.00 for you once completed")).to_be_visible()
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    desk.reload()
    steps.mark_completed(desk, "€80.00")
    expect(desk.get_by_text("€68.00 transferred to you").first).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "captured", "transferred")
    assert truth.book == {
        "at_stripe": 1200, "platform_fee": -1200, "mentor_pending": 6800, "sent_to_mentor": -6800,
    }  # fmt: skip
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 0, 6800)
    desk.goto("/mentor/balance")
    expect(desk.get_by_role("button", name="Pending €68.00")).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_bank_that_wants_its_cardholder_is_one_tap_away_from_the_mail(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee, theme=theme, width=width)
    booking_id = _save_card(stage, page, mentor, mentee, ALWAYS_ASKS)
    _pass_to_refusal(stage, booking_id)
    desk = open_as(mentor, "/mentor", theme=theme, width=width, zone=NEW_YORK)
    expect(desk.get_by_text("Not secured: needs the mentee’s action")).to_be_visible()
    expect_nothing_found(desk)
    desk.goto(f"/mentor/sessions/{booking_id}")
    expect(desk.get_by_text("Needs the mentee’s action: ").first).to_be_visible()
    expect_nothing_found(desk)
    page.goto(f"/bookings/{booking_id}")
    expect(page.get_by_role("heading", name="Please confirm your reservation")).to_be_visible()
    until = wording.moment(record.ours(stage, booking_id).starts_at - GIVEN_UP, BERLIN)
    expect(page.get_by_text("Your bank wants you to confirm the reservation of €80.00.")).to_contain_text(
        f"If it stays so until {until}, the session is called off and nobody is charged."
    )
    expect_nothing_found(page)
    mail = _mail(open_as(mentee, "/dev/mail"), "Please confirm: One good hour", mentee.email)
    expect(mail).to_contain_text("Your bank wants you to confirm the reservation of €80.00 on Visa •••• 3184.")
    mail.locator(TO_CONFIRM).click()
    bank = mail.page
    expect(bank.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    expect(bank.get_by_role("main")).to_contain_text("€80.00")
    bank.get_by_role("button", name="Fail authentication").click()
    expect(bank.get_by_role("heading", name="Please confirm your reservation")).to_be_visible()
    bank.get_by_role("button", name="Confirm with my bank").click()
    bank.get_by_role("button", name="Complete authentication").click()
    steps.expect_reserved(bank)
    _expect_secured(stage, desk, booking_id)


def test_a_declined_card_is_replaced_by_another_one_from_the_mail(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    booking_id = _save_card(stage, page, mentor, mentee, FAILS_LATER)
    _pass_to_refusal(stage, booking_id)
    page.goto(f"/bookings/{booking_id}")
    expect(page.get_by_text("€80.00 could not be reserved on your card.")).to_be_visible()
    expect(page.get_by_role("button", name="Use a card")).to_be_visible()
    page.goto("/dev/mail")
    _mail(page, "Please confirm: One good hour", mentee.email).locator(TO_CONFIRM).click()
    page.wait_for_url(steps.CHECKOUT)
    expect(page.get_by_role("main")).to_contain_text("€80.00")
    steps.pay(page, steps.POOR)
    expect(page.get_by_text("Your card has insufficient funds.")).to_be_visible()
    steps.pay(page, steps.GOOD)
    steps.expect_reserved(page)
    expect(page.get_by_text("€80.00 on Visa •••• 4242")).to_be_visible()
    _expect_secured(stage, open_as(mentor, f"/mentor/sessions/{booking_id}"), booking_id)


def test_who_would_rather_use_another_card_than_ask_their_bank_does(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    booking_id = _save_card(stage, page, mentor, mentee, ALWAYS_ASKS)
    _pass_to_refusal(stage, booking_id)
    bank = open_as(mentee, f"/bookings/{booking_id}")
    bank.get_by_role("button", name="Confirm with my bank").click()
    expect(bank.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    page.goto("/dev/mail")
    _mail(page, "Please confirm: One good hour", mentee.email).locator(ANOTHER_CARD).click()
    page.wait_for_url(steps.CHECKOUT)
    bank.get_by_role("button", name="Complete authentication").click()
    bank.goto(f"/bookings/{booking_id}")
    expect(bank.get_by_role("heading", name="Please confirm your reservation")).to_be_visible()
    steps.pay(page, steps.GOOD)
    steps.expect_reserved(page)
    _expect_secured(stage, open_as(mentor, f"/mentor/sessions/{booking_id}"), booking_id)


@pytest.mark.parametrize("number", [ALWAYS_ASKS, FAILS_LATER])
def test_what_is_not_put_right_a_day_before_is_called_off_and_nobody_is_charged(
    stage: Stage, open_as: Open, number: str
) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    page = open_as(mentee)
    booking_id = _save_card(stage, page, mentor, mentee, number)
    _pass_to_refusal(stage, booking_id)
    page.goto("/dev/mail")
    ask = _mail(page, "Please confirm: One good hour", mentee.email)
    link = ask.locator(TO_CONFIRM).get_attribute("href") or ""
    stage.pass_to(record.ours(stage, booking_id).starts_at - GIVEN_UP)
    record.wait_for(lambda: record.ours(stage, booking_id).states[0] == "cancelled", "the session was called off")
    assert record.at_rest(stage, booking_id).states == ("cancelled", "action_required", "not_due")
    assert record.ours(stage, booking_id).book == {}
    asked = [each for each in _intents(stage, booking_id) if each["status"] in ("requires_capture", "succeeded")]
    assert asked == []
    off = _mail(page, "Called off: One good hour", mentee.email)
    expect(off).to_contain_text("The reservation on your card was not confirmed in time")
    told = _mail(page, "Called off: One good hour", mentor.email)
    expect(told).to_contain_text("did not confirm the reservation in time")
    page.goto(link)
    expect(page.get_by_role("heading", name="Called off")).to_be_visible()
    expect(page.get_by_text("The reservation was not confirmed in time. Nothing was charged.")).to_be_visible()
    desk = open_as(mentor, f"/mentor/sessions/{booking_id}", zone=NEW_YORK)
    expect(desk.get_by_text("nothing was reserved or charged").first).to_be_visible()


def _save_card(
    stage: Stage, page: Page, mentor: Someone, mentee: Someone, number: str = steps.GOOD
) -> str:
    """Book a session far ahead: say what happens to the card on every page until it is saved; the booking's id."""
    nth, start = _far(stage, mentor)
    placed = start - PLACED
    steps.choose_time(page, mentor, nth)
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"Reserved on {wording.day_and_month(placed, BERLIN)}")
    expect(main).to_contain_text("Your card is saved now; nothing is reserved or charged yet")
    page.get_by_role("button", name="Save card and book").click()
    page.wait_for_url(steps.CHECKOUT)
    expect(main).to_contain_text("Nothing is charged or reserved now. 80.00 EUR will be reserved on this card on")
    steps.pay(page, number)
    if number == ALWAYS_ASKS:
        page.get_by_role("button", name="Complete authentication").click()
    expect(page.get_by_role("heading", name="Your session is confirmed")).to_be_visible()
    return record.booking_of(stage, mentee)


def _far(stage: Stage, mentor: Someone) -> tuple[int, datetime]:
    """The first free time far ahead, and which one it is of all that are free."""
    starts, after = cast.free_starts(stage, mentor), stage.platform.now() + FAR
    return next((nth, start) for nth, start in enumerate(starts) if start > after)


def _pass_to_refusal(stage: Stage, booking_id: str) -> None:
    """Time passes until the card is asked for the hold, and refuses it."""
    stage.pass_to(record.ours(stage, booking_id).starts_at - PLACED)
    _wait_for_payment(stage, booking_id, "action_required")


def _wait_for_payment(stage: Stage, booking_id: str, state: str) -> None:
    record.wait_for(lambda: record.ours(stage, booking_id).states[1] == state, f"the payment is {state}")


def _expect_secured(stage: Stage, desk: Page, booking_id: str) -> None:
    """The mentor reads that the price is secured, and it is."""
    desk.goto(f"/mentor/sessions/{booking_id}")
    expect(desk.get_by_text("Secured: €80.00 is reserved on the mentee’s card").first).to_be_visible()
    assert record.at_rest(stage, booking_id).states == ("confirmed", "authorized", "not_due")
    assert record.stripes(stage, booking_id) == RESERVED
    assert [each["status"] for each in _intents(stage, booking_id)].count("requires_capture") == 1


def _intents(stage: Stage, booking_id: str) -> list[dict[str, Any]]:
    """Every payment intent that Stripe has for the booking."""
    found = stage.stripe("GET", "/v1/payment_intents", params={"limit": 100})["data"]
    return [each for each in found if each["metadata"].get("booking") == booking_id]


def _mail(page: Page, subject: str, recipient: str) -> Locator:
    """The mail with this subject to this person; the page looks again until the post has written it."""
    expect(page.get_by_role("heading", name="Test mail")).to_be_visible()
    found = page.get_by_role("article").filter(has_text=subject).filter(has_text=recipient)

    def written() -> bool:
        page.get_by_role("button", name="Look again").click()
        return bool(found.count())

    record.wait_for(written, f"{recipient} was written to: {subject}")
    return found
