"""The mentee's list of bookings, coming and past."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.store.views import booking_list
from thoughtcloud.store.views.booking_list import Span
from thoughtcloud.ui import backstage, display, present
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import caller_of, reader_of


class BookingsState(rx.State):
    """One part of the list, as far as it was read."""

    loaded: bool = False
    busy: bool = False
    problem: str = ""
    span: str = "upcoming"
    rows: rx.Field[list[display.BookingRow]] = rx.field(default_factory=list)
    has_more: bool = False
    _after: str | None = None

    @handler
    async def load(self) -> None:
        """Read the list from its beginning."""
        self.problem = ""
        await self._read(after=None)
        self.loaded = True

    @handler
    async def show(self, span: str) -> AsyncIterator[Any]:
        """Show the other part."""
        if span not in tuple(Span):
            return
        self.span, self.loaded = str(span), False
        yield
        await self._read(after=None)
        self.loaded = True

    @handler
    async def show_more(self) -> AsyncIterator[Any]:
        """Read on where the list ended."""
        if self._after is None:
            return
        self.busy = True
        yield
        await self._read(self._after)
        self.busy = False

    async def _read(self, after: str | None) -> None:
        caller, reader = await caller_of(self), await reader_of(self)
        if caller is None:
            return
        try:
            page = await backstage.ask(booking_list.of_mentee, caller, Span(self.span), after=after)
        except Problem as problem:
            self.problem = problem.text
            return
        rows = [present.bookings.row(found, reader) for found in page.rows]
        self.rows = [*self.rows, *rows] if after else rows
        self._after, self.has_more = page.after, page.after is not None
