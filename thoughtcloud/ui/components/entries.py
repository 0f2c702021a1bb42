"""One movement of a mentor's money: what it was, of which session, the sum, and the object at Stripe behind it."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import link
from thoughtcloud.ui.components.records import money


def entry(line: display.BalanceLine) -> rx.Component:
    """A movement as an item of a list, with the way to its session."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(line.what, class_name="font-medium"),
            rx.cond(
                line.session_id != "",
                rx.el.p(
                    link(line.session, to=rx.Var.create(routes.desk_session("")) + line.session_id),
                    class_name="text-sm",
                ),
            ),
            rx.el.p(
                line.when, " · ", rx.el.span(line.stripe_object, class_name="font-mono break-all"),
                class_name="text-xs text-faint mt-0.5",
            ),
            class_name="min-w-0 flex-1",
        ),
        money(line.amount, rx.cond(line.negative, "text-soft", "font-semibold")),
        class_name="flex gap-4 items-baseline py-3",
    )  # fmt: skip
