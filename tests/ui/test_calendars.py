"""Calendars over HTTP: what a feed shows and hides, when it is not sent again, and who gets a file."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from tests.market import Market
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services import calendar_feeds, moves
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import calendars, routes

SITE = "http://localhost:3000"


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


@pytest.fixture
def offer(market: Market, mentor: Caller) -> str:
    return market.offer(mentor)


@pytest.fixture
def get(platform: Platform, token: Callable[[Caller], str]) -> Callable[..., Any]:
    async def asked(path: str, who: Caller | None = None, headers: dict[str, str] | None = None) -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=calendars.calendar_routes()))
        cookies = {"sid": token(who)} if who else {}
        async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies=cookies) as client:
            return await client.get(path, headers=headers or {})

    return asked


def address(market: Market, caller: Caller) -> str:
    with market.db.unit_of_work() as session:
        return routes.calendar_feed(calendar_feeds.make(session, caller, now=market.now))


def shown(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200
    calendar: Any = Calendar.from_ical(answer.text)
    return {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


async def test_a_feed_shows_what_is_agreed_and_nothing_that_is_off(
    get: Callable[..., Any], market: Market, mentor: Caller, mentee: Caller, offer: str
) -> None:
    slots = market.slots(offer)
    market.hold(mentee, offer, slots[0])
    kept = market.confirmed(mentee, offer, slots[8])
    off = market.confirmed(mentee, offer, slots[16])
    for caller, other in ((mentee, "Amara Okafor"), (mentor, "Noor")):
        feed = address(market, caller)
        assert set(shown(await get(feed))) == {kept, off} if caller is mentee else {kept}
        if caller is mentee:
            market.tell(off, Event.CANCELLED, Actor.MENTOR)
        events = shown(await get(feed))
        assert set(events) == {kept}
        assert other in events[kept]["summary"]
        assert events[kept]["dtstart"].dt == slots[8]
        assert "attendee" not in events[kept]


async def test_a_mentor_who_books_elsewhere_sees_both_kinds(
    get: Callable[..., Any], market: Market, mentor: Caller, mentee: Caller, offer: str
) -> None:
    other = market.mentor("Bela Horvat")
    given = market.confirmed(mentee, offer, market.slots(offer)[0])
    taken = market.confirmed(mentor, market.offer(other), market.slots(market.offer(other))[30])
    assert set(shown(await get(address(market, mentor)))) == {given, taken}


async def test_a_moved_session_moves_in_the_feed(
    get: Callable[..., Any], market: Market, mentee: Caller, offer: str
) -> None:
    slots = market.slots(offer)
    booking_id = market.confirmed(mentee, offer, slots[0])
    feed = address(market, mentee)
    before = await get(feed)
    with market.db.unit_of_work() as session:
        moves.move(session, mentee, booking_id, to=slots[20], seen=0, now=market.now)
    after = await get(feed, headers={"If-None-Match": before.headers["etag"]})
    event = shown(after)[booking_id]
    assert (event["dtstart"].dt, event["sequence"]) == (slots[20], 1)


async def test_what_has_not_changed_is_not_sent_again(
    get: Callable[..., Any], market: Market, mentee: Caller, offer: str
) -> None:
    market.confirmed(mentee, offer, market.slots(offer)[0])
    feed = address(market, mentee)
    first = await get(feed)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["x-robots-tag"] == "noindex, nofollow"
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    market.pass_time(minutes=30)
    for named in (tag, f'W/{tag}, "x"', "*"):
        again = await get(feed, headers={"If-None-Match": named})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await get(feed, headers={"If-None-Match": '"x"'})).status_code == 200


@pytest.mark.parametrize("token", ["x" * 43, "x", "%00" * 40, "..%2F..%2Fetc", "x" * 5000])
async def test_any_other_address_leads_nowhere(get: Callable[..., Any], market: Market, token: str) -> None:
    address(market, market.person("Noor"))
    answer = await get(f"/calendar/{token}.ics")
    assert answer.status_code == 404
    assert "VCALENDAR" not in answer.text


async def test_an_ended_address_leads_nowhere_at_once(
    get: Callable[..., Any], market: Market, mentee: Caller
) -> None:
    feed = address(market, mentee)
    assert (await get(feed)).status_code == 200
    with market.db.unit_of_work() as session:
        calendar_feeds.revoke(session, mentee, now=market.now)
    assert (await get(feed)).status_code == 404


async def test_whoever_tries_doors_is_told_to_wait(get: Callable[..., Any]) -> None:
    for _ in range(calendar_feeds.WRONG_DOORS.tries):
        assert (await get(f"/calendar/{'x' * 43}.ics")).status_code == 404
    answer = await get(f"/calendar/{'x' * 43}.ics")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")


async def test_each_side_gets_the_session_as_a_file_and_nobody_else(
    get: Callable[..., Any], market: Market, mentor: Caller, mentee: Caller, offer: str
) -> None:
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    path = routes.booking_file(booking_id)
    for caller in (mentor, mentee):
        answer = await get(path, caller)
        assert set(shown(answer)) == {booking_id}
        assert answer.headers["content-disposition"] == f'attachment; filename="{booking_id}.ics"'
    for stranger in (market.person("Eve"), market.person("Olga", operator=True)):
        assert (await get(path, stranger)).status_code == 404
    nobody = await get(path)
    assert (nobody.status_code, nobody.headers["location"]) == (303, routes.sign_in(routes.booking(booking_id)))
    assert (await get(routes.booking_file("bk_x"), mentee)).status_code == 404


async def test_there_is_no_file_of_what_is_not_paid_or_is_off(
    get: Callable[..., Any], market: Market, mentee: Caller, offer: str
) -> None:
    held = market.hold(mentee, offer, market.slots(offer)[0])
    assert (await get(routes.booking_file(held), mentee)).status_code == 404
    market.authorized(held)
    assert (await get(routes.booking_file(held), mentee)).status_code == 200
    market.tell(held, Event.CANCELLED, Actor.MENTEE)
    assert (await get(routes.booking_file(held), mentee)).status_code == 404
