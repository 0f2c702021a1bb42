"""The private calendar's address: one per person, known to them alone, replaced and revoked by them alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.services import calendar_feeds
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import CalendarFeed
from thoughtcloud.store.unit import Database


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def made(market: Market, caller: Caller) -> str:
    with market.db.unit_of_work() as session:
        return calendar_feeds.make(session, caller, now=market.now)


def opens(market: Market, token: Any, source: str = "192.0.2.1") -> str | None:
    with market.db.unit_of_work() as session:
        return calendar_feeds.admit(session, token, source=source, now=market.now)


def test_an_address_opens_its_owners_calendar_and_only_its_hash_is_kept(market: Market) -> None:
    noor, maya = market.person("Noor"), market.person("Maya")
    token, other = made(market, noor), made(market, maya)
    assert len(token) >= 40
    assert (opens(market, token), opens(market, other)) == (noor.person_id, maya.person_id)
    with market.db.reading() as session:
        assert token not in str([row.model_dump() for row in session.exec(select(CalendarFeed))])


def test_a_new_address_ends_the_old_one(market: Market) -> None:
    noor = market.person("Noor")
    old = made(market, noor)
    new = made(market, noor)
    assert old != new
    assert (opens(market, old), opens(market, new)) == (None, noor.person_id)


def test_a_revoked_address_leads_nowhere(market: Market) -> None:
    noor, maya = market.person("Noor"), market.person("Maya")
    token, other = made(market, noor), made(market, maya)
    with market.db.unit_of_work() as session:
        calendar_feeds.revoke(session, noor, now=market.now)
        calendar_feeds.revoke(session, noor, now=market.now)
    assert (opens(market, token), opens(market, other)) == (None, maya.person_id)
    with market.db.reading() as session:
        assert calendar_feeds.of(session, noor, now=market.now) is None


def test_it_is_told_when_a_calendar_read_it_last(market: Market) -> None:
    noor = market.person("Noor")
    token, at = made(market, noor), market.now
    with market.db.reading() as session:
        assert calendar_feeds.of(session, noor, now=market.now) == calendar_feeds.Feed(at, None)
    market.now += timedelta(hours=3)
    opens(market, token)
    with market.db.reading() as session:
        assert calendar_feeds.of(session, noor, now=market.now) == calendar_feeds.Feed(at, market.now)


@pytest.mark.parametrize(
    "token", [None, 7, "", "x", "x" * 43, "x" * 100_000, "ü" * 43, "' or 1=1 --" * 4, "\x00" * 40]
)
def test_a_forged_token_opens_nothing(market: Market, token: Any) -> None:
    made(market, market.person("Noor"))
    assert opens(market, token) is None


def test_whoever_knocks_at_wrong_doors_is_stopped_and_nobody_else(market: Market) -> None:
    token = made(market, market.person("Noor"))
    for _ in range(calendar_feeds.WRONG_DOORS.tries):
        opens(market, "x" * 43, "192.0.2.7")
    with pytest.raises(Problem, match="too_many_tries"):
        opens(market, "y" * 43, "192.0.2.7")
    assert opens(market, token, "192.0.2.7") is not None
    assert opens(market, "x" * 43, "192.0.2.8") is None


def test_a_calendar_that_never_rests_is_stopped_for_a_while(market: Market) -> None:
    token = made(market, market.person("Noor"))
    for _ in range(calendar_feeds.READS.tries):
        opens(market, token)
    with pytest.raises(Problem, match="too_many_tries"):
        opens(market, token)
    market.now += calendar_feeds.READS.within
    assert opens(market, token) is not None


def test_nobody_makes_or_ends_an_address_without_being_signed_in(market: Market) -> None:
    for usecase in (calendar_feeds.make, calendar_feeds.revoke, calendar_feeds.of):
        with market.db.unit_of_work() as session, pytest.raises(Problem, match="signed_out"):
            usecase(session, None, now=market.now)
