"""The way to a session's room from the other pages, and who was in it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui.components.actions import link_button
from thoughtcloud.ui.components.icons import icon


def room_button(path: rx.Var[str] | str, is_open: rx.Var[bool] | bool, class_name: str = "") -> rx.Component:
    """To the room's page; louder while the door is open."""
    return rx.cond(
        is_open,
        link_button(icon("video"), "Go to the room", to=path, class_name=class_name),
        link_button(icon("video"), "Room and notes", to=path, tone="quiet", class_name=class_name),
    )


def attendance(attended: Any, class_name: str = "") -> rx.Component:
    """Who was in the room and when; nothing before it could be opened."""
    return rx.cond(
        attended,
        rx.el.ul(rx.foreach(attended, _attended), role="list", class_name=f"text-sm text-soft {class_name}"),
    )


def _attended(pair: tuple[str, str]) -> rx.Component:
    return rx.el.li(rx.el.strong(pair[0], class_name="font-semibold"), " ", pair[1])
