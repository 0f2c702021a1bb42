"""The operator's first screen: the marketplace's health, and its lists."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import button, link_button, outside_button
from thoughtcloud.ui.components.choices import load_more, segmented
from thoughtcloud.ui.components.fields import field
from thoughtcloud.ui.components.operations import booking_line, effect_line, event_line, lines
from thoughtcloud.ui.components.queues import calendar_line, cause_line, mail_line, payment_line
from thoughtcloud.ui.components.refunds import refund_line
from thoughtcloud.ui.components.surfaces import page_heading, section
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.operators_only import for_operators, waiting
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.operator import OperatorState

TABS = (
    ("bookings", "Bookings"),
    ("payments", "Payments"),
    ("cases", "To decide"),
    ("unsettled", "Unsettled"),
    ("refunds", "Refunds that came back"),
    ("refunds-all", "All refunds"),
    ("effects", "Calls given up"),
    ("effects-waiting", "Calls waiting"),
    ("inbox", "Events given up"),
    ("inbox-waiting", "Events waiting"),
    ("mails", "Mails given up"),
    ("mails-waiting", "Mails waiting"),
    ("mails-kept", "Mails kept"),
    ("calendars", "Calendars that fail"),
)


def view() -> rx.Component:
    """The health on top, then the chosen list."""
    return for_operators(OperatorState, waiting(), _overview())


def _searchable() -> rx.Var[str]:
    """What the list that is shown can be searched for."""
    calls, events = "bk_… or a kind of call: capture", "evt_…, pi_… or a type of event"
    refunds, letters = "re_…, rf_…, bk_… or a mentee’s e-mail", "bk_…, the reader’s e-mail or a kind of mail"
    return rx.match(
        OperatorState.tab,
        ("payments", "captured, 79.50 eur, pi_…, re_…, tr_… or an e-mail"),
        ("refunds", refunds),
        ("refunds-all", refunds),
        ("effects", calls),
        ("effects-waiting", calls),
        ("inbox", events),
        ("inbox-waiting", events),
        ("mails", letters),
        ("mails-waiting", letters),
        ("mails-kept", letters),
        ("calendars", "a mentor’s address"),
        "bk_…, pi_…, an e-mail address or a mentor’s address",
    )


def _overview() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            page_heading("Operations", rx.el.div(zone_line(OperatorState.refresh), class_name="mt-2")),
            rx.el.div(
                link_button("Reconciliation", to=routes.OPERATOR_RECONCILIATION, tone="quiet"),
                link_button("Disputes", to=routes.OPERATOR_DISPUTES, tone="quiet"),
                link_button("Audit log", to=routes.OPERATOR_AUDIT, tone="quiet"),
                link_button("Cancellation terms", to=routes.OPERATOR_TERMS, tone="quiet"),
                rx.cond(
                    OperatorState.console_url != "",
                    outside_button("Sandbox console", href=OperatorState.console_url, tone="quiet"),
                ),
                class_name="flex flex-wrap gap-3",
            ),
            class_name="flex flex-wrap gap-x-6 justify-between items-start max-sm:mb-6",
        ),
        rx.el.dl(
            rx.foreach(OperatorState.tiles, _tile),
            class_name="grid gap-2.5 grid-cols-2 sm:grid-cols-3 lg:grid-cols-4 mb-8",
        ),
        rx.el.form(
            field(
                "Search", "search", type="search", default_value=OperatorState.search, max_length=254,
                placeholder=_searchable(), class_name="flex-1 min-w-60",
            ),
            button("Find", type="submit"),
            on_submit=OperatorState.find,
            role="search",
            class_name="flex flex-wrap gap-3 items-end mb-6",
        ),
        rx.el.div(segmented(TABS, OperatorState.tab, OperatorState.choose, label="Lists"), class_name="mb-5"),
        rx.cond(
            OperatorState.causes,
            section("The same cause", lines(OperatorState.causes, _cause), class_name="mb-8"),
        ),
        rx.cond(OperatorState.bookings, lines(OperatorState.bookings, booking_line)),
        rx.cond(OperatorState.payments, lines(OperatorState.payments, payment_line)),
        rx.cond(OperatorState.refunds, lines(OperatorState.refunds, _refund)),
        rx.cond(OperatorState.effects, lines(OperatorState.effects, _effect)),
        rx.cond(OperatorState.events, lines(OperatorState.events, _event)),
        rx.cond(OperatorState.mails, lines(OperatorState.mails, _mail)),
        rx.cond(OperatorState.calendars, lines(OperatorState.calendars, calendar_line)),
        rx.cond(
            OperatorState.empty,
            rx.el.p("There is nothing in this list.", class_name="text-soft py-6"),
        ),
        load_more(OperatorState.more, OperatorState.busy, OperatorState.show_more),
    )  # fmt: skip


def _tile(tile: display.Tile) -> rx.Component:
    look = rx.Var.create("toned rounded-md px-4 py-3 flex flex-col-reverse justify-end tone-") + tile.tone
    named = rx.cond(
        tile.tab != "",
        rx.el.button(
            tile.name,
            type="button",
            on_click=OperatorState.choose(tile.tab),
            class_name="text-left underline underline-offset-3 decoration-1 hover:decoration-2 rounded-sm",
        ),
        rx.el.span(tile.name),
    )
    return rx.el.div(
        rx.el.dt(named, class_name="text-sm"),
        rx.el.dd(tile.count, class_name="text-2xl font-semibold figures"),
        class_name=look,
    )


def _cause(row: display.CauseLine) -> rx.Component:
    return cause_line(row, OperatorState.retry_alike)


def _refund(row: display.RefundLine) -> rx.Component:
    return refund_line(row, with_booking=True)


def _mail(row: display.MailLine) -> rx.Component:
    return mail_line(row, OperatorState.resend)


def _effect(row: display.EffectLine) -> rx.Component:
    return effect_line(row, OperatorState.retry)


def _event(row: display.EventLine) -> rx.Component:
    return event_line(row, OperatorState.replay)


PAGE = Page(
    path=routes.OPERATOR,
    title="Operations",
    description="For the people who run the marketplace.",
    view=view,
    on_load=(OperatorState.load,),
)
