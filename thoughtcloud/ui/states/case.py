"""The case of the booking that the address names, for whoever of the three looks: asking, answering, deciding."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, Final

import reflex as rx

from thoughtcloud.core.cases import REFUNDS, Outcome
from thoughtcloud.core.errors import Problem
from thoughtcloud.services import cases, problems
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import booking_page
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import backstage, paying, present
from thoughtcloud.ui.display import CaseCard, CaseQuestion
from thoughtcloud.ui.states.booking import BookingState
from thoughtcloud.ui.states.events import handler, in_background
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.session import SessionState
from thoughtcloud.ui.states.viewer import caller_of, path_part, reader_of
from thoughtcloud.ui.wording import Reader

_DONE: Final = {
    "report": "Reported. Both of you have been told.",
    "object": "Your answer is with us. Somebody of Thoughtcloud decides.",
    "admit": "Thank you for saying so. It is carried out.",
    "withdraw": "Taken back.",
    "complain": "Reported. Both of you have been told.",
    "tell": "Your answer is with us. Somebody of Thoughtcloud decides.",
    "take_back": "Taken back.",
}


class CaseState(rx.State):
    """The case shown, and the question asked before a click. `refusal` is why a click did nothing."""

    card: CaseCard = CaseCard()
    question: CaseQuestion = CaseQuestion()
    refusal: str = ""
    busy: bool = False

    @handler
    async def load(self) -> None:
        """The case from the beginning."""
        self.card, self.question, self.refusal, self.busy = CaseCard(), CaseQuestion(), "", False
        await self._look()

    @handler
    async def refresh(self) -> None:
        """The case as it is now."""
        await self._look()

    @handler
    async def ask(self, kind: str) -> Any:
        """Show what a click would do, as of now. `kind` is one of `CaseQuestion.kind`."""
        caller, reader = await caller_of(self), await reader_of(self)
        self.refusal = ""
        try:
            self.question = await _question(kind, caller, self._reference(), reader)
        except Problem as problem:
            await self._look()
            return say(problem.text, "bad")
        return None

    @handler
    def close(self) -> None:
        """No; nothing happens."""
        self.question, self.refusal = CaseQuestion(), ""

    @in_background
    async def confirm(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Yes, with the words of the form: do it, and have Stripe carry out what follows from it."""
        async with self:
            if self.busy:
                return
            self.busy = True
            caller, reference, kind = await caller_of(self), self._reference(), self.question.kind
            refund, reader = self.question.refund, await reader_of(self)
        form = form if isinstance(form, dict) else {"words": None}
        if kind == "part":
            await self._show_part(form.get("refund", ""), caller, reference, reader)
            return
        words, cause = form.get("words", ""), form.get("cause", "")
        refusal = "That did not work. Please try again."
        try:
            await backstage.act(_usecase(kind, words, cause, refund), caller, reference)
            await paying.finish(reference)
            refusal = ""
        except Problem as problem:
            refusal = problem.text
        finally:
            async with self:
                self.busy, self.refusal = False, refusal
                if not refusal:
                    self.question = CaseQuestion()
                await self._look()
        if not refusal:
            yield say(_DONE.get(kind, "Decided. Both sides have been told."))
            yield BookingState.refresh
            yield SessionState.refresh
            yield OperatorBookingState.refresh

    async def _show_part(self, refund: Any, caller: Caller | None, reference: str, reader: Reader) -> None:
        """What giving back the sum that was typed would do, before it is decided."""
        question, refusal = None, ""
        try:
            page = await _read(caller, reference)
            ask = partial(problems.preview_decision, refund=refund)
            told = await backstage.ask(ask, caller, reference, Outcome.PART_REFUND)
            question = present.problems.settling(Outcome.PART_REFUND, told, page, reader, str(refund))
        except Problem as problem:
            refusal = problem.text
        async with self:
            self.busy, self.refusal = False, refusal
            self.question = question or self.question

    async def _look(self) -> None:
        try:
            page = await _read(await caller_of(self), self._reference())
        except Problem:
            # The page itself says what is wrong.
            self.card = CaseCard()
            return
        self.card = present.cases.card(page, await reader_of(self))

    def _reference(self) -> str:
        """The booking's id: it stands behind /bookings, /mentor/sessions and /operator/bookings."""
        return path_part(self, 1) if path_part(self, 0) == "bookings" else path_part(self, 2)


async def _read(caller: Caller | None, reference: str) -> BookingPage:
    found: BookingPage = await backstage.ask(booking_page.of, caller, reference)
    return found


async def _question(kind: object, caller: Caller | None, reference: str, reader: Reader) -> CaseQuestion:
    page = await _read(caller, reference)
    if kind == "report":
        return present.cases.reporting(await backstage.ask(cases.preview_report, caller, reference), page, reader)
    if kind == "object":
        return present.cases.objecting(page)
    if kind == "admit":
        money = await backstage.ask(cases.preview_admission, caller, reference)
        return present.cases.admitting(money, page, reader)
    if kind == "withdraw":
        return present.cases.withdrawing(page)
    of_problem = await _question_of_problem(kind, caller, reference, page, reader)
    if of_problem is not None:
        return of_problem
    money = await backstage.ask(cases.preview_decision, caller, reference, kind)
    return present.cases.deciding(Outcome(str(kind)), money, page, reader)


async def _question_of_problem(
    kind: object, caller: Caller | None, reference: str, page: BookingPage, reader: Reader
) -> CaseQuestion | None:
    if kind == "complain":
        told = await backstage.ask(problems.preview_report, caller, reference)
        return present.problems.complaining(told, page, reader)
    if kind == "tell":
        return present.problems.telling(page)
    if kind == "take_back":
        return present.problems.taking_back(page)
    if kind == "part":
        return present.problems.asking_part(page, reader)
    if kind in (Outcome.NO_REFUND, Outcome.FULL_REFUND):
        decision = await backstage.ask(problems.preview_decision, caller, reference, kind)
        return present.problems.settling(Outcome(str(kind)), decision, page, reader)
    return None


def _usecase(kind: str, words: Any, cause: Any, refund: str) -> Callable[..., None]:
    """What a question asks for. An unknown kind is refused by the use case as no decision."""
    told: dict[str, Callable[..., None]] = {
        "report": partial(cases.report, words=words),
        "object": partial(cases.object_to, words=words),
        "admit": cases.admit,
        "withdraw": cases.withdraw,
        "complain": partial(problems.report, cause=cause, words=words),
        "tell": partial(problems.answer, words=words),
        "take_back": problems.withdraw,
    }
    if kind in REFUNDS:
        return partial(problems.decide, outcome=kind, reason=words, refund=refund)
    return told.get(kind) or partial(cases.decide, outcome=kind, reason=words)
