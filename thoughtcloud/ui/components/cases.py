"""The case of a booking on the pages of mentee, mentor and operator: the story, the answers, the question."""

from __future__ import annotations

from typing import Any, cast

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.fields import field, select, text_area
from thoughtcloud.ui.components.records import bill
from thoughtcloud.ui.components.rooms import attendance
from thoughtcloud.ui.components.surfaces import card, notice, pill_of
from thoughtcloud.ui.states.case import CaseState

_FORM = "case-words"


def case_story() -> rx.Component:
    """What was said about who came, and what the reader may do about it; nothing while there is no case."""
    shown = CaseState.card
    return rx.cond(
        shown.title != "",
        card(
            rx.el.div(
                rx.el.h2(shown.title, class_name="text-xl"),
                pill_of(shown.pill),
                class_name="flex flex-wrap gap-3 justify-between items-center",
            ),
            rx.el.ol(rx.foreach(shown.statements, _statement), role="list", class_name="flex flex-col gap-4 mt-4"),
            attendance(shown.attended, "mt-4 pt-4 border-t border-line"),
            rx.cond(shown.explanation != "", rx.el.p(shown.explanation, class_name="mt-4 text-soft")),
            _answers(),
            _problem_answers(),
            _decisions(),
            _settlements(),
        ),
    )


def _statement(said: display.Statement) -> rx.Component:
    return rx.el.li(
        rx.el.p(said.says, class_name="font-medium"),
        rx.el.p(said.when, class_name="text-sm text-faint"),
        rx.cond(
            said.text != "",
            rx.el.p(said.text, class_name="whitespace-pre-wrap break-words text-soft mt-1"),
        ),
        class_name="border-l-2 border-edge pl-3.5",
    )


def _answers() -> rx.Component:
    shown = CaseState.card
    return rx.fragment(
        rx.cond(
            shown.may_answer,
            rx.el.div(
                button("I was there …", on_click=CaseState.ask("object")),
                button(shown.report_back, tone="quiet", on_click=CaseState.ask("report")),
                button("I did not come …", tone="quiet", on_click=CaseState.ask("admit")),
                class_name="flex flex-wrap gap-3 mt-5",
            ),
        ),
        rx.cond(
            shown.may_withdraw,
            button("Take my report back …", tone="quiet", on_click=CaseState.ask("withdraw"), class_name="mt-5"),
        ),
    )


def _decisions() -> rx.Component:
    return rx.cond(
        CaseState.card.may_decide,
        rx.el.div(
            button("It took place …", tone="quiet", on_click=CaseState.ask("completed")),
            button("The mentee did not come …", tone="quiet", on_click=CaseState.ask("mentee_absent")),
            button("The mentor did not come …", tone="quiet", on_click=CaseState.ask("mentor_absent")),
            class_name="flex flex-wrap gap-3 mt-5 pt-5 border-t border-line",
        ),
    )


def _problem_answers() -> rx.Component:
    shown = CaseState.card
    return rx.fragment(
        rx.cond(
            shown.may_tell,
            button("Tell your side …", on_click=CaseState.ask("tell"), class_name="mt-5"),
        ),
        rx.cond(
            shown.may_take_back,
            button(
                "Take my problem back …", tone="quiet", on_click=CaseState.ask("take_back"), class_name="mt-5"
            ),
        ),
    )


def _settlements() -> rx.Component:
    return rx.cond(
        CaseState.card.may_settle,
        rx.el.div(
            button("Nothing goes back …", tone="quiet", on_click=CaseState.ask("no_refund")),
            button("A part goes back …", tone="quiet", on_click=CaseState.ask("part")),
            button("Everything goes back …", tone="quiet", on_click=CaseState.ask("full_refund")),
            class_name="flex flex-wrap gap-3 mt-5 pt-5 border-t border-line",
        ),
    )


def problem_report() -> rx.Component:
    """The way to say that a session went wrong, while that can be said."""
    shown = CaseState.card
    return rx.cond(
        shown.complaint != "",
        card(
            rx.el.h2(shown.complaint, class_name="text-xl"),
            rx.el.p(
                "Tell us until 72 hours after the end. Your mentor is heard, and we decide what goes back to you.",
                class_name="text-soft mt-1 mb-4",
            ),
            button("Report a problem …", tone="quiet", on_click=CaseState.ask("complain")),
        ),
    )


def case_report() -> rx.Component:
    """The way to say that the other side did not come, while that can be said."""
    shown = CaseState.card
    return rx.cond(
        shown.report_title != "",
        card(
            rx.el.h2(shown.report_title, class_name="text-xl"),
            rx.el.p(shown.report_text, class_name="text-soft mt-1 mb-4"),
            button("They did not come …", tone="quiet", on_click=CaseState.ask("report")),
        ),
    )


def case_question() -> rx.Component:
    """The dialog that says what a click will do, with room for words where they are asked for."""
    asked = CaseState.question
    return dialog(
        asked.title,
        rx.el.p(asked.text, class_name="text-soft"),
        rx.cond(asked.seen != "", notice(asked.seen, tone="warn")),
        bill(asked.lines),
        rx.cond(asked.after != "", rx.el.p(asked.after, class_name="text-sm text-soft")),
        rx.el.form(
            rx.cond(
                asked.kind == "complain",
                select("What is it about?", "cause", cast("rx.Var[Any]", asked.causes), class_name="mb-4"),
            ),
            rx.cond(
                asked.sum_label != "",
                field(asked.sum_label, "refund", hint=asked.sum_hint, input_mode="decimal", auto_complete="off"),
            ),
            rx.cond(
                asked.words != "",
                text_area(asked.words, "words", hint=asked.hint, rows=3, max_length=1000),
            ),
            id=_FORM,
            on_submit=CaseState.confirm,
        ),
        rx.el.p(CaseState.refusal, role="alert", class_name="text-bad font-medium empty:hidden"),
        is_open=asked.kind != "",
        on_close=CaseState.close,
        actions=[button(asked.confirm, type="submit", form=_FORM, busy=CaseState.busy)],
        close_text=asked.keep,
        name="case",
    )
