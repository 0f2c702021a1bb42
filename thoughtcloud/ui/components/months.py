"""A month to choose a day from: a sheet of real radio buttons, so that arrow keys walk through the free days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button, icon_button
from thoughtcloud.ui.components.choices import Chosen, Drawn, time_picker
from thoughtcloud.ui.components.icons import icon

_NUMBER = "block font-semibold"


def free_times(state: Any, start: Chosen, *, otherwise: rx.Component) -> rx.Component:
    """The next free time, the month, and the times of the chosen day; `otherwise` when nothing is free.

    `state` is a class with what `MentorState` has for it; `start` is the ISO instant that is chosen.
    """
    return rx.cond(
        state.next_free != "",
        rx.el.div(
            button(
                icon("clock"),
                state.next_free,
                tone="quiet",
                on_click=state.choose_next_free,
                class_name="figures self-start",
            ),
            month_picker(state.month, state.day, state.choose_day, state.turn_month, drawn=state.drawn_days),
            rx.el.p(state.day_text, role="status", class_name="font-semibold"),
            time_picker(state.times, start, state.choose_start, drawn=state.drawn_times),
            class_name="flex flex-col gap-4",
        ),
        otherwise,
    )


def month_picker(
    month: Any,
    chosen: Chosen,
    on_choose: Callable[[Any], Any],
    on_turn: Callable[[int], Any],
    *,
    drawn: Drawn,
) -> rx.Component:
    """The days of `month` (a `display.Month`). Days without free times are seen but cannot be chosen.

    `on_choose(key)` is called with a day's ISO date, `on_turn(1)` and `on_turn(-1)` for the months beside it; for
    `chosen` and `drawn` see `choices.slot_picker`.
    """

    def day(one: display.MonthDay) -> rx.Component:
        return rx.cond(one.inside, _day(one, chosen, on_choose), rx.el.span(key=one.key, aria_hidden="true"))

    return rx.el.div(
        rx.el.div(
            icon_button("chevron-left", "Previous month", on_click=on_turn(-1), disabled=~month.may_turn_back),
            rx.el.p(month.title, aria_live="polite", class_name="font-semibold text-lg text-center flex-1"),
            icon_button("chevron-right", "Next month", on_click=on_turn(1), disabled=~month.may_turn_on),
            class_name="flex items-center gap-2 mb-2",
        ),
        rx.el.div(
            rx.foreach(
                month.heads,
                lambda head: rx.el.abbr(
                    head.short, title=head.full, class_name="text-xs text-soft text-center no-underline pb-1"
                ),
            ),
            aria_hidden="true",
            class_name="month",
        ),
        rx.el.div(
            rx.foreach(month.days, day), role="radiogroup", aria_label="Days", key=drawn, class_name="month"
        ),
        rx.foreach(month.remarks, lambda remark: rx.el.p(remark, class_name="text-sm text-soft mt-2")),
    )


def _day(one: display.MonthDay, chosen: Chosen, on_choose: Callable[[Any], Any]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="day",
            value=one.key,
            default_checked=chosen == one.key,
            disabled=~one.free,
            on_change=on_choose(one.key),
            aria_label=one.spoken,
        ),
        rx.el.span(
            rx.el.span(one.number, class_name=rx.cond(one.today, f"{_NUMBER} underline", _NUMBER)),
            rx.el.span(one.note, class_name="block text-xs font-normal min-h-4"),
            aria_hidden="true",
            class_name="figures",
        ),
        key=one.key,
        class_name="choice date",
    )
