"""Signing in and signing up: where to go afterwards, what was wrong last time, and the form's own secret."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import problems, routes
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import ViewerState, caller_of, query


class EntranceState(rx.State):
    """What the two forms are drawn with. They are posted by the browser itself, not through this state."""

    next: str = routes.BOOKINGS
    problem: str = ""
    zone: str = "UTC"
    other_sign_in: str = routes.SIGN_IN
    other_sign_up: str = routes.SIGN_UP
    booking: bool = False

    @handler
    async def load(self) -> object:
        """Read the address; whoever is signed in already goes on at once."""
        wished = query(self, "next")
        self.next = wished if routes.is_local(wished) else routes.BOOKINGS
        self.problem = problems.sentence(query(self, "problem"))
        self.zone = (await self.get_state(ViewerState)).zone
        self.other_sign_in, self.other_sign_up = routes.sign_in(self.next), routes.sign_up(self.next)
        self.booking = self.next.startswith(routes.BOOK + "?")
        return rx.redirect(self.next) if await caller_of(self) else None
