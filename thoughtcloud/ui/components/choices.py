"""Choosing: times of a calendar, one of a few, another page of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button


def slot_picker(
    days: rx.Var[Any] | list[display.SlotDay],
    chosen: rx.Var[str] | str,
    on_choose: Callable[[Any], Any],
    *,
    drawn: rx.Var[str] | str,
    name: str = "slot",
    label: str = "Free times",
) -> rx.Component:
    """Days beside one another (under one another on a phone), each with its free times as radio buttons.

    All times form one radio group, so arrow keys walk through them. `on_choose(start)` is called with the slot's
    ISO instant in UTC; `chosen` is that of the chosen one. The browser itself keeps which one is checked, so that
    a choice is seen at once; give `drawn` another value whenever other times are shown, to draw the choice anew.
    """

    def time(slot: display.Slot) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="radio",
                name=name,
                value=slot.start,
                default_checked=chosen == slot.start,
                on_change=on_choose(slot.start),
                aria_label=slot.spoken,
            ),
            rx.el.span(slot.text, aria_hidden="true"),
            class_name="choice figures font-medium min-h-11 px-2 grid place-items-center text-[0.95rem]",
        )

    def day(column: display.SlotDay) -> rx.Component:
        return rx.el.div(
            rx.el.p(
                rx.el.span(column.name, class_name="block text-sm text-faint font-medium"),
                rx.el.span(column.date, class_name="font-semibold"),
                class_name="leading-snug flex sm:block gap-2 items-baseline mb-2",
            ),
            rx.el.div(
                rx.foreach(column.slots, time),
                class_name="grid grid-cols-[repeat(auto-fill,minmax(5.6rem,1fr))] sm:grid-cols-1 gap-2",
            ),
        )

    return rx.el.div(
        rx.foreach(days, day),
        role="radiogroup",
        aria_label=label,
        key=drawn,
        class_name="grid gap-5 sm:gap-3 sm:grid-cols-[repeat(auto-fill,minmax(5.3rem,1fr))]",
    )


def segmented(
    options: Sequence[tuple[str, str]],
    value: rx.Var[str] | str,
    on_choose: Callable[[str], Any],
    *,
    label: str,
) -> rx.Component:
    """One of a few, all visible: (value, text) pairs as buttons that say which one is pressed."""
    return rx.el.div(
        *[
            rx.el.button(
                text,
                type="button",
                on_click=on_choose(key),
                aria_pressed=rx.cond(value == key, "true", "false"),
                class_name=rx.cond(
                    value == key,
                    "rounded-sm px-4 min-h-10 font-semibold bg-surface text-ink border border-edge",
                    "rounded-sm px-4 min-h-10 font-medium text-soft hover:text-ink border border-transparent",
                ),
            )
            for key, text in options
        ],
        role="group",
        aria_label=label,
        class_name="inline-flex flex-wrap gap-1 p-1 rounded-md bg-sunken",
    )


def load_more(
    has_more: rx.Var[bool] | bool, busy: rx.Var[bool] | bool, on_click: Any, text: str = "Show more"
) -> rx.Component:
    """The way to the next page of a keyset-paged list; nothing when this was the last."""
    return rx.cond(
        has_more,
        rx.el.div(button(text, tone="quiet", busy=busy, on_click=on_click), class_name="flex justify-center mt-8"),
    )
