"""When a mentor can be booked: hours, dates, rules and pauses on one screen, beside what they make bookable."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components import plan_preview, plan_ranges, plan_rules
from thoughtcloud.ui.components.actions import button, link, outside_link
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.surfaces import loading, notice, page_heading, skeleton
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.hours import HoursState


def view() -> rx.Component:
    """The editor beside its preview."""
    return desk(opened(HoursState.ready, HoursState.problem, _waiting(), _hours()), here=routes.DESK_HOURS)


def _hours() -> rx.Component:
    return rx.fragment(
        page_heading(
            "Your hours",
            rx.el.p(
                "When you can be booked, on your own clock: ",
                rx.el.strong(HoursState.zone_text),
                ". Mentees see it on theirs. ",
                link("Your other calendars", to=routes.DESK_CALENDARS),
                " keep you from being booked, too.",
                class_name="text-soft mt-2",
            ),
        ),
        rx.el.div(_told(), _paused(), class_name="flex flex-col gap-3 mb-6 empty:hidden"),
        rx.el.div(
            rx.el.div(
                plan_ranges.week(),
                plan_ranges.dates(),
                plan_rules.rules(),
                plan_rules.pause(),
                plan_rules.zone(),
                _bar(),
                class_name="flex flex-col gap-6 min-w-0",
            ),
            plan_preview.preview(),
            class_name="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] items-start",
        ),
    )


def _told() -> rx.Component:
    told = HoursState.told
    throw = button("Throw my changes away", tone="quiet", size="small", on_click=HoursState.discard)
    return rx.cond(
        told != "",
        rx.cond(
            HoursState.told_tone == "warn",
            notice(told, tone="warn", role="status", action=throw),
            notice(told, tone="info", role="status", action=throw),
        ),
    )


def _paused() -> rx.Component:
    return rx.cond(HoursState.paused != "", notice(HoursState.paused, tone="warn"))


def _saved() -> rx.Component:
    return rx.cond(
        HoursState.saved,
        notice(
            rx.el.ul(
                rx.foreach(HoursState.saved, lambda line: rx.el.li(line)),
                role="list",
                tab_index=0,
                aria_label="What is new",
                class_name="max-h-32 overflow-y-auto",
            ),
            title="Your hours are saved. This is new:",
            tone="good",
            role="status",
            class_name="w-full",
        ),
    )


def _bar() -> rx.Component:
    return rx.el.div(
        rx.el.p(HoursState.whole_error, role="alert", class_name="text-bad font-medium w-full empty:hidden"),
        _saved(),
        rx.cond(
            HoursState.changes,
            rx.el.details(
                rx.el.summary(
                    "What is new", class_name="text-sm text-brand font-semibold underline underline-offset-3"
                ),
                rx.el.ul(
                    rx.foreach(HoursState.changes, lambda line: rx.el.li(line)),
                    role="list",
                    tab_index=0,
                    aria_label="What is new",
                    class_name="text-sm text-soft mt-1 max-h-32 overflow-y-auto",
                ),
                class_name="w-full",
            ),
        ),
        button("Save these hours", on_click=HoursState.save),
        button("Undo", tone="quiet", size="small", disabled=~HoursState.can_undo, on_click=HoursState.undo),
        button("Redo", tone="quiet", size="small", disabled=~HoursState.can_redo, on_click=HoursState.redo),
        rx.el.p(
            rx.cond(HoursState.changed, "Not saved yet.", ""),
            role="status",
            class_name="text-sm text-warn-ink font-medium",
        ),
        outside_link("See what can be booked", href="#preview", class_name="text-sm lg:hidden"),
        class_name="sticky bottom-0 z-10 flex flex-wrap gap-x-2.5 gap-y-2 items-center px-5 sm:px-6 py-3 "
        "bg-surface border border-line rounded-lg shadow-lift",
    )


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
