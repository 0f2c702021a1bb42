"""The mentor's balance: where the money is, in each currency by itself, down to a booking and a Stripe object."""

from __future__ import annotations

from typing import Final

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import button, link, outside_button
from thoughtcloud.ui.components.charts import earned_by_month
from thoughtcloud.ui.components.choices import load_more
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.entries import entry
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.payouts import payout_list, schedule
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.surfaces import card, empty_state, loading, notice, page_heading, section, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.balance import BalanceState
from thoughtcloud.ui.states.payout_list import PayoutListState
from thoughtcloud.ui.states.payouts import PayoutsState

_REFRESH: Final = (BalanceState.refresh, PayoutListState.refresh)


def view() -> rx.Component:
    """The balance, kept true while it is looked at."""
    return desk(
        opened(BalanceState.ready, BalanceState.problem, _waiting(), _balance()),
        refreshing([*_REFRESH]),
        here=routes.DESK_BALANCE,
    )


def _balance() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            page_heading("Your balance", rx.el.div(zone_line(*_REFRESH), class_name="mt-2")),
            rx.el.div(
                outside_button("Monthly statements", href=routes.DESK_STATEMENTS, tone="quiet"),
                rx.cond(
                    BalanceState.has_account,
                    button(
                        "Open your Stripe dashboard",
                        icon("arrow-right", "1.1em"),
                        tone="quiet",
                        on_click=PayoutsState.open_dashboard,
                    ),
                ),
                class_name="flex flex-wrap gap-3",
            ),
            class_name="flex flex-wrap gap-x-6 justify-between items-start mb-7 sm:mb-0",
        ),
        rx.cond(
            BalanceState.currencies,
            rx.el.div(
                rx.foreach(BalanceState.currencies, _currency),
                section("Payouts to your bank", schedule(), payout_list()),
                class_name="flex flex-col gap-10",
            ),
            empty_state(
                "No money yet",
                "Once a session is booked, its price is reserved here; once you have met, it becomes yours.",
                link("Look at your offers", to=routes.DESK_OFFERS),
                picture="card",
            ),
        ),
    )


def _currency(balance: display.CurrencyBalance) -> rx.Component:
    return rx.el.section(
        card(
            rx.el.div(
                rx.el.h2(balance.name, class_name="text-2xl"),
                rx.el.p("Platform fee so far: ", money(balance.fee), class_name="text-sm text-soft"),
                class_name="flex flex-wrap gap-x-6 gap-y-1 justify-between items-baseline mb-4",
            ),
            rx.cond(balance.debt.title != "", _debt(balance.debt)),
            rx.el.ul(
                rx.foreach(balance.places, lambda place: _place(balance, place)),
                role="list",
                class_name="grid gap-2.5 sm:grid-cols-2 lg:grid-cols-5",
            ),
            rx.cond(BalanceState.open_currency == balance.code, _entries()),
            rx.cond(balance.chart.months, earned_by_month(balance.chart)),
        ),
    )


def _place(balance: display.CurrencyBalance, place: display.Place) -> rx.Component:
    is_open = (BalanceState.open_currency == balance.code) & (BalanceState.open_place == place.key)
    base = "w-full h-full text-left rounded-md border p-3.5 flex flex-col gap-0.5 hover:border-edge "
    return rx.el.li(
        rx.el.button(
            rx.el.span(place.name, class_name="text-sm font-semibold text-soft"),
            money(
                place.amount,
                rx.cond(place.negative, "text-xl font-semibold text-bad", "text-xl font-semibold"),
            ),
            rx.el.span(place.says, class_name="text-xs text-soft leading-snug"),
            type="button",
            aria_expanded=rx.cond(is_open, "true", "false"),
            on_click=BalanceState.open_entries(balance.code, place.key),
            class_name=rx.cond(is_open, base + "border-brand bg-brand-wash", base + "border-line bg-paper"),
        )
    )


def _entries() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h3(BalanceState.open_name, class_name="text-xl"),
            button("Close", tone="plain", size="small", on_click=BalanceState.close_entries),
            class_name="flex justify-between items-center",
        ),
        rx.el.p(BalanceState.open_says, class_name="text-sm text-soft mb-2"),
        rx.cond(
            BalanceState.lines,
            rx.el.ul(
                rx.foreach(BalanceState.lines, entry),
                role="list",
                class_name="divide-y divide-line border-t border-line",
            ),
            rx.el.p("Nothing has passed through here yet.", class_name="text-faint"),
        ),
        load_more(BalanceState.more_lines, BalanceState.busy, BalanceState.show_more),
        class_name="mt-6 pt-5 border-t border-line rise",
        aria_live="polite",
    )


def _debt(debt: display.DebtStory) -> rx.Component:
    return notice(
        rx.el.p(debt.says),
        rx.cond(
            debt.causes,
            rx.el.ul(
                rx.foreach(debt.causes, entry),
                role="list",
                class_name="divide-y divide-line my-2 bg-surface text-ink rounded-md px-4",
            ),
        ),
        rx.el.p(debt.settled),
        tone="warn",
        title=debt.title,
        class_name="mb-4",
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-9 w-48 mb-5"), skeleton("h-40 w-full"), skeleton("h-16 w-full"), skeleton("h-16 w-full"),
        label="Your balance is coming",
    )  # fmt: skip


PAGE = Page(
    path=routes.DESK_BALANCE,
    title="Your balance",
    description="Reserved, pending, available, on its way, paid out.",
    view=view,
    on_load=(BalanceState.load, PayoutListState.load),
)
