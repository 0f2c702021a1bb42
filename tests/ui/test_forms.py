"""The native forms over HTTP: cookies, origins, throttles, and what a hostile post gets."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from tests.market import EVERY_DAY, PASSWORD, Market, hours, set_hours
from thoughtcloud import settings
from thoughtcloud.core.errors import Problem
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.services import accounts, throttle
from thoughtcloud.store.tables import Person, SignIn
from thoughtcloud.store.unit import Database
from thoughtcloud.ui import backstage, forms, routes

SITE = "https://mentors.example"
EMAIL = "mia@example.com"
ENTRY = {"email": EMAIL, "password": PASSWORD, "next": "/book?offer=of_1&start=2026"}
NEWCOMER = {**ENTRY, "name": "Mia", "zone": "Europe/Berlin"}


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


@pytest.fixture
def platform(db: Database, market: Market, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    chosen = settings.load(
        environ={
            "STRIPE_PUBLIC_KEY": "pk_test_1",
            "STRIPE_SECRET_KEY": "sk_test_1",
            "STRIPE_WEBHOOK_SECRET": "whsec_1",
            "PUBLIC_URL": SITE,
        },
        env_file=settings.ROOT / "none.env",
    )
    platform = Platform(chosen, db, Gateway("sk_test_1", "http://127.0.0.1:1"), lambda: market.now)
    monkeypatch.setattr(backstage, "_platform", platform)
    yield platform


@pytest.fixture
async def browser(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=forms.form_routes())
    headers = {"Origin": SITE, "Sec-Fetch-Site": "same-origin"}
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=headers) as client:
        yield client


def problem(answer: httpx.Response) -> str:
    assert answer.status_code == 303
    return parse_qs(urlsplit(answer.headers["location"]).query).get("problem", [""])[0]


def sid(answer: httpx.Response) -> str:
    return SimpleCookie(answer.headers["set-cookie"])[accounts.COOKIE].value


async def test_signing_up_signs_in_and_goes_on_to_where_one_was(
    browser: httpx.AsyncClient, market: Market
) -> None:
    answer = await browser.post(routes.API_SIGN_UP, data=NEWCOMER, headers={"Accept-Language": "de-AT,en;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, NEWCOMER["next"])
    caller = await backstage.caller_from(f"theme=dark; sid={sid(answer)}; other")
    assert caller is not None
    assert (caller.name, caller.email, caller.zone, caller.locale) == ("Mia", EMAIL, "Europe/Berlin", "de-AT")


async def test_the_cookie_is_for_this_site_over_tls_and_not_for_scripts(
    browser: httpx.AsyncClient, market: Market
) -> None:
    market.signed_up()
    answer = await browser.post(routes.API_SIGN_IN, data=ENTRY)
    attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=lax", "secure", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)
    assert answer.headers["cache-control"] == "no-store"


async def test_without_tls_the_cookie_still_reaches_the_site(
    browser: httpx.AsyncClient, platform: Platform, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = replace(platform, settings=replace(platform.settings, public_url="http://localhost:3000"))
    monkeypatch.setattr(backstage, "_platform", plain)
    market.signed_up()
    answer = await browser.post(routes.API_SIGN_IN, data=ENTRY, headers={"Origin": "http://127.0.0.1:3000"})
    assert answer.status_code == 303
    assert "secure" not in answer.headers["set-cookie"].lower()


async def test_signing_in_ends_the_sign_in_that_the_browser_came_with(
    browser: httpx.AsyncClient, market: Market
) -> None:
    market.signed_up()
    first = sid(await browser.post(routes.API_SIGN_IN, data=ENTRY))
    second = sid(await browser.post(routes.API_SIGN_IN, data=ENTRY))
    assert first != second
    assert await backstage.caller_from(f"sid={first}") is None
    assert await backstage.caller_from(f"sid={second}") is not None


async def test_a_cookie_that_somebody_planted_is_never_signed_in(
    browser: httpx.AsyncClient, market: Market
) -> None:
    market.signed_up()
    planted = "p" * 43
    answer = await browser.post(routes.API_SIGN_IN, data=ENTRY, headers={"Cookie": f"sid={planted}"})
    assert sid(answer) != planted
    assert await backstage.caller_from(f"sid={planted}") is None


async def test_signing_out_ends_the_sign_in_and_takes_the_cookie(
    browser: httpx.AsyncClient, market: Market
) -> None:
    market.signed_up()
    token = sid(await browser.post(routes.API_SIGN_IN, data=ENTRY))
    answer = await browser.post(routes.API_SIGN_OUT, data={})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert await backstage.caller_from(f"sid={token}") is None


async def test_a_wrong_password_leads_back_with_the_way_kept_and_nothing_typed(
    browser: httpx.AsyncClient, market: Market
) -> None:
    market.signed_up()
    answer = await browser.post(routes.API_SIGN_IN, data={**ENTRY, "password": "not this one at all"})
    assert problem(answer) == "wrong_credentials"
    place = urlsplit(answer.headers["location"])
    assert place.path == routes.SIGN_IN
    assert parse_qs(place.query)["next"] == [ENTRY["next"]]
    assert "mia" not in answer.headers["location"]
    assert "set-cookie" not in answer.headers


async def test_failed_tries_count_although_they_fail(browser: httpx.AsyncClient, market: Market) -> None:
    market.signed_up()
    for _ in range(throttle.PER_EMAIL.tries):
        await browser.post(routes.API_SIGN_IN, data={**ENTRY, "password": "not this one at all"})
    assert problem(await browser.post(routes.API_SIGN_IN, data=ENTRY)) == "too_many_tries"
    market.pass_time(minutes=15)
    assert problem(await browser.post(routes.API_SIGN_IN, data=ENTRY)) == ""


async def test_an_address_that_is_taken_leads_back_to_signing_up(
    browser: httpx.AsyncClient, market: Market
) -> None:
    market.signed_up()
    answer = await browser.post(routes.API_SIGN_UP, data=NEWCOMER)
    assert problem(answer) == "email_taken"
    assert urlsplit(answer.headers["location"]).path == routes.SIGN_UP


async def test_a_zone_that_we_do_not_know_turns_nobody_away(browser: httpx.AsyncClient, db: Database) -> None:
    answer = await browser.post(routes.API_SIGN_UP, data={**NEWCOMER, "zone": "Mars/Base"})
    assert problem(answer) == ""
    with db.reading() as session:
        assert session.exec(select(Person.zone)).one() == "UTC"


@pytest.mark.parametrize(
    "wished",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "evil",
     "javascript:alert(1)", "/a\r\nSet-Cookie: sid=x", ""],
)  # fmt: skip
async def test_nobody_is_led_to_another_site(browser: httpx.AsyncClient, market: Market, wished: str) -> None:
    market.signed_up()
    answer = await browser.post(routes.API_SIGN_IN, data={**ENTRY, "next": wished})
    assert (answer.status_code, answer.headers["location"]) == (303, routes.BOOKINGS)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": f"{SITE}.evil.example"},
     {"Origin": SITE.replace("https", "http")}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
     {"Sec-Fetch-Site": "none"}],
)  # fmt: skip
@pytest.mark.parametrize("path", [routes.API_SIGN_IN, routes.API_SIGN_UP, routes.API_SIGN_OUT])
async def test_a_post_from_elsewhere_does_nothing(
    browser: httpx.AsyncClient, db: Database, path: str, headers: dict[str, str]
) -> None:
    answer = await browser.post(path, data=NEWCOMER, headers=headers)
    assert answer.status_code == 403
    assert SITE in answer.text
    assert "set-cookie" not in answer.headers
    with db.reading() as session:
        assert session.exec(select(Person)).all() == []


async def test_a_post_without_an_origin_does_nothing(browser: httpx.AsyncClient, db: Database) -> None:
    del browser.headers["Origin"]
    assert (await browser.post(routes.API_SIGN_UP, data=NEWCOMER)).status_code == 403


async def test_a_form_is_neither_huge_nor_something_else(browser: httpx.AsyncClient) -> None:
    huge = {**ENTRY, "password": "x" * forms.LARGEST_BODY}
    assert (await browser.post(routes.API_SIGN_IN, data=huge)).status_code == 413
    assert (await browser.post(routes.API_SIGN_IN, json=ENTRY)).status_code == 415
    assert (await browser.post(routes.API_SIGN_IN, files={"email": b"x"})).status_code == 415
    many = {f"field{number}": "x" for number in range(forms.MOST_FIELDS + 1)}
    assert (await browser.post(routes.API_SIGN_IN, data=many)).status_code == 415
    plain = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await browser.post(routes.API_SIGN_IN, content=b"\xff\xfe", headers=plain)).status_code == 415
    assert problem(await browser.post(routes.API_SIGN_IN, content=b"", headers=plain)) == "wrong_credentials"
    assert problem(await browser.post(routes.API_SIGN_UP, content=b"", headers=plain)) == "email_invalid"


async def test_signing_in_is_not_done_by_a_link(browser: httpx.AsyncClient) -> None:
    for path in (routes.API_SIGN_IN, routes.API_SIGN_UP, routes.API_SIGN_OUT):
        assert (await browser.get(path)).status_code == 405


@pytest.mark.parametrize(
    ("hops", "forwarded", "source"),
    [(0, ["203.0.113.9"], "192.0.2.1"), (1, ["203.0.113.9"], "203.0.113.9"),
     (1, ["6.6.6.6, 203.0.113.9"], "203.0.113.9"), (2, ["203.0.113.9, 10.0.0.1"], "203.0.113.9"),
     # Some proxies add a line of their own beside the one that the browser sent.
     (1, ["6.6.6.6", "203.0.113.9"], "203.0.113.9"), (2, ["6.6.6.6", "203.0.113.9, 10.0.0.1"], "203.0.113.9"),
     (2, ["203.0.113.9"], "192.0.2.1"), (1, [""], "192.0.2.1")],
)  # fmt: skip
async def test_the_source_is_what_our_own_proxies_saw_and_nothing_a_browser_claims(
    browser: httpx.AsyncClient,
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
    hops: int,
    forwarded: list[str],
    source: str,
) -> None:
    chosen = replace(platform, settings=replace(platform.settings, trusted_proxy_hops=hops))
    monkeypatch.setattr(backstage, "_platform", chosen)
    seen = []
    real = throttle.admit

    def admit(session: object, subject: str, *args: object, **named: object) -> None:
        seen.append(subject)
        real(session, subject, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(throttle, "admit", admit)
    await browser.post(routes.API_SIGN_IN, data=ENTRY, headers=[("X-Forwarded-For", line) for line in forwarded])
    assert f"from:{source}" in seen


# -- the back stage ------------------------------------------------------------------------------------------


async def test_a_visit_a_day_keeps_somebody_signed_in(
    browser: httpx.AsyncClient, market: Market, db: Database
) -> None:
    market.signed_up()
    token = sid(await browser.post(routes.API_SIGN_IN, data=ENTRY))
    market.pass_time(days=20)
    assert await backstage.caller_from(f"sid={token}") is not None
    with db.reading() as session:
        assert session.exec(select(SignIn)).one().expires_at == market.now + accounts.SIGN_IN_LASTS


@pytest.mark.parametrize("header", [None, "", "sid=", "sid=x; sid", ";;=;", "sid=" + "x" * 999, "sid=\u00fc" * 30])
async def test_a_broken_cookie_header_is_nobody(platform: Platform, header: str | None) -> None:
    assert await backstage.caller_from(header) is None


async def test_what_a_use_case_refuses_is_undone_and_reaches_the_screen(
    platform: Platform, market: Market
) -> None:
    mentor = market.mentor()
    with pytest.raises(Problem, match="bad_plan"):
        await backstage.act(set_hours, mentor, ranges=[None])
    assert await backstage.ask(hours, mentor) == EVERY_DAY


def test_a_process_has_one_platform(platform: Platform) -> None:
    with pytest.raises(RuntimeError):
        backstage.install(platform)
    assert backstage.platform() is platform
