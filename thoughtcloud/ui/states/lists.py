"""How a state shows a list page by page, each page below those that were read before."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say


class PagedList(rx.State, mixin=True):
    """A list as far as it was read; `more` while there is something to read on."""

    more: bool = False
    _after: str | None = None

    @handler
    async def show_more(self) -> Any:
        """Read on where the list ended."""
        if self._after is None:
            return None
        try:
            page = await self._page(self._after)
        except Problem as problem:
            return say(problem.text, "bad")
        self._append(page, await pen_of(self))
        return None

    def _begin(self, page: Page[Any], pen: Pen) -> None:
        """Show a first page in place of what was read before."""
        self._clear()
        self._append(page, pen)

    def _append(self, page: Page[Any], pen: Pen) -> None:
        self._add(page.rows, pen)
        self._after, self.more = page.after, page.after is not None

    async def _page(self, after: str | None) -> Page[Any]:
        """The page that begins after a place, None for the first. Raises `Problem`."""
        raise NotImplementedError

    def _clear(self) -> None:
        """Show no row."""
        raise NotImplementedError

    def _add(self, rows: tuple[Any, ...], pen: Pen) -> None:
        """Show rows below those that are shown."""
        raise NotImplementedError
