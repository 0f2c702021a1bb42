"""The one short message of the moment, which the page shell shows and reads out on every page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui.states.events import handler

TONES = frozenset({"good", "warn", "bad", "info"})


class NoticeState(rx.State):
    """What is being said, in which tone; empty when nothing is."""

    text: str = ""
    tone: str = "info"

    @handler
    def show(self, text: str, tone: str) -> None:
        """Say `text`. Used by other states through `say`."""
        if isinstance(text, str) and tone in TONES:
            self.text, self.tone = text[:400], tone

    @handler
    def dismiss(self) -> None:
        """Stop saying it."""
        self.text = ""


def say(text: str, tone: str = "good") -> Any:
    """The event that shows `text` to the person, to be returned or yielded by a handler."""
    return NoticeState.show(text, tone)
