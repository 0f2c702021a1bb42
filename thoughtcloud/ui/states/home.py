"""The front page: a few mentors, and a search that leads to the list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import reflex as rx

from thoughtcloud.store.views import mentor_list
from thoughtcloud.ui import backstage, display, present, routes
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import reader_of
from thoughtcloud.ui.states.wishes import text

FEATURED = 3


class HomeState(rx.State):
    """The featured mentors."""

    loaded: bool = False
    featured: rx.Field[list[display.MentorCard]] = rx.field(default_factory=list)

    @handler
    async def load(self) -> None:
        """Read the first mentors of the list."""
        reader = await reader_of(self)
        page = await backstage.ask(mentor_list.cards, limit=FEATURED)
        self.featured = [present.mentors.card(row, reader) for row in page.rows]
        self.loaded = True

    @handler
    def find(self, form: dict[str, Any]) -> object:
        """Go to the list with what was typed."""
        words = text(form.get("q"), 80) if isinstance(form, dict) else ""
        asked = {"q": words} if words else {}
        return rx.redirect(f"{routes.MENTORS}?{urlencode(asked)}" if asked else routes.MENTORS)
