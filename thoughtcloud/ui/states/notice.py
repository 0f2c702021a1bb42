"""The one short message of the moment, which the page shell shows and reads out on every page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import reflex as rx

from thoughtcloud.ui import backstage
from thoughtcloud.ui.states.events import handler

TONES = frozenset({"good", "warn", "bad", "info"})
# What was said this shortly before a page was entered belongs to it, as after a redirect.
FRESH = timedelta(seconds=4)


class NoticeState(rx.State):
    """What is being said, in which tone; empty when nothing is."""

    text: str = ""
    tone: str = "info"
    _said_at: datetime | None = None

    @handler
    def show(self, text: str, tone: str) -> None:
        """Say `text`. Used by other states through `say`."""
        if isinstance(text, str) and isinstance(tone, str) and tone in TONES:
            self.text, self.tone = text[:400], tone
            self._said_at = backstage.platform().now()

    @handler
    def enter(self) -> None:
        """A page is entered: what was said on the one before is over."""
        if self._said_at is None or backstage.platform().now() - self._said_at > FRESH:
            self.text = ""

    @handler
    def dismiss(self) -> None:
        """Stop saying it."""
        self.text = ""


def say(text: str, tone: str = "good") -> Any:
    """The event that shows `text` to the person, to be returned or yielded by a handler."""
    return NoticeState.show(text, tone)
