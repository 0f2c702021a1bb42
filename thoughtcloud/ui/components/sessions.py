"""Sessions as their mentor sees them in lists, and the question before money moves."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import bare_link, button
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.moving import asked
from thoughtcloud.ui.components.records import bill, money
from thoughtcloud.ui.components.surfaces import avatar, card, pill_of
from thoughtcloud.ui.states.session import SessionState

_TITLE = "font-semibold text-lg leading-snug hover:underline underline-offset-3 decoration-1 rounded-sm"


def _path(row: display.SessionRow) -> rx.Var[str]:
    return rx.Var.create(routes.desk_session("")) + row.id


def to_complete(row: display.SessionRow) -> rx.Component:
    """A session that waits for its mentor, with the exact sums that one press will move."""
    return rx.el.li(
        card(
            rx.el.div(
                avatar(row.initials, row.tint),
                rx.el.div(
                    bare_link(row.mentee, to=_path(row), class_name=_TITLE),
                    rx.el.p(row.title, class_name="text-soft"),
                    rx.el.p(row.when, ", ", row.clock, " · ", row.ago, class_name="text-sm text-faint mt-0.5"),
                    class_name="min-w-0 flex-1",
                ),
                class_name="flex gap-4 items-start flex-1 min-w-0 basis-72",
            ),
            rx.el.dl(
                rx.el.dt("You will receive", class_name="text-sm text-faint"),
                rx.el.dd(money(row.share), class_name="text-2xl font-semibold leading-tight"),
                rx.el.dd(
                    "of ",
                    money(row.price),
                    "; platform fee ",
                    money(row.fee),
                    class_name="text-sm text-soft mt-0.5",
                ),
                rx.el.dd(row.unsecured, class_name="text-sm text-warn-ink font-medium mt-1 empty:hidden"),
                class_name="basis-52",
            ),
            button(
                "Mark completed",
                rx.el.span(rx.Var.create("") + row.title + " with " + row.mentee, class_name="sr-only"),
                on_click=SessionState.ask_complete(row.id),
                class_name="w-full sm:w-auto",
            ),
            class_name="flex flex-wrap gap-x-6 gap-y-4 items-center border-glow",
        )
    )


def session_row(row: display.SessionRow) -> rx.Component:
    """One line of a list of sessions: with whom, when, how it stands and where the money is."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.when, class_name="font-semibold"),
            rx.el.p(row.clock, class_name="figures text-soft text-sm"),
            class_name="w-36 flex-none",
        ),
        rx.el.div(
            bare_link(row.mentee, to=_path(row), class_name=_TITLE),
            rx.el.p(row.title, class_name="text-soft text-sm"),
            asked(row.asked, row.move_path),
            class_name="flex-1 min-w-48",
        ),
        rx.el.div(
            rx.el.div(pill_of(row.pill), class_name="mb-1"),
            rx.el.p(row.money, class_name="text-sm text-soft"),
            class_name="sm:w-72 sm:flex-none w-full",
        ),
        class_name="flex flex-wrap gap-x-5 gap-y-2 items-start py-4",
    )


def session_list(rows: list[display.SessionRow]) -> rx.Component:
    """Sessions one under the other, ruled off from each other."""
    return rx.el.ul(
        rx.foreach(rows, session_row), class_name="divide-y divide-line border-y border-line", role="list"
    )


def question() -> rx.Component:
    """The dialog that says what a click will do to the money, and waits for a yes."""
    asked = SessionState.question
    return dialog(
        asked.title,
        rx.el.p(asked.text, class_name="text-soft"),
        bill(asked.lines),
        rx.cond(asked.after != "", rx.el.p(asked.after, class_name="text-sm text-soft")),
        rx.el.p(SessionState.refusal, role="alert", class_name="text-bad font-medium empty:hidden"),
        is_open=asked.kind != "",
        on_close=SessionState.close_question,
        actions=[_yes(asked)],
        close_text=asked.keep,
        name="question",
    )


def _yes(asked: Any) -> rx.Component:
    return rx.cond(
        asked.kind != "complete",
        button(asked.confirm, tone="danger", on_click=SessionState.confirm),
        button(asked.confirm, on_click=SessionState.confirm),
    )
