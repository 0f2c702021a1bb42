"""Refunds on the pages of operators, and the dialog that asks before an operator moves money."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.fields import field, text_area
from thoughtcloud.ui.components.operations import booking_link
from thoughtcloud.ui.components.records import bill, money
from thoughtcloud.ui.components.surfaces import pill_of
from thoughtcloud.ui.states.operator_money import OperatorMoneyState

_FORM = "money-words"


def refund_line(row: display.RefundLine, *below: Any, with_booking: bool = False) -> rx.Component:
    """One refund with why, how far and what came of it; `below` are the things to do about it."""
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                money(row.amount, "font-semibold"),
                pill_of(row.pill),
                class_name="flex flex-wrap gap-3 items-center",
            ),
            rx.el.p(row.why, class_name="text-sm"),
            rx.el.p(booking_link(row.booking_id)) if with_booking else rx.fragment(),
            rx.el.p(row.stripe_id, class_name="text-xs text-faint font-mono break-all empty:hidden"),
            rx.el.p(row.when, class_name="text-sm text-faint"),
            rx.el.p(
                row.reason, class_name="border-l-2 border-edge pl-3 whitespace-pre-line break-words empty:hidden"
            ),
            rx.el.p(row.trouble, class_name="text-sm text-bad font-medium empty:hidden"),
            rx.el.p(row.answer, class_name="text-sm text-soft break-words empty:hidden"),
            *below,
            class_name="flex flex-col gap-1 flex-1 min-w-60",
        ),
        class_name="flex flex-wrap gap-4 items-start py-3.5",
    )


def refund_with_answers(row: display.RefundLine) -> rx.Component:
    """A refund on the booking's page, with the three ways out when it came back."""
    return refund_line(
        row,
        rx.cond(
            row.waits,
            rx.el.div(
                button(
                    "Try again …", tone="quiet", size="small", on_click=OperatorMoneyState.ask("again", row.id)
                ),
                button(
                    "Paid another way …", tone="quiet", size="small",
                    on_click=OperatorMoneyState.ask("otherwise", row.id),
                ),
                button(
                    "Give it up …", tone="quiet", size="small", on_click=OperatorMoneyState.ask("give_up", row.id)
                ),
                class_name="flex flex-wrap gap-2 mt-2",
            ),
        ),
    )  # fmt: skip


def money_question() -> rx.Component:
    """The dialog that says what a click will do to the money, with the sum and the reason where they are asked."""
    asked = OperatorMoneyState.question
    return dialog(
        asked.title,
        rx.el.p(asked.text, class_name="text-soft"),
        rx.el.form(
            rx.cond(
                asked.most != "",
                field(
                    "Amount", "amount", default_value=asked.most, inputmode="decimal", auto_complete="off",
                    max_length=20, error=OperatorMoneyState.sum_problem,
                    hint=rx.Var.create("At most ") + asked.most + " " + asked.currency,
                    on_blur=OperatorMoneyState.weigh, key=rx.Var.create("amount-") + asked.id,
                ),
            ),
            bill(asked.lines),
            text_area(asked.words, "words", hint=asked.hint, rows=3, max_length=500),
            id=_FORM,
            on_submit=OperatorMoneyState.confirm,
            class_name="flex flex-col gap-4",
        ),
        rx.cond(asked.after != "", rx.el.p(asked.after, class_name="text-sm text-soft")),
        rx.el.p(OperatorMoneyState.refusal, role="alert", class_name="text-bad font-medium empty:hidden"),
        is_open=asked.kind != "",
        on_close=OperatorMoneyState.close,
        actions=[
            rx.cond(
                asked.danger,
                button(asked.confirm, type="submit", form=_FORM, tone="danger", busy=OperatorMoneyState.busy),
                button(asked.confirm, type="submit", form=_FORM, busy=OperatorMoneyState.busy),
            )
        ],
        close_text=asked.keep,
        name="money",
    )  # fmt: skip
