"""The review before a booking, and the click that holds the slot and opens the payment page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem, SlotTaken
from thoughtcloud.core.money import Money
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.services import bookings
from thoughtcloud.services.bookings import Seen
from thoughtcloud.store.views import mentor_page
from thoughtcloud.ui import backstage, display, paying, present, routes
from thoughtcloud.ui.paying import Wish
from thoughtcloud.ui.states.events import handler, in_background
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of, query, reader_of
from thoughtcloud.ui.states.watched import Watched
from thoughtcloud.ui.states.wishes import instant, text


class BookState(Watched, rx.State):
    """A choice that is about to become a booking. Offer and start come from the address, prices never do.

    `taken` says why the time cannot be had, under the heading `taken_title`, as soon as that is so.
    """

    problem: str = ""
    busy: bool = False
    review: display.Review = display.Review()
    taken: str = ""
    taken_title: str = ""
    others: rx.Field[list[display.SlotDay]] = rx.field(default_factory=list)
    brief: str = ""
    sign_in_path: str = routes.SIGN_IN
    sign_up_path: str = routes.SIGN_UP
    _read_at: tuple[str, str] = ("", "")
    # What the review shows of the offer: its price, its minutes and its terms.
    _price: tuple[int, str] = (0, "eur")
    _seen: tuple[int, str] = (0, "")

    @handler
    async def load(self) -> Any:
        """Read what is about to be booked from the address."""
        self.loaded, self.busy, self.problem, self.taken = False, False, "", ""
        await self._read(*self._named())
        await self._look_again()
        return BookState.watch if self.loaded else None

    @handler
    def write_brief(self, brief: str) -> None:
        """Keep what the mentee tells the mentor."""
        self.brief = text(brief, 1000)

    @handler
    async def take_other(self, start: str) -> Any:
        """Choose another time of the same offer; the address follows, so that going back finds it."""
        self.taken, self.others = "", []
        await self._read(self.review.offer, text(start, 40))
        await self._look_again()
        return rx.redirect(routes.book(self.review.offer, self.review.start), replace=True)

    @in_background
    async def reserve(self) -> AsyncIterator[Any]:
        """Hold the slot and go to the payment page."""
        async with self:
            if self.busy:
                return
            if not self._is_current():
                yield say("This page has just changed. Please look at the time and press again.", "warn")
                return
            self.busy = True
            caller, reader = await caller_of(self), await reader_of(self)
            offer, starts_at, brief = self.review.offer, instant(self.review.start), self.brief
            seen = Seen(Money(*self._price), *self._seen)
        try:
            if starts_at is None:
                yield say("Please choose a time first.", "warn")
            else:
                yield rx.redirect(await paying.reserve(caller, Wish(offer, starts_at, reader.zone, brief, seen)))
        except SlotTaken as gone:
            async with self:
                await self._say_gone(gone)
        except Problem as problem:
            if problem.code == "offer_changed":
                async with self:
                    await self._read(offer, self.review.start)
            yield rx.redirect(self.sign_in_path) if caller is None else say(problem.text, "bad")
        finally:
            async with self:
                self.busy = False

    async def _look_again(self) -> None:
        """Whether the time can still be had: who comes too late is told before they press, and offered others."""
        starts_at = instant(self.review.start)
        if not self.loaded or self.busy or starts_at is None or not self._is_current():
            return
        caller = await caller_of(self)
        try:
            await backstage.ask(bookings.check, caller, offer_id=self.review.offer, starts_at=starts_at)
        except SlotTaken as gone:
            await self._say_gone(gone)
        except Problem as problem:
            self.problem = problem.text
        else:
            self.taken, self.others = "", []

    async def _say_gone(self, gone: SlotTaken) -> None:
        """Told in words of its own where nobody was faster: a pause, a notice, a plan that has changed."""
        self.taken = gone.text
        self.taken_title = "Somebody was faster" if gone.code == "slot_taken" else "This time cannot be booked"
        self.others = present.times.nearest_days(gone.nearest, await reader_of(self))

    def _is_current(self) -> bool:
        """Whether what is shown was read at this address: after a change the review before stays for a moment."""
        offer, start = named = self._named()
        return named == self._read_at or (offer, instant(start)) == (self.review.offer, instant(self.review.start))

    def _named(self) -> tuple[str, str]:
        return text(query(self, "offer"), 40), text(query(self, "start"), 40)

    async def _read(self, offer: str, start: str) -> None:
        self._read_at = self._named()
        starts_at = instant(start)
        if starts_at is None or not offer:
            self.problem = "Please choose an offer and a time on a mentor's page first."
            return
        try:
            page = await backstage.ask(mentor_page.by_offer, offer)
        except Problem as problem:
            self.problem = problem.text
            return
        await self._begin_watch(page.mentor.mentor_id)
        self._price = (page.offer.price.minor, page.offer.price.currency)
        self._seen = (page.offer.minutes, str(page.offer.terms))
        charged_by = starts_at + timedelta(minutes=page.offer.minutes) + SILENCE
        self.review = present.mentors.review(page, starts_at, charged_by, await reader_of(self))
        here = routes.book(offer, self.review.start)
        self.sign_in_path, self.sign_up_path = routes.sign_in(here), routes.sign_up(here)
        self.loaded = True
