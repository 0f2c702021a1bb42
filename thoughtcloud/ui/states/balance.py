"""What a mentor sees of their balance: each currency by itself, and one place of it opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import reflex as rx
from sqlmodel import Session

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money
from thoughtcloud.services import balances, fees
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import desk
from thoughtcloud.store.views.balance import Balance, Bucket, Debt, EntryRow
from thoughtcloud.store.views.desk import PayoutSetup
from thoughtcloud.store.views.earnings import Earnings
from thoughtcloud.store.views.paging import LONGEST, PAGE, Page
from thoughtcloud.store.views.payouts import Outlook
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import BalanceLine, CurrencyBalance
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of


@dataclass(frozen=True, slots=True)
class Looked:
    """All that is read for the screen at one moment."""

    sums: tuple[Balance, ...]
    kept: dict[str, Money]
    earnings: tuple[Earnings, ...]
    debts: tuple[Debt, ...]
    outlook: Outlook
    setup: PayoutSetup


class BalanceState(rx.State):
    """A mentor's balance. `open_currency` and `open_place` name the sum whose entries are shown."""

    ready: bool = False
    problem: str = ""
    busy: bool = False
    has_account: bool = False
    currencies: list[CurrencyBalance] = []
    open_currency: str = ""
    open_place: str = ""
    open_name: str = ""
    open_says: str = ""
    lines: list[BalanceLine] = []
    more_lines: bool = False
    _after_lines: str | None = None

    @handler
    async def load(self) -> None:
        """The balance from the beginning, nothing opened."""
        self._close()
        await self._look()

    @handler
    async def refresh(self) -> None:
        """The balance as it is now; what is open stays open."""
        await self._look()
        if self.ready and self.open_place:
            await self._open(self.open_place, self.open_currency, limit=len(self.lines))

    @handler
    async def open_entries(self, currency: str, place: str) -> object:
        """Show the entries behind one sum; a second press hides them."""
        if (currency, place) == (self.open_currency, self.open_place):
            self._close()
            return None
        return await self._open(place, currency, limit=PAGE)

    @handler
    async def close_entries(self) -> None:
        """Hide the entries."""
        self._close()

    @handler
    async def show_more(self) -> object:
        """Read on in the entries."""
        if not self._after_lines:
            return None
        try:
            page = await self._entries(self.open_place, self.open_currency, after=self._after_lines)
        except Problem as problem:
            return say(problem.text, "bad")
        self._add(page, await pen_of(self))
        return None

    async def _look(self) -> None:
        caller = await caller_of(self)
        try:
            looked = await backstage.ask(_look, caller)
        except Problem as problem:
            self.problem = problem.text
            return
        self._show(looked, await pen_of(self))

    def _show(self, looked: Looked, pen: Pen) -> None:
        charts = {each.currency: present.earnings.chart(each, pen) for each in looked.earnings}
        schedule = looked.outlook.schedule
        debts = {each.balance.currency: present.balance.debt(each, schedule, pen) for each in looked.debts}
        self.currencies = [
            present.balance.currency(
                each,
                looked.kept.get(each.currency, Money(0, each.currency)),
                pen,
                debt=debts.get(each.currency, present.balance.NO_DEBT),
                chart=charts.get(each.currency, present.balance.NO_CHART),
            )
            for each in looked.sums
        ]
        self.has_account, self.ready, self.problem = looked.setup.details_submitted, True, ""

    async def _open(self, place: object, currency: object, *, limit: int) -> object:
        try:
            page = await self._entries(place, currency, limit=min(max(limit, PAGE), LONGEST))
        except Problem as problem:
            return say(problem.text, "bad")
        bucket = Bucket(str(place))
        self.open_currency, self.open_place = str(currency), str(bucket)
        self.open_name, self.open_says = present.balance.NAMES[bucket], present.balance.about(bucket)
        self.lines = []
        self._add(page, await pen_of(self))
        return None

    async def _entries(
        self, place: object, currency: object, *, after: str | None = None, limit: int = PAGE
    ) -> Page[EntryRow]:
        caller = await caller_of(self)
        return await backstage.ask(balances.entries, caller, place, currency, after=after, limit=limit)

    def _add(self, page: Page[EntryRow], pen: Pen) -> None:
        self._after_lines, self.more_lines = page.after, page.after is not None
        self.lines = [*self.lines, *(present.balance.line(row, pen) for row in page.rows)]

    def _close(self) -> None:
        self.open_currency = self.open_place = ""
        self.lines, self._after_lines, self.more_lines = [], None, False


def _look(session: Session, caller: Caller | None, *, now: datetime) -> Looked:
    """Sums, fees, earnings and account in one reading."""
    return Looked(
        sums=balances.balance(session, caller, now=now),
        kept=fees.kept(session, caller, now=now),
        earnings=balances.earnings(session, caller, now=now),
        debts=balances.debts(session, caller, now=now),
        outlook=balances.outlook(session, caller, now=now),
        setup=desk.setup(session, caller, now=now),
    )
