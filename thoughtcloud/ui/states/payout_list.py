"""What a mentor sees of their payouts: when the next one is due, those that were, and what one pays out."""

from __future__ import annotations

from datetime import datetime

import reflex as rx
from sqlmodel import Session

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import balances
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views.paging import LONGEST, PAGE, Page
from thoughtcloud.store.views.payouts import Outlook, PayoutRow
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import BalanceLine, PayoutLine, ScheduleStory
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.lists import PagedList
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

Looked = tuple[Outlook, Page[PayoutRow]]


class PayoutListState(PagedList, rx.State):
    """A mentor's payouts. `opened` names the one whose parts are shown."""

    ready: bool = False
    busy: bool = False
    schedule: ScheduleStory = ScheduleStory()
    payouts: list[PayoutLine] = []
    opened: str = ""
    parts: list[BalanceLine] = []

    @handler
    async def load(self) -> None:
        """The payouts from the beginning, nothing opened."""
        self._close()
        self.payouts = []
        await self._look()

    @handler
    async def refresh(self) -> None:
        """The payouts as they are now; what is open stays open."""
        if self.ready:
            await self._look()

    @handler
    async def open_parts(self, payout_id: str) -> object:
        """Show what one payout pays out; a second press hides it."""
        if payout_id == self.opened:
            self._close()
            return None
        caller, pen = await caller_of(self), await pen_of(self)
        try:
            found = await backstage.ask(balances.payout_items, caller, payout_id)
        except Problem as problem:
            return say(problem.text, "bad")
        self.opened, self.parts = str(payout_id), [present.payouts.part(item, pen) for item in found]
        return None

    async def _page(self, after: str | None) -> Page[PayoutRow]:
        return await backstage.ask(balances.payouts, await caller_of(self), after=after)

    async def _look(self) -> None:
        caller = await caller_of(self)
        try:
            looked = await backstage.ask(_look, caller, len(self.payouts))
        except Problem:
            # Who may not see the payouts may not see the balance either, and it says why.
            self.ready, self.payouts = False, []
            return
        self._show(looked, await pen_of(self))

    def _show(self, looked: Looked, pen: Pen) -> None:
        outlook, page = looked
        self.schedule = present.payouts.schedule(outlook, pen)
        self._begin(page, pen)
        self.ready = True

    def _clear(self) -> None:
        self.payouts = []

    def _add(self, rows: tuple[PayoutRow, ...], pen: Pen) -> None:
        self.payouts = [*self.payouts, *(present.payouts.payout(row, pen) for row in rows)]

    def _close(self) -> None:
        self.opened, self.parts = "", []


def _look(session: Session, caller: Caller | None, shown: int, *, now: datetime) -> Looked:
    """The schedule and the payouts in one reading; no fewer than are on the screen."""
    limit = min(max(PAGE, shown), LONGEST)
    return balances.outlook(session, caller, now=now), balances.payouts(session, caller, now=now, limit=limit)
