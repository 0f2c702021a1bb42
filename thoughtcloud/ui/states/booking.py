"""One booking as its mentee sees it: arriving from the payment page, leaving it, looking, calling it off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor
from thoughtcloud.store.views import booking_page
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import backstage, display, paying, present_bookings, routes
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of, path_part, reader_of


class BookingState(rx.State):
    """The booking that the address names."""

    loaded: bool = False
    busy: bool = False
    problem: str = ""
    waiting: bool = False
    path: str = routes.BOOKINGS
    sheet: display.BookingSheet = display.BookingSheet()
    asking: bool = False
    quote: display.CancelQuote = display.CancelQuote()
    _role: str = Actor.MENTEE.value

    @handler
    async def load(self) -> Any:
        """Read the booking; its mentor is led to their own page of it."""
        self.loaded, self.problem, self.asking, self.waiting = False, "", False, False
        await self._read()
        return rx.redirect(routes.desk_session(self._reference())) if self._role == Actor.MENTOR else None

    @handler
    async def refresh(self) -> None:
        """Read the booking again, quietly."""
        await self._read()

    @handler
    async def arrive(self) -> AsyncIterator[Any]:
        """Back from the payment page: ask Stripe what happened, then show it."""
        self.loaded, self.problem, self.asking, self.waiting = False, "", False, True
        yield
        await self._look_again()

    @handler
    async def look_again(self) -> None:
        """Ask Stripe once more while the payment is not there yet."""
        if self.waiting:
            await self._look_again()

    @handler
    async def let_go(self) -> AsyncIterator[Any]:
        """Give the held slot up."""
        self.busy = True
        yield
        try:
            await paying.leave(await caller_of(self), self._reference())
            yield say("Let go. Nothing was reserved or charged.", "info")
        except Problem as problem:
            yield say(problem.text, "bad")
        self.busy = False
        await self._read()

    @handler
    async def ask_cancel(self) -> AsyncIterator[Any]:
        """Show what cancelling would do with the money, as of now."""
        page = await self._page()
        if page is None or page.cancellation is None:
            yield say("This session cannot be cancelled any more.", "warn")
            await self._read()
            return
        self.quote = present_bookings.quote(page.cancellation, page.card, await reader_of(self))
        self.asking = True

    @handler
    def keep(self) -> None:
        """Close the question; nothing happens."""
        self.asking = False

    @handler
    async def cancel(self) -> AsyncIterator[Any]:
        """Call the session off, then say what happened to the money."""
        self.busy = True
        yield
        try:
            told = await paying.cancel(await caller_of(self), self._reference(), Actor(self._role))
            yield say(present_bookings.done(told, await reader_of(self)), "good")
        except Problem as problem:
            yield say(problem.text, "bad")
        self.busy = self.asking = False
        await self._read()

    async def _look_again(self) -> None:
        page = await self._page()
        if page is not None:
            try:
                await paying.arrive(page.booking_id)
            except Problem as problem:
                self.problem = problem.text
        await self._read()
        self.waiting = self.sheet.open and not self.problem

    async def _read(self) -> None:
        page = await self._page()
        if page is None:
            return
        self._role = page.role.value
        self.path = routes.booking(page.booking_id)
        self.sheet = present_bookings.sheet(page, await reader_of(self))
        self.loaded = True

    async def _page(self) -> BookingPage | None:
        caller = await caller_of(self)
        if caller is None:
            return None
        try:
            return await backstage.ask(booking_page.of, caller, self._reference())
        except Problem as problem:
            self.problem = problem.text
            return None

    def _reference(self) -> str:
        return path_part(self, 1)
