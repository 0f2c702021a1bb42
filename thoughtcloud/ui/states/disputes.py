"""Disputes, as the people who run the marketplace see and answer them: the list, and one with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.evidence import Field
from thoughtcloud.services import disputes
from thoughtcloud.store.views import disputes as views
from thoughtcloud.store.views.disputes import DisputeRow
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui import backstage, paying, present
from thoughtcloud.ui.display import DisputeFile, DisputeLine
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.operator_only import OperatorList, OperatorOnly
from thoughtcloud.ui.states.viewer import caller_of, path_part
from thoughtcloud.ui.states.wishes import text

LONGEST_SEARCH = 254
LISTS = ("open", "all")


class DisputesState(OperatorList, rx.State):
    """The disputes that are open, or all."""

    tab: str = "open"
    search: str = ""
    lines: list[DisputeLine] = []

    @handler
    async def load(self) -> None:
        """What is open, the next deadline first."""
        self.tab, self.search = "open", ""
        await self._look()

    @handler
    async def choose(self, tab: str) -> None:
        """The other list."""
        if isinstance(tab, str) and tab in LISTS:
            self.tab, self.search = tab, ""
            await self._look()

    @handler
    async def find(self, typed: dict[str, Any]) -> None:
        """Search all of them."""
        self.search = text(typed.get("search"), LONGEST_SEARCH) if isinstance(typed, dict) else ""
        await self._look()

    async def _page(self, after: str | None) -> Page[DisputeRow]:
        caller, everything = await caller_of(self), self.tab == "all"
        return await backstage.ask(views.disputes, caller, self.search, everything=everything, after=after)

    def _clear(self) -> None:
        self.lines = []

    def _add(self, rows: tuple[DisputeRow, ...], pen: Pen) -> None:
        self.lines = [*self.lines, *(present.disputes.line(row, pen) for row in rows)]


class DisputeState(OperatorOnly, rx.State):
    """The dispute that the address names; `texts` is what is written in each field of its evidence.

    `asking` is the question that is open: `send` or `accept`. `version` changes when the texts are read anew.
    """

    test_mode: bool = False
    file: DisputeFile = DisputeFile()
    texts: dict[str, str] = {}
    version: str = ""
    asking: str = ""
    busy: bool = False

    @handler
    async def load(self) -> None:
        """The dispute from the beginning."""
        self.ready, self.asking = False, ""
        await self._look()

    @handler
    async def save(self, typed: dict[str, Any]) -> Any:
        """Keep what was written, and ask whether it is to go to the bank."""
        if not isinstance(typed, dict):
            return None
        written = {field.value: typed.get(field.value, "") for field in Field}
        try:
            await backstage.act(disputes.write, await caller_of(self), self._reference(), written)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        self.asking = "send"
        return None

    @handler
    async def ask_accept(self) -> None:
        """Show what giving the dispute up means."""
        self.asking = "accept"

    @handler
    async def close_question(self) -> None:
        """No."""
        self.asking = ""

    @handler
    async def send(self) -> Any:
        """Yes, send the evidence to the bank."""
        return await self._do(disputes.send, "The evidence is on its way to the bank.")

    @handler
    async def accept(self) -> Any:
        """Yes, give the dispute up."""
        return await self._do(disputes.accept, "The dispute is given up: the mentee keeps the money.")

    async def _do(self, usecase: Callable[..., str], done: str) -> Any:
        self.asking = ""
        try:
            booking_id = await backstage.act(usecase, await caller_of(self), self._reference())
        except Problem as problem:
            await self._look()
            return say(problem.text, "bad")
        await paying.finish(booking_id)
        await self._look()
        return say(done)

    async def _read(self) -> None:
        found = await backstage.ask(views.one, await caller_of(self), self._reference())
        self.file = present.disputes.file(found, await pen_of(self))
        texts = present.disputes.texts(found)
        if texts != self.texts:
            self.texts, self.version = texts, f"{self.file.id} {hash(tuple(texts.values()))}"
        self.test_mode = backstage.platform().settings.sandbox

    def _reference(self) -> str:
        return path_part(self, 2)
