"""What a page contributes to the application: its path, its words for the head, its view and its first events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from thoughtcloud.ui.brand import tab
from thoughtcloud.ui.states.notice import NoticeState
from thoughtcloud.ui.states.viewer import ViewerState


@dataclass(frozen=True)
class Page:
    """One path. `on_load` runs after the viewer is known, each time the page is entered.

    `live_title` is a Var of a state, where only the state knows what the page is about.
    """

    path: str
    title: str
    description: str
    view: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = ()
    live_title: rx.Var[str] | str = ""

    @property
    def full_title(self) -> str:
        """What the browser's tab says."""
        return tab(self.title) if self.path != "/" else self.title

    @property
    def is_one_of_many(self) -> bool:
        """Whether the path has a parameter: what such a page is about is told by the server (ui/heads.py)."""
        return "[" in self.path

    def add_to(self, app: rx.App) -> None:
        """Register the page with `app`."""
        app.add_page(
            self.view,
            route=self.path,
            title=self.live_title if isinstance(self.live_title, rx.Var) else self.full_title,
            description=None if self.is_one_of_many else self.description,
            image="/share.png",
            on_load=[ViewerState.load, NoticeState.enter, *self.on_load],
        )
