"""Money and time as a reader follows them: sums, bills, the way of the money, the record of events."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.icons import icon


def money(text: rx.Var[str] | str, class_name: str = "") -> rx.Component:
    """A sum that `wording.money` has already written; it never breaks over a line."""
    return rx.el.span(text, class_name=f"figures {class_name}")


def bill(lines: rx.Var[Any] | list[display.SumLine]) -> rx.Component:
    """Sums under one another, the total last and ruled off."""
    return rx.el.dl(rx.foreach(lines, _bill_line), class_name="flex flex-col")


def _bill_line(line: display.SumLine) -> rx.Component:
    return rx.el.div(
        rx.el.dt(
            line.label,
            rx.cond(line.note != "", rx.el.span(line.note, class_name="block text-sm font-normal text-faint")),
            class_name=rx.cond(line.total, "font-semibold", "text-soft"),
        ),
        rx.el.dd(line.amount, class_name=rx.cond(line.total, "figures font-semibold text-lg", "figures")),
        class_name=rx.cond(
            line.total,
            "flex justify-between gap-4 items-baseline py-2.5 border-t border-edge mt-1",
            "flex justify-between gap-4 items-baseline py-1.5",
        ),
    )


def facts(*pairs: tuple[Any, Any], class_name: str = "") -> rx.Component:
    """Terms and their values, one under the other: (word, shown) pairs."""
    return rx.el.dl(
        *[
            rx.el.div(
                rx.el.dt(word, class_name="text-sm text-faint"),
                rx.el.dd(shown, class_name="font-medium"),
                class_name="py-2",
            )
            for word, shown in pairs
        ],
        class_name=f"flex flex-col divide-y divide-line {class_name}",
    )


def way(stops: rx.Var[Any] | list[display.Stop], label: str = "What happens to the money") -> rx.Component:
    """The stops of the money from the card to the mentor, and where it is now."""
    return rx.el.ol(rx.foreach(stops, _stop), class_name="way", aria_label=label)


def _stop(stop: display.Stop) -> rx.Component:
    spoken = rx.match(
        stop.phase, ("done", "done: "), ("now", "now: "), ("off", "will not happen: "), "still to come: "
    )
    return rx.el.li(
        rx.el.p(
            rx.el.span(spoken, class_name="sr-only"),
            stop.title,
            class_name=rx.cond(
                stop.phase == "off", "font-semibold text-faint line-through", "font-semibold leading-snug"
            ),
        ),
        rx.el.p(stop.detail, class_name="text-sm text-soft mt-0.5"),
        class_name=rx.Var.create("is-") + stop.phase,
    )


def record(occurrences: rx.Var[Any] | list[display.Occurrence]) -> rx.Component:
    """Everything that happened, newest first as the state orders it, with the money that moved."""
    return rx.el.ol(rx.foreach(occurrences, _occurrence), class_name="record")


def _occurrence(happened: display.Occurrence) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(happened.title, class_name="font-medium"),
            rx.cond(happened.amount != "", money(happened.amount, "font-semibold")),
            class_name="flex flex-wrap justify-between gap-x-4",
        ),
        rx.cond(happened.detail != "", rx.el.p(happened.detail, class_name="text-sm text-soft")),
        rx.el.p(happened.when, class_name="text-sm text-faint"),
        class_name=rx.Var.create("tone-") + happened.tone,
    )


def in_line(name: str, *children: Any, class_name: str = "") -> rx.Component:
    """An icon with the words it goes with, on one line."""
    return rx.el.span(
        icon(name, "1.15em", "text-faint translate-y-[0.12em]"),
        rx.el.span(*children),
        class_name=f"inline-flex gap-2 items-start {class_name}",
    )
