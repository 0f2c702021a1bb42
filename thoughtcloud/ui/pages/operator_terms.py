"""The operator's cancellation terms: what mentors can choose from, and the form that adds a set."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.terms import LONGEST_AHEAD, MOST_STEPS
from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import back, button
from thoughtcloud.ui.components.fields import field
from thoughtcloud.ui.components.operations import lines
from thoughtcloud.ui.components.surfaces import card, loading, page_heading, pill, skeleton
from thoughtcloud.ui.pages.operators_only import for_operators
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.operator_terms import OperatorTermsState

FORM = OperatorTermsState.form


def view() -> rx.Component:
    """The sets, and the form above them while it is open."""
    waiting = loading(skeleton("h-9 w-56 mb-5"), skeleton("h-24 w-full"), label="The terms are coming")
    return for_operators(OperatorTermsState, waiting, _terms())


def _terms() -> rx.Component:
    return rx.fragment(
        back("Operations", to=routes.OPERATOR, class_name="mb-4"),
        rx.el.div(
            page_heading(
                "Cancellation terms",
                rx.el.p(
                    "Mentors choose one of these for each offer. The steps of a set never change, and what was "
                    "booked keeps its terms.",
                    class_name="text-soft mt-2 max-w-measure",
                ),
            ),
            rx.cond(~FORM.open, button("New terms", on_click=OperatorTermsState.begin)),
            class_name="flex flex-wrap gap-x-6 justify-between items-start max-sm:mb-6",
        ),
        rx.cond(FORM.open, _form()),
        lines(OperatorTermsState.sets, _line),
    )


def _line(row: display.TermsLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.h2(row.name, class_name="font-sans font-semibold tracking-normal"),
                rx.cond(~row.own, pill("Ready-made", "neutral")),
                rx.cond(row.retired, pill("Retired", "warn")),
                class_name="flex flex-wrap gap-2.5 items-center",
            ),
            rx.el.p(row.rules, class_name="text-soft"),
            rx.el.p(row.used, class_name="text-sm text-faint"),
            class_name="flex-1 min-w-60",
        ),
        rx.cond(
            row.own,
            rx.el.div(
                _small("Rename", row, OperatorTermsState.rename),
                rx.cond(
                    row.retired,
                    _small("Offer again", row, OperatorTermsState.offer_again),
                    _small("Retire", row, OperatorTermsState.retire),
                ),
                class_name="flex gap-2",
            ),
        ),
        class_name="flex flex-wrap gap-4 items-start py-3.5",
    )


def _small(text: str, row: display.TermsLine, on_press: Any) -> rx.Component:
    named = rx.el.span(row.name, class_name="sr-only")
    return button(text, named, tone="quiet", size="small", on_click=on_press(row.id))


def _form() -> rx.Component:
    return card(
        rx.el.h2(FORM.heading, class_name="text-2xl mb-5"),
        rx.el.form(
            field(
                "Name", "name", default_value=FORM.name, error=OperatorTermsState.name_error, max_length=40,
                required=True, auto_focus=True, placeholder="Gentle", class_name="max-w-80",
            ),
            rx.cond(FORM.id == "", _steps()),
            rx.el.div(
                button("Save", type="submit"),
                button("Never mind", tone="quiet", on_click=OperatorTermsState.close),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=OperatorTermsState.save,
            key=FORM.id,
            class_name="flex flex-col gap-5",
        ),
        class_name="mb-8 rise",
    )  # fmt: skip


def _steps() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Steps", class_name="text-sm font-semibold"),
        rx.el.p(
            "Free at first. Each step begins closer to the start and costs more than the one before it. Leave the "
            "rows you do not need empty.",
            class_name="text-sm text-soft mt-1 mb-3 max-w-measure",
        ),
        *[_step(number) for number in range(MOST_STEPS)],
        rx.el.p(OperatorTermsState.steps_error, role="alert", class_name="text-bad font-medium mt-2 empty:hidden"),
        class_name="flex flex-col gap-2.5",
    )


def _step(number: int) -> rx.Component:
    return rx.el.div(
        field(
            f"Step {number + 1}: hours before", f"hours-{number}", input_mode="numeric",
            auto_complete="off", max_length=len(str(LONGEST_AHEAD)), placeholder="48" if number == 0 else "",
        ),
        field(
            "Percent of the price", f"percent-{number}", input_mode="numeric", auto_complete="off", max_length=3,
            placeholder="25" if number == 0 else "",
        ),
        class_name="grid grid-cols-2 gap-3 max-w-md items-start",
    )  # fmt: skip


PAGE = Page(
    path=routes.OPERATOR_TERMS,
    title="Cancellation terms",
    description="The cancellation terms that mentors can choose from.",
    view=view,
    on_load=(OperatorTermsState.load,),
)
