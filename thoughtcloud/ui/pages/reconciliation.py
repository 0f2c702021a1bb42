"""The reconciliation screen: does every cent agree, what was compared, and what waits to be explained."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import back, button
from thoughtcloud.ui.components.choices import load_more, segmented
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.fields import text_area
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.operations import booking_link, lines
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.surfaces import loading, page_heading, pill_of, section, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.operators_only import for_operators
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.reconciliation import ReconciliationState as State

TABS = (("open", "Open"), ("explained", "Explained"), ("healed", "Gone"))


def view() -> rx.Component:
    """The report for operators; for everybody else there is nothing here."""
    waiting = loading(skeleton("h-9 w-56 mb-5"), skeleton("h-20 w-full"), skeleton("h-40 w-full"))
    return for_operators(State, waiting, _report(), title="Reconciliation")


def _report() -> rx.Component:
    return rx.fragment(
        back("Operations", to=routes.OPERATOR, class_name="mb-3"),
        page_heading("Reconciliation", rx.el.div(zone_line(State.refresh), class_name="mt-2")),
        rx.el.div(
            icon("shield", "1.5rem", "mt-0.5"),
            rx.el.p(State.headline, class_name="font-semibold flex-1 min-w-60"),
            rx.el.div(
                button("Compare now", size="small", busy=State.running, on_click=State.compare),
                button("Compare everything", size="small", tone="quiet", on_click=State.compare_everything),
                class_name="flex flex-wrap gap-2",
            ),
            role="status",
            class_name=rx.Var.create("toned rounded-lg px-4 py-4 flex flex-wrap gap-3 items-start mb-9 tone-")
            + State.tone,
        ),
        rx.cond(State.sums, section("To the cent", _sums(), class_name="mb-10")),
        section("Findings", _findings(), class_name="mb-10"),
        section("Last comparisons", lines(State.runs, _run)),
        _question(),
        refreshing(State.refresh),
    )


def _sums() -> rx.Component:
    heads = ("Place", "Drift", "Held at Stripe", "In our book", "Not of a booking")
    return rx.el.div(
        rx.el.table(
            rx.el.caption("What Stripe holds, what we can explain, and the difference", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    *[
                        rx.el.th(head, scope="col", class_name=f"py-2 pr-5 font-semibold {_side(number)}")
                        for number, head in enumerate(heads)
                    ]
                ),
                class_name="text-sm text-soft border-b border-edge",
            ),
            rx.el.tbody(rx.foreach(State.sums, _sum), class_name="divide-y divide-line"),
            class_name="w-full min-w-160",
        ),
        tab_index=0,
        role="region",
        aria_label="Sums by place and currency",
        class_name="overflow-x-auto",
    )


def _side(number: int) -> str:
    return "text-right" if number else "text-left"


def _sum(row: display.SumsLine) -> rx.Component:
    cell = "py-2.5 pr-5 text-right"
    return rx.el.tr(
        rx.el.th(row.place, " ", row.currency, scope="row", class_name="py-2.5 pr-5 text-left font-medium"),
        rx.el.td(
            money(row.drift, "font-semibold"),
            class_name=rx.cond(row.agrees, f"{cell} text-good", f"{cell} text-bad"),
        ),
        rx.el.td(money(row.stripe), class_name=cell),
        rx.el.td(money(row.book), class_name=cell),
        rx.el.td(money(row.foreign, "text-soft"), class_name=cell),
    )


def _findings() -> rx.Component:
    return rx.fragment(
        segmented(TABS, State.tab, State.choose, label="Findings by state"),
        rx.cond(
            State.findings,
            lines(State.findings, _finding),
            rx.el.p("There is nothing in this list.", class_name="text-soft py-4"),
        ),
        load_more(State.more, False, State.show_more),
    )


def _finding(row: display.FindingLine) -> rx.Component:
    small = "text-sm text-soft break-words empty:hidden"
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.title, class_name="font-semibold"),
            rx.el.p(row.says, class_name="break-words"),
            rx.el.p(row.advice, class_name=small),
            rx.el.p(row.note, class_name="border-l-2 border-edge pl-3 whitespace-pre-line empty:hidden"),
            rx.el.p(row.ended, class_name=small),
            rx.cond(row.booking_id != "", rx.el.p(booking_link(row.booking_id))),
            rx.cond(row.mentor != "", rx.el.p("Mentor ", row.mentor, class_name="text-sm")),
            rx.el.p(row.stripe_object, class_name="text-xs text-faint font-mono break-all empty:hidden"),
            rx.el.p(row.seen, class_name="text-sm text-faint"),
            class_name="flex flex-col gap-1 flex-1 min-w-60",
        ),
        money(row.amount, "font-semibold"),
        rx.cond(row.open, button("Explain", tone="quiet", size="small", on_click=State.ask_explain(row.id))),
        class_name="flex flex-wrap gap-4 items-start py-3.5",
    )


def _run(row: display.RunLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.what, class_name="font-medium"),
            rx.el.p(row.read, class_name="text-sm text-soft empty:hidden"),
            rx.el.p(row.problem, class_name="text-sm text-bad break-words empty:hidden"),
            class_name="flex-1 min-w-60",
        ),
        rx.el.p(row.outcome, class_name="text-sm sm:w-64"),
        rx.el.div(
            pill_of(row.pill), rx.el.p(row.when, class_name="text-sm text-faint mt-1"), class_name="sm:w-48"
        ),
        class_name="flex flex-wrap gap-x-5 gap-y-2 items-start py-3",
    )


def _question() -> rx.Component:
    return dialog(
        "What was it?",
        rx.el.p(
            "Your words stay with the finding. It opens again by itself should the sum change.",
            class_name="text-soft",
        ),
        rx.el.form(
            text_area("Explanation", "note", error=State.note_problem, max_length=600, rows=4),
            button("Keep this explanation", type="submit"),
            on_submit=State.explain,
            class_name="flex flex-col gap-4 items-start",
        ),
        is_open=State.explaining != 0,
        on_close=State.close_explain,
        actions=[],
        close_text="Leave it open",
        name="explain",
    )


PAGE = Page(
    path=routes.OPERATOR_RECONCILIATION,
    title="Reconciliation",
    description="For the people who run the marketplace.",
    view=view,
    on_load=(State.load,),
)
