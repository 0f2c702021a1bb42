"""The door over HTTP: it opens for the two on a click from our own page, and for nothing else."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.market import PROFILE, Market
from thoughtcloud.core.states import Actor
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Booking
from thoughtcloud.store.views import attendance
from thoughtcloud.ui import doors, routes

SITE = "http://localhost:3000"
CLICKED = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


@pytest.fixture
def booking_id(market: Market, mentee: Caller) -> str:
    """A confirmed session whose room is open."""
    offer = market.offer(market.mentor())
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now = market.rows(booking_id)[0].starts_at
    return booking_id


@pytest.fixture
def go(platform: Platform, token: Callable[[Caller], str]) -> Callable[..., Any]:
    """Ask for the door as somebody, with what a browser says of where it was clicked."""

    async def asked(reference: str, who: Caller | None, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=[doors.door_route()]))
        cookies = {"sid": token(who)} if who else {}
        async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies=cookies) as client:
            return await client.get(routes.room_door(reference), headers=headers)

    return asked


def present(market: Market, booking_id: str) -> list[Actor]:
    with market.db.reading() as session:
        return [one.side for one in attendance.of(session, session.get_one(Booking, booking_id))]


@pytest.mark.parametrize("headers", [CLICKED, {"Referer": f"{SITE}/bookings/bk_1/room"}])
async def test_a_click_on_our_page_leads_to_the_room_and_is_kept(
    go: Callable[..., Any], market: Market, mentee: Caller, booking_id: str, headers: dict[str, str]
) -> None:
    answer = await go(booking_id, mentee, headers)
    assert (answer.status_code, answer.headers["location"]) == (303, PROFILE.room_url)
    assert answer.headers["cache-control"] == "no-store"
    assert present(market, booking_id) == [Actor.MENTEE]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Referer": f"{SITE}/"},
        {"Referer": f"{SITE}.evil.example/"},
        {"Referer": "https://mail.example/"},
    ],
)
async def test_a_link_elsewhere_leads_to_the_page_and_makes_no_attendance(
    go: Callable[..., Any], market: Market, mentee: Caller, booking_id: str, headers: dict[str, str]
) -> None:
    answer = await go(booking_id, mentee, headers)
    assert (answer.status_code, answer.headers["location"]) == (303, routes.room(booking_id))
    assert present(market, booking_id) == []


async def test_a_closed_door_leads_back_to_the_page_with_a_word_about_it(
    go: Callable[..., Any], market: Market, mentee: Caller, booking_id: str
) -> None:
    market.pass_time(hours=-1)
    assert (await go(booking_id, mentee, CLICKED)).headers["location"] == f"{routes.room(booking_id)}?closed=1"
    market.pass_time(hours=1)
    stranger = market.person("Noa")
    assert (await go(booking_id, stranger, CLICKED)).headers["location"] == f"{routes.room(booking_id)}?closed=1"
    assert (await go(booking_id, None, CLICKED)).headers["location"] == routes.room(booking_id)
    assert present(market, booking_id) == []
