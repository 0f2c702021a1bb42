"""One booking as an operator sees it, with everything that may be done to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem, not_found
from thoughtcloud.core.states import Actor
from thoughtcloud.services import balances, inputs, sessions
from thoughtcloud.store.views import booking_page, viewer
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import backstage, paying, present
from thoughtcloud.ui.display import BookingFile, Question
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.retrying import RetriesCalls
from thoughtcloud.ui.states.viewer import caller_of, path_part


class OperatorBookingState(RetriesCalls, rx.State):
    """The booking that the address names."""

    busy: bool = False
    file: BookingFile = BookingFile()
    question: Question = Question()

    @handler
    async def load(self) -> None:
        """The booking from the beginning."""
        self.ready, self.question = False, Question()
        await self._look()

    @handler
    async def ask_complete(self) -> Any:
        """Show what completing would do to the money, as of now."""
        try:
            found = await self._booking()
        except Problem as problem:
            return say(problem.text, "bad")
        self.question = present.operator.completing(found, await pen_of(self))
        return None

    @handler
    async def ask_waive(self) -> Any:
        """Show what waiving the late fee would do to the money, as of now."""
        try:
            found = await self._booking()
        except Problem as problem:
            return say(problem.text, "bad")
        self.question = present.operator.waiving(found, await pen_of(self))
        return None

    @handler
    async def confirm(self) -> Any:
        """Yes, to whichever question was asked."""
        asked = self.question.kind
        if asked == "complete":
            return await self._complete()
        return await self._waive() if asked == "waive" else None

    @handler
    async def close_question(self) -> None:
        """No."""
        self.question = Question()

    @handler
    async def complete(self) -> Any:
        """Mark it completed in the mentor's stead."""
        return await self._complete()

    async def _waive(self) -> Any:
        self.question = Question()
        try:
            await paying.waive_fee(await caller_of(self), self._reference())
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say("The late fee is waived.")

    async def _complete(self) -> Any:
        self.question = Question()
        try:
            await backstage.act(sessions.complete, await caller_of(self), self._reference())
        except Problem as problem:
            return say(problem.text, "bad")
        await paying.finish(self._reference())
        await self._look()
        return say("The session is marked completed.")

    async def _read(self) -> None:
        found = await self._booking()
        pen = await pen_of(self)
        paid_out = await backstage.ask(balances.payouts_of_booking, await caller_of(self), found.booking_id)
        file = present.operator.file(found, pen)
        told = [present.payouts.in_file(payout, pen) for payout in paid_out]
        self.file = replace(file, facts=[*file.facts, *told])

    async def _booking(self) -> BookingPage:
        """The booking, for an operator. Raises `Problem`."""
        caller = await caller_of(self)
        viewer.operator(caller)
        reference = inputs.reference(self._reference(), "booking")
        found: BookingPage = await backstage.ask(booking_page.of, caller, reference)
        if found.role is not Actor.OPERATOR:
            raise not_found("booking")
        return found

    def _reference(self) -> str:
        return path_part(self, 2)
