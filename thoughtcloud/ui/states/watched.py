"""How a page of one mentor's free times stays true while it is open: what others take goes from it at once."""

from __future__ import annotations

import time
from typing import Any

import reflex as rx

from thoughtcloud.store.calendar import Trace
from thoughtcloud.ui import watching
from thoughtcloud.ui.states.events import handler, in_background

# A page that is looked at asks again every thirty seconds (`refreshing`); one that was left does not.
QUIET_SECONDS = 75.0
WATCH_SECONDS = 20.0


class Watched(rx.State, mixin=True):
    """A page of free times. `load` calls `_begin_watch` before it reads them, and returns its class's `watch`.

    Told by what `load` returns, because events that run in the background do not wait for those before them.
    """

    loaded: bool = False
    # The mentor's id, empty where there is nothing to watch, and what their calendar was before it was read.
    _watched: str = ""
    _trace: Trace | None = None
    _watch: int = 0
    _heard_at: float = 0.0

    @handler
    async def refresh(self) -> Any:
        """Look again what is free, and go on watching for those who come back after a while."""
        if not self.loaded:
            return None
        forgotten = self._is_quiet()
        self._heard_at = time.monotonic()
        await self._look_again()
        return type(self).watch if forgotten and self._watched else None

    @in_background
    async def watch(self) -> None:
        """Look again whenever the mentor's calendar has changed; ends when nothing is heard of the page."""
        async with self:
            self._watch += 1
            self._heard_at = time.monotonic()
            mine, mentor_id, seen = self._watch, self._watched, self._trace
        while mentor_id:
            trace = await watching.next_change(mentor_id, seen, WATCH_SECONDS)
            async with self:
                if self._watch != mine or self._watched != mentor_id or self._is_quiet():
                    return
                if trace != seen:
                    self._trace = seen = trace
                    await self._look_again()

    async def _begin_watch(self, mentor_id: str) -> None:
        """Remember what the calendar is, so that no change is missed between reading and watching it."""
        self._watched = mentor_id
        self._trace = await watching.now(mentor_id) if mentor_id else None

    async def _look_again(self) -> None:
        """Show what is free now; a choice that has gone is told of."""
        raise NotImplementedError

    def _is_quiet(self) -> bool:
        """Whether the page has not asked for anything for so long that nobody can be looking at it."""
        return time.monotonic() - self._heard_at > QUIET_SECONDS
