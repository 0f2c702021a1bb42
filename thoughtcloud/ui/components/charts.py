"""Charts: bars by month, drawn as SVG in the colours of the theme, beside the table that says the same."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import outside_link
from thoughtcloud.ui.components.records import money


def earned_by_month(chart: display.EarningsChart) -> rx.Component:
    """The bars, and beside or below them the table, from which each month's statement is opened."""
    return rx.el.div(
        rx.el.h3("Earned by month", class_name="text-lg mb-3"),
        rx.el.div(_bars(chart), _table(chart), class_name="grid gap-x-8 gap-y-5 lg:grid-cols-2 items-start"),
        class_name="mt-6 pt-5 border-t border-line",
    )


def _bars(chart: display.EarningsChart) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _scale(chart.highest, "top-0"),
            _scale(chart.lowest, "bottom-0"),
            rx.el.svg(
                _level("0.2", chart.width, "stroke-line"),
                rx.foreach(chart.months, _bar),
                _level(chart.zero, chart.width, "stroke-edge"),
                view_box=chart.box,
                # A bar is as wide as its column, whatever that is.
                custom_attrs={"preserveAspectRatio": "none"},
                aria_hidden="true",
                class_name="block w-full h-44 overflow-visible",
            ),
            class_name="relative",
        ),
        rx.el.div(
            rx.foreach(chart.months, _label),
            aria_hidden="true",
            class_name="grid grid-flow-col auto-cols-fr mt-1.5",
        ),
        role="img",
        aria_label=chart.says,
        class_name="min-w-0 break-inside-avoid",
    )


def _scale(sum_: str, place: str) -> rx.Component:
    """The sum at one end of the scale, on top of the drawing so that every column has the same room."""
    return rx.cond(
        sum_ != "",
        rx.el.span(
            sum_,
            aria_hidden="true",
            class_name=f"figures absolute left-0 {place} text-xs text-faint bg-surface pr-1.5 leading-none",
        ),
    )


def _level(at: str, width: str, class_name: str) -> rx.Component:
    return rx.el.line(
        x1="0", x2=width, y1=at, y2=at, class_name=class_name, custom_attrs={"vectorEffect": "non-scaling-stroke"}
    )


def _bar(month: display.EarnedMonth) -> rx.Component:
    return rx.el.rect(
        rx.el.title(month.says),
        x=month.x,
        y=month.y,
        width="0.62",
        height=month.height,
        class_name=rx.cond(month.negative, "fill-bad", "fill-brand"),
        key=month.key,
    )


def _label(month: display.EarnedMonth) -> rx.Component:
    return rx.el.div(
        rx.el.span(month.short, class_name="block"),
        rx.el.span(month.year, class_name="block text-faint"),
        class_name="text-center text-xs text-soft leading-tight min-w-0",
        key=month.key,
    )


def _table(chart: display.EarningsChart) -> rx.Component:
    return rx.el.table(
        rx.el.caption("Earned by month, the oldest first", class_name="sr-only"),
        rx.el.thead(
            rx.el.tr(
                _heading("Month", "text-left"),
                _heading("Sessions", "text-right"),
                _heading("Paid", "text-right hidden sm:table-cell"),
                _heading("Fee", "text-right hidden sm:table-cell"),
                _heading("Yours", "text-right"),
            )
        ),
        rx.el.tbody(
            # Before the first statement there was nothing, and nothing to open.
            rx.foreach(chart.months, lambda month: rx.cond(month.path != "", _row(month))),
            class_name="divide-y divide-line",
        ),
        class_name="w-full text-sm border-collapse",
    )


def _heading(text: str, class_name: str) -> rx.Component:
    return rx.el.th(text, scope="col", class_name=f"font-normal text-faint pb-1.5 pl-3 first:pl-0 {class_name}")


def _row(month: display.EarnedMonth) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            outside_link(month.name, href=month.path), scope="row", class_name="font-normal text-left py-1.5"
        ),
        rx.el.td(month.charged, class_name="figures text-right py-1.5 pl-3 text-soft"),
        rx.el.td(money(month.paid), class_name="text-right py-1.5 pl-3 text-soft hidden sm:table-cell"),
        rx.el.td(money(month.fee), class_name="text-right py-1.5 pl-3 text-soft hidden sm:table-cell"),
        rx.el.td(
            money(month.earned, rx.cond(month.negative, "text-bad font-semibold", "font-semibold")),
            class_name="text-right py-1.5 pl-3",
        ),
        key=month.key,
    )
