"""The onboarding page and the express dashboard over the real API core."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.sandbox.pages.merchant import ADDRESS, SHOP, Merchant
from thoughtcloud.sandbox.app import Sandbox

PERSON = {
    "first_name": "Amara",
    "last_name": "Okafor",
    "country": "DE",
    "birth_date": "1984-03-01",
    "bank_account": "DE89 3704 0044 0532 0130 00",
    "terms": "yes",
    "action": "finish",
}


@pytest.fixture
async def account(merchant: Merchant) -> dict[str, Any]:
    return await merchant.post(
        "/v1/accounts",
        type="express",
        country="DE",
        email="amara@example.com",
        **{"capabilities[transfers][requested]": "true"},
    )


async def link_path(merchant: Merchant, account: dict[str, Any]) -> str:
    link = await merchant.post(
        "/v1/account_links",
        account=account["id"],
        type="account_onboarding",
        return_url=f"{SHOP}/return",
        refresh_url=f"{SHOP}/refresh",
    )
    return str(urlsplit(link["url"]).path)


async def test_finishing_switches_payouts_on(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    path = await link_path(merchant, account)
    assert "Set up payouts" in (await browser.get(path)).text
    response = await browser.post(path, data=PERSON)
    assert (response.status_code, response.headers["location"]) == (303, f"{SHOP}/return")
    ready = await merchant.get(f"/v1/accounts/{account['id']}")
    assert (ready["details_submitted"], ready["payouts_enabled"]) == (True, True)
    assert ready["individual"]["dob"] == {"day": 1, "month": 3, "year": 1984}
    bank = ready["external_accounts"]["data"][0]
    assert (bank["last4"], bank["currency"], bank["account_holder_name"]) == ("3000", "eur", "Amara Okafor")


async def test_leaving_for_later_returns_unfinished(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    response = await browser.post(await link_path(merchant, account), data={"action": "leave"})
    assert response.headers["location"] == f"{SHOP}/return"
    unready = await merchant.get(f"/v1/accounts/{account['id']}")
    assert (unready["details_submitted"], unready["payouts_enabled"]) == (False, False)


async def test_what_is_missing_is_explained_at_its_field(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    wrong = {"bank_account": "DE00 1234", "terms": ""}
    response = await browser.post(await link_path(merchant, account), data=PERSON | wrong)
    assert response.status_code == 422
    assert 'id="bank_account-wrong"' in response.text
    assert 'id="terms-wrong"' in response.text
    assert 'value="Okafor"' in response.text
    assert not (await merchant.get(f"/v1/accounts/{account['id']}"))["details_submitted"]


async def test_a_used_link_leads_to_the_refresh_address(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    path = await link_path(merchant, account)
    await browser.post(path, data=PERSON)
    for response in (await browser.get(path), await browser.post(path, data=PERSON)):
        assert (response.status_code, response.headers["location"]) == (303, f"{SHOP}/refresh")


async def test_a_link_opens_once_and_stays_open_for_who_opened_it(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any], sandbox: Sandbox
) -> None:
    path = await link_path(merchant, account)
    assert "Set up payouts" in (await browser.get(path)).text
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.app), base_url=ADDRESS) as another:
        assert (await another.get(path)).headers["location"] == f"{SHOP}/refresh"
    sandbox.store.clock.advance(1800)
    assert "Set up payouts" in (await browser.get(path)).text
    assert (await browser.post(path, data=PERSON)).headers["location"] == f"{SHOP}/return"


async def test_an_expired_link_leads_to_the_refresh_address(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any], sandbox: Sandbox
) -> None:
    path = await link_path(merchant, account)
    sandbox.store.clock.advance(86400)
    assert (await browser.get(path)).headers["location"] == f"{SHOP}/refresh"


async def test_a_link_of_another_account_opens_nothing(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    token = (await link_path(merchant, account)).rpartition("/")[2]
    assert (await browser.get(f"/setup/acct_other/{token}")).status_code == 404
    assert (await browser.post(f"/setup/acct_other/{token}", data=PERSON)).status_code == 404


async def test_the_dashboard_shows_what_was_received(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    await browser.post(await link_path(merchant, account), data=PERSON)
    charge = {"amount": "8000", "currency": "eur", "confirm": "true", "payment_method": "pm_card_bypassPending"}
    automatic = {
        "automatic_payment_methods[enabled]": "true",
        "automatic_payment_methods[allow_redirects]": "never",
    }
    intent = await merchant.post("/v1/payment_intents", **charge, **automatic)
    await merchant.post(
        "/v1/transfers",
        amount="6800",
        currency="eur",
        destination=account["id"],
        source_transaction=intent["latest_charge"],
        description="Session with Maya",
    )
    link = await merchant.post(f"/v1/accounts/{account['id']}/login_links")
    text = (await browser.get(urlsplit(link["url"]).path)).text
    for shown in ("amara@example.com", "€68.00", "Session with Maya", "Payouts on"):
        assert shown in text


async def test_the_dashboard_tells_the_platforms_fee(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    await browser.post(await link_path(merchant, account), data=PERSON)
    charge = {"amount": "8000", "currency": "eur", "confirm": "true", "payment_method": "pm_card_bypassPending"}
    share = {"transfer_data[destination]": account["id"], "application_fee_amount": "1200"}
    await merchant.post("/v1/payment_intents", **charge, **share, return_url=SHOP)
    link = await merchant.post(f"/v1/accounts/{account['id']}/login_links")
    text = (await browser.get(urlsplit(link["url"]).path)).text
    for shown in ("€80.00", "€12.00 of it went to the platform", "€68.00"):
        assert shown in text


async def test_a_wrong_dashboard_address_shows_nothing(
    browser: httpx.AsyncClient, account: dict[str, Any]
) -> None:
    response = await browser.get(f"/express/{account['id']}/guessed")
    assert response.status_code == 404
    assert "amara@example.com" not in response.text


async def test_a_refused_person_stays_refused(
    browser: httpx.AsyncClient, merchant: Merchant, account: dict[str, Any]
) -> None:
    path = await link_path(merchant, account)
    response = await browser.post(path, data=PERSON | {"birth_date": "1900-01-01"})
    assert response.headers["location"] == f"{SHOP}/return"
    await browser.post(await link_path(merchant, account), data=PERSON)
    refused = await merchant.get(f"/v1/accounts/{account['id']}")
    assert (refused["details_submitted"], refused["charges_enabled"], refused["payouts_enabled"]) == (
        True,
        False,
        False,
    )
    assert refused["requirements"]["disabled_reason"] == "listed"
    assert refused["capabilities"] == {"transfers": "inactive"}
    link = await merchant.post(f"/v1/accounts/{account['id']}/login_links")
    assert "This account was refused" in (await browser.get(urlsplit(link["url"]).path)).text
