"""The HTML of kept mails: in the sandbox only, in a frame that can do nothing."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.market import Market
from thoughtcloud.jobs import post
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.settings import MailServer
from thoughtcloud.ui import backstage, kept_mails, routes


async def get(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=[kept_mails.html_route()]))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client:
        return await client.get(path)


def install(platform: Platform, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> Platform:
    chosen = replace(platform, settings=replace(platform.settings, **changed))
    monkeypatch.setattr(backstage, "_platform", chosen)
    return chosen


async def test_a_kept_mail_is_shown_without_scripts_and_only_in_our_own_frame(
    platform: Platform, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = install(platform, monkeypatch, sandbox=True)
    offer = market.offer(market.mentor())
    brief = "<script>alert(1)</script>"
    booking_id = market.hold(market.person("Noor"), offer, market.slots(offer)[0], brief=brief)
    market.authorized(booking_id)
    post.run_due(sandbox)
    with market.db.reading() as session:
        numbers = [mail.number for mail in post.kept(session, sandbox.settings, now=market.now)]
    for number in numbers:
        answer = await get(routes.dev_mail_html(number))
        assert answer.status_code == 200
        assert '<head><base target="_top">' in answer.text
        assert "<script" not in answer.text
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "sandbox" in policy
    for missing in (0, 99_999, 2**70):
        assert (await get(routes.dev_mail_html(missing))).status_code == 404


@pytest.mark.parametrize(
    "changed", [{}, {"sandbox": True, "mail_server": MailServer("localhost", 9, "", "", tls=False)}]
)
async def test_where_mails_are_sent_none_is_shown(
    platform: Platform, market: Market, monkeypatch: pytest.MonkeyPatch, changed: Any
) -> None:
    sandbox = install(platform, monkeypatch, sandbox=True)
    offer = market.offer(market.mentor())
    market.confirmed(market.person("Noor"), offer, market.slots(offer)[0])
    post.run_due(sandbox)
    install(platform, monkeypatch, **changed)
    assert (await get(routes.dev_mail_html(1))).status_code == 404
