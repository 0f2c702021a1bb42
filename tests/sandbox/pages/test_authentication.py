"""The 3-D Secure page of intents that were confirmed through the API."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.pages.merchant import SHOP, Merchant

CONFIRMED = {
    "confirm": "true",
    "payment_method": "pm_card_authenticationRequired",
    "return_url": f"{SHOP}/back?booking=7",
}


async def waiting_payment(merchant: Merchant) -> dict[str, Any]:
    return await merchant.post("/v1/payment_intents", amount="8000", currency="eur", **CONFIRMED)


def page_of(intent: dict[str, Any]) -> str:
    return str(urlsplit(intent["next_action"]["redirect_to_url"]["url"]).path)


@pytest.mark.parametrize(
    ("outcome", "status", "redirect_status"),
    [("complete", "succeeded", "succeeded"), ("fail", "requires_payment_method", "failed")],
)
async def test_the_answer_leads_back_to_the_merchant(
    browser: httpx.AsyncClient, merchant: Merchant, outcome: str, status: str, redirect_status: str
) -> None:
    intent = await waiting_payment(merchant)
    shown = (await browser.get(page_of(intent))).text
    assert "€80.00" in shown
    assert "•••• 3184" in shown
    response = await browser.post(page_of(intent), data={"outcome": outcome})
    back = urlsplit(response.headers["location"])
    assert (response.status_code, f"{back.scheme}://{back.netloc}{back.path}") == (303, f"{SHOP}/back")
    added = parse_qs(back.query)
    assert added["booking"] == ["7"]
    assert added["payment_intent"] == [intent["id"]]
    assert added["redirect_status"] == [redirect_status]
    assert (await merchant.get(f"/v1/payment_intents/{intent['id']}"))["status"] == status


async def test_a_card_to_save_is_confirmed_too(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    intent = await merchant.post("/v1/setup_intents", **CONFIRMED)
    response = await browser.post(page_of(intent), data={"outcome": "complete"})
    assert parse_qs(urlsplit(response.headers["location"]).query)["setup_intent"] == [intent["id"]]
    assert (await merchant.get(f"/v1/setup_intents/{intent['id']}"))["status"] == "succeeded"


async def test_a_second_answer_changes_nothing(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    intent = await waiting_payment(merchant)
    await browser.post(page_of(intent), data={"outcome": "complete"})
    response = await browser.post(page_of(intent), data={"outcome": "fail"})
    assert response.status_code == 404
    assert (await merchant.get(f"/v1/payment_intents/{intent['id']}"))["status"] == "succeeded"


async def test_an_unknown_intent_has_a_clear_page(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/3d_secure/pi_nothing")
    assert response.status_code == 404
    assert "Nothing to confirm" in response.text
