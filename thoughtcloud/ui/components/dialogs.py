"""Questions that must be answered first: a native modal dialog, which keeps the focus and answers to Escape."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui.components.actions import button


def dialog(
    title: str,
    *children: Any,
    is_open: rx.Var[bool] | bool,
    on_close: Any,
    actions: list[Any],
    close_text: str = "Close",
    name: str = "dialog",
) -> rx.Component:
    """A modal dialog shown while `is_open`. `actions` stand beside the button that runs `on_close`.

    assets/site.js opens it with `showModal()` and gives the focus back to where it was afterwards; Escape and a
    press outside run `on_close`. `name` keeps two dialogs of one page apart.
    """
    return rx.cond(
        is_open,
        rx.el.dialog(
            rx.el.div(
                rx.el.h2(title, id=f"{name}-title", class_name="text-2xl"),
                *children,
                class_name="flex flex-col gap-4 p-6",
            ),
            rx.el.div(
                button(close_text, tone="quiet", on_click=on_close, custom_attrs={"data-closes": ""}),
                *actions,
                class_name="flex flex-col-reverse sm:flex-row sm:justify-end gap-3 px-6 py-4 bg-sunken",
            ),
            custom_attrs={"data-modal": ""},
            aria_labelledby=f"{name}-title",
            class_name="sheet",
        ),
    )
