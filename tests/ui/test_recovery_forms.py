"""The native forms of a forgotten password over HTTP: what they answer, to whom, and what a hostile post gets."""

from collections.abc import AsyncIterator
from dataclasses import replace
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from tests.market import PASSWORD, Market
from thoughtcloud.jobs import post
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services import accounts, throttle
from thoughtcloud.store.tables import NoticeRow, PasswordReset
from thoughtcloud.ui import backstage, forms, routes

SITE = "http://localhost:3000"
EMAIL = "mia@example.com"
NEW = "another quiet morning"


@pytest.fixture
def site(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """The platform as a sandbox that keeps its mails."""
    sandbox = replace(platform, settings=replace(platform.settings, sandbox=True))
    monkeypatch.setattr(backstage, "_platform", sandbox)
    return sandbox


@pytest.fixture
async def browser(site: Platform) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=forms.form_routes())
    headers = {"Origin": SITE, "Sec-Fetch-Site": "same-origin"}
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=headers) as client:
        yield client


def address(answer: httpx.Response) -> tuple[str, dict[str, list[str]]]:
    assert answer.status_code == 303
    place = urlsplit(answer.headers["location"])
    return place.path, parse_qs(place.query)


def token_of(site: Platform) -> str:
    """The token in the one mail that was kept."""
    post.run_due(site)
    with site.db.reading() as session:
        text = session.exec(select(NoticeRow.text)).one()
    link = next(line for line in text.splitlines() if line.startswith(f"{SITE}{routes.RESET}?"))
    return parse_qs(urlsplit(link).query)["token"][0]


async def test_the_way_from_a_forgotten_password_to_being_signed_in(
    browser: httpx.AsyncClient, site: Platform, market: Market
) -> None:
    market.signed_up()
    before = await browser.post(routes.API_SIGN_IN, data={"email": EMAIL, "password": PASSWORD})
    elsewhere = SimpleCookie(before.headers["set-cookie"])[accounts.COOKIE].value
    browser.cookies.clear()
    await browser.post(routes.API_FORGOT, data={"email": EMAIL})
    answer = await browser.post(routes.API_RESET, data={"token": token_of(site), "password": NEW})
    assert address(answer) == (routes.BOOKINGS, {})
    assert answer.headers["cache-control"] == "no-store"
    entered = SimpleCookie(answer.headers["set-cookie"])[accounts.COOKIE].value
    assert (await backstage.caller_from(f"sid={entered}")) is not None
    assert (await backstage.caller_from(f"sid={elsewhere}")) is None


async def test_the_answer_is_the_same_for_everybody(browser: httpx.AsyncClient, market: Market) -> None:
    market.signed_up()
    known = await browser.post(routes.API_FORGOT, data={"email": EMAIL})
    unknown = await browser.post(routes.API_FORGOT, data={"email": "nobody@example.com"})
    assert address(known) == (routes.FORGOT, {"asked": ["1"]})
    assert (known.status_code, dict(known.headers), known.content) == (
        unknown.status_code,
        dict(unknown.headers),
        unknown.content,
    )


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
async def test_asking_has_a_limit_for_everybody(browser: httpx.AsyncClient, market: Market, email: str) -> None:
    market.signed_up()
    for _ in range(throttle.RECOVERIES.tries):
        await browser.post(routes.API_FORGOT, data={"email": email})
    answer = await browser.post(routes.API_FORGOT, data={"email": email})
    assert address(answer) == (routes.FORGOT, {"problem": ["too_many_tries"]})


async def test_what_is_no_address_is_said_so(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(routes.API_FORGOT, data={"email": "mia"})
    assert address(answer) == (routes.FORGOT, {"problem": ["email_invalid"]})
    assert "mia" not in answer.headers["location"].replace("email", "")


async def test_a_weak_password_leads_back_to_the_same_link(
    browser: httpx.AsyncClient, site: Platform, market: Market
) -> None:
    market.signed_up()
    await browser.post(routes.API_FORGOT, data={"email": EMAIL})
    token = token_of(site)
    answer = await browser.post(routes.API_RESET, data={"token": token, "password": "short"})
    assert address(answer) == (routes.RESET, {"token": [token], "problem": ["password_weak"]})
    assert "set-cookie" not in answer.headers


async def test_a_spent_link_signs_nobody_in(browser: httpx.AsyncClient, site: Platform, market: Market) -> None:
    market.signed_up()
    await browser.post(routes.API_FORGOT, data={"email": EMAIL})
    token = token_of(site)
    await browser.post(routes.API_RESET, data={"token": token, "password": NEW})
    answer = await browser.post(routes.API_RESET, data={"token": token, "password": "and one more morning"})
    assert address(answer)[1]["problem"] == ["link_stale"]
    assert "set-cookie" not in answer.headers


async def test_the_link_in_the_address_counts_before_the_page_is_filled_in(
    browser: httpx.AsyncClient, site: Platform, market: Market
) -> None:
    market.signed_up()
    await browser.post(routes.API_FORGOT, data={"email": EMAIL})
    referer = {"Referer": f"{SITE}{routes.reset_password(token_of(site))}"}
    answer = await browser.post(routes.API_RESET, data={"token": "", "password": NEW}, headers=referer)
    assert address(answer) == (routes.BOOKINGS, {})


@pytest.mark.parametrize("path", [routes.API_FORGOT, routes.API_RESET])
async def test_a_post_from_elsewhere_does_nothing(
    browser: httpx.AsyncClient, site: Platform, market: Market, path: str
) -> None:
    market.signed_up()
    hostile = {"Origin": "https://evil.example"}
    assert (await browser.post(path, data={"email": EMAIL}, headers=hostile)).status_code == 403
    assert (await browser.get(path)).status_code == 405
    with site.db.reading() as session:
        assert session.exec(select(NoticeRow)).all() == []
        assert session.exec(select(PasswordReset)).all() == []


async def test_an_empty_form_is_answered_like_a_wrong_one(browser: httpx.AsyncClient) -> None:
    assert address(await browser.post(routes.API_FORGOT))[1] == {"problem": ["email_invalid"]}
    assert address(await browser.post(routes.API_RESET))[1] == {"problem": ["link_stale"]}
