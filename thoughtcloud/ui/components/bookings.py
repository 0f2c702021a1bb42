"""A booking as its mentee sees it, whole: used by the booking's page and by the return from the payment page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import link, outside_button
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.records import bill, money, record, way
from thoughtcloud.ui.components.story import cent_story
from thoughtcloud.ui.components.surfaces import avatar, card, pill_of


def agreed(sheet: display.BookingSheet, *below: Any) -> rx.Component:
    """Who, what and when, in both zones."""
    return card(
        rx.el.div(
            avatar(sheet.initials, sheet.tint),
            rx.el.div(
                rx.el.p(sheet.title, class_name="font-display text-xl leading-snug"),
                rx.el.p(
                    sheet.duration, " with ", link(sheet.mentor, to=sheet.mentor_path), class_name="text-soft"
                ),
            ),
            class_name="flex gap-4 items-center",
        ),
        rx.el.div(
            _fact("calendar", rx.el.span(sheet.day, class_name="block font-semibold"), rx.el.span(sheet.time)),
            _fact("globe", rx.el.span(sheet.mentor_time, class_name="text-soft")),
            class_name="flex flex-col gap-3 mt-6",
        ),
        *below,
    )


def _fact(picture: str, *shown: Any) -> rx.Component:
    return rx.el.div(icon(picture, "1.25em", "text-faint mt-1"), rx.el.div(*shown), class_name="flex gap-3")


def money_way(sheet: display.BookingSheet) -> rx.Component:
    """Where the money is."""
    return card(
        rx.el.div(
            rx.el.h2("Where the money is", class_name="text-xl"),
            pill_of(sheet.money),
            class_name="flex flex-wrap gap-3 justify-between items-center mb-5",
        ),
        way(sheet.way),
    )


def cents(sheet: display.BookingSheet) -> rx.Component:
    """Every sum, and everything that happened."""
    return rx.el.div(
        card(
            rx.el.h2("To the cent", class_name="text-xl mb-3"),
            bill(sheet.bill),
            rx.cond(
                sheet.receipt_path != "",
                outside_button("Receipt to print", href=sheet.receipt_path, tone="quiet", class_name="mt-4"),
            ),
        ),
        rx.cond(
            sheet.story.steps,
            card(rx.el.h2("Every cent, step by step", class_name="text-xl mb-5"), cent_story(sheet.story)),
        ),
        card(rx.el.h2("What happened so far", class_name="text-xl mb-5"), record(sheet.record)),
        class_name="grid grid-cols-1 gap-5",
    )


def money_back(rows: rx.Var[Any] | list[display.RefundNews]) -> rx.Component:
    """What a mentee reads of the money that goes back to them; nothing where none does."""
    return rx.cond(
        rows,
        card(
            rx.el.h2("Money back to you", class_name="text-xl mb-3"),
            rx.el.ul(rx.foreach(rows, _news), role="list", class_name="flex flex-col divide-y divide-line"),
        ),
    )


def _news(row: display.RefundNews) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            money(row.amount, "font-semibold text-lg"),
            pill_of(row.pill),
            class_name="flex flex-wrap gap-3 justify-between items-center",
        ),
        rx.el.p(row.text, class_name="text-soft mt-1"),
        rx.el.p(row.when, class_name="text-sm text-faint"),
        class_name="py-3 first:pt-0 last:pb-0",
    )
