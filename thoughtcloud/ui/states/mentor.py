"""One mentor's page: the chosen offer, the days in sight and the chosen time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import availability
from thoughtcloud.store.views import mentor_page
from thoughtcloud.ui import backstage, display, present_mentors, routes
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import path_part, query, reader_of, titled
from thoughtcloud.ui.states.wishes import instant, text

DAYS_IN_SIGHT = 7


class MentorState(rx.State):
    """A mentor as a mentee sees them while choosing."""

    loaded: bool = False
    problem: str = ""
    mentor: display.MentorProfile = display.MentorProfile()
    offers: rx.Field[list[display.OfferCard]] = rx.field(default_factory=list)
    offer: str = ""
    times_ready: bool = False
    days: rx.Field[list[display.SlotDay]] = rx.field(default_factory=list)
    has_earlier: bool = False
    has_later: bool = False
    drawn: str = ""
    start: str = ""
    chosen_text: str = ""
    chosen_there: str = ""
    book_path: str = ""
    _first_day: int = 0
    _mentor_zone: str = "UTC"
    _lengths: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    @handler
    async def load(self) -> Any:
        """Read the mentor of the address and the free times of the first offer, or of the one in the address."""
        self.loaded, self.problem, self.start, self.offer = False, "", "", ""
        reader = await reader_of(self)
        try:
            page = await backstage.ask(mentor_page.by_slug, path_part(self, 1))
        except Problem as problem:
            self.problem = problem.text
            return None
        self.mentor = present_mentors.profile(page, reader)
        self.offers = [present_mentors.offer(row, reader) for row in page.offers]
        self._mentor_zone = page.zone
        self._lengths = {row.offer_id: row.minutes for row in page.offers}
        wished = query(self, "offer")
        self.offer = wished if wished in self._lengths else next(iter(self._lengths), "")
        await self._show(0)
        self.loaded = True
        return titled(page.name)

    @handler
    async def choose_offer(self, offer: str) -> None:
        """Show the free times of another offer of this mentor."""
        if text(offer, 40) not in self._lengths:
            return
        self.offer, self.start = offer, ""
        await self._show(0)

    @handler
    async def show_times(self) -> None:
        """Show the same times anew, because the zone has changed or time has passed."""
        await self._show(self._first_day)
        await self._say_chosen()

    @handler
    async def earlier(self) -> None:
        """Show the days before."""
        await self._show(max(0, self._first_day - DAYS_IN_SIGHT))

    @handler
    async def later(self) -> None:
        """Show the days after."""
        await self._show(self._first_day + DAYS_IN_SIGHT)

    @handler
    async def choose_start(self, start: str) -> None:
        """Take this time; nothing is held before the review."""
        self.start = start if any(start == slot.start for day in self.days for slot in day.slots) else ""
        await self._say_chosen()

    async def _show(self, first: int) -> None:
        reader = await reader_of(self)
        self.times_ready = False
        days: tuple[availability.SlotDay, ...] = ()
        try:
            days = await backstage.ask(availability.days, self.offer, zone=reader.zone) if self.offer else ()
        except Problem as problem:
            self.problem = problem.text
        shown = present_mentors.slot_days(days, reader)
        self._first_day = first if first < len(shown) else 0
        self.days = shown[self._first_day : self._first_day + DAYS_IN_SIGHT]
        self.has_earlier, self.has_later = self._first_day > 0, self._first_day + DAYS_IN_SIGHT < len(shown)
        self.drawn = f"{self.offer} {reader.zone} {self._first_day}"
        self.times_ready = True

    async def _say_chosen(self) -> None:
        at: datetime | None = instant(self.start)
        if at is None:
            return
        reader, minutes = await reader_of(self), self._lengths.get(self.offer, 0)
        self.chosen_text = present_mentors.here(at, minutes, reader)
        self.chosen_there = present_mentors.there(at, minutes, self.mentor.name, self._mentor_zone, reader)
        self.book_path = routes.book(self.offer, self.start)
