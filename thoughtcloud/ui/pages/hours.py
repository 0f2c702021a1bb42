"""The week of a mentor: ranges of hours for each day, and what they make bookable."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display_mentor, routes
from thoughtcloud.ui.components.actions import button, icon_button, link
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.fields import CONTROL
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.surfaces import card, loading, page_heading, skeleton
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.present_hours import DAYS
from thoughtcloud.ui.states.hours import HoursState

_ITEM = "w-full rounded-sm px-3 min-h-10 text-left hover:bg-sunken"


def view() -> rx.Component:
    """The editor beside its preview."""
    return desk(opened(HoursState.ready, HoursState.problem, _waiting(), _hours()), here=routes.DESK_HOURS)


def _hours() -> rx.Component:
    return rx.fragment(
        page_heading(
            "Your hours",
            rx.el.p(
                "When you can be booked, week after week, on your own clock: ",
                rx.el.strong(HoursState.zone_text),
                ". ",
                link("Change your time zone", to=routes.DESK_SETUP),
                class_name="text-soft mt-2",
            ),
        ),
        rx.el.div(
            card(
                rx.el.div(rx.foreach(HoursState.days, _day), class_name="divide-y divide-line -mt-4"),
                rx.el.div(
                    button("Save these hours", disabled=~HoursState.changed, on_click=HoursState.save),
                    rx.cond(HoursState.changed, button("Undo", tone="quiet", on_click=HoursState.load)),
                    rx.el.p(
                        rx.cond(HoursState.changed, "Not saved yet.", ""),
                        role="status",
                        class_name="text-sm text-warn-ink font-medium",
                    ),
                    class_name="flex flex-wrap gap-3 items-center pt-5 border-t border-line",
                ),
            ),
            _preview(),
            class_name="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_19rem] items-start",
        ),
    )


def _day(day: display_mentor.HoursDay) -> rx.Component:
    return rx.el.div(
        rx.el.h2(day.name, class_name="font-sans font-semibold tracking-normal text-base w-28 pt-2.5"),
        rx.el.div(
            rx.cond(
                day.ranges,
                rx.foreach(day.ranges, lambda one: _range(day, one)),
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


def _range(day: display_mentor.HoursDay, one: display_mentor.HoursRange) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _time("From", day, one, one.start, HoursState.set_begin),
            rx.el.span("to", class_name="text-soft"),
            _time("To", day, one, one.end, HoursState.set_end),
            icon_button("cross", "Remove this range", on_click=HoursState.remove(day.weekday, one.index)),
            class_name="flex gap-2 items-center",
        ),
        rx.cond(
            one.error != "",
            rx.el.p(
                icon("warning", "1em", "mt-1"),
                one.error,
                id=rx.Var.create("wrong-") + one.key,
                role="alert",
                class_name="text-sm text-bad font-medium flex gap-1.5 mt-1",
            ),
        ),
        key=one.key,
    )


def _time(
    label: str, day: display_mentor.HoursDay, one: display_mentor.HoursRange, value: str, on_typed: rx.EventHandler
) -> rx.Component:
    return rx.el.input(
        type="time",
        step="900",
        default_value=value,
        on_blur=lambda typed: on_typed(day.weekday, one.index, typed),
        name=rx.Var.create(f"{label}-") + one.key,
        aria_label=rx.Var.create(f"{label}, ") + day.name,
        aria_invalid=rx.cond(one.error != "", "true", "false"),
        aria_describedby=rx.cond(one.error != "", rx.Var.create("wrong-") + one.key, ""),
        class_name=f"{CONTROL} figures min-w-0 max-w-36 max-sm:px-2",
    )


def _copy(day: display_mentor.HoursDay) -> rx.Component:
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
            class_name="absolute right-0 top-full z-10 mt-1 w-52 p-1.5 bg-surface border border-line rounded-md "
            "shadow-lift",
        ),
        custom_attrs={"data-menu": ""},
        class_name="relative",
    )


def _preview() -> rx.Component:
    return card(
        rx.el.h2("What can be booked next", class_name="text-xl"),
        rx.el.p(
            "Starts of a session of ", HoursState.length_text, " in the days that a card can be reserved for; "
            "what is booked already is left out.",
            class_name="text-sm text-soft mt-1 mb-3",
        ),
        rx.cond(
            HoursState.preview,
            rx.el.dl(
                rx.foreach(
                    HoursState.preview,
                    lambda line: rx.el.div(
                        rx.el.dt(line.day, class_name="font-semibold"),
                        rx.el.dd(line.times, class_name="text-soft"),
                    ),
                ),
                class_name="flex flex-col gap-2",
            ),
            rx.el.p("Nothing.", class_name="text-faint"),
        ),
        rx.cond(
            HoursState.wrong,
            rx.el.p("Ranges that are marked are left out.", class_name="text-sm text-warn-ink mt-3"),
        ),
        aria_live="polite",
        class_name="lg:sticky lg:top-6",
    )  # fmt: skip


def _waiting() -> rx.Component:
    rows = [skeleton("h-11 w-full") for _ in range(7)]
    return loading(skeleton("h-9 w-48 mb-5"), *rows, label="Your hours are coming")


PAGE = Page(
    path=routes.DESK_HOURS,
    title="Your hours",
    description="When you can be booked, week after week.",
    view=view,
    on_load=(HoursState.load,),
)
