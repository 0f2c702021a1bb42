"""Payouts on screen: when the next one is due, what became of each, and the sessions that it pays out."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import button, link_button
from thoughtcloud.ui.components.choices import load_more
from thoughtcloud.ui.components.entries import entry
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.surfaces import card, notice, pill_of
from thoughtcloud.ui.states.payout_list import PayoutListState
from thoughtcloud.ui.states.payouts import PayoutsState


def schedule() -> rx.Component:
    """How often Stripe pays out, how long funds clear, what is next, and where that is changed."""
    told = PayoutListState.schedule
    return rx.cond(
        told.known,
        card(
            rx.cond(
                told.off != "",
                notice(
                    told.off,
                    tone="warn",
                    action=link_button("See what", to=routes.DESK_PAYOUTS, tone="quiet", size="small"),
                    class_name="mb-4",
                ),
            ),
            rx.el.div(
                rx.el.dl(
                    _fact("Paid out", told.often),
                    _fact("Money clears", told.clearing),
                    rx.foreach(told.next, _next),
                    class_name="grid gap-x-10 gap-y-3 sm:grid-cols-2 grow basis-72 min-w-0",
                ),
                button(
                    "Change it at Stripe",
                    icon("arrow-right", "1.1em"),
                    tone="quiet",
                    on_click=PayoutsState.open_dashboard,
                    class_name="no-print",
                ),
                class_name="flex flex-wrap gap-5 items-start justify-between",
            ),
        ),
    )


def _fact(word: str, shown: rx.Var[str] | str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(word, class_name="text-sm text-faint"), rx.el.dd(shown, class_name="font-medium")
    )


def _next(line: display.SumLine) -> rx.Component:
    return rx.el.div(
        rx.el.dt("Next payout", class_name="text-sm text-faint"),
        rx.el.dd(
            money(line.amount, "font-semibold"), rx.el.span(line.label, class_name="block text-sm text-soft")
        ),
    )


def payout_list() -> rx.Component:
    """The payouts, the newest first, each to be opened down to its sessions."""
    state = PayoutListState
    return rx.cond(
        state.payouts,
        rx.el.div(
            rx.el.ul(
                rx.foreach(state.payouts, _payout),
                role="list",
                class_name="divide-y divide-line border-y border-line",
            ),
            load_more(state.more, state.busy, state.show_more),
        ),
        rx.el.p(
            "None yet. Stripe sends what is available to your bank by itself; each payout is listed here with "
            "the day it should arrive.",
            class_name="text-soft",
        ),
    )


def _payout(payout: display.PayoutLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.div(
                    money(payout.amount, "font-semibold text-lg"),
                    pill_of(payout.pill),
                    class_name="flex gap-3 items-center",
                ),
                rx.cond(payout.bank != "", rx.el.p("To ", payout.bank, class_name="text-sm text-soft mt-0.5")),
                rx.el.p(payout.id, class_name="text-xs text-faint font-mono break-all mt-0.5"),
                class_name="min-w-0 flex-1",
            ),
            rx.el.div(
                rx.el.p(payout.arrives, class_name="font-medium"),
                rx.el.p(payout.sent, class_name="text-sm text-faint"),
                class_name="text-right",
            ),
            class_name="flex flex-wrap gap-x-4 gap-y-2 items-start",
        ),
        rx.cond(
            payout.failed,
            rx.cond(
                payout.pressing,
                notice(
                    payout.failure,
                    tone="bad",
                    action=link_button("Put it right", to=routes.DESK_PAYOUTS, tone="quiet", size="small"),
                    class_name="mt-3",
                ),
                rx.el.p(payout.failure, class_name="text-sm text-soft mt-1"),
            ),
        ),
        rx.cond(payout.opens, _opener(payout), rx.el.p(payout.closed_says, class_name="text-sm text-faint mt-1")),
        rx.cond(PayoutListState.opened == payout.id, _parts()),
        class_name="py-3.5",
    )


def _opener(payout: display.PayoutLine) -> rx.Component:
    is_open = PayoutListState.opened == payout.id
    return rx.el.button(
        rx.cond(is_open, "Hide its sessions", "Which sessions are in it"),
        rx.el.span(" of the payout of ", payout.amount, ", ", payout.sent, class_name="sr-only"),
        icon("chevron", "1.1em", rx.cond(is_open, "rotate-180", "")),
        type="button",
        aria_expanded=rx.cond(is_open, "true", "false"),
        on_click=PayoutListState.open_parts(payout.id),
        class_name="no-print inline-flex items-center gap-1 min-h-9 text-sm font-semibold text-brand rounded-sm "
        "hover:underline underline-offset-3",
    )


def _parts() -> rx.Component:
    return rx.el.ul(
        rx.foreach(PayoutListState.parts, entry),
        role="list",
        aria_live="polite",
        class_name="divide-y divide-line mt-2 rounded-md bg-sunken px-4 rise",
    )
