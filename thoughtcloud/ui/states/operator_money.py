"""What an operator does with the money of the booking that the address names, each with a preview and a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import reflex as rx

from thoughtcloud.core.errors import Problem, not_found
from thoughtcloud.core.refunds import Answer
from thoughtcloud.core.states import Actor
from thoughtcloud.services import bookings, refunds
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import booking_page, viewer
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.store.views.refunds import RefundSeen
from thoughtcloud.ui import backstage, paying, present
from thoughtcloud.ui.display import MoneyQuestion
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler, in_background
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.viewer import caller_of, path_part
from thoughtcloud.ui.states.wishes import text

_DONE: Final = {
    "cancel": "The booking is called off.",
    "refund": "The refund is on its way. What became of it is listed below.",
    "release": "The share goes out.",
    "again": "The refund is made again.",
    "otherwise": "Noted.",
    "give_up": "The refund is given up.",
}
_ANSWERS: Final = {"otherwise": Answer.PAID_OTHERWISE, "give_up": Answer.GIVEN_UP}
LONGEST_SUM = 20


class OperatorMoneyState(rx.State):
    """The question asked before money moves. `refusal` is why a click did nothing, `sum_problem` what is wrong."""

    question: MoneyQuestion = MoneyQuestion()
    refusal: str = ""
    sum_problem: str = ""
    busy: bool = False
    _seen_most_minor: int = 0
    _weighed: str = ""

    @handler
    async def ask(self, kind: str, refund_id: str = "") -> Any:
        """Show what a click would do, as of now. `kind` is one of `MoneyQuestion.kind`."""
        self.refusal, self.sum_problem = "", ""
        try:
            await self._ask(kind, refund_id)
        except Problem as problem:
            return say(problem.text, "bad")
        return None

    @handler
    async def weigh(self, amount: str) -> None:
        """Show what giving back that much would do."""
        if self.question.kind != "refund":
            return
        try:
            await self._weigh(text(amount, LONGEST_SUM))
            self.sum_problem = ""
        except Problem as problem:
            self.sum_problem = problem.text

    @handler
    def close(self) -> None:
        """No; nothing happens."""
        self.question, self.refusal, self.sum_problem = MoneyQuestion(), "", ""

    @in_background
    async def confirm(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Yes, with the words and the sum of the form: do it, and have Stripe carry out what follows from it."""
        async with self:
            if self.busy or not self.question.kind:
                return
            typed = form if isinstance(form, dict) else {}
            if await self._is_other_sum(text(typed.get("amount"), LONGEST_SUM)):
                return
            self.busy = True
            caller, reference, asked = await caller_of(self), path_part(self, 2), self.question
            most = self._seen_most_minor
        refusal = "That did not work. Please try again."
        try:
            await _do(asked, caller, reference, typed, most)
            refusal = ""
        except Problem as problem:
            refusal = problem.text
        finally:
            async with self:
                self.busy, self.refusal = False, refusal
                if not refusal:
                    self.question = MoneyQuestion()
        if not refusal:
            yield say(_DONE.get(asked.kind, "Done."))
            yield OperatorBookingState.refresh

    async def _ask(self, kind: object, refund_id: object) -> None:
        caller, reference, pen = await caller_of(self), path_part(self, 2), await pen_of(self)
        if kind == "refund":
            await self._weigh("")
        elif kind == "cancel":
            told = await backstage.ask(bookings.preview, caller, reference, Actor.OPERATOR)
            self.question = present.refunds.cancelling(reference, told, pen)
        elif kind == "release":
            self.question = present.refunds.releasing(await _read(caller, reference), pen)
        else:
            self.question = _answering(await _read(caller, reference), kind, refund_id, pen)

    async def _is_other_sum(self, amount: str) -> bool:
        """Whether the sums that are shown are not those of what was typed: then they are shown first."""
        if self.question.kind != "refund":
            return False
        shown = self._weighed
        try:
            await self._weigh(amount or "0")
        except Problem as problem:
            self.sum_problem = problem.text
            return True
        if self._weighed == shown:
            return False
        self.sum_problem, self.refusal = "", "These are the sums of what you typed. Please confirm them."
        return True

    async def _weigh(self, amount: str) -> None:
        caller, reference = await caller_of(self), path_part(self, 2)
        told = await backstage.ask(refunds.preview, caller, reference, amount)
        fee = (await _read(caller, reference)).stripe_fee
        self._seen_most_minor, self._weighed = told.most.minor, str(told.consequence.back.major)
        self.question = present.refunds.refunding(told, fee, await pen_of(self))


async def _read(caller: Caller | None, reference: str) -> BookingPage:
    """The booking, for an operator. Raises `Problem`."""
    viewer.operator(caller)
    found: BookingPage = await backstage.ask(booking_page.of, caller, reference)
    return found


def _answering(found: BookingPage, kind: object, refund_id: object, pen: Pen) -> MoneyQuestion:
    row: RefundSeen | None = next((each for each in found.refunds if each.refund_id == refund_id), None)
    if row is None or not isinstance(kind, str) or kind not in ("again", *_ANSWERS):
        raise not_found("refund")
    return present.refunds.answering(kind, row, pen)


async def _do(
    asked: MoneyQuestion, caller: Caller | None, reference: str, typed: dict[str, Any], most: int
) -> None:
    words = typed.get("words", "")
    if asked.kind == "cancel":
        await paying.cancel(caller, reference, Actor.OPERATOR, reason=words)
        return
    if asked.kind == "refund":
        amount = text(typed.get("amount"), LONGEST_SUM)
        await backstage.act(refunds.grant, caller, reference, amount, reason=words, seen_most_minor=most)
    elif asked.kind == "release":
        await backstage.act(refunds.release, caller, reference, reason=words)
    elif asked.kind == "again":
        await backstage.act(refunds.make_again, caller, asked.id, reason=words)
    else:
        await backstage.act(refunds.settle, caller, asked.id, _ANSWERS.get(asked.kind, ""), note=words)
    await paying.finish(reference)
