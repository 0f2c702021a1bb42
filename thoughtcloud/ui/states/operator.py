"""What the people who run the marketplace see: its health, and one list at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.payments import inbox
from thoughtcloud.services import operations
from thoughtcloud.store.views import health, mails, operator, payments, queues, refunds, troubles
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import (
    BookingLine,
    CalendarLine,
    CauseLine,
    EffectLine,
    EventLine,
    MailLine,
    PaymentLine,
    RefundLine,
    Tile,
)
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.operator_only import OperatorList
from thoughtcloud.ui.states.retrying import RetriesCalls
from thoughtcloud.ui.states.viewer import caller_of
from thoughtcloud.ui.states.wishes import text

# Each list: the view that reads it, what it is asked for, and the shape of its rows.
LISTS: dict[str, tuple[Callable[..., Page[Any]], tuple[str, ...], str]] = {
    "bookings": (operator.bookings, (), "bookings"),
    "payments": (payments.listed, (), "payments"),
    "cases": (operator.cases, (), "bookings"),
    "unsettled": (operator.unsettled, (), "bookings"),
    "refunds": (refunds.listed, ("open",), "refunds"),
    "refunds-all": (refunds.listed, ("all",), "refunds"),
    "effects": (queues.effects, ("buried",), "effects"),
    "effects-waiting": (queues.effects, ("waiting",), "effects"),
    "inbox": (queues.inbox, ("buried",), "events"),
    "inbox-waiting": (queues.inbox, ("waiting",), "events"),
    "mails": (mails.listed, ("buried",), "mails"),
    "mails-waiting": (mails.listed, ("waiting",), "mails"),
    "mails-kept": (mails.listed, ("kept",), "mails"),
    "calendars": (troubles.calendars, (), "calendars"),
}
# These are short lists of bookings: a search looks in all of them.
UNSEARCHED = ("cases", "unsettled")
LONGEST_SEARCH = 254


class OperatorState(RetriesCalls, OperatorList, rx.State):
    """The health of the marketplace and the chosen list."""

    console_url: str = ""
    tiles: list[Tile] = []
    tab: str = "bookings"
    search: str = ""
    bookings: list[BookingLine] = []
    effects: list[EffectLine] = []
    events: list[EventLine] = []
    payments: list[PaymentLine] = []
    refunds: list[RefundLine] = []
    mails: list[MailLine] = []
    calendars: list[CalendarLine] = []
    causes: list[CauseLine] = []
    empty: bool = False
    busy: bool = False

    @handler
    async def load(self) -> None:
        """The first list from the beginning."""
        self.tab, self.search = "bookings", ""
        await self._look()

    @handler
    async def choose(self, tab: str) -> None:
        """Another list."""
        if isinstance(tab, str) and tab in LISTS:
            self.tab, self.search = tab, ""
            await self._look()

    @handler
    async def find(self, typed: dict[str, Any]) -> None:
        """Search the list that is shown; all bookings instead of those that wait for something."""
        self.search = text(typed.get("search"), LONGEST_SEARCH) if isinstance(typed, dict) else ""
        if self.tab in UNSEARCHED:
            self.tab = "bookings"
        await self._look()

    @handler
    async def retry_alike(self, kind: str, problem: str) -> Any:
        """Let all calls of one kind that were given up for the same reason try again."""
        try:
            revived = await backstage.act(operations.retry_alike, await caller_of(self), kind, problem)
        except Problem as problem_:
            return say(problem_.text, "bad")
        await self._look()
        return say(f"{revived} calls are tried again in a moment. What still fails comes back here.", "info")

    @handler
    async def resend(self, number: int) -> Any:
        """Have a mail sent again."""
        try:
            await backstage.act(operations.resend_mail, await caller_of(self), number)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say("The mail leaves in a moment, if it still is news.", "info")

    @handler
    async def replay(self, event_id: str) -> Any:
        """Have an event of Stripe's processed again."""
        try:
            await backstage.act(operations.replay_event, await caller_of(self), event_id, replay=inbox.replay)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say("The event is processed again in a moment.", "info")

    async def _read_beside(self) -> None:
        found = await backstage.ask(health.health, await caller_of(self))
        causes = await backstage.ask(troubles.causes, await caller_of(self)) if self.tab == "effects" else ()
        self.tiles = present.operator.tiles(found)
        self.causes = [present.queues.cause(one) for one in causes]
        self.console_url = _console_url()

    async def _page(self, after: str | None) -> Page[Any]:
        view, asked, _ = LISTS[self.tab]
        wanted = asked if self.tab in UNSEARCHED else (*asked, self.search)
        return await backstage.ask(view, await caller_of(self), *wanted, after=after)

    def _clear(self) -> None:
        self.bookings, self.effects, self.events, self.payments = [], [], [], []
        self.refunds, self.mails, self.calendars = [], [], []

    def _add(self, rows: tuple[Any, ...], pen: Pen) -> None:
        match LISTS[self.tab][2]:
            case "bookings":
                self.bookings = [*self.bookings, *(present.operator.booking(row, pen) for row in rows)]
            case "payments":
                self.payments = [*self.payments, *(present.queues.payment(row, pen) for row in rows)]
            case "refunds":
                self.refunds = [*self.refunds, *(present.refunds.line(row, pen) for row in rows)]
            case "effects":
                self.effects = [*self.effects, *(present.operator.effect(row, pen) for row in rows)]
            case "events":
                self.events = [*self.events, *(present.operator.event(row, pen) for row in rows)]
            case "mails":
                site = backstage.platform().settings.public_url
                self.mails = [*self.mails, *(present.queues.mail(row, site, pen) for row in rows)]
            case _:
                self.calendars = [*self.calendars, *(present.queues.calendar(row, pen) for row in rows)]
        self.empty = not rows and not self._has_rows()

    def _has_rows(self) -> bool:
        lists = (self.bookings, self.effects, self.events, self.payments, self.refunds, self.mails, self.calendars)
        return any(lists)


def _console_url() -> str:
    """Where the sandbox's clock and weather are made, while it stands in for Stripe; empty otherwise."""
    chosen = backstage.platform().settings
    return f"{chosen.stripe_api_base}/_console" if chosen.sandbox and chosen.stripe_api_base else ""
