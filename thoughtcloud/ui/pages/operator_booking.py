"""One booking in full, with everything that an operator may do to it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import Tone, back, button
from thoughtcloud.ui.components.book import book
from thoughtcloud.ui.components.cases import case_question, case_story
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.operations import effect_line, lines, pills
from thoughtcloud.ui.components.records import bill, money
from thoughtcloud.ui.components.refunds import money_question, refund_with_answers
from thoughtcloud.ui.components.story import cent_story
from thoughtcloud.ui.components.surfaces import card, section
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.operators_only import for_operators, waiting
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.case import CaseState
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.operator_money import OperatorMoneyState

FILE = OperatorBookingState.file


def view() -> rx.Component:
    """One booking."""
    return for_operators(OperatorBookingState, waiting(), _booking())


def _booking() -> rx.Component:
    return rx.fragment(
        back("Operations", to=routes.OPERATOR),
        _head(),
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


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1(FILE.mentee, " with ", FILE.mentor, class_name="text-3xl"),
            rx.el.p(FILE.title, ", ", FILE.when, class_name="text-soft mt-1"),
            rx.el.p(FILE.id, class_name="text-sm text-faint font-mono break-all mt-1 mb-3"),
            pills(FILE.states),
            rx.el.div(zone_line(OperatorBookingState.refresh), class_name="mt-3"),
            class_name="flex-1 min-w-60",
        ),
        rx.el.div(*_buttons(), class_name="flex flex-wrap gap-3"),
        class_name="flex flex-wrap gap-5 items-start mt-4 mb-8",
    )


def _buttons() -> tuple[rx.Component, ...]:
    ask = OperatorMoneyState.ask
    return (
        _allowed(FILE.may_complete, "Mark completed", OperatorBookingState.ask_complete),
        _allowed(FILE.may_refund, "Give money back …", ask("refund", "")),
        _allowed(FILE.may_release, "Send the share now …", ask("release", "")),
        _allowed(FILE.may_cancel, "Cancel …", ask("cancel", ""), tone="danger"),
        _allowed(FILE.may_waive, "Waive the late fee", OperatorBookingState.ask_waive),
    )


def _allowed(may: Any, text: str, click: Any, *, tone: Tone = "quiet") -> rx.Component:
    return rx.cond(may, button(text, tone=tone, on_click=click))


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


PAGE = Page(
    path=routes.OPERATOR_BOOKING,
    title="Booking",
    description="One booking in full, for the people who run the marketplace.",
    view=view,
    on_load=(OperatorBookingState.load, CaseState.load),
)
