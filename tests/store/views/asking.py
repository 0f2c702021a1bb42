"""How tests of views ask: for one answer, for every page of a list, or in vain."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.services import sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views.paging import Page

STRANGE: tuple[Any, ...] = (7, True, {"a": 1}, ["x"], "x" * 30_000, "\0", "!!!", "e30", b"x", object())


def ask(market: Market, view: Callable[..., Any], *args: Any, **named: Any) -> Any:
    with market.db.reading() as session:
        return view(session, *args, **named, now=market.now)


def refused(market: Market, view: Callable[..., Any], *args: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        ask(market, view, *args, **named)
    return caught.value


def all_of(market: Market, view: Callable[..., Page[Any]], *args: Any, **named: Any) -> list[Any]:
    """Every row of a list, read in pages of two."""
    rows: list[Any] = []
    after = None
    while True:
        page = ask(market, view, *args, **named, after=after, limit=2)
        assert len(page.rows) <= 2
        rows += page.rows
        if page.after is None:
            return rows
        after = page.after


def give(market: Market, mentor: Caller, offer: str, mentee: Caller, place: int = 0) -> str:
    """A session that took place, was completed, captured and transferred."""
    start = market.slots(offer)[place]
    booking_id = market.confirmed(mentee, offer, start)
    market.now = start + timedelta(hours=2)
    with market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    market.captured(booking_id)
    market.transferred(booking_id)
    return booking_id
