"""The private calendar of whoever is signed in, as the account page shows it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import calendar_feeds
from thoughtcloud.ui import backstage, routes
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of


class CalendarState(rx.State):
    """Whether there is an address and since when; `address` only right after it was made, until the next visit."""

    loaded: bool = False
    is_made: bool = False
    told: str = ""
    address: str = ""
    subscribe: str = ""
    asks_renewal: bool = False
    asks_end: bool = False

    @handler
    async def load(self) -> None:
        """A visit: what there is, without the address itself."""
        self.address = self.subscribe = ""
        self.asks_renewal = self.asks_end = False
        await self._look()

    @handler
    async def make(self) -> Any:
        """Make an address, in place of an older one."""
        self.asks_renewal = False
        try:
            token = await backstage.act(calendar_feeds.make, await caller_of(self))
        except Problem as problem:
            return say(problem.text, "bad")
        self.address = backstage.platform().settings.public_url + routes.calendar_feed(token)
        self.subscribe = "webcal:" + self.address.partition(":")[2]
        await self._look()
        return None

    @handler
    async def revoke(self) -> Any:
        """The address leads nowhere any more."""
        self.asks_end = False
        try:
            await backstage.act(calendar_feeds.revoke, await caller_of(self))
        except Problem as problem:
            return say(problem.text, "bad")
        self.address = self.subscribe = ""
        await self._look()
        return say("Your calendar address is no good any more.")

    @handler
    def copied(self) -> Any:
        """Put the address into the clipboard, and say so."""
        return [rx.set_clipboard(self.address), say("Copied.")] if self.address else None

    @handler
    def ask_renewal(self) -> None:
        """Ask whether to replace the address."""
        self.asks_renewal = True

    @handler
    def ask_end(self) -> None:
        """Ask whether to end it."""
        self.asks_end = True

    @handler
    def keep(self) -> None:
        """Leave everything as it is."""
        self.asks_renewal = self.asks_end = False

    async def _look(self) -> None:
        try:
            found = await backstage.ask(calendar_feeds.of, await caller_of(self))
        except Problem:
            self.loaded = False
            return
        pen = await pen_of(self)
        self.loaded, self.is_made = True, found is not None
        if found is None:
            self.told = ""
            return
        read = f"Last read {pen.stamp(found.read_at)}." if found.read_at else "No calendar has read it yet."
        self.told = f"Made {pen.stamp(found.made_at)}. {read}"
