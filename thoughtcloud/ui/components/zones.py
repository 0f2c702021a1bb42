"""The reader's time zone: always named, always changeable."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.states.viewer import ViewerState


def zone_line(*on_changed: Any) -> rx.Component:
    """One line that names the zone of the times below it and lets the reader choose another.

    The list of zones is asked for only when it is wanted. `on_changed` run after a choice, to show the
    times anew.
    """
    return rx.el.div(
        icon("globe", "1.1em", "text-faint"),
        rx.el.span("Times in ", rx.el.strong(ViewerState.zone_text, class_name="font-semibold")),
        rx.cond(
            ViewerState.zones.length() > 0,
            rx.el.select(
                rx.foreach(ViewerState.zones, lambda name: rx.el.option(name, value=name)),
                value=ViewerState.zone,
                on_change=[ViewerState.choose_zone, *on_changed],
                aria_label="Time zone",
                class_name="border border-edge rounded-sm bg-surface px-2 min-h-9 max-w-full",
            ),
            rx.el.button(
                "Change",
                type="button",
                on_click=ViewerState.offer_zones,
                aria_label="Change the time zone",
                class_name="text-brand underline underline-offset-3 rounded-sm px-1 min-h-8",
            ),
        ),
        class_name="flex flex-wrap gap-x-2 gap-y-1 items-center text-sm text-soft",
    )
