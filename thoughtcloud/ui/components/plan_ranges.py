"""Ranges of hours that are typed: the days of the week, and the dates that do not follow it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button, icon_button
from thoughtcloud.ui.components.fields import CONTROL
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.surfaces import card, pill
from thoughtcloud.ui.present.hours import DAYS
from thoughtcloud.ui.states.hours import HoursState

Words = Any
OnTime = Callable[[str, Any], Any]

_ITEM = "w-full rounded-sm px-3 min-h-10 text-left hover:bg-sunken"


def week() -> rx.Component:
    """The seven days."""
    return card(
        rx.el.h2("Every week", class_name="text-xl"),
        rx.el.p(
            "As many ranges a day as you like. From 22:00 to 02:00 runs over midnight.",
            class_name="text-sm text-soft mt-1",
        ),
        rx.el.div(rx.foreach(HoursState.days, _day), class_name="divide-y divide-line mt-2"),
        id="week",
    )


def dates() -> rx.Component:
    """Holidays, days off and days with other hours."""
    return card(
        rx.el.h2("Dates that differ", class_name="text-xl"),
        rx.el.p(
            "Holidays, days off, or a day with other hours. They go before the week.",
            class_name="text-sm text-soft mt-1",
        ),
        rx.el.ul(
            rx.foreach(HoursState.exceptions, _exception),
            role="list",
            class_name="divide-y divide-line mt-2 empty:hidden",
        ),
        rx.el.div(
            button("Close some days", tone="quiet", size="small", on_click=HoursState.add_exception(True)),
            button("Other hours on a day", tone="quiet", size="small", on_click=HoursState.add_exception(False)),
            rx.cond(
                HoursState.any_past,
                button("Remove those that are over", tone="plain", size="small", on_click=HoursState.drop_past),
            ),
            class_name="flex flex-wrap gap-2 mt-4",
        ),
        id="dates",
    )


def wrong(text: Words, named: Words) -> rx.Component:
    """What is wrong with an input, under it; `named` is the id it is described by."""
    return rx.cond(
        text != "",
        rx.el.p(
            icon("warning", "1em", "mt-1"),
            text,
            id=named,
            role="alert",
            class_name="text-sm text-bad font-medium flex gap-1.5 mt-1",
        ),
    )


def _day(day: display.HoursDay) -> rx.Component:
    return rx.el.div(
        rx.el.h3(day.name, class_name="font-sans font-semibold tracking-normal text-base w-28 pt-2.5"),
        rx.el.div(
            rx.cond(
                day.ranges,
                rx.foreach(
                    day.ranges,
                    lambda one: _range(
                        one,
                        day.name,
                        lambda end, typed: (HoursState.set_begin if end == "begin" else HoursState.set_end)(
                            day.weekday, one.index, typed
                        ),
                        HoursState.remove(day.weekday, one.index),
                    ),
                ),
                rx.el.p("Not bookable", class_name="text-faint py-2.5"),
            ),
            class_name="flex-1 basis-60 min-w-0 flex flex-col gap-2",
        ),
        rx.el.div(
            button(
                "Add",
                rx.el.span(rx.Var.create(" a range on ") + day.name, class_name="sr-only"),
                tone="plain",
                size="small",
                on_click=HoursState.add(day.weekday),
            ),
            _copy(day),
            class_name="flex gap-1 items-center pt-1",
        ),
        class_name="flex flex-wrap gap-x-4 gap-y-1 items-start py-4",
    )


def _range(one: display.HoursRange, of: Words, on_time: OnTime, on_remove: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _time("From", of, one, one.start, lambda typed: on_time("begin", typed)),
            rx.el.span("to", class_name="text-soft"),
            _time("To", of, one, one.end, lambda typed: on_time("end", typed)),
            icon_button("cross", "Remove this range", on_click=on_remove),
            class_name="flex gap-2 items-center",
        ),
        rx.cond(one.note != "", rx.el.p(one.note, class_name="text-sm text-soft mt-1")),
        wrong(one.error, rx.Var.create("wrong-") + one.key),
        key=one.key,
    )


def _time(
    label: str, of: Words, one: display.HoursRange, value: Words, on_typed: Callable[[Any], Any]
) -> rx.Component:
    return rx.el.input(
        type="time",
        step="900",
        default_value=value,
        on_blur=on_typed,
        name=rx.Var.create(f"{label}-") + one.key,
        aria_label=rx.Var.create(f"{label}, ") + of,
        aria_invalid=rx.cond(one.error != "", "true", "false"),
        aria_describedby=rx.cond(one.error != "", rx.Var.create("wrong-") + one.key, ""),
        class_name=f"{CONTROL} figures min-w-0 max-w-36 max-sm:px-2",
    )


def _copy(day: display.HoursDay) -> rx.Component:
    choices = [("workdays", "Monday to Friday"), ("all", "Every day")]
    choices += [(str(i), name) for i, name in enumerate(DAYS)]
    return rx.el.details(
        rx.el.summary(
            "Copy",
            rx.el.span(rx.Var.create(" the hours of ") + day.name, class_name="sr-only"),
            class_name="inline-flex items-center min-h-9 px-3 text-sm rounded-md font-semibold text-brand "
            "hover:bg-brand-wash",
        ),
        rx.el.div(
            rx.el.p("Copy to", class_name="px-3 py-1 text-sm text-faint"),
            *[
                rx.el.button(text, type="button", on_click=HoursState.copy_day(day.weekday, key), class_name=_ITEM)
                for key, text in choices
            ],
            class_name="absolute right-0 top-full z-20 mt-1 w-52 p-1.5 bg-surface border border-line rounded-md "
            "shadow-lift",
        ),
        custom_attrs={"data-menu": ""},
        class_name="relative",
    )


def _exception(one: display.ExceptionCard) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            _date("First day", "first", one, one.first),
            _date("Last day, if several", "last", one, one.last),
            _label(one),
            icon_button(
                "cross", rx.Var.create("Remove ") + one.name, on_click=HoursState.remove_exception(one.index),
            ),
            class_name="flex flex-wrap gap-x-3 gap-y-2 items-end",
        ),
        wrong(one.error, rx.Var.create("wrong-date-") + one.key),
        rx.el.div(
            _kind("Closed", one, one.closed, True),
            _kind("Other hours", one, ~one.closed, False),
            rx.cond(one.past, pill("Over", "neutral")),
            role="group",
            aria_label=one.name,
            class_name="flex flex-wrap gap-4 items-center mt-2",
        ),
        rx.cond(~one.closed, _spans(one)),
        key=one.key,
        class_name="py-4",
    )


def _spans(one: display.ExceptionCard) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            one.ranges,
            lambda span: _range(
                span,
                one.name,
                lambda end, typed: HoursState.set_span(one.index, span.index, end, typed),
                HoursState.remove_span(one.index, span.index),
            ),
        ),
        rx.el.div(
            button(
                "Add",
                rx.el.span(rx.Var.create(" a range on ") + one.name, class_name="sr-only"),
                tone="plain",
                size="small",
                on_click=HoursState.add_span(one.index),
            )
        ),
        class_name="flex flex-col gap-2 mt-3",
    )


def _date(label: str, name: str, one: display.ExceptionCard, value: Words) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="block text-sm font-semibold mb-1"),
        rx.el.input(
            type="date",
            default_value=value,
            on_blur=lambda typed: HoursState.set_exception(one.index, name, typed),
            name=rx.Var.create(f"{name}-") + one.key,
            aria_invalid=rx.cond(one.error != "", "true", "false"),
            aria_describedby=rx.cond(one.error != "", rx.Var.create("wrong-date-") + one.key, ""),
            class_name=f"{CONTROL} figures max-sm:px-2",
        ),
        class_name="w-40 max-sm:w-auto max-sm:flex-1 max-sm:basis-32 min-w-0",
    )


def _label(one: display.ExceptionCard) -> rx.Component:
    return rx.el.label(
        rx.el.span("Label", class_name="block text-sm font-semibold mb-1"),
        rx.el.input(
            default_value=one.label,
            placeholder="Winter holidays",
            max_length=60,
            auto_complete="off",
            on_blur=lambda typed: HoursState.set_exception(one.index, "label", typed),
            name=rx.Var.create("label-") + one.key,
            class_name=CONTROL,
        ),
        class_name="flex-1 basis-32 min-w-0",
    )


def _kind(text: str, one: display.ExceptionCard, chosen: Any, closed: bool) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=rx.Var.create("kind-") + one.key,
            default_checked=chosen,
            on_change=lambda _: HoursState.close_exception(one.index, closed),
            class_name="size-4 accent-[var(--brand)]",
        ),
        text,
        class_name="inline-flex gap-2 items-center min-h-9",
    )
