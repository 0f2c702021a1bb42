"""What a page contributes to the application: its path, its words for the head, its view and its first events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from thoughtcloud.ui.states.notice import NoticeState
from thoughtcloud.ui.states.viewer import ViewerState


@dataclass(frozen=True)
class Page:
    """One path. `on_load` runs after the viewer is known, each time the page is entered."""

    path: str
    title: str
    description: str
    view: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = ()

    def add_to(self, app: rx.App) -> None:
        """Register the page with `app`."""
        app.add_page(
            self.view,
            route=self.path,
            title=f"{self.title} · Thoughtcloud" if self.path != "/" else self.title,
            description=self.description,
            image="/logo.svg",
            on_load=[ViewerState.load, NoticeState.enter, *self.on_load],
        )
