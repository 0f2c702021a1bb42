"""Keeping a screen true while it is open: asked again when it is looked at and now and then; countdowns."""

from __future__ import annotations

from typing import Any

import reflex as rx


def refreshing(on_refresh: Any, every: int = 30) -> rx.Component:
    """Runs `on_refresh` when the page is looked at again and each `every` seconds meanwhile (assets/site.js)."""
    return rx.el.button(
        "Refresh",
        type="button",
        hidden=True,
        tab_index=-1,
        on_click=on_refresh,
        custom_attrs={"data-refreshes": str(every)},
    )


def counting_down(seconds: rx.Var[int] | int, class_name: str = "") -> rx.Component:
    """A clock that counts `seconds` down to nothing, then has the page asked again (assets/site.js).

    It stays empty for React, so that no drawing of the page overwrites what the script writes.
    """
    return rx.el.span(role="timer", class_name=class_name, custom_attrs={"data-counts-down": seconds})
