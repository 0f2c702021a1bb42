"""What a mentee has paid: per currency, then booking by booking, with the receipt of each."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import link, link_button, outside_button, outside_link
from thoughtcloud.ui.components.choices import load_more
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.shell import page, retry_button, sign_in_wall
from thoughtcloud.ui.components.surfaces import (
    card,
    empty_state,
    error_state,
    loading,
    page_heading,
    section,
    skeleton,
)
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.spending import SpendingState


def view() -> rx.Component:
    """The page, or the way in."""
    return page(
        sign_in_wall(
            rx.cond(
                SpendingState.problem != "",
                error_state(SpendingState.problem, retry_button(SpendingState.load)),
                rx.cond(SpendingState.ready, _spending(), _waiting()),
            ),
            refreshing(SpendingState.refresh),
        )
    )


def _spending() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            page_heading("What you have paid", rx.el.div(zone_line(SpendingState.refresh), class_name="mt-2")),
            rx.cond(
                SpendingState.rows,
                outside_button(
                    "Download as CSV", href=routes.SPENDING_CSV, tone="quiet", download=True, class_name="no-print"
                ),
            ),
            class_name="flex flex-wrap gap-x-6 justify-between items-start mb-7 sm:mb-0",
        ),
        rx.cond(
            SpendingState.rows,
            rx.el.div(
                rx.el.div(rx.foreach(SpendingState.sums, _sum), class_name="grid gap-4 lg:grid-cols-2"),
                section("Booking by booking", _rows()),
                class_name="flex flex-col gap-10",
            ),
            empty_state(
                "Nothing yet",
                "When you book a session, what is reserved, charged and refunded for it is listed here.",
                link_button("Find a mentor", to=routes.MENTORS),
                picture="card",
            ),
        ),
    )


def _sum(found: display.SpentSum) -> rx.Component:
    return card(
        rx.el.h2(found.name, class_name="text-2xl mb-3"),
        rx.el.dl(
            _part("Paid", found.paid, "Charged and not refunded", strong=True),
            _part("Charged", found.charged, "Taken from your cards"),
            _part("Refunded", found.refunded, "Given back to your cards"),
            _part("Reserved now", found.reserved, "Not charged; may go back"),
            class_name="grid gap-x-6 gap-y-4 grid-cols-2",
        ),
    )


def _part(word: str, amount: str, says: str, *, strong: bool = False) -> rx.Component:
    return rx.el.div(
        rx.el.dt(word, class_name="text-sm font-semibold text-soft"),
        rx.el.dd(
            money(amount, "text-xl font-semibold" if strong else "text-xl"),
            rx.el.span(says, class_name="block text-xs text-soft"),
        ),
    )


def _rows() -> rx.Component:
    return rx.el.div(
        rx.el.ul(
            rx.foreach(SpendingState.rows, _row),
            role="list",
            class_name="divide-y divide-line border-y border-line",
        ),
        load_more(SpendingState.more, SpendingState.busy, SpendingState.show_more),
    )


def _row(row: display.SpentRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(link(row.title, to=row.path, class_name="font-semibold")),
            rx.el.p("with ", row.mentor, class_name="text-soft text-sm"),
            rx.el.p(row.day, class_name="text-faint text-sm"),
            class_name="min-w-0 basis-60 grow",
        ),
        rx.el.dl(
            _movement("Reserved", row.reserved),
            _movement("Charged", row.charged),
            _movement("Refunded", row.refunded),
            class_name="basis-52 grow sm:grow-0 flex flex-col text-sm text-soft",
        ),
        rx.el.div(
            money(row.paid, "text-lg font-semibold"),
            rx.el.p(row.says, class_name="text-sm text-soft"),
            rx.cond(
                row.receipt != "",
                outside_link(
                    "Receipt",
                    rx.el.span(" for ", row.title, ", ", row.day, class_name="sr-only"),
                    href=row.receipt,
                    class_name="text-sm",
                ),
            ),
            class_name="basis-44 sm:text-right",
        ),
        class_name="flex flex-wrap gap-x-6 gap-y-2 py-4 break-inside-avoid",
        key=row.key,
    )


def _movement(word: str, amount: str) -> rx.Component:
    return rx.cond(
        amount != "",
        rx.el.div(rx.el.dt(word), rx.el.dd(money(amount)), class_name="flex justify-between gap-4"),
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-9 w-64 mb-5"), skeleton("h-32 w-full"), skeleton("h-20 w-full"), skeleton("h-20 w-full"),
        label="What you have paid is coming",
    )  # fmt: skip


PAGE = Page(
    path=routes.SPENDING,
    title="What you have paid",
    description="Reserved, charged and refunded, booking by booking.",
    view=view,
    on_load=(SpendingState.load,),
)
