"""What a mentor sees of their balance: each currency by itself, one place of it opened, and the payouts."""

from __future__ import annotations

from datetime import datetime

import reflex as rx
from sqlmodel import Session

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money
from thoughtcloud.services import balances, fees
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import desk
from thoughtcloud.store.views.balance import Balance, Bucket, EntryRow
from thoughtcloud.store.views.desk import PayoutSetup
from thoughtcloud.store.views.paging import LONGEST, PAGE, Page
from thoughtcloud.store.views.payouts import PayoutRow
from thoughtcloud.ui import backstage, present_balance
from thoughtcloud.ui.display_mentor import BalanceLine, CurrencyBalance, PayoutLine
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

Looked = tuple[tuple[Balance, ...], dict[str, Money], Page[PayoutRow], PayoutSetup]


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
    payouts: list[PayoutLine] = []
    more_payouts: bool = False
    _after_lines: str | None = None
    _after_payouts: str | None = None

    @handler
    async def load(self) -> None:
        """The balance from the beginning, nothing opened."""
        self._close()
        self.payouts = []
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

    @handler
    async def show_more_payouts(self) -> object:
        """Read on in the payouts."""
        if not self._after_payouts:
            return None
        caller, pen = await caller_of(self), await pen_of(self)
        try:
            page = await backstage.ask(balances.payouts, caller, after=self._after_payouts)
        except Problem as problem:
            return say(problem.text, "bad")
        self._after_payouts, self.more_payouts = page.after, page.after is not None
        self.payouts = [*self.payouts, *(present_balance.payout(row, pen) for row in page.rows)]
        return None

    async def _look(self) -> None:
        caller = await caller_of(self)
        try:
            looked = await backstage.ask(_look, caller, len(self.payouts))
        except Problem as problem:
            self.problem = problem.text
            return
        self._show(looked, await pen_of(self))

    def _show(self, looked: Looked, pen: Pen) -> None:
        sums, kept, payouts, setup = looked
        none = {balance.currency: Money(0, balance.currency) for balance in sums}
        self.currencies = [present_balance.currency(b, (none | kept)[b.currency], pen) for b in sums]
        self.payouts = [present_balance.payout(row, pen) for row in payouts.rows]
        self._after_payouts, self.more_payouts = payouts.after, payouts.after is not None
        self.has_account, self.ready, self.problem = setup.details_submitted, True, ""

    async def _open(self, place: object, currency: object, *, limit: int) -> object:
        try:
            page = await self._entries(place, currency, limit=min(max(limit, PAGE), LONGEST))
        except Problem as problem:
            return say(problem.text, "bad")
        bucket = Bucket(str(place))
        self.open_currency, self.open_place = str(currency), str(bucket)
        self.open_name, self.open_says = present_balance.NAMES[bucket], present_balance.about(bucket)
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
        self.lines = [*self.lines, *(present_balance.line(row, pen) for row in page.rows)]

    def _close(self) -> None:
        self.open_currency = self.open_place = ""
        self.lines, self._after_lines, self.more_lines = [], None, False


def _look(session: Session, caller: Caller | None, payouts: int, *, now: datetime) -> Looked:
    """Sums, fees, payouts and account in one reading."""
    return (
        balances.balance(session, caller, now=now),
        fees.kept(session, caller, now=now),
        balances.payouts(session, caller, now=now, limit=min(max(PAGE, payouts), LONGEST)),
        desk.setup(session, caller, now=now),
    )
