"""Setting up payouts: one page, and the two addresses at which Stripe sends the mentor back to it."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import button, link, link_button
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.records import way
from thoughtcloud.ui.components.shell import retry_button
from thoughtcloud.ui.components.surfaces import card, loading, notice, page_heading, skeleton
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.payouts import PayoutsState


def view() -> rx.Component:
    """How far the set-up is, and the way on."""
    return desk(
        opened(PayoutsState.ready, PayoutsState.problem, _waiting(), _setup()),
        here=routes.DESK_PAYOUTS,
    )


def expired_view() -> rx.Component:
    """The same, after a link to Stripe's pages had grown too old."""
    said = notice(
        "A link to Stripe’s pages works once and for a few minutes only. Press the button for a fresh one.",
        title="That link had expired",
        tone="warn",
        class_name="mb-6",
    )
    return desk(
        opened(PayoutsState.ready, PayoutsState.problem, _waiting(), rx.cond(~PayoutsState.done, said), _setup()),
        here=routes.DESK_PAYOUTS,
    )


def _setup() -> rx.Component:
    return rx.el.div(
        page_heading(PayoutsState.headline, rx.el.p(PayoutsState.says, class_name="text-lg text-soft mt-3")),
        rx.cond(
            PayoutsState.trouble != "",
            notice(
                PayoutsState.trouble, tone="warn", action=retry_button(PayoutsState.refresh), class_name="mb-6"
            ),
        ),
        rx.foreach(PayoutsState.failed, _failed),
        card(
            way(PayoutsState.steps, "Setting up payouts"),
            rx.cond(PayoutsState.requirements, _requirements()),
            rx.el.div(_buttons(), class_name="mt-6 flex flex-wrap gap-3 items-center"),
        ),
        _explained(),
        class_name="max-w-[48rem]",
    )


def _failed(payout: display.PayoutLine) -> rx.Component:
    return notice(
        payout.failure,
        tone="bad",
        title=rx.el.span(payout.amount, " did not reach your bank"),
        action=link_button("See it", to=routes.DESK_BALANCE, tone="quiet", size="small"),
        class_name="mb-6",
    )


def _requirements() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Stripe still needs", class_name="text-xl mb-2"),
        rx.el.ul(
            rx.foreach(
                PayoutsState.requirements,
                lambda need: rx.el.li(
                    icon("arrow-right", "1em", "text-glow-ink mt-1.5"), need, class_name="flex gap-2"
                ),
            ),
            role="list",
        ),
        class_name="mt-6 pt-5 border-t border-line",
    )


def _buttons() -> rx.Component:
    return rx.cond(
        PayoutsState.done,
        rx.fragment(
            button(
                "Open your Stripe dashboard", icon("arrow-right", "1.1em"), on_click=PayoutsState.open_dashboard
            ),
            link_button("See your balance", to=routes.DESK_BALANCE, tone="quiet"),
        ),
        rx.fragment(
            button(
                rx.cond(PayoutsState.begun, "Go on at Stripe", "Set up payouts at Stripe"),
                icon("arrow-right", "1.1em"),
                on_click=PayoutsState.begin,
            ),
            rx.cond(PayoutsState.begun, button("Look again", tone="quiet", on_click=PayoutsState.refresh)),
        ),
    )


def _explained() -> rx.Component:
    return rx.el.div(
        rx.el.h2(
            rx.cond(PayoutsState.done, "How you are paid", "What happens in the meantime"),
            class_name="text-xl mb-2",
        ),
        rx.el.p(
            rx.cond(
                PayoutsState.done,
                "When you mark a session completed, your share is sent to your Stripe balance. Stripe clears it "
                "in a few days and sends it to your bank by itself. See ",
                "You can be booked and your mentees can pay before this is done. Your share then waits with us "
                "and goes out by itself as soon as Stripe is ready for it. See ",
            ),
            link("your balance", to=routes.DESK_BALANCE),
            " for every cent of it.",
            class_name="text-soft",
        ),
        class_name="mt-8",
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-9 w-72 mb-3"), skeleton("h-5 w-full mb-5"), skeleton("h-44 w-full"), label="Asking Stripe"
    )


PAGE = Page(
    path=routes.DESK_PAYOUTS,
    title="Payouts",
    description="Your account at Stripe, through which you are paid.",
    view=view,
    on_load=(PayoutsState.load,),
)
RETURN_PAGE = Page(
    path=routes.DESK_PAYOUTS_RETURN,
    title="Payouts",
    description="Back from Stripe.",
    view=view,
    on_load=(PayoutsState.return_from_stripe,),
)
REFRESH_PAGE = Page(
    path=routes.DESK_PAYOUTS_REFRESH,
    title="Payouts",
    description="Back from Stripe, for a fresh link.",
    view=expired_view,
    on_load=(PayoutsState.load,),
)
