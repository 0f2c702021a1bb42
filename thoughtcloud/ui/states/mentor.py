"""One mentor's page: the chosen offer, the chosen day and the chosen time."""

from __future__ import annotations

from datetime import date
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import availability
from thoughtcloud.store.views import mentor_page
from thoughtcloud.ui import backstage, display, present, routes
from thoughtcloud.ui.brand import tab
from thoughtcloud.ui.present.times import Free
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import path_part, query, reader_of
from thoughtcloud.ui.states.watched import Watched
from thoughtcloud.ui.states.wishes import instant, text


class MentorState(Watched, rx.State):
    """A mentor as a mentee sees them while choosing.

    The browser keeps by itself which day and time are checked, so that a choice is seen at once. Whenever the
    choice is changed here instead, `drawn_days` or `drawn_times` moves on, and the buttons are drawn anew.
    """

    problem: str = ""
    tab: str = tab("Mentor")
    mentor: display.MentorProfile = display.MentorProfile()
    offers: rx.Field[list[display.OfferCard]] = rx.field(default_factory=list)
    offer: str = ""
    next_free: str = ""
    month: display.Month = display.Month()
    beside: str = ""
    day: str = ""
    day_text: str = ""
    times: rx.Field[list[display.SlotGroup]] = rx.field(default_factory=list)
    drawn_days: int = 0
    drawn_times: int = 0
    start: str = ""
    gone: str = ""
    chosen_text: str = ""
    chosen_clocks: str = ""
    book_path: str = ""
    _mentor_zone: str = "UTC"
    _lengths: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    @handler
    async def load(self) -> Any:
        """Read the mentor of the address; whoever comes back to the same one finds what they had chosen."""
        self.loaded, self.problem, self.gone = False, "", ""
        reader = await reader_of(self)
        try:
            page = await backstage.ask(mentor_page.by_slug, path_part(self, 1))
        except Problem as problem:
            self.problem = problem.text
            self.tab = tab("Not found")
            return None
        if self.mentor.slug != page.slug:
            self.offer = self.day = self.start = ""
            self.month = display.Month()
        self.mentor = present.mentors.profile(page, reader)
        self.offers = [present.mentors.offer(row, reader) for row in page.offers]
        self._mentor_zone = page.zone
        await self._begin_watch(page.mentor_id)
        self._lengths = {row.offer_id: row.minutes for row in page.offers}
        wishes = [wish for wish in (query(self, "offer"), self.offer, *self._lengths) if wish in self._lengths]
        self.offer = wishes[0] if wishes else ""
        free = await self._free()
        self._keep_start(free)
        self._redraw()
        await self._show(free)
        self.tab, self.loaded = tab(page.name), True
        return MentorState.watch

    @handler
    async def choose_offer(self, offer: str) -> None:
        """Show the free times of another offer of this mentor; day and time stay chosen if it has them too."""
        if text(offer, 40) in self._lengths:
            self.offer, self.gone = offer, ""
            free = await self._free()
            self._keep_start(free)
            await self._show(free)

    @handler
    async def choose_day(self, day: str) -> None:
        """Show the free times of another day."""
        if any(one.key == day and one.free for one in self.month.days):
            self.day, self.start, self.gone = day, "", ""
            self.drawn_times += 1
            await self._show(await self._free())

    @handler
    async def turn_month(self, by: int) -> None:
        """Show the month before (-1) or after (1); what is chosen stays chosen."""
        free, reader = await self._free(), await reader_of(self)
        month = present.month.turn(free, self.month.key, by, reader)
        if month != self.month.key:
            self.drawn_days += 1
            self.month = present.month.sheet(free, month, (reader.zone, self._mentor_zone), reader)

    @handler
    async def choose_start(self, start: str) -> None:
        """Take this time; nothing is held before the review."""
        shown = any(start == slot.start for part in self.times for slot in part.slots)
        self.start, self.gone = start if shown else "", ""
        await self._say_chosen()

    @handler
    async def choose_next_free(self) -> None:
        """Take the first free time of all."""
        free = await self._free()
        first = present.times.first_start(free)
        self.start = first.isoformat() if first else ""
        self.gone = self.gone if first is None else ""
        self._redraw()
        await self._show(free)

    @handler
    def go_on(self) -> Any:
        """On to the review of what is chosen, told after all choices and not by a link drawn before them."""
        return rx.redirect(self.book_path) if self.start else None

    async def _look_again(self) -> None:
        """Times that were taken go, and who had chosen one is told."""
        chosen, free = instant(self.start), await self._free()
        self._keep_start(free)
        if chosen is not None and not self.start:
            self.gone = present.times.gone(chosen, await reader_of(self))
        await self._show(free)

    @handler
    async def change_zone(self) -> None:
        """Show the same times in another zone."""
        self._redraw()
        await self._show(await self._free())

    async def _free(self) -> Free:
        zone = (await reader_of(self)).zone
        try:
            found = await backstage.ask(availability.days, self.offer, zone=zone) if self.offer else ()
        except Problem as problem:
            self.gone = problem.text
            return {}
        return {one.day: one.starts for one in found if one.starts}

    def _keep_start(self, free: Free) -> None:
        if instant(self.start) not in {start for starts in free.values() for start in starts}:
            self.start = ""

    async def _show(self, free: Free) -> None:
        reader = await reader_of(self)
        self._turn_to(present.times.day_to_show(free, self.day, instant(self.start), reader))
        starts = free[date.fromisoformat(self.day)] if self.day else ()
        self.next_free = present.times.next_free(free, reader)
        month = present.month.month_to_show(free, self.month.key, self.day, reader)
        self.month = present.month.sheet(free, month, (reader.zone, self._mentor_zone), reader)
        self.beside = present.month.beside(self.mentor.name, self._mentor_zone, reader)
        self.day_text = present.times.day_line(date.fromisoformat(self.day), len(starts), reader) if starts else ""
        self.times = present.times.groups(starts, reader, self._mentor_zone)
        await self._say_chosen()

    def _turn_to(self, day: str) -> None:
        """Show this day, and its month, if another one was shown."""
        if self.day != day:
            self.day, self.month = day, display.Month()
            self._redraw()

    def _redraw(self) -> None:
        self.drawn_days += 1
        self.drawn_times += 1

    async def _say_chosen(self) -> None:
        at = instant(self.start)
        if at is None:
            return
        reader, minutes = await reader_of(self), self._lengths.get(self.offer, 0)
        self.chosen_text = present.times.here(at, minutes, reader)
        self.chosen_clocks = present.times.both_clocks(at, self._mentor_zone, reader)
        self.book_path = routes.book(self.offer, self.start)
