"""The Checkout page and its challenge, as a browser without scripts sees them, over the real API core."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.sandbox.pages.merchant import CARD, SHOP, Merchant
from thoughtcloud.sandbox import published_cards
from thoughtcloud.sandbox.app import Sandbox
from thoughtcloud.sandbox.pages.card_menu import NUMBERS


def path_of(session: dict[str, Any]) -> str:
    return str(urlsplit(session["url"]).path)


async def reload(merchant: Merchant, session: dict[str, Any]) -> dict[str, Any]:
    return await merchant.get(f"/v1/checkout/sessions/{session['id']}?expand[]=payment_intent")


async def test_the_order_is_shown_as_the_merchant_made_it(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout(
        customer_email="maya@example.com",
        **{"payment_intent_data[capture_method]": "manual", "payment_intent_data[description]": "Tuesday, 15:00"},
    )
    text = (await browser.get(path_of(session))).text
    for shown in (
        "Career growth",
        "60 minutes with Amara",
        "Tuesday, 15:00",
        "Only reserved now.",
        "Thoughtcloud",
    ):
        assert shown in text
    assert re.search(r'id="submit">Pay €80\.00<', text)
    assert f'href="{SHOP}/cancel"' in text
    assert 'value="maya@example.com"' in text


async def test_the_merchants_words_stand_at_the_button(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    text = "Reserved now, charged after the session."
    session = await merchant.checkout(**{"custom_text[submit][message]": text})
    assert text in (await browser.get(path_of(session))).text


async def test_a_known_customer_need_not_type_the_address(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    customer = await merchant.post("/v1/customers", email="maya@example.com")
    session = await merchant.checkout(customer=customer["id"])
    assert 'value="maya@example.com"' in (await browser.get(path_of(session))).text


async def test_a_charge_at_once_is_not_called_reserved(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    text = (await browser.get(path_of(await merchant.checkout()))).text
    assert "Only reserved now" not in text


async def test_yen_have_no_decimals(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    text = (await browser.get(path_of(await merchant.checkout(amount="5000", currency="jpy")))).text
    assert "Pay ¥5,000<" in text


async def test_what_the_merchant_writes_is_escaped(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    name = {"line_items[0][price_data][product_data][name]": "<script>alert(1)</script>"}
    text = (await browser.get(path_of(await merchant.checkout(**name)))).text
    assert "<script>alert" not in text


async def test_a_paid_session_leads_to_the_success_page(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout(**{"payment_intent_data[capture_method]": "manual"})
    response = await browser.post(path_of(session), data=CARD)
    assert response.status_code == 303
    assert response.headers["location"] == f"{SHOP}/done?s={session['id']}"
    paid = await reload(merchant, session)
    assert (paid["status"], paid["payment_intent"]["status"]) == ("complete", "requires_capture")


async def test_a_second_click_on_pay_leads_to_the_same_place_and_pays_once(
    browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    session = await merchant.checkout()
    first = await browser.post(path_of(session), data=CARD)
    second = await browser.post(path_of(session), data=CARD)
    assert first.headers["location"] == second.headers["location"]
    assert len((await merchant.get("/v1/charges"))["data"]) == 1


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("4000000000000002", "Your card was declined."),
        ("4000000000009995", "Your card has insufficient funds."),
        ("4000000000000069", "Your card has expired."),
    ],
)
async def test_a_decline_stays_on_the_page_and_another_card_pays(
    browser: httpx.AsyncClient, merchant: Merchant, number: str, message: str
) -> None:
    session = await merchant.checkout()
    response = await browser.post(path_of(session), data=CARD | {"card_number": number})
    assert response.status_code == 402
    assert f'id="message" tabindex="-1" autofocus>{message}</p>' in response.text
    assert 'value="Maya Lindqvist"' in response.text
    assert 'value="123"' not in response.text
    assert (await browser.post(path_of(session), data=CARD)).status_code == 303


async def test_a_mistyped_card_is_explained_at_its_field_and_not_tried(
    browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    session = await merchant.checkout()
    wrong = {"card_number": "4242424242424241", "card_expiry": "01 / 20"}
    response = await browser.post(path_of(session), data=CARD | wrong)
    assert response.status_code == 422
    assert '<p class="wrong" id="card_number-wrong">Your card number is invalid.</p>' in response.text
    assert 'id="card_expiry-wrong"' in response.text
    assert (await merchant.get("/v1/charges"))["data"] == []


async def test_a_real_card_number_is_refused(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout()
    response = await browser.post(path_of(session), data=CARD | {"card_number": "4111111111111111"})
    assert "test mode" in response.text


async def test_3d_secure_passed_leads_to_the_success_page(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout()
    asked = await browser.post(path_of(session), data=CARD | {"card_number": "4000002500003155"})
    assert asked.headers["location"] == f"{path_of(session)}/authenticate"
    challenge = (await browser.get(asked.headers["location"])).text
    assert "Complete authentication" in challenge
    assert "3155" in challenge
    done = await browser.post(asked.headers["location"], data={"outcome": "complete"})
    assert done.headers["location"].startswith(f"{SHOP}/done")
    assert (await reload(merchant, session))["status"] == "complete"


async def test_3d_secure_failed_leads_back_and_another_card_pays(
    browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    session = await merchant.checkout()
    asked = await browser.post(path_of(session), data=CARD | {"card_number": "4000002500003155"})
    failed = await browser.post(asked.headers["location"], data={"outcome": "fail"})
    assert failed.status_code == 303
    page = (await browser.get(failed.headers["location"])).text
    assert "We are unable to authenticate your payment method." in page
    assert (await browser.post(path_of(session), data=CARD)).status_code == 303


async def test_3d_secure_passed_but_refused_says_why(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout()
    asked = await browser.post(path_of(session), data=CARD | {"card_number": "4000008260003178"})
    response = await browser.post(asked.headers["location"], data={"outcome": "complete"})
    assert "Your card has insufficient funds." in response.text


async def test_a_challenge_that_nobody_asked_for_leads_back_to_the_form(
    browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    session = await merchant.checkout()
    path = f"{path_of(session)}/authenticate"
    for response in (await browser.get(path), await browser.post(path, data={"outcome": "complete"})):
        assert response.status_code == 303
        assert response.headers["location"].startswith(path_of(session))
    assert (await reload(merchant, session))["status"] == "open"


async def test_a_card_is_saved_in_setup_mode(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    customer = await merchant.post("/v1/customers", email="maya@example.com")
    session = await merchant.setup(customer=customer["id"])
    text = (await browser.get(path_of(session))).text
    assert 'id="submit">Save card<' in text
    assert "Nothing is charged now." in text
    assert (await browser.post(path_of(session), data=CARD)).status_code == 303
    saved = await merchant.get(f"/v1/payment_methods?customer={customer['id']}")
    assert [each["card"]["last4"] for each in saved["data"]] == ["4242"]


async def test_a_complete_session_says_so_and_leads_back(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout()
    await browser.post(path_of(session), data=CARD)
    text = (await browser.get(path_of(session))).text
    assert "This checkout is complete" in text
    assert f'href="{SHOP}/done?s={session["id"]}"' in text


async def test_an_expired_session_says_so_and_takes_no_card(
    browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    session = await merchant.checkout()
    await merchant.post(f"/v1/checkout/sessions/{session['id']}/expire")
    shown = await browser.get(path_of(session))
    assert (shown.status_code, "This checkout has expired" in shown.text) == (410, True)
    assert f'href="{SHOP}/cancel"' in shown.text
    assert (await browser.post(path_of(session), data=CARD)).status_code == 410


async def test_a_session_expires_by_the_clock_while_its_page_is_open(
    browser: httpx.AsyncClient, merchant: Merchant, sandbox: Sandbox
) -> None:
    session = await merchant.checkout()
    sandbox.store.clock.advance(25 * 3600)
    assert (await browser.post(path_of(session), data=CARD)).status_code == 410
    assert (await reload(merchant, session))["status"] == "expired"


async def test_an_unknown_session_has_a_clear_page(browser: httpx.AsyncClient) -> None:
    for response in (await browser.get("/c/pay/cs_test_x"), await browser.post("/c/pay/cs_test_x", data=CARD)):
        assert response.status_code == 404
        assert "There is no such payment page." in response.text


async def test_a_test_card_fills_the_form_without_scripts(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout()
    response = await browser.post(path_of(session), data={"fill": "4000002500003155", "name": "Kim"})
    assert response.status_code == 200
    for shown in ('value="4000 0025 0000 3155"', 'value="Kim"', 'value="123"'):
        assert shown in response.text


async def test_another_site_cannot_pay(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    session = await merchant.checkout()
    response = await browser.post(path_of(session), data=CARD, headers={"Origin": SHOP})
    assert response.status_code == 403
    assert (await reload(merchant, session))["status"] == "open"


def test_every_card_on_offer_is_known_to_the_sandbox() -> None:
    assert published_cards.BY_NUMBER.keys() >= NUMBERS
