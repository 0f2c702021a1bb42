"""What the mentor's desk shows: sessions that wait, come and were; the balance in short; what is amiss."""

from __future__ import annotations

from datetime import datetime

import reflex as rx
from sqlmodel import Session

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import balances, mentors
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import booking_list, desk
from thoughtcloud.store.views.balance import Balance
from thoughtcloud.store.views.booking_list import BookingRow, Span
from thoughtcloud.store.views.paging import LONGEST, PAGE, Page
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import CurrencyBalance, SessionRow, Warning
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

Looked = tuple[desk.Desk, Page[BookingRow], Page[BookingRow], tuple[Balance, ...], tuple[mentors.Missing, ...]]


class DeskState(rx.State):
    """The mentor's desk. `refresh` keeps as many rows as were shown."""

    ready: bool = False
    problem: str = ""
    busy: bool = False
    warnings: list[Warning] = []
    balances: list[CurrencyBalance] = []
    waiting: list[SessionRow] = []
    upcoming: list[SessionRow] = []
    past: list[SessionRow] = []
    more_upcoming: bool = False
    more_past: bool = False
    _after_upcoming: str | None = None
    _after_past: str | None = None

    @handler
    async def load(self) -> None:
        """The desk from the beginning, when its page is entered."""
        self.upcoming, self.past = [], []
        await self._look()

    @handler
    async def refresh(self) -> None:
        """The desk as it is now, if it was opened."""
        if self.ready:
            await self._look()

    @handler
    async def show_more_upcoming(self) -> object:
        """The next page of sessions to come."""
        try:
            page = await self._page(Span.UPCOMING, self._after_upcoming)
        except Problem as problem:
            return say(problem.text, "bad")
        pen = await pen_of(self)
        self._after_upcoming, self.more_upcoming = page.after, page.after is not None
        self.upcoming = [*self.upcoming, *(present.sessions.row(row, pen) for row in page.rows)]
        return None

    @handler
    async def show_more_past(self) -> object:
        """The next page of sessions that were."""
        try:
            page = await self._page(Span.PAST, self._after_past)
        except Problem as problem:
            return say(problem.text, "bad")
        pen = await pen_of(self)
        self._after_past, self.more_past = page.after, page.after is not None
        self.past = [*self.past, *(present.sessions.row(row, pen) for row in page.rows)]
        return None

    async def _page(self, span: Span, after: str | None) -> Page[BookingRow]:
        if after is None:
            return Page(())
        caller = await caller_of(self)
        return await backstage.ask(booking_list.of_mentor, caller, span, after=after)

    async def _look(self) -> None:
        caller = await caller_of(self)
        try:
            looked = await backstage.ask(_look, caller, len(self.upcoming), len(self.past))
        except Problem as problem:
            self.problem = problem.text
            return
        self._show(looked, await pen_of(self))

    def _show(self, looked: Looked, pen: Pen) -> None:
        summary, upcoming, past, sums, missing = looked
        waiting = {row.booking_id for row in summary.to_complete}
        self.warnings = present.desk.warnings(summary, missing, pen.locale)
        self.balances = [present.balance.in_short(balance, pen) for balance in sums]
        self.waiting = [present.sessions.row(row, pen) for row in summary.to_complete]
        self.upcoming = [present.sessions.row(row, pen) for row in upcoming.rows if row.booking_id not in waiting]
        self.past = [present.sessions.row(row, pen) for row in past.rows if row.booking_id not in waiting]
        self._after_upcoming, self.more_upcoming = upcoming.after, upcoming.after is not None
        self._after_past, self.more_past = past.after, past.after is not None
        self.ready, self.problem = True, ""


def _look(session: Session, caller: Caller | None, upcoming: int, past: int, *, now: datetime) -> Looked:
    """All of the desk in one reading; at least a page of each list, and no less than is on the screen."""
    return (
        desk.of(session, caller, now=now),
        booking_list.of_mentor(session, caller, Span.UPCOMING, now=now, limit=_rows(upcoming)),
        booking_list.of_mentor(session, caller, Span.PAST, now=now, limit=_rows(past)),
        balances.balance(session, caller, now=now),
        mentors.missing(session, caller, now=now),
    )


def _rows(shown: int) -> int:
    return min(max(PAGE, shown), LONGEST)
