"""One booking as its mentee sees it: arriving from the payment page, leaving it, looking, calling it off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import booking_page
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import backstage, display, paying, present, routes
from thoughtcloud.ui.problems import OUR_FAULT
from thoughtcloud.ui.states.events import handler, in_background
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of, path_part, reader_of


class BookingState(rx.State):
    """The booking that the address names."""

    loaded: bool = False
    busy: bool = False
    problem: str = ""
    waiting: bool = False
    trouble: str = ""
    path: str = routes.BOOKINGS
    sheet: display.BookingSheet = display.BookingSheet()
    asking: bool = False
    quote: display.CancelQuote = display.CancelQuote()
    _role: str = Actor.MENTEE.value
    _seen_fee: int = 0

    @handler
    async def load(self) -> Any:
        """Read the booking; its mentor is led to their own page of it."""
        self.loaded, self.problem, self.asking, self.waiting, self.busy = False, "", False, False, False
        await self._read()
        return rx.redirect(routes.desk_session(self._reference())) if self._role == Actor.MENTOR else None

    @handler
    async def refresh(self) -> None:
        """Read the booking again, quietly."""
        await self._read()

    @in_background
    async def arrive(self) -> AsyncIterator[Any]:
        """Back from the payment page: ask Stripe what happened, then show it."""
        async with self:
            self.loaded, self.problem, self.asking, self.waiting, self.busy = False, "", False, True, False
        yield BookingState.look_again

    @in_background
    async def look_again(self) -> None:
        """Ask Stripe once more while the payment is not there yet."""
        async with self:
            if not self.waiting or self.busy:
                return
            self.busy = True
            page = await self._page()
        problem = OUR_FAULT
        try:
            problem = await _ask_stripe(page)
        finally:
            async with self:
                self.busy, self.trouble = False, problem
                await self._read()
                self.waiting = self.loaded and self.sheet.open

    @in_background
    async def pay(self) -> AsyncIterator[Any]:
        """Go to the payment page of a held booking, which is opened now if it was not."""
        async for event in _busily(self, _to_payment_page):
            yield event

    @in_background
    async def confirm(self) -> AsyncIterator[Any]:
        """Go to the page on which a refused reservation is put right."""
        async for event in _busily(self, _to_confirmation):
            yield event

    @in_background
    async def use_another_card(self) -> AsyncIterator[Any]:
        """Go to the page on which another card is used for a refused reservation."""
        async for event in _busily(self, _to_another_card):
            yield event

    @in_background
    async def let_go(self) -> AsyncIterator[Any]:
        """Give the held slot up."""
        async for event in _busily(self, _let_go):
            yield event

    @handler
    async def ask_cancel(self) -> AsyncIterator[Any]:
        """Show what cancelling would do with the money, as of now."""
        if not await self._quote():
            yield say("This session cannot be cancelled any more.", "warn")
            await self._read()

    @handler
    def keep(self) -> None:
        """Close the question; nothing happens."""
        self.asking = False

    @in_background
    async def cancel(self) -> AsyncIterator[Any]:
        """Call the session off, then say what happened to the money."""
        async with self:
            if self.busy:
                return
            self.busy = True
            caller, reader, reference = await caller_of(self), await reader_of(self), self._reference()
            role, seen = Actor(self._role), self._seen_fee
        ask_again = False
        try:
            told = await paying.cancel(caller, reference, role, seen_fee_minor=seen)
            yield say(present.bookings.done(told, reader), "good")
        except Problem as problem:
            ask_again = problem.code == "fee_changed"
            yield say(problem.text, "warn" if ask_again else "bad")
        finally:
            async with self:
                self.busy = self.asking = False
                await self._read()
                if ask_again:
                    await self._quote()

    async def _quote(self) -> bool:
        """Put the question, with the sums of this moment; False when there is nothing to ask."""
        page = await self._page()
        if page is None or page.cancellation is None:
            return False
        self.quote = present.bookings.quote(page.cancellation, page.card, await reader_of(self))
        self._seen_fee, self.asking = page.cancellation.fee.minor, True
        return True

    async def _read(self) -> None:
        page = await self._page()
        if page is None:
            return
        self._role = page.role.value
        self.path = routes.booking(page.booking_id)
        self.sheet = present.bookings.sheet(page, await reader_of(self))
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


async def _ask_stripe(page: BookingPage | None) -> str:
    """Bring our record of the booking to what Stripe says; what to tell the reader if that did not work."""
    if page is None:
        return ""
    try:
        await paying.arrive(page.booking_id)
    except Problem as problem:
        return problem.text
    return ""


async def _busily(
    state: BookingState, deed: Callable[[Caller | None, str], Awaitable[Any]]
) -> AsyncIterator[Any]:
    """One deed at a time: its event, or its `Problem` in words; afterwards the booking is read anew."""
    async with state:
        if state.busy:
            return
        state.busy = True
        caller, reference = await caller_of(state), state._reference()
    try:
        yield await deed(caller, reference)
    except Problem as problem:
        yield say(problem.text, "bad")
    finally:
        async with state:
            state.busy = False
            await state._read()


async def _to_payment_page(caller: Caller | None, reference: str) -> Any:
    return rx.redirect(await paying.open_page(caller, reference))


async def _to_confirmation(caller: Caller | None, reference: str) -> Any:
    return rx.redirect(await paying.confirm(caller, reference))


async def _to_another_card(caller: Caller | None, reference: str) -> Any:
    return rx.redirect(await paying.confirm(caller, reference, another_card=True))


async def _let_go(caller: Caller | None, reference: str) -> Any:
    await paying.leave(caller, reference)
    return say("Let go. Nothing was reserved or charged.", "info")
