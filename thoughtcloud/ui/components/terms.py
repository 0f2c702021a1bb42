"""What cancelling costs when: a small table of dates and sums."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display


def terms_table(rows: rx.Var[Any] | list[display.TermsRow], caption: str = "If you cancel") -> rx.Component:
    """Until when, what it costs and what goes back; for screen readers a table with a caption and headings."""
    return rx.el.table(
        rx.el.caption(caption, class_name="sr-only"),
        rx.el.thead(
            rx.el.tr(
                _heading("You cancel", "text-left"),
                _heading("You pay", "text-right"),
                _heading("You get back", "text-right"),
            )
        ),
        rx.el.tbody(rx.foreach(rows, _row)),
        class_name="w-full text-sm border-collapse",
    )


def _heading(text: str, class_name: str) -> rx.Component:
    plain = "font-normal text-faint whitespace-nowrap pb-1.5 pl-3 first:pl-0"
    return rx.el.th(text, scope="col", class_name=f"{plain} {class_name}")


def _row(row: display.TermsRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.until, scope="row", class_name="font-normal text-left py-2"),
        rx.el.td(
            row.fee,
            class_name=rx.cond(
                row.free, "py-2 pl-3 text-right text-soft", "py-2 pl-3 text-right figures font-semibold"
            ),
        ),
        rx.el.td(row.back, class_name="py-2 pl-3 text-right figures"),
        class_name="border-t border-line align-baseline",
    )
