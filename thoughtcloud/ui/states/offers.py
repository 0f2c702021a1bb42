"""What a mentor sells, as its owner lists and edits it."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import mentors
from thoughtcloud.store.views import desk
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import Choice, OfferErrors, OfferForm, OfferRow
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

FIELDS = ("title", "description", "price", "currency", "terms")


class OffersState(rx.State):
    """The list, and the form while one offer is written; `errors` are sentences by field."""

    ready: bool = False
    problem: str = ""
    active: list[OfferRow] = []
    archived: list[OfferRow] = []
    terms: rx.Field[list[Choice]] = rx.field(default_factory=list)
    currencies: rx.Field[list[Choice]] = rx.field(default_factory=list)
    form: OfferForm = OfferForm()
    errors: OfferErrors = OfferErrors()
    complaint: str = ""

    @handler
    async def load(self) -> None:
        """All offers; no form is open."""
        self.form = OfferForm()
        await self._look()

    @handler
    async def begin(self) -> None:
        """Open an empty form, in the currency used last."""
        sold_in = self._read_currencies()
        last = self.active[0].currency if self.active else "eur"
        currency = last if last in sold_in else sold_in[0]
        await self._read_terms(None)
        self.form = OfferForm(open=True, heading="A new offer", minutes="60", currency=currency)
        self.errors, self.complaint = OfferErrors(), ""

    @handler
    async def edit(self, offer_id: str) -> None:
        """Open the form of one offer."""
        chosen = next((row for row in [*self.active, *self.archived] if row.id == offer_id), None)
        if chosen is not None:
            self._read_currencies()
            await self._read_terms(chosen)
            self.form = present.offers.form(chosen)
            self.errors, self.complaint = OfferErrors(), ""

    @handler
    async def close(self) -> None:
        """Close the form and forget what was typed."""
        self.form = OfferForm()

    @handler
    async def save(self, typed: dict[str, object]) -> object:
        """Keep what was typed; say beside each field what is wrong with it."""
        if not isinstance(typed, dict):
            return None
        offer = {name: typed.get(name, "") for name in FIELDS} | {"minutes": _minutes(typed.get("minutes"))}
        offer["sold_in"] = backstage.platform().settings.currencies
        caller = await caller_of(self)
        self.errors, self.complaint = OfferErrors(), ""
        try:
            if self.form.id:
                await backstage.act(mentors.edit_offer, caller, self.form.id, **offer)
            else:
                await backstage.act(mentors.add_offer, caller, **offer)
        except Problem as problem:
            self._complain(problem)
            return None
        done = "Your offer is changed." if self.form.id else "Your offer is there."
        self.form = OfferForm()
        await self._look()
        return say(done)

    @handler
    async def archive(self, offer_id: str) -> object:
        """Take an offer down."""
        return await self._do(
            mentors.archive_offer, offer_id, "Taken down. Sessions booked already stay as they are."
        )

    @handler
    async def restore(self, offer_id: str) -> object:
        """Put an offer up again."""
        sold_in = backstage.platform().settings.currencies
        return await self._do(mentors.restore_offer, offer_id, "It can be booked again.", sold_in=sold_in)

    async def _do(self, usecase: Callable[..., None], offer_id: object, done: str, **named: object) -> object:
        caller = await caller_of(self)
        try:
            await backstage.act(usecase, caller, offer_id, **named)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say(done)

    def _read_currencies(self) -> tuple[str, ...]:
        sold_in = backstage.platform().settings.currencies
        self.currencies = present.offers.currency_choices(sold_in)
        return sold_in

    async def _read_terms(self, offer: OfferRow | None) -> None:
        try:
            found = await backstage.ask(desk.terms_choices, await caller_of(self))
        except Problem as problem:
            self.problem = problem.text
            return
        self.terms = present.offers.terms_choices(found, offer)

    def _complain(self, problem: Problem) -> None:
        if problem.field in (*FIELDS, "minutes"):
            self.errors = OfferErrors(**{problem.field: problem.text})
        else:
            self.complaint = problem.text

    async def _look(self) -> None:
        caller, pen = await caller_of(self), await pen_of(self)
        fee_percent = backstage.platform().settings.platform_fee_percent
        try:
            found = await backstage.ask(desk.offers, caller)
        except Problem as problem:
            self.problem = problem.text
            return
        rows = [present.offers.row(offer, fee_percent, pen) for offer in found]
        self.active = [row for row in rows if row.active]
        self.archived = [row for row in rows if not row.active]
        self.ready, self.problem = True, ""


def _minutes(typed: object) -> object:
    """The number chosen; anything else goes on to the service, which says what is wrong with it."""
    return (
        int(typed) if isinstance(typed, str) and typed.isascii() and typed.isdigit() and len(typed) < 5 else typed
    )
