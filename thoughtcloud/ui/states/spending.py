"""What a mentee sees of what they have paid: the sums, and the bookings behind them."""

from __future__ import annotations

from datetime import datetime

import reflex as rx
from sqlmodel import Session

from thoughtcloud.core.errors import Problem
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import spending
from thoughtcloud.store.views.paging import LONGEST, PAGE, Page
from thoughtcloud.store.views.spending import BookingSpent, Spent
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import SpentRow, SpentSum
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.lists import PagedList
from thoughtcloud.ui.states.viewer import caller_of

Looked = tuple[tuple[Spent, ...], Page[BookingSpent]]


class SpendingState(PagedList, rx.State):
    """What was paid, as far as it was read."""

    ready: bool = False
    busy: bool = False
    problem: str = ""
    sums: list[SpentSum] = []
    rows: list[SpentRow] = []

    @handler
    async def load(self) -> None:
        """From the beginning."""
        self.rows = []
        await self._look()

    @handler
    async def refresh(self) -> None:
        """As it is now; no fewer rows than are shown."""
        await self._look()

    async def _page(self, after: str | None) -> Page[BookingSpent]:
        return await backstage.ask(spending.bookings, await caller_of(self), after=after)

    async def _look(self) -> None:
        caller, pen = await caller_of(self), await pen_of(self)
        if caller is None:
            return
        try:
            sums, page = await backstage.ask(_look, caller, len(self.rows))
        except Problem as problem:
            self.problem = problem.text
            return
        self.sums = [present.spending.total(one, pen) for one in sums]
        self._begin(page, pen)
        self.ready, self.problem = True, ""

    def _clear(self) -> None:
        self.rows = []

    def _add(self, rows: tuple[BookingSpent, ...], pen: Pen) -> None:
        self.rows = [*self.rows, *(present.spending.row(found, pen) for found in rows)]


def _look(session: Session, caller: Caller | None, shown: int, *, now: datetime) -> Looked:
    """Sums and bookings in one reading."""
    limit = min(max(PAGE, shown), LONGEST)
    return spending.sums(session, caller, now=now), spending.bookings(session, caller, now=now, limit=limit)
