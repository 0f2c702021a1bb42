"""What a reader sees at an address that leads nowhere."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import link_button
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.pages.page import Page


def view() -> rx.Component:
    """Kind words and two ways on."""
    return page(
        rx.el.div(
            rx.el.p("404", class_name="font-display text-4xl text-faint"),
            rx.el.h1("A thought that drifted off", class_name="text-3xl mt-3"),
            rx.el.p(
                "There is nothing at this address. It may have moved, or never have been.",
                class_name="text-soft mt-3",
            ),
            rx.el.div(
                link_button("Find a mentor", to=routes.MENTORS),
                link_button("Front page", to=routes.HOME, tone="quiet"),
                class_name="flex flex-wrap gap-3 mt-7",
            ),
            class_name="py-10",
        ),
        dawn=True,
    )


PAGE = Page(path="404", title="Not found", description="There is nothing at this address.", view=view)
