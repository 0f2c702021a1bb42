"""The audit log's screen: what every operator did, searched and read page by page."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, present, routes
from thoughtcloud.ui.components.actions import back, button
from thoughtcloud.ui.components.choices import load_more
from thoughtcloud.ui.components.fields import field, select
from thoughtcloud.ui.components.operations import booking_link, lines
from thoughtcloud.ui.components.surfaces import loading, page_heading, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.operators_only import for_operators
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.audit import AuditState as State


def view() -> rx.Component:
    """The log for operators; for everybody else there is nothing here."""
    waiting = loading(skeleton("h-9 w-56 mb-5"), skeleton("h-24 w-full"), label="The log is coming")
    return for_operators(State, waiting, _log())


def _log() -> rx.Component:
    return rx.fragment(
        back("Operations", to=routes.OPERATOR, class_name="mb-4"),
        page_heading(
            "Audit log",
            rx.el.p(
                "Every act of an operator, as it was done. Nobody can change or remove an entry.",
                class_name="text-soft mt-2 max-w-measure",
            ),
            rx.el.div(zone_line(State.refresh), class_name="mt-2"),
        ),
        _search(),
        rx.cond(
            State.entries,
            lines(State.entries, _line),
            rx.el.p("There is no such entry.", role="status", class_name="text-soft py-4"),
        ),
        load_more(State.more, False, State.show_more),
    )


def _search() -> rx.Component:
    return rx.el.form(
        field(
            "Search", "search", type="search", default_value=State.search, max_length=254,
            placeholder="bk_…, evt_…, an operator’s e-mail or 2026-05-31", class_name="flex-1 min-w-60",
        ),
        select(
            "Act", "act", [("", "Every act"), *present.audit.TITLES.items()],
            default_value=State.act, class_name="min-w-60 max-sm:w-full",
        ),
        button("Search", type="submit"),
        on_submit=State.find,
        role="search",
        class_name="flex flex-wrap gap-3 items-end mb-6",
    )  # fmt: skip


def _line(row: display.AuditLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.what, class_name="font-semibold"),
            rx.cond(row.booking_id != "", rx.el.p(booking_link(row.booking_id))),
            rx.el.p(row.about, class_name="text-xs text-faint font-mono break-all empty:hidden"),
            rx.el.p(
                row.details,
                class_name="border-l-2 border-edge pl-3 whitespace-pre-line break-words empty:hidden",
            ),
            class_name="flex flex-col gap-1 flex-1 min-w-60",
        ),
        rx.el.div(
            rx.el.p(row.who, class_name="font-medium"),
            rx.el.p(row.email, class_name="text-sm text-soft break-all empty:hidden"),
            rx.el.p(row.when, class_name="text-sm text-faint"),
            class_name="sm:w-64 w-full",
        ),
        class_name="flex flex-wrap gap-x-5 gap-y-2 items-start py-3.5",
    )


PAGE = Page(
    path=routes.OPERATOR_AUDIT,
    title="Audit log",
    description="For the people who run the marketplace.",
    view=view,
    on_load=(State.load,),
)
