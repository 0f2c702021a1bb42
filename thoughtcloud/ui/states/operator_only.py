"""How a state shows what only the people who run the marketplace may see: one thing, or a list of pages."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.lists import PagedList


class OperatorOnly(rx.State, mixin=True):
    """`ready` once it was read, `refused` for everybody who does not run the marketplace."""

    ready: bool = False
    refused: bool = False
    problem: str = ""

    @handler
    async def refresh(self) -> None:
        """The same, as it is now."""
        await self._look()

    async def _look(self) -> None:
        """Read it anew; what is shown stays where that fails."""
        try:
            await self._read()
        except Problem as problem:
            self.refused = problem.kind in (Kind.FORBIDDEN, Kind.SIGNED_OUT)
            self.problem = "" if self.refused else problem.text
            return
        self.ready, self.refused, self.problem = True, False, ""

    async def _read(self) -> None:
        """Ask for everything, and only then show it. Raises `Problem`."""
        raise NotImplementedError


class OperatorList(PagedList, OperatorOnly, mixin=True):
    """A list read page by page, and what stands beside it."""

    async def _read(self) -> None:
        page = await self._page(None)
        await self._read_beside()
        self._begin(page, await pen_of(self))

    async def _read_beside(self) -> None:
        """Ask for what stands beside the list, and only then show it: nothing, unless a list says more."""
