"""The audit log, searched and read page by page, for the people who run the marketplace."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.store.views import audit
from thoughtcloud.store.views.audit import EntrySeen
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import AuditLine
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.operator_only import OperatorList
from thoughtcloud.ui.states.viewer import caller_of
from thoughtcloud.ui.states.wishes import text

LONGEST_SEARCH = 254


class AuditState(OperatorList, rx.State):
    """What was done, newest first."""

    search: str = ""
    act: str = ""
    entries: list[AuditLine] = []

    @handler
    async def load(self) -> None:
        """The whole log, from its newest entry."""
        self.search, self.act = "", ""
        await self._look()

    @handler
    async def find(self, typed: dict[str, Any]) -> None:
        """Search by operator, booking, day or id, in one kind of act or in all."""
        wanted = typed if isinstance(typed, dict) else {}
        act = text(wanted.get("act"), LONGEST_SEARCH)
        self.search = text(wanted.get("search"), LONGEST_SEARCH)
        self.act = act if act in present.audit.TITLES else ""
        await self._look()

    async def _page(self, after: str | None) -> Page[EntrySeen]:
        zone = (await pen_of(self)).zone
        caller = await caller_of(self)
        return await backstage.ask(audit.entries, caller, self.search, self.act, zone=zone, after=after)

    def _clear(self) -> None:
        self.entries = []

    def _add(self, rows: tuple[EntrySeen, ...], pen: Pen) -> None:
        self.entries = [*self.entries, *(present.audit.entry(row, pen) for row in rows)]
