"""Where the payment page sends the browser: when it is done, and when it was left."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button, link_button
from thoughtcloud.ui.components.bookings import agreed
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.shell import page, sign_in_wall
from thoughtcloud.ui.components.surfaces import error_state, loading, notice, page_heading
from thoughtcloud.ui.pages.booking import booking_or, open_payment
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.booking import BookingState


def returned() -> rx.Component:
    """After payment: the booking with its confirmation; while Stripe has no answer yet, patience."""
    return page(
        sign_in_wall(
            rx.cond(
                BookingState.waiting,
                rx.el.div(
                    page_heading(
                        "One moment",
                        rx.el.p(
                            "We are asking Stripe whether the reservation is in place.",
                            class_name="text-lg text-soft mt-3",
                        ),
                    ),
                    rx.cond(
                        BookingState.trouble != "",
                        notice(BookingState.trouble, tone="warn", role="status"),
                        loading(label="Waiting for Stripe"),
                    ),
                    rx.el.div(
                        button("Ask again", tone="quiet", on_click=BookingState.look_again),
                        link_button("To the booking", to=BookingState.path, tone="plain"),
                        class_name="flex flex-wrap gap-3 mt-8",
                    ),
                    refreshing(BookingState.look_again, every=2),
                ),
                booking_or(loading(label="Waiting for Stripe")),
            )
        )
    )


def left() -> rx.Component:
    """After leaving the payment page: the slot is still held, and there are two ways on."""
    shown = BookingState.sheet
    still_open = rx.el.div(
        page_heading(
            "You left the payment page",
            rx.el.p(
                "Your slot is still held until ",
                rx.el.strong(shown.held_until),
                ". Nothing is reserved or charged.",
                class_name="text-lg text-soft mt-3",
            ),
        ),
        agreed(shown, rx.el.div(open_payment(), class_name="mt-6")),
    )
    return page(
        sign_in_wall(
            rx.cond(
                BookingState.problem != "",
                error_state(BookingState.problem, link_button("My bookings", to=routes.BOOKINGS), whole_page=True),
                rx.cond(
                    BookingState.loaded,
                    rx.cond(shown.open, still_open, _closed()),
                    loading(label="Loading the booking"),
                ),
            )
        ),
        wide=False,
    )


def _closed() -> rx.Component:
    shown = BookingState.sheet
    return rx.el.div(
        page_heading(shown.headline, rx.el.p(shown.explanation, class_name="text-lg text-soft mt-3")),
        rx.el.div(
            link_button("Choose another time", to=shown.mentor_path),
            link_button("My bookings", to=routes.BOOKINGS, tone="quiet"),
            class_name="flex flex-wrap gap-3",
        ),
    )


RETURNED = Page(
    path=routes.BOOKING_RETURN,
    title="Your booking",
    description="What became of your payment.",
    view=returned,
    on_load=(BookingState.arrive,),
)
LEFT = Page(
    path=routes.BOOKING_LEFT,
    title="Payment left",
    description="Your slot is still held.",
    view=left,
    on_load=(BookingState.load,),
)
