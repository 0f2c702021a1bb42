"""The calendars of elsewhere that keep a mentor from being booked, as their owner sees and changes them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import availability, busy_calendars
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import BusyLine, CalendarRow
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler, in_background
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

LOOK_SECONDS: Final = 1.0
# A calendar that takes longer to be read is shown the next time that somebody looks.
MOST_LOOKS: Final = 90
DEMO: Final = "/calendar/busy.ics"


class BusyCalendarsState(rx.State):
    """The list, the form, and which calendar is asked about before it is removed. `demo` only in the sandbox."""

    ready: bool = False
    problem: str = ""
    rows: list[CalendarRow] = []
    lines: list[BusyLine] = []
    demo: str = ""
    form_key: str = "0"
    address_error: str = ""
    name_error: str = ""
    complaint: str = ""
    leaving: str = ""
    leaving_name: str = ""
    _watching: bool = False

    @handler
    async def load(self) -> Any:
        """All calendars; nothing is asked."""
        self.leaving = self.address_error = self.name_error = self.complaint = ""
        own = backstage.platform().web.own
        self.demo = f"{own}{DEMO}" if own else ""
        self._watching = False
        await self._look()
        return BusyCalendarsState.watch

    @handler
    async def add(self, typed: dict[str, object]) -> Any:
        """Keep the address that was pasted; say beside its field what is wrong with it."""
        if not isinstance(typed, dict):
            return None
        self.address_error = self.name_error = self.complaint = ""
        asked = {"address": typed.get("address", ""), "name": typed.get("name", "")}
        own = backstage.platform().web.own
        try:
            await backstage.act(busy_calendars.add, await caller_of(self), **asked, own=own)
        except Problem as problem:
            self._complain(problem)
            return None
        self.form_key = str(int(self.form_key) + 1)
        await self._look()
        return [say("We are reading it now."), BusyCalendarsState.watch]

    @handler
    async def refresh(self, calendar_id: str) -> Any:
        """Read a calendar now."""
        said = await self._do(busy_calendars.refresh, calendar_id, "")
        return said or BusyCalendarsState.watch

    @handler
    def ask(self, calendar_id: str) -> None:
        """Ask whether to remove a calendar."""
        chosen = next((row for row in self.rows if row.id == calendar_id), None)
        if chosen is not None:
            self.leaving, self.leaving_name = chosen.id, chosen.name

    @handler
    def keep(self) -> None:
        """Leave everything as it is."""
        self.leaving = ""

    @handler
    async def remove(self) -> Any:
        """Remove the calendar that was asked about."""
        leaving, self.leaving = self.leaving, ""
        return await self._do(busy_calendars.remove, leaving, "Removed. What only it kept closed is open again.")

    @in_background
    async def watch(self) -> None:
        """Look again while a calendar is about to be read."""
        async with self:
            if self._watching:
                return
            self._watching = True
        for _ in range(MOST_LOOKS):
            async with self:
                if not any(row.waiting for row in self.rows):
                    break
            await asyncio.sleep(LOOK_SECONDS)
            async with self:
                await self._look()
        async with self:
            self._watching = False

    async def _do(self, usecase: Callable[..., None], calendar_id: object, done: str) -> Any:
        try:
            await backstage.act(usecase, await caller_of(self), calendar_id)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say(done) if done else None

    def _complain(self, problem: Problem) -> None:
        if problem.field == "address":
            self.address_error = problem.text
        elif problem.field == "name":
            self.name_error = problem.text
        else:
            self.complaint = problem.text

    async def _look(self) -> None:
        caller, pen = await caller_of(self), await pen_of(self)
        try:
            found = await backstage.ask(busy_calendars.listed, caller)
            ahead = await backstage.ask(busy_calendars.ahead, caller)
            kept = await backstage.ask(availability.plan, caller)
        except Problem as problem:
            self.problem = problem.text
            return
        self.rows = [present.calendars.row(one, pen) for one in found]
        self.lines = present.calendars.lines(ahead, pen, kept.plan.zone)
        self.ready, self.problem = True, ""
