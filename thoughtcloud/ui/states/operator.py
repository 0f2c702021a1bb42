"""What the people who run the marketplace see: its health, and one list at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.payments import inbox
from thoughtcloud.services import operations
from thoughtcloud.store.views import operator
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui import backstage, paying, present_operator
from thoughtcloud.ui.display_operator import BookingLine, EffectLine, EventLine, Tile
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of
from thoughtcloud.ui.states.wishes import text

# Each list: the view that reads it, what it is asked for, and the shape of its rows.
LISTS: dict[str, tuple[Callable[..., Page[Any]], tuple[str, ...], str]] = {
    "bookings": (operator.bookings, (), "bookings"),
    "cases": (operator.cases, (), "bookings"),
    "unsettled": (operator.unsettled, (), "bookings"),
    "effects": (operator.effects, ("buried",), "effects"),
    "effects-waiting": (operator.effects, ("waiting",), "effects"),
    "inbox": (operator.inbox, ("buried",), "events"),
    "inbox-waiting": (operator.inbox, ("waiting",), "events"),
}
LONGEST_SEARCH = 254


class OperatorState(rx.State):
    """The health of the marketplace and the chosen list. `refused` for everybody who does not run it."""

    ready: bool = False
    refused: bool = False
    console_url: str = ""
    problem: str = ""
    tiles: list[Tile] = []
    tab: str = "bookings"
    search: str = ""
    bookings: list[BookingLine] = []
    effects: list[EffectLine] = []
    events: list[EventLine] = []
    empty: bool = False
    more: bool = False
    busy: bool = False
    _after: str | None = None

    @handler
    async def load(self) -> None:
        """The first list from the beginning."""
        self.tab, self.search = "bookings", ""
        await self._look()

    @handler
    async def refresh(self) -> None:
        """The same list, from its beginning, as it is now."""
        await self._look()

    @handler
    async def choose(self, tab: str) -> None:
        """Another list."""
        if isinstance(tab, str) and tab in LISTS:
            self.tab, self.search = tab, ""
            await self._look()

    @handler
    async def find(self, typed: dict[str, Any]) -> None:
        """Search the calls or the events while they are shown, otherwise the bookings."""
        self.search = text(typed.get("search"), LONGEST_SEARCH) if isinstance(typed, dict) else ""
        if LISTS[self.tab][2] == "bookings":
            self.tab = "bookings"
        await self._look()

    @handler
    async def show_more(self) -> Any:
        """Read on in the list."""
        if self._after is None:
            return None
        try:
            page = await self._page(self._after)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._add(page)
        return None

    @handler
    async def retry(self, effect_id: int) -> Any:
        """Let a call to Stripe that was given up try again, at once."""
        try:
            booking_id = await backstage.act(operations.retry_effect, await caller_of(self), effect_id)
        except Problem as problem:
            return say(problem.text, "bad")
        await paying.finish(booking_id)
        await self._look()
        return say("Tried again. What still fails is listed with its cause.", "info")

    @handler
    async def replay(self, event_id: str) -> Any:
        """Have an event of Stripe's processed again."""
        try:
            await backstage.act(operations.replay_event, await caller_of(self), event_id, replay=inbox.replay)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say("The event is processed again in a moment.", "info")

    async def _look(self) -> None:
        try:
            health = await backstage.ask(operator.health, await caller_of(self))
            page = await self._page(None)
        except Problem as problem:
            self.refused = problem.kind in (Kind.FORBIDDEN, Kind.SIGNED_OUT)
            self.problem = "" if self.refused else problem.text
            return
        self.tiles = present_operator.tiles(health)
        self.bookings, self.effects, self.events = [], [], []
        await self._add(page)
        self.console_url = _console_url()
        self.ready, self.refused, self.problem = True, False, ""

    async def _page(self, after: str | None) -> Page[Any]:
        view, asked, shape = LISTS[self.tab]
        wanted = (*asked, self.search) if self.tab == "bookings" or shape != "bookings" else asked
        return await backstage.ask(view, await caller_of(self), *wanted, after=after)

    async def _add(self, page: Page[Any]) -> None:
        pen, shape = await pen_of(self), LISTS[self.tab][2]
        if shape == "bookings":
            self.bookings = [*self.bookings, *(present_operator.booking(row, pen) for row in page.rows)]
        elif shape == "effects":
            self.effects = [*self.effects, *(present_operator.effect(row, pen) for row in page.rows)]
        else:
            self.events = [*self.events, *(present_operator.event(row, pen) for row in page.rows)]
        self._after, self.more = page.after, page.after is not None
        self.empty = not (self.bookings or self.effects or self.events)


def _console_url() -> str:
    """Where the sandbox's clock and weather are made, while it stands in for Stripe; empty otherwise."""
    chosen = backstage.platform().settings
    return f"{chosen.stripe_api_base}/_console" if chosen.sandbox and chosen.stripe_api_base else ""
