"""Keeping a screen true while it is open: asked again when it comes back into view, and now and then."""

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
