"""The links of the mail that asks to confirm: they lead to the page for it, once, and to nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.payments.conftest import sandbox_process, world
from tests.payments.test_challenges import answer, asked
from tests.payments.test_saved_cards import saved, until
from tests.payments.world import World
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.tables import Booking
from thoughtcloud.ui import backstage, confirmations, routes

__all__ = ["sandbox_process", "world"]
Way = Callable[[str, str], str]
Follow = Callable[[str], Any]
BOTH = (routes.confirm, routes.confirm_by_another_card)


@pytest.fixture
def follow(world: World, monkeypatch: pytest.MonkeyPatch) -> Follow:
    """Follow a link as a browser does that is signed in as nobody; where it leads."""
    monkeypatch.setattr(backstage, "_platform", world.platform)

    async def followed(path: str) -> str:
        transport = httpx.ASGITransport(Starlette(routes=confirmations.confirm_routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client:
            found = await client.get(path)
        assert found.status_code == 303
        assert found.headers["cache-control"] == "no-store"
        assert found.headers["referrer-policy"] == "no-referrer"
        return str(found.headers["location"])

    return followed


def key(world: World, booking: Booking) -> str:
    """What only the mail to the mentee has."""
    return world.payment(booking).page_key


async def test_a_declined_card_leads_to_the_page_for_another_one(world: World, follow: Follow) -> None:
    booking = saved(world, "pm_card_chargeCustomerFail")
    until(world, booking, before_start=timedelta(hours=72))
    for way in BOTH:
        assert await follow(way(booking.id, key(world, booking))) == world.payment(booking).checkout_url
    world.pay(booking)
    assert world.sync(booking).payment == "authorized"


async def test_a_bank_that_asks_for_its_cardholder_is_one_tap_away(world: World, follow: Follow) -> None:
    booking = asked(world)
    bank = await follow(routes.confirm(booking.id, key(world, booking)))
    assert "/3d_secure/" in bank
    answer(world, bank)
    assert world.sync(booking).payment == "authorized"


async def test_who_asked_for_another_card_gets_its_page(world: World, follow: Follow) -> None:
    booking = asked(world)
    assert "/c/pay/" in await follow(routes.confirm_by_another_card(booking.id, key(world, booking)))


@pytest.mark.parametrize("way", BOTH)
async def test_a_used_link_leads_to_the_booking_and_opens_nothing(world: World, follow: Follow, way: Way) -> None:
    booking = asked(world)
    used = key(world, booking)
    answer(world, await follow(routes.confirm(booking.id, used)))
    assert await follow(way(booking.id, used)) == routes.booking(booking.id), "though no webhook has come yet"
    world.sync(booking)
    assert await follow(way(booking.id, used)) == routes.booking(booking.id)
    assert key(world, booking) == ""


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize("forged", ["x", "ü", "%00", "a" * 400, "..", "null"])
async def test_a_wrong_key_opens_nothing(world: World, follow: Follow, way: Way, forged: str) -> None:
    booking = asked(world)
    before = world.payment(booking)
    if forged != "..":
        assert await follow(way(booking.id, forged)) == routes.booking(booking.id)
    assert world.payment(booking) == before


@pytest.mark.parametrize("way", BOTH)
async def test_the_key_of_one_booking_opens_no_other(world: World, follow: Follow, way: Way) -> None:
    mine, other = asked(world), saved(world)
    theirs = saved(world, "pm_card_chargeCustomerFail")
    until(world, theirs, before_start=timedelta(hours=72))
    for booking in (other, theirs):
        before = world.payment(booking)
        assert await follow(way(booking.id, key(world, mine))) == routes.booking(booking.id)
        assert world.payment(booking) == before


@pytest.mark.parametrize("way", BOTH)
async def test_while_nothing_is_asked_there_is_no_key_to_guess(world: World, follow: Follow, way: Way) -> None:
    booking = saved(world)
    assert key(world, booking) == ""
    assert await follow(way(booking.id, "%20")) == routes.booking(booking.id)
    assert await follow(way("bk_nobody", "x")) == routes.booking("bk_nobody")


@pytest.mark.parametrize("way", BOTH)
async def test_of_a_session_that_is_off_nothing_is_confirmed(world: World, follow: Follow, way: Way) -> None:
    booking = asked(world)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    assert await follow(way(booking.id, key(world, booking))) == routes.booking(booking.id)
    assert world.states(booking) == ("cancelled", "action_required", "not_due")


@pytest.mark.parametrize("way", BOTH)
async def test_a_link_of_a_session_called_off_by_time_is_over(world: World, follow: Follow, way: Way) -> None:
    booking = asked(world)
    link = way(booking.id, key(world, booking))
    until(world, booking, before_start=timedelta(hours=24))
    assert await follow(link) == routes.booking(booking.id)


async def test_when_stripe_does_not_answer_the_booking_is_shown_and_the_link_works_later(
    world: World, follow: Follow
) -> None:
    booking = asked(world)
    link = routes.confirm(booking.id, key(world, booking))
    with world.one_call_fails("500", "GET", "/v1/payment_intents"):
        assert await follow(link) == routes.booking(booking.id)
    assert "/3d_secure/" in await follow(link)
