"""The mentor's desk: what waits to be completed, what comes, what was, and how much there is."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import bare_link, link, link_button
from thoughtcloud.ui.components.choices import load_more
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.sessions import question, session_list, to_complete
from thoughtcloud.ui.components.surfaces import empty_state, loading, notice, page_heading, section, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.desk import DeskState


def view() -> rx.Component:
    """The desk, kept true while it is looked at."""
    return desk(
        opened(DeskState.ready, DeskState.problem, _waiting(), _sessions()),
        question(),
        refreshing(DeskState.refresh),
        here=routes.DESK,
    )


def _sessions() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            page_heading("Your sessions", rx.el.div(zone_line(DeskState.refresh), class_name="mt-2")),
            _strip(),
            class_name="flex flex-wrap gap-x-10 justify-between items-start",
        ),
        rx.el.div(
            rx.cond(
                DeskState.warnings,
                rx.el.div(rx.foreach(DeskState.warnings, _warning), class_name="flex flex-col gap-3"),
            ),
            rx.cond(DeskState.waiting, _to_complete()),
            _upcoming(),
            rx.cond(DeskState.past, _past()),
            class_name="flex flex-col gap-11",
        ),
    )


def _strip() -> rx.Component:
    return rx.cond(
        DeskState.balances,
        bare_link(
            rx.foreach(DeskState.balances, _balance),
            rx.el.span("Open your balance", class_name="sr-only"),
            to=routes.DESK_BALANCE,
            class_name="flex flex-col gap-2 mb-7 rounded-lg border border-line bg-surface px-5 py-3.5 "
            "hover:border-edge",
        ),
    )


def _balance(balance: display.CurrencyBalance) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            balance.places,
            lambda place: rx.el.div(
                rx.el.dt(place.name, class_name="text-xs text-faint"),
                rx.el.dd(money(place.amount, "font-semibold")),
            ),
        ),
        class_name="flex flex-wrap gap-x-6 gap-y-1",
    )


def _warning(warning: display.Warning) -> rx.Component:
    return notice(
        warning.text,
        title=rx.el.span(warning.title),
        tone="warn",
        action=link_button(warning.action, to=warning.path, tone="quiet", size="small"),
    )


def _to_complete() -> rx.Component:
    return section(
        "To complete",
        rx.el.ul(rx.foreach(DeskState.waiting, to_complete), class_name="flex flex-col gap-3", role="list"),
        rx.el.p(
            "Mark a session completed once you have met. If you say nothing, it counts as completed 24 hours "
            "after its end.",
            class_name="text-sm text-soft",
        ),
    )


def _upcoming() -> rx.Component:
    return section(
        "Upcoming",
        rx.cond(
            DeskState.upcoming,
            rx.fragment(
                session_list(DeskState.upcoming),
                load_more(DeskState.more_upcoming, DeskState.busy, DeskState.show_more_upcoming),
            ),
            empty_state(
                "Nothing booked yet",
                "When somebody books you, the session is here, with what it will bring you.",
                link("See your free times", to=routes.DESK_HOURS),
            ),
        ),
    )


def _past() -> rx.Component:
    return section(
        "Past",
        session_list(DeskState.past),
        load_more(DeskState.more_past, DeskState.busy, DeskState.show_more_past),
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-9 w-56"),
        skeleton("h-4 w-72 mb-6"),
        skeleton("h-28 w-full"),
        skeleton("h-16 w-full"),
        skeleton("h-16 w-full"),
        label="Your sessions are coming",
    )


PAGE = Page(
    path=routes.DESK,
    title="Your sessions",
    description="Sessions that wait for you, come and were.",
    view=view,
    on_load=(DeskState.load,),
)
