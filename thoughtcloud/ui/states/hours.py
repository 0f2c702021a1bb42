"""A mentor's week while it is edited: nothing counts until it is kept."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import availability, draft_hours
from thoughtcloud.services.draft_hours import Draft
from thoughtcloud.ui import backstage, present_hours
from thoughtcloud.ui.display_mentor import HoursDay, SlotLine
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

WEEK = range(7)
MOST_A_DAY = 8


class HoursState(rx.State):
    """The seven days with their ranges as typed, and the times they would make bookable."""

    ready: bool = False
    problem: str = ""
    days: list[HoursDay] = []
    zone_text: str = ""
    changed: bool = False
    wrong: bool = False
    length_text: str = ""
    preview: list[SlotLine] = []
    _week: list[list[tuple[str, str]]] = []
    # Inputs are left to the browser while somebody types; a new edition makes it draw them anew.
    _edition: int = 0

    @handler
    async def load(self) -> None:
        """The week as it is kept."""
        try:
            kept = await backstage.ask(availability.hours, await caller_of(self))
        except Problem as problem:
            self.problem = problem.text
            return
        self._week = present_hours.week(kept)
        self.changed, self.ready, self.problem = False, True, ""
        self._edition += 1
        await self._show()

    @handler
    async def set_begin(self, weekday: int, index: int, time: str) -> None:
        """Somebody has typed when a range begins."""
        await self._type(weekday, index, begin=time)

    @handler
    async def set_end(self, weekday: int, index: int, time: str) -> None:
        """Somebody has typed when a range ends."""
        await self._type(weekday, index, end=time)

    @handler
    async def add(self, weekday: int) -> None:
        """Another range on that day."""
        if _is_day(weekday) and self._week and len(self._week[weekday]) < MOST_A_DAY:
            self._week[weekday] = [*self._week[weekday], present_hours.another(self._week[weekday])]
            await self._redraw()

    @handler
    async def remove(self, weekday: int, index: int) -> None:
        """One range less on that day."""
        if self._has(weekday, index):
            self._week[weekday] = [one for i, one in enumerate(self._week[weekday]) if i != index]
            await self._redraw()

    @handler
    async def copy_day(self, weekday: int, to: str) -> None:
        """The same hours on another day (its number), from Monday to Friday, or every day."""
        days = present_hours.COPY_TO.get(to, ()) if isinstance(to, str) else ()
        if not _is_day(weekday) or not self._week or not days:
            return
        for day in days:
            self._week[day] = list(self._week[weekday])
        await self._redraw()

    @handler
    async def save(self) -> Any:
        """Keep the week; from now on it can be booked like this."""
        drafts = self._drafts()
        if any(draft_hours.complaints(drafts)):
            return say("Please look at the ranges that are marked.", "warn")
        try:
            ranges = draft_hours.ranges(drafts)
            await backstage.act(availability.replace_hours, await caller_of(self), ranges=ranges)
        except Problem as problem:
            return say(problem.text, "bad")
        self.changed = False
        await self._show()
        return say("Your hours are saved.")

    async def _type(self, weekday: int, index: int, **times: str) -> None:
        time = next(iter(times.values()))
        if not self._has(weekday, index) or not isinstance(time, str) or len(time) > 8:
            return
        begin, end = self._week[weekday][index]
        typed = (times.get("begin", begin), times.get("end", end))
        if typed != (begin, end):
            self._week[weekday][index] = typed
            self.changed = True
            await self._show()

    async def _redraw(self) -> None:
        self._edition += 1
        self.changed = True
        await self._show()

    async def _show(self) -> None:
        drafts = self._drafts()
        said = draft_hours.complaints(drafts)
        self.days = present_hours.days(self._week, said, self._edition)
        self.wrong = any(said)
        try:
            found = await backstage.ask(draft_hours.preview, await caller_of(self), drafts)
        except Problem as problem:
            self.problem = problem.text
            return
        self.zone_text, self.length_text, self.preview = present_hours.preview(found, await pen_of(self))

    def _drafts(self) -> list[Draft]:
        return [Draft(day, begin, end) for day, spans in enumerate(self._week) for begin, end in spans]

    def _has(self, weekday: int, index: int) -> bool:
        if not _is_day(weekday) or not self._week:
            return False
        return type(index) is int and 0 <= index < len(self._week[weekday])


def _is_day(weekday: object) -> bool:
    return type(weekday) is int and weekday in WEEK
