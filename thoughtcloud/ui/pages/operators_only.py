"""How a page is shown to the people who run the marketplace, and to nobody else."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.surfaces import error_state, loading, skeleton
from thoughtcloud.ui.pages import not_found


def for_operators(
    state: Any, waiting: rx.Component, *children: Any, title: str = "Operations"
) -> rx.Component:
    """The children for the people who run the marketplace; for everybody else there is no such page.

    `title` is the heading over what went wrong, for those who cannot see it.
    """
    shown = rx.cond(
        state.problem != "",
        rx.fragment(rx.el.h1(title, class_name="sr-only"), error_state(state.problem)),
        rx.cond(state.ready, rx.fragment(*children), waiting),
    )
    return rx.cond(state.refused, not_found.view(), page(shown))


def waiting() -> rx.Component:
    """What is shown until the page is read."""
    return loading(skeleton("h-9 w-56 mb-5"), skeleton("h-20 w-full"), skeleton("h-40 w-full"))
