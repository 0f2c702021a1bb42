"""Choosing: times of a calendar, one of a few, another page of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button

Chosen = rx.Var[str] | str
Drawn = rx.Var[Any] | str | int


def slot_picker(
    days: rx.Var[Any] | list[display.SlotDay],
    chosen: Chosen,
    on_choose: Callable[[Any], Any],
    *,
    drawn: Drawn,
    name: str = "slot",
) -> rx.Component:
    """A few free times by their days, as radio buttons of one group named "Free times".

    `on_choose(start)` is called with the slot's ISO instant in UTC; `chosen` is that of the chosen one. The
    browser itself keeps which one is checked, so that a choice is seen at once; give `drawn` another value
    whenever the choice is changed elsewhere, to draw it anew.
    """

    def day(column: display.SlotDay) -> rx.Component:
        heading = rx.el.p(column.name, " ", column.date, class_name="font-semibold mb-2")
        return rx.el.div(heading, _grid(column.slots, chosen, on_choose, name), key=column.key)

    return _free_times(rx.foreach(days, day), drawn)


def time_picker(
    parts: rx.Var[Any] | list[display.SlotGroup], chosen: Chosen, on_choose: Callable[[Any], Any], *, drawn: Drawn
) -> rx.Component:
    """The free times of one day under its parts; for `chosen`, `on_choose` and `drawn` see `slot_picker`."""

    def part(group: display.SlotGroup) -> rx.Component:
        heading = rx.Var.create("times-") + group.key
        return rx.el.div(
            rx.el.p(group.name, id=heading, class_name="text-sm text-soft mb-1.5"),
            _grid(group.slots, chosen, on_choose, "slot"),
            role="group",
            aria_labelledby=heading,
            key=group.key,
        )

    return _free_times(rx.foreach(parts, part), drawn)


def _free_times(shown: rx.Component, drawn: Drawn) -> rx.Component:
    return rx.el.div(
        shown, role="radiogroup", aria_label="Free times", key=drawn, class_name="flex flex-col gap-4"
    )


def _grid(slots: list[display.Slot], chosen: Chosen, on_choose: Callable[[Any], Any], name: str) -> rx.Component:
    def time(slot: display.Slot) -> rx.Component:
        # The start is the key, so that what is checked stays so when a time before it is taken.
        return rx.el.label(
            rx.el.input(
                type="radio",
                name=name,
                value=slot.start,
                default_checked=chosen == slot.start,
                on_change=on_choose(slot.start),
                aria_label=slot.spoken,
            ),
            rx.el.span(
                slot.text,
                rx.cond(slot.there != "", rx.el.span(slot.there, class_name="block text-xs text-soft")),
                aria_hidden="true",
                class_name="text-center leading-tight",
            ),
            key=slot.start,
            class_name="choice figures font-medium min-h-11 px-0.5 grid place-items-center text-[0.95rem]",
        )

    first: Any = slots[0]
    return rx.el.div(
        rx.foreach(slots, time),
        # Where the clock has AM and PM, a time takes more room than 14:30 does.
        class_name=rx.cond(
            first.text.length() > len("14:30"),
            "grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2",
            "grid grid-cols-[repeat(auto-fill,minmax(4.5rem,1fr))] gap-2",
        ),
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
