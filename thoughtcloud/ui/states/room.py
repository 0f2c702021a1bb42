"""The room of a session as one of its two sides sees it: waiting, going in, and writing notes."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import rooms
from thoughtcloud.store.views import room_page
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import RoomSheet
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of, path_part, query


class RoomState(rx.State):
    """The room of the booking that the address names. `refusal` is why the door did not open a moment ago."""

    loaded: bool = False
    problem: str = ""
    refusal: str = ""
    complaint: str = ""
    written: int = 0
    sheet: RoomSheet = RoomSheet()

    @handler
    async def load(self) -> None:
        """The room from the beginning."""
        self.loaded, self.problem, self.complaint = False, "", ""
        self.refusal = "The door did not open just now: please look below." if query(self, "closed") else ""
        await self._look()

    @handler
    async def refresh(self) -> None:
        """The room as it is now."""
        if not self.problem:
            await self._look()

    @handler
    async def write(self, form: dict[str, Any]) -> Any:
        """Add a note for both sides."""
        text = form.get("note") if isinstance(form, dict) else None
        try:
            await backstage.act(rooms.write_note, await caller_of(self), self._reference(), text=text)
        except Problem as problem:
            self.complaint = problem.text
            return None
        # A new number draws the form anew, and empty.
        self.complaint, self.written = "", self.written + 1
        await self._look()
        return say("Noted. Both of you can read it.")

    async def _look(self) -> None:
        caller = await caller_of(self)
        if caller is None:
            return
        try:
            page = await backstage.ask(room_page.of, caller, self._reference())
        except Problem as problem:
            self.problem = problem.text
            return
        self.sheet, self.loaded = present.room.sheet(page, await pen_of(self)), True

    def _reference(self) -> str:
        return path_part(self, 1)
