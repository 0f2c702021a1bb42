"""Calendars from elsewhere: what a mentor is busy with there, nobody books here."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import Tone, button, link
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.fields import field
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.surfaces import card, loading, notice, page_heading, pill_of, skeleton
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.busy_calendars import BusyCalendarsState

WHERE = (
    ("Google Calendar", "Settings, your calendar, Integrate calendar: Secret address in iCal format."),
    ("Outlook", "Settings, Calendar, Shared calendars, Publish a calendar: the ICS link."),
    ("Apple iCloud", "Share calendar, Public calendar, Copy link."),
)


def view() -> rx.Component:
    """The calendars and the form beside what they keep closed."""
    ready, problem = BusyCalendarsState.ready, BusyCalendarsState.problem
    return desk(opened(ready, problem, _waiting(), _calendars(), _question()), here=routes.DESK_CALENDARS)


def _calendars() -> rx.Component:
    return rx.fragment(
        page_heading(
            "Your other calendars",
            rx.el.p(
                "While one of them says that you are busy, nobody can book you within ",
                link("your hours", to=routes.DESK_HOURS),
                ". We keep from when to when, never what or with whom.",
                class_name="text-soft mt-2 max-w-measure",
            ),
        ),
        rx.el.div(
            rx.el.div(
                rx.cond(
                    BusyCalendarsState.rows,
                    rx.el.ul(
                        rx.foreach(BusyCalendarsState.rows, _row), role="list", class_name="flex flex-col gap-3"
                    ),
                ),
                _form(),
                class_name="flex flex-col gap-6 min-w-0",
            ),
            _busy(),
            class_name="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_19rem] items-start",
        ),
    )


def _row(row: display.CalendarRow) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.div(
                rx.el.h2(row.name, class_name="text-xl min-w-0 break-words"),
                rx.el.span(pill_of(row.pill), role="status"),
                class_name="flex flex-wrap gap-x-3 gap-y-1 items-center",
            ),
            rx.el.p(row.server, class_name="text-sm text-faint break-all"),
            rx.cond(
                row.trouble != "",
                notice(row.stays, title=row.trouble, tone="warn", class_name="mt-1"),
            ),
            rx.foreach(row.notes, lambda note: rx.el.p(icon("info", "1em", "mt-1"), note, class_name=_NOTE)),
            rx.el.p(row.read, " ", row.ahead, class_name="text-soft"),
            rx.el.div(
                _small("Read it now", row, BusyCalendarsState.refresh, "quiet", busy=row.waiting),
                _small("Remove …", row, BusyCalendarsState.ask, "danger"),
                class_name="flex flex-wrap gap-2 mt-1",
            ),
            class_name="flex flex-col gap-2",
        )
    )


_NOTE = "text-sm text-warn-ink flex gap-1.5"


def _small(
    text: str, row: display.CalendarRow, on_press: Any, tone: Tone, busy: rx.Var[bool] | bool = False
) -> rx.Component:
    named = rx.el.span(rx.Var.create(": ") + row.name, class_name="sr-only")
    return button(text, named, tone=tone, size="small", busy=busy, on_click=on_press(row.id))


def _form() -> rx.Component:
    state = BusyCalendarsState
    return card(
        rx.el.h2("Add a calendar", class_name="text-xl mb-4"),
        rx.el.form(
            field(
                "Its secret address", "address", type="text", placeholder="https://… or webcal://…",
                hint="Whoever knows it can read your calendar: we show it to nobody, you included.",
                error=state.address_error, max_length=2000, required=True, auto_complete="off",
                input_mode="url", spell_check=False, class_name="sm:col-span-2",
            ),
            field(
                "What you call it", "name", placeholder="Work", hint="Optional: else its own name.",
                error=state.name_error, max_length=60, auto_complete="off",
            ),
            rx.el.p(state.complaint, role="alert", class_name="text-bad font-medium sm:col-span-3 empty:hidden"),
            rx.el.div(button("Add this calendar", type="submit"), class_name="sm:col-span-3"),
            on_submit=state.add,
            key=state.form_key,
            class_name="grid gap-5 sm:grid-cols-3",
        ),
        rx.cond(
            state.demo != "",
            notice("To try it out, add the sandbox’s own: ", rx.el.code(state.demo), class_name="mt-5 break-all"),
        ),
        rx.el.details(
            rx.el.summary("Where do I find the address?", class_name="font-semibold text-brand min-h-11 py-2.5"),
            rx.el.dl(
                *[
                    rx.el.div(rx.el.dt(name, class_name="font-semibold"), rx.el.dd(text, class_name="text-soft"))
                    for name, text in WHERE
                ],
                class_name="flex flex-col gap-2",
            ),
            class_name="mt-4",
        ),
    )  # fmt: skip


def _busy() -> rx.Component:
    return card(
        rx.el.h2("Busy elsewhere", class_name="text-xl"),
        rx.el.p("Your next weeks, on your own clock.", class_name="text-sm text-soft mt-1 mb-3"),
        rx.cond(
            BusyCalendarsState.lines,
            rx.el.ul(rx.foreach(BusyCalendarsState.lines, _line), role="list", class_name="flex flex-col gap-2.5"),
            rx.el.p("Nothing.", class_name="text-faint"),
        ),
    )


def _line(line: display.BusyLine) -> rx.Component:
    return rx.el.li(
        rx.el.p(line.day, class_name="font-semibold"),
        rx.el.p(line.clock, class_name="figures text-soft"),
        rx.el.p(line.name, class_name="text-sm text-faint break-words"),
    )


def _question() -> rx.Component:
    return dialog(
        "Remove this calendar?",
        rx.el.p(
            rx.el.strong(BusyCalendarsState.leaving_name),
            " is read no more, and what only it kept closed can be booked again at once.",
        ),
        is_open=BusyCalendarsState.leaving != "",
        on_close=BusyCalendarsState.keep,
        close_text="Keep it",
        actions=[button("Remove it", tone="danger", on_click=BusyCalendarsState.remove)],
        name="removal",
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-9 w-64 mb-5"), skeleton("h-32 w-full"), skeleton("h-48 w-full"),
        label="Your calendars are coming",
    )  # fmt: skip


PAGE = Page(
    path=routes.DESK_CALENDARS,
    title="Your other calendars",
    description="Calendars from elsewhere: what you are busy with there, nobody books here.",
    view=view,
    on_load=(BusyCalendarsState.load,),
)
