"""The sandbox's own pages in a real browser: a card is saved by keyboard, and axe finds nothing on the others."""

from typing import Any

import pytest
import stripe
from playwright.sync_api import Page, expect

from tests.browser.axe import expect_nothing_found
from tests.browser.conftest import Open
from tests.browser.stage import Stage

THREE_D_SECURE = "4000002760003184"


def ask(stage: Stage, method: str, path: str, **form: Any) -> dict[str, Any]:
    """A call as the product makes it, with the version that it names."""
    return stage.stripe(method, path, data=form, headers={"Stripe-Version": stripe.api_version})


def account_of(stage: Stage) -> str:
    """A connected account that nobody in the product knows."""
    capability = {"capabilities[transfers][requested]": "true"}
    return str(ask(stage, "POST", "/v1/accounts", type="express", country="DE", **capability)["id"])


def test_a_card_is_saved_by_keyboard_alone(stage: Stage, open_as: Open) -> None:
    back = f"{stage.url}/mentors"
    session = ask(stage, "POST", "/v1/checkout/sessions", mode="setup", currency="eur", success_url=back)
    page = open_as(None)
    page.goto(session["url"])
    expect(page.get_by_text("Nothing is charged now.")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_label("Email").focus()
    page.keyboard.type("noor@example.com")
    for typed in (THREE_D_SECURE, "1234", "123", "Noor Haddad", "10115"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    expect_nothing_found(page)
    page.get_by_role("button", name="Complete authentication").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{back}**")
    done = ask(stage, "GET", f"/v1/checkout/sessions/{session['id']}?expand[]=setup_intent")
    assert (done["status"], done["setup_intent"]["status"]) == ("complete", "succeeded")


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_on_the_other_pages(stage: Stage, open_as: Open, theme: str, width: int) -> None:
    page = open_as(None, theme=theme, width=width)
    account = account_of(stage)
    stage.console(f"accounts/{account}/onboard", country="DE")
    look_at(page, ask(stage, "POST", f"/v1/accounts/{account}/login_links")["url"])
    for path in ("events", "objects"):
        look_at(page, f"{stage.sandbox_url}/_console/{path}")
    listener = {"url": "http://127.0.0.1:9/hook", "enabled_events[]": "charge.expired"}
    endpoint = ask(stage, "POST", "/v1/webhook_endpoints", **listener)
    look_at(page, f"{stage.sandbox_url}/_console/objects/{endpoint['id']}")
    page.get_by_role("button", name="Roll the secret").click()
    expect(page.get_by_role("heading", name="New signing secret")).to_be_visible()
    expect_nothing_found(page)
    ask(stage, "DELETE", f"/v1/webhook_endpoints/{endpoint['id']}")


def test_who_is_refused_reads_so(stage: Stage, open_as: Open) -> None:
    account = account_of(stage)
    back = {"return_url": stage.url, "refresh_url": stage.url}
    link = ask(stage, "POST", "/v1/account_links", account=account, type="account_onboarding", **back)
    page = open_as(None)
    page.goto(link["url"])
    page.get_by_label("First name").fill("Amara")
    page.get_by_label("Last name").fill("Okafor")
    page.get_by_label("Date of birth").fill("1900-01-01")
    page.get_by_label("IBAN or account number").fill("DE89370400440532013000")
    page.get_by_label("I accept the terms").check()
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(f"{stage.url}/**")
    page.goto(ask(stage, "POST", f"/v1/accounts/{account}/login_links")["url"])
    expect(page.get_by_text("This account was refused")).to_be_visible()
    expect_nothing_found(page)


def look_at(page: Page, address: str) -> None:
    """The page is there, and nothing is wrong with it."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect_nothing_found(page)
