"""The operator's screens: the marketplace's health with its lists, and one booking in full."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import button, link, link_button, outside_button
from thoughtcloud.ui.components.book import book
from thoughtcloud.ui.components.cases import case_question, case_story
from thoughtcloud.ui.components.choices import load_more, segmented
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.fields import field
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.operations import booking_line, effect_line, event_line, lines, pills
from thoughtcloud.ui.components.queues import calendar_line, cause_line, mail_line, payment_line
from thoughtcloud.ui.components.records import bill, money
from thoughtcloud.ui.components.refunds import money_question, refund_line, refund_with_answers
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.story import cent_story
from thoughtcloud.ui.components.surfaces import card, error_state, loading, page_heading, section, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages import not_found
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.case import CaseState
from thoughtcloud.ui.states.operator import OperatorState
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.operator_money import OperatorMoneyState

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
FILE = OperatorBookingState.file


def view() -> rx.Component:
    """The health on top, then the chosen list."""
    return for_operators(OperatorState, _waiting(), _overview())


def booking_view() -> rx.Component:
    """One booking."""
    return for_operators(OperatorBookingState, _waiting(), _booking())


def for_operators(state: Any, waiting: rx.Component, *children: Any) -> rx.Component:
    """The children for the people who run the marketplace; for everybody else there is no such page."""
    shown = rx.cond(
        state.problem != "",
        rx.fragment(rx.el.h1("Operations", class_name="sr-only"), error_state(state.problem)),
        rx.cond(state.ready, rx.fragment(*children), waiting),
    )
    return rx.cond(state.refused, not_found.view(), page(shown))


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


def _booking() -> rx.Component:
    return rx.fragment(
        link(
            icon("arrow-left", "1em"),
            "Operations",
            to=routes.OPERATOR,
            class_name="inline-flex items-center gap-1.5",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h1(FILE.mentee, " with ", FILE.mentor, class_name="text-3xl"),
                rx.el.p(FILE.title, ", ", FILE.when, class_name="text-soft mt-1"),
                rx.el.p(FILE.id, class_name="text-sm text-faint font-mono break-all mt-1 mb-3"),
                pills(FILE.states),
                rx.el.div(zone_line(OperatorBookingState.refresh), class_name="mt-3"),
                class_name="flex-1 min-w-60",
            ),
            rx.el.div(
                rx.cond(
                    FILE.may_complete,
                    button("Mark completed", tone="quiet", on_click=OperatorBookingState.ask_complete),
                ),
                rx.cond(
                    FILE.may_refund,
                    button("Give money back …", tone="quiet", on_click=OperatorMoneyState.ask("refund", "")),
                ),
                rx.cond(
                    FILE.may_release,
                    button("Send the share now …", tone="quiet", on_click=OperatorMoneyState.ask("release", "")),
                ),
                rx.cond(
                    FILE.may_cancel,
                    button("Cancel …", tone="danger", on_click=OperatorMoneyState.ask("cancel", "")),
                ),
                rx.cond(
                    FILE.may_waive,
                    button("Waive the late fee", tone="quiet", on_click=OperatorBookingState.ask_waive),
                ),
                class_name="flex flex-wrap gap-3",
            ),
            class_name="flex flex-wrap gap-5 items-start mt-4 mb-8",
        ),
        rx.el.div(case_story(), class_name="mb-8 empty:hidden"),
        rx.cond(
            FILE.troubles,
            section("Calls to Stripe still to be made", lines(FILE.troubles, _trouble), class_name="mb-10"),
        ),
        rx.cond(
            FILE.refunds,
            section("Refunds", lines(FILE.refunds, refund_with_answers), class_name="mb-10"),
        ),
        rx.el.div(
            rx.el.div(_history(), _entries(), class_name="flex flex-col gap-10 min-w-0"),
            card(rx.el.dl(rx.foreach(FILE.facts, _fact), class_name="flex flex-col divide-y divide-line")),
            class_name="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-8 items-start "
            "lg:grid-cols-[minmax(0,1fr)_20rem]",
        ),
        _question(),
        case_question(),
        money_question(),
        refreshing([OperatorBookingState.refresh, CaseState.refresh]),
    )


def _trouble(row: display.EffectLine) -> rx.Component:
    return effect_line(row, OperatorBookingState.retry)


def _fact(pair: tuple[str, str]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(pair[0], class_name="text-sm text-faint"),
        rx.el.dd(pair[1], class_name="font-medium"),
        class_name="py-2",
    )


def _history() -> rx.Component:
    return section("What happened", lines(FILE.history, _happened))


def _happened(row: display.HistoryRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.says, class_name="font-medium"),
            rx.el.p(row.when, " · ", row.actor, class_name="text-sm text-soft"),
            rx.el.p(row.stripe_object, class_name="text-xs text-faint font-mono break-all"),
            class_name="flex-1 min-w-0",
        ),
        money(row.amount, "font-semibold"),
        class_name="flex gap-4 items-baseline py-2.5",
    )


def _entries() -> rx.Component:
    return rx.fragment(
        section("Every cent", cent_story(FILE.story)),
        section("The book", book(FILE.book)),
    )


def _question() -> rx.Component:
    asked = OperatorBookingState.question
    return dialog(
        asked.title,
        rx.el.p(asked.text, class_name="text-soft"),
        bill(asked.lines),
        rx.el.p(asked.after, class_name="text-sm text-soft empty:hidden"),
        is_open=asked.kind != "",
        on_close=OperatorBookingState.close_question,
        actions=[_yes()],
        close_text=asked.keep,
        name="question",
    )


def _yes() -> rx.Component:
    asked = OperatorBookingState.question
    return rx.cond(
        asked.kind != "complete",
        button(asked.confirm, tone="danger", on_click=OperatorBookingState.confirm),
        button(asked.confirm, on_click=OperatorBookingState.confirm),
    )


def _waiting() -> rx.Component:
    return loading(skeleton("h-9 w-56 mb-5"), skeleton("h-20 w-full"), skeleton("h-40 w-full"))


PAGE = Page(
    path=routes.OPERATOR,
    title="Operations",
    description="For the people who run the marketplace.",
    view=view,
    on_load=(OperatorState.load,),
)
BOOKING_PAGE = Page(
    path=routes.OPERATOR_BOOKING,
    title="Booking",
    description="One booking in full, for the people who run the marketplace.",
    view=booking_view,
    on_load=(OperatorBookingState.load, CaseState.load),
)
