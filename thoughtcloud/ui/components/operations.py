"""What the operator's lists are made of: bookings with their states, calls and events with their causes."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import bare_link, button
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.surfaces import pill_of

_TITLE = "font-semibold hover:underline underline-offset-3 rounded-sm break-words"
_MONO = "text-xs text-faint font-mono break-all"


def booking_link(reference: str) -> rx.Component:
    """The way to the operator's page of a booking."""
    return bare_link(
        reference,
        to=rx.Var.create(routes.operator_booking("")) + reference,
        class_name="text-brand underline underline-offset-3 font-mono text-sm break-all rounded-sm",
    )


def pills(states: list[display.Pill]) -> rx.Component:
    """Several states beside one another."""
    return rx.el.div(rx.foreach(states, pill_of), class_name="flex flex-wrap gap-1.5")


def booking_line(row: display.BookingLine) -> rx.Component:
    """One booking with its people, its states and its ids."""
    return rx.el.li(
        rx.el.div(
            bare_link(
                row.mentee, " with ", row.mentor,
                to=rx.Var.create(routes.operator_booking("")) + row.id, class_name=_TITLE,
            ),
            rx.el.p(row.title, class_name="text-sm text-soft"),
            rx.el.p(row.email, class_name="text-sm text-faint break-all"),
            class_name="flex-1 min-w-60",
        ),
        rx.el.div(
            rx.el.p(row.when, class_name="text-sm"),
            rx.el.p(row.id, class_name=_MONO),
            rx.el.p(row.intent, class_name=_MONO),
            class_name="sm:w-64 w-full",
        ),
        rx.el.div(pills(row.states), class_name="sm:w-72 w-full"),
        money(row.price, "font-semibold sm:w-28 sm:text-right"),
        class_name="flex flex-wrap gap-x-5 gap-y-2 items-start py-3.5",
    )  # fmt: skip


def effect_line(row: display.EffectLine, on_retry: Any) -> rx.Component:
    """One call with its last error; a retry where it was given up. `on_retry(id)` is called with the call's id."""
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(row.what, class_name="font-semibold"),
                pill_of(row.pill),
                class_name="flex gap-3 items-center",
            ),
            rx.el.p(booking_link(row.booking_id)),
            rx.el.p(row.tries, ", ", row.when, class_name="text-sm text-faint"),
            trouble(row.problem),
            class_name="flex-1 min-w-60",
        ),
        rx.cond(row.buried, button("Try again", tone="quiet", size="small", on_click=on_retry(row.id))),
        class_name="flex flex-wrap gap-4 items-start py-3.5",
    )


def event_line(row: display.EventLine, on_replay: Any) -> rx.Component:
    """One event with its last error and its replay. `on_replay(id)` is called with the event's id."""
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(row.type, class_name="font-semibold break-all"),
                pill_of(row.pill),
                class_name="flex gap-3 items-center",
            ),
            rx.el.p(row.id, class_name=_MONO),
            rx.el.p(row.about, class_name=_MONO),
            rx.el.p(row.tries, ", ", row.when, class_name="text-sm text-faint"),
            trouble(row.problem),
            class_name="flex-1 min-w-60",
        ),
        button("Replay", tone="quiet", size="small", on_click=on_replay(row.id)),
        class_name="flex flex-wrap gap-4 items-start py-3.5",
    )  # fmt: skip


def trouble(problem: str) -> rx.Component:
    """What went wrong, in the words of the machine; nothing where nothing did."""
    return rx.cond(
        problem != "",
        rx.el.pre(
            problem,
            tab_index=0,
            class_name="mt-2 p-3 rounded-md bg-sunken text-xs whitespace-pre-wrap break-words max-h-48 "
            "overflow-auto",
        ),
    )


def lines(rows: list[Any], line: Any) -> rx.Component:
    """Rows one under the other, ruled off from each other."""
    return rx.el.ul(rx.foreach(rows, line), role="list", class_name="divide-y divide-line border-y border-line")
