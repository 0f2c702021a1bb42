"""The audit log, searched and read page by page, for the people who run the marketplace."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.store.views import audit
from thoughtcloud.store.views.audit import EntrySeen
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui import backstage, present_audit
from thoughtcloud.ui.display_audit import AuditLine
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of
from thoughtcloud.ui.states.wishes import text

LONGEST_SEARCH = 254


class AuditState(rx.State):
    """What was done, newest first. `refused` for everybody who does not run the marketplace."""

    ready: bool = False
    refused: bool = False
    problem: str = ""
    search: str = ""
    act: str = ""
    entries: list[AuditLine] = []
    more: bool = False
    _after: str | None = None

    @handler
    async def load(self) -> None:
        """The whole log, from its newest entry."""
        self.search, self.act = "", ""
        await self._look()

    @handler
    async def refresh(self) -> None:
        """The same, as it is now."""
        await self._look()

    @handler
    async def find(self, typed: dict[str, Any]) -> None:
        """Search by operator, booking, day or id, in one kind of act or in all."""
        wanted = typed if isinstance(typed, dict) else {}
        act = text(wanted.get("act"), LONGEST_SEARCH)
        self.search = text(wanted.get("search"), LONGEST_SEARCH)
        self.act = act if act in present_audit.TITLES else ""
        await self._look()

    @handler
    async def show_more(self) -> Any:
        """Read on in the log."""
        if self._after is None:
            return None
        try:
            await self._add(await self._page(self._after))
        except Problem as problem:
            return say(problem.text, "bad")
        return None

    async def _look(self) -> None:
        try:
            page = await self._page(None)
        except Problem as problem:
            self.refused = problem.kind in (Kind.FORBIDDEN, Kind.SIGNED_OUT)
            self.problem = "" if self.refused else problem.text
            return
        self.entries = []
        await self._add(page)
        self.ready, self.refused, self.problem = True, False, ""

    async def _page(self, after: str | None) -> Page[EntrySeen]:
        zone = (await pen_of(self)).zone
        caller = await caller_of(self)
        return await backstage.ask(audit.entries, caller, self.search, self.act, zone=zone, after=after)

    async def _add(self, page: Page[EntrySeen]) -> None:
        pen = await pen_of(self)
        self.entries = [*self.entries, *(present_audit.entry(row, pen) for row in page.rows)]
        self._after, self.more = page.after, page.after is not None
