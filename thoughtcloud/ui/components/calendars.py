"""Sessions in a calendar of one's own: the card of the private address, and the file of one session."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui.components.actions import button, outside_button
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.surfaces import card, notice
from thoughtcloud.ui.states.calendar_feed import CalendarState


def file_button(path: rx.Var[str] | str, class_name: str = "") -> rx.Component:
    """Download one session for a calendar; nothing while there is none to put in."""
    return rx.cond(
        path != "",
        outside_button(
            icon("calendar"), "Add to calendar", href=path, tone="quiet", class_name=class_name, download=True
        ),
    )


def private_calendar() -> rx.Component:
    """The card of the private address: make, copy, renew, revoke."""
    return rx.cond(
        CalendarState.loaded,
        card(
            rx.el.section(
                rx.el.h2("Your calendar", class_name="text-xl"),
                rx.el.p(
                    "Subscribe once in Google, Apple or Outlook, and every session is there: booked, moved, and "
                    "gone when it is called off.",
                    class_name="text-soft",
                ),
                rx.cond(CalendarState.address != "", _address()),
                rx.cond(CalendarState.is_made, _made(), _none_yet()),
                class_name="flex flex-col gap-4",
            ),
            _questions(),
        ),
    )


def _none_yet() -> rx.Component:
    return rx.el.div(button("Make my calendar address", tone="quiet", on_click=CalendarState.make))


def _address() -> rx.Component:
    return notice(
        rx.el.p("It is shown only now. Whoever knows it can read when you meet whom, so keep it to yourself."),
        rx.el.input(
            value=CalendarState.address,
            read_only=True,
            aria_label="Your calendar address",
            class_name="mt-3 w-full min-h-11 px-3 rounded-md border border-edge bg-surface text-ink text-sm",
        ),
        rx.el.div(
            button("Copy", size="small", on_click=CalendarState.copied),
            outside_button("Open in my calendar", href=CalendarState.subscribe, tone="quiet", size="small"),
            class_name="flex flex-wrap gap-3 mt-3",
        ),
        title="Your private address",
        role="status",
    )


def _made() -> rx.Component:
    return rx.fragment(
        rx.el.p(CalendarState.told, class_name="text-sm text-soft"),
        rx.el.div(
            button("Make a new address …", tone="quiet", on_click=CalendarState.ask_renewal),
            button("Revoke …", tone="danger", on_click=CalendarState.ask_end),
            class_name="flex flex-wrap gap-3",
        ),
    )


def _questions() -> rx.Component:
    return rx.fragment(
        dialog(
            "Make a new address?",
            rx.el.p("The present one stops at once. Calendars that use it must be given the new one."),
            is_open=CalendarState.asks_renewal,
            on_close=CalendarState.keep,
            close_text="Keep it",
            actions=[button("Make a new one", on_click=CalendarState.make)],
            name="renewal",
        ),
        dialog(
            "Revoke your calendar address?",
            rx.el.p("Calendars that use it show your sessions no longer. You can make a new one at any time."),
            is_open=CalendarState.asks_end,
            on_close=CalendarState.keep,
            close_text="Keep it",
            actions=[button("Revoke it", tone="danger", on_click=CalendarState.revoke)],
            name="end",
        ),
    )
