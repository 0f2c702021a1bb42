"""The cancellation terms of the marketplace, as the people who run it make, name and retire them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.terms import MOST_STEPS
from thoughtcloud.services import terms
from thoughtcloud.store.views import terms as view
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import TermsForm, TermsLine
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.operator_only import OperatorOnly
from thoughtcloud.ui.states.viewer import caller_of


class OperatorTermsState(OperatorOnly, rx.State):
    """The sets, and the form while one is written."""

    sets: list[TermsLine] = []
    form: TermsForm = TermsForm()
    name_error: str = ""
    steps_error: str = ""

    @handler
    async def load(self) -> None:
        """All sets; no form is open."""
        self.form = TermsForm()
        await self._look()

    @handler
    async def begin(self) -> None:
        """Open an empty form."""
        self._open(TermsForm(open=True, heading="New terms"))

    @handler
    async def rename(self, terms_id: str) -> None:
        """Open the form with the name of one set; its steps stay."""
        found = next((one for one in self.sets if one.id == terms_id and one.own), None)
        if found is not None:
            self._open(TermsForm(open=True, id=found.id, heading=f"Rename {found.name}", name=found.name))

    @handler
    async def close(self) -> None:
        """Close the form and forget what was typed."""
        self.form = TermsForm()

    @handler
    async def save(self, typed: dict[str, Any]) -> Any:
        """Keep what was typed; say beside it what is wrong."""
        if not isinstance(typed, dict):
            return None
        caller, name = await caller_of(self), typed.get("name")
        self.name_error = self.steps_error = ""
        try:
            if self.form.id:
                await backstage.act(terms.rename, caller, self.form.id, name=name)
            else:
                await backstage.act(terms.make, caller, name=name, steps=_steps(typed))
        except Problem as problem:
            return self._complain(problem)
        done = "It has its new name." if self.form.id else "Mentors can choose these terms now."
        self.form = TermsForm()
        await self._look()
        return say(done)

    @handler
    async def retire(self, terms_id: str) -> Any:
        """Let no mentor choose a set any more."""
        return await self._do(terms.retire, terms_id, "Retired. Offers that have these terms keep them.")

    @handler
    async def offer_again(self, terms_id: str) -> Any:
        """Let mentors choose a retired set again."""
        return await self._do(terms.offer_again, terms_id, "Mentors can choose these terms again.")

    async def _do(self, usecase: Callable[..., None], terms_id: object, done: str) -> Any:
        try:
            await backstage.act(usecase, await caller_of(self), terms_id)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say(done)

    def _open(self, form: TermsForm) -> None:
        self.form, self.name_error, self.steps_error = form, "", ""

    def _complain(self, problem: Problem) -> Any:
        if problem.field == "name":
            self.name_error = problem.text
        elif problem.field == "steps":
            self.steps_error = problem.text
        else:
            return say(problem.text, "bad")
        return None

    async def _read(self) -> None:
        found = await backstage.ask(view.all_of_them, await caller_of(self))
        self.sets = [present.terms.line(one) for one in found]


def _steps(typed: dict[str, Any]) -> list[tuple[object, object]]:
    """The rows of the form in which something was typed, from top to bottom."""
    rows = [(typed.get(f"hours-{n}", ""), typed.get(f"percent-{n}", "")) for n in range(MOST_STEPS)]
    return [(_number(hours), _number(percent)) for hours, percent in rows if hours != "" or percent != ""]


def _number(typed: object) -> object:
    """The number typed; anything else goes on to the service, which says what is wrong with it."""
    plain = typed.strip() if isinstance(typed, str) else ""
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else typed
