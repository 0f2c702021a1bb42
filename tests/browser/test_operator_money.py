"""Operators and money: a part given back, a refund that comes back, and a call that was given up tried again."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cast, record
from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.record import Stripes
from tests.browser.stage import Stage
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, Effect, Event
from thoughtcloud.jobs import runner
from thoughtcloud.store import effects
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import EffectRow

FAILING = "4000000000005126"


def completed(stage: Stage, number: str = "4242424242424242") -> tuple[cast.Someone, str]:
    """A session of 80 euros that was completed and charged; its mentee and its id."""
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor, number)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    platform = stage.platform
    with platform.db.unit_of_work() as session:
        advance(session, booking_id, Happened(Event.COMPLETED, Actor.MENTOR, platform.now()))
    runner.finish(platform, booking_id)
    return mentee, booking_id


def give_back(page: Page, amount: str, shown: str) -> None:
    """Read the sums of giving that much back, and do it with a reason."""
    page.get_by_role("button", name="Give money back …").click()
    question = page.get_by_role("dialog")
    question.get_by_label("Amount").fill(amount)
    question.get_by_label("Why is it given back?").fill("The sound was poor.")
    expect(question.get_by_role("button", name=f"Give {shown} back")).to_be_visible()
    _look(page, "question")
    expect_nothing_found(page)
    question.get_by_role("button", name=f"Give {shown} back").click()
    expect(page.get_by_text("The refund is on its way.")).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_an_operator_gives_a_part_back_and_everybody_reads_the_same(
    stage: Stage, open_as: Open, theme: str, width: int
) -> None:
    mentee, booking_id = completed(stage)
    office = open_as(cast.operator(stage), f"/operator/bookings/{booking_id}", theme=theme, width=width)
    give_back(office, "20", "€20.00")
    refunds = office.get_by_role("region", name="Refunds").or_(office.locator("section", has_text="Refunds"))
    expect(refunds.first.get_by_text("Given by Thoughtcloud, Olga Petrova")).to_be_visible()
    expect(refunds.first.get_by_text("The sound was poor.").first).to_be_visible()
    truth = record.at_rest(stage, booking_id)
    assert truth.states == ("completed", "partially_refunded", "partially_reversed")
    assert record.stripes(stage, booking_id) == Stripes("succeeded", 8000, "eur", 8000, 2000, 5100)
    office.reload()
    expect(office.get_by_role("heading", name="Refunds")).to_be_visible()
    _look(office, f"booking-{theme}-{width}")
    expect_nothing_found(office)
    page = open_as(mentee, f"/bookings/{booking_id}", theme=theme, width=width)
    expect(page.get_by_role("heading", name="Money back to you")).to_be_visible()
    expect(page.get_by_text("Sent to your card.")).to_be_visible()
    _look(page, f"mentee-{theme}-{width}")
    expect_nothing_found(page)


def test_a_refund_that_comes_back_is_said_to_both_and_made_again(stage: Stage, open_as: Open) -> None:
    mentee, booking_id = completed(stage, FAILING)
    office = open_as(cast.operator(stage), f"/operator/bookings/{booking_id}")
    give_back(office, "20", "€20.00")
    stage.advance(days=10)
    record.wait_for(
        lambda: record.at_rest(stage, booking_id).states[1] == "captured", "the refund came back from the card"
    )
    page = open_as(mentee, f"/bookings/{booking_id}")
    expect(page.get_by_text("Your card’s bank sent it back to us. The money is safe")).to_be_visible()
    office.goto("/operator")
    office.get_by_role("button", name="Refunds that came back").first.click()
    row = office.get_by_role("listitem").filter(has_text=booking_id)
    expect(row).to_contain_text("The card has expired or was cancelled.")
    _look(office, "refunds-that-came-back")
    row.get_by_role("link", name=booking_id).click()
    office.get_by_role("button", name="Try again …").click()
    office.get_by_role("dialog").get_by_label("Why again?").fill("They have a new card.")
    office.get_by_role("dialog").get_by_role("button", name="Refund €20.00 again").click()
    expect(office.get_by_text("The refund is made again.")).to_be_visible()
    expect(office.get_by_text("Made again by Olga Petrova", exact=False)).to_be_visible()
    assert record.at_rest(stage, booking_id).states[1] == "partially_refunded"


def test_a_call_that_was_given_up_is_tried_again_when_stripe_is_well(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage), cast.mentee(stage)
    booking_id = cast.reserved(stage, mentee, mentor)
    _give_up(stage, booking_id)
    office = open_as(cast.operator(stage), "/operator")
    office.get_by_role("button", name="Calls given up").first.click()
    row = office.get_by_role("listitem").filter(has_text=booking_id)
    expect(row).to_contain_text("StripeUnavailable")
    stage.console("faults", kind="500", calls=1000, method="POST", path="/v1/payment_intents")
    row.get_by_role("button", name="Try again").click()
    expect(office.get_by_text("Tried again.")).to_be_visible()
    assert record.ours(stage, booking_id).states[1] == "authorized"
    stage.console("faults")
    stage.advance(hours=1)
    record.wait_for(lambda: record.ours(stage, booking_id).states[2] == "transferred", "the call was made")
    assert record.stripes(stage, booking_id).sent == 6800
    office.get_by_role("link", name="Audit log").click()
    entry = office.get_by_role("listitem").filter(has_text=booking_id)
    expect(entry).to_contain_text("Let a call to Stripe try again")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_in_the_lists(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    completed(stage)
    office = open_as(cast.operator(stage), "/operator", theme=theme, width=width)
    for name in ("Payments", "All refunds", "Mails kept", "Calls waiting"):
        office.get_by_role("group", name="Lists").get_by_role("button", name=name, exact=True).click()
        expect(office.get_by_role("button", name=name, exact=True).last).to_have_attribute("aria-pressed", "true")
        _look(office, f"{name}-{theme}-{width}")
        expect_nothing_found(office)


def _give_up(stage: Stage, booking_id: str) -> None:
    """The session is completed, and Stripe was away for so long that the charge was given up."""
    platform = stage.platform
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    with platform.db.unit_of_work() as session:
        advance(session, booking_id, Happened(Event.COMPLETED, Actor.MENTOR, platform.now()))
        session.flush()
        lease = effects.lease(session, now=platform.now(), booking_id=booking_id)
        assert lease is not None and lease.kind is Effect.CAPTURE
        effects.bury(session, lease, now=platform.now(), problem="StripeUnavailable: the service is away")
    with platform.db.reading() as session:
        assert session.get_one(EffectRow, lease.effect_id).state == "buried"


def _look(page: Page, name: str) -> None:
    """Where TEST_PICTURES names a folder, what is shown in the middle of a journey goes there, too."""
    folder = os.environ.get("TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"money-{name}.png", full_page=True)
