"""One session on its mentor's screen: how it stands, the question before money moves, and the click itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial

import reflex as rx

from thoughtcloud.core.errors import Problem, not_found
from thoughtcloud.core.states import Actor
from thoughtcloud.services import balances, bookings, inputs, sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import booking_page, desk
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import backstage, paying, present
from thoughtcloud.ui.display import Question, SessionPage
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.desk import DeskState
from thoughtcloud.ui.states.events import handler, in_background
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of, path_part


class SessionState(rx.State):
    """The session shown, if the page is a session's, and the question asked, wherever its button stands."""

    ready: bool = False
    problem: str = ""
    shown: SessionPage = SessionPage()
    question: Question = Question()
    refusal: str = ""

    @handler
    async def load(self) -> None:
        """The session that the address names."""
        self.ready, self.problem, self.question = False, "", Question()
        await self._look(path_part(self, 2))

    @handler
    async def refresh(self) -> None:
        """The session as it is now."""
        if self.ready:
            await self._look(self.shown.id)

    @handler
    async def ask_complete(self, booking_id: str) -> object:
        """Ask whether to charge the card, with the exact sums."""
        return await self._ask("complete", booking_id)

    @handler
    async def ask_cancel(self, booking_id: str) -> object:
        """Ask whether to call the session off, and say what that does to the money."""
        return await self._ask("cancel", booking_id)

    @handler
    async def ask_waive(self, booking_id: str) -> object:
        """Ask whether to let the mentee off the late fee, and say what that does to the money."""
        return await self._ask("waive", booking_id)

    @handler
    async def close_question(self) -> None:
        """No."""
        self.question, self.refusal = Question(), ""

    @handler
    async def confirm(self) -> object:
        """Yes: do what was asked, then let Stripe carry it out without keeping the reader waiting."""
        asked = self.question
        if asked.kind == "complete":
            return await self._do(sessions.complete, asked.id)
        if asked.kind == "cancel":
            return await self._do(partial(bookings.cancel, role=Actor.MENTOR), asked.id)
        if asked.kind == "waive":
            return await self._do(bookings.waive_fee, asked.id)
        return None

    @handler
    async def complete(self, booking_id: str) -> object:
        """Mark a session completed."""
        return await self._do(sessions.complete, booking_id)

    @handler
    async def cancel(self, booking_id: str) -> object:
        """Call a session off, or refund it when it was completed."""
        return await self._do(partial(bookings.cancel, role=Actor.MENTOR), booking_id)

    @in_background
    async def settle(self, booking_id: str) -> AsyncIterator[object]:
        """Carry out at Stripe what the click has put down, and say what came of it."""
        async with self:
            caller = await caller_of(self)
            pen = await pen_of(self)
        try:
            found = await _read(caller, booking_id)
            await paying.finish(found.booking_id)
            found = await _read(caller, found.booking_id)
        except Problem:
            return
        moving = present.sessions.is_moving(found, pen)
        yield say(f"{present.sessions.money_line(found, pen)}.", "info" if moving else "good")
        yield DeskState.refresh
        yield SessionState.refresh

    async def _ask(self, kind: str, booking_id: object) -> object:
        caller, pen = await caller_of(self), await pen_of(self)
        self.refusal = ""
        try:
            found = await _read(caller, booking_id)
            if kind == "waive":
                self.question = present.sessions.waiving(found, pen)
                return None
            if kind == "cancel":
                self.question = present.sessions.cancelling(found, pen)
                return None
            setup = await backstage.ask(desk.setup, caller)
            self.question = present.sessions.completing(found, setup.ready, pen)
        except Problem as problem:
            return say(problem.text, "bad")
        return None

    async def _do(self, usecase: Callable[..., object], booking_id: object) -> object:
        caller = await caller_of(self)
        try:
            found = await _read(caller, booking_id)
            await backstage.act(usecase, caller, found.booking_id)
        except Problem as problem:
            self.refusal = problem.text
            return None if self.question.kind else say(problem.text, "bad")
        self.question, self.refusal = Question(), ""
        return [DeskState.refresh, SessionState.refresh, SessionState.settle(found.booking_id)]

    async def _look(self, booking_id: str) -> None:
        pen = await pen_of(self)
        try:
            found = await _read(await caller_of(self), booking_id)
        except Problem as problem:
            self.problem = problem.text
            return
        paid_out = await backstage.ask(balances.payouts_of_booking, await caller_of(self), found.booking_id)
        told = [present.payouts.of_session(payout, pen) for payout in paid_out]
        self.shown, self.ready = replace(present.sessions.session_page(found, pen), paid_out=told), True


async def _read(caller: Caller | None, booking_id: object) -> BookingPage:
    """The caller's session as its mentor. Raises `Problem` not_found for anybody else's, and for what is no id."""
    found: BookingPage = await backstage.ask(booking_page.of, caller, inputs.reference(booking_id, "session"))
    if found.role is not Actor.MENTOR:
        raise not_found("session")
    return found
