"""The mentee's bookings, coming and past."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import bare_link, link_button
from thoughtcloud.ui.components.choices import load_more, segmented
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.moving import asked
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.shell import page, retry_button, sign_in_wall
from thoughtcloud.ui.components.surfaces import avatar, empty_state, error_state, page_heading, pill_of, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.bookings import BookingsState


def view() -> rx.Component:
    """The list, or the way in."""
    return page(sign_in_wall(_list()))


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            page_heading("My bookings"),
            link_button("What you have paid", to=routes.SPENDING, tone="quiet"),
            class_name="flex flex-wrap gap-x-6 justify-between items-start mb-7 sm:mb-0",
        ),
        rx.el.div(
            segmented(
                [("upcoming", "Coming up"), ("past", "Past")],
                BookingsState.span,
                BookingsState.show,
                label="Which bookings",
            ),
            zone_line(BookingsState.load),
            class_name="flex flex-wrap gap-4 items-center justify-between mb-6",
        ),
        rx.cond(
            BookingsState.problem != "",
            error_state(BookingsState.problem, retry_button(BookingsState.load)),
            rx.cond(BookingsState.loaded, _rows(), _waiting()),
        ),
        refreshing(BookingsState.load),
    )


def _rows() -> rx.Component:
    return rx.cond(
        BookingsState.rows.length() > 0,
        rx.fragment(
            rx.el.ul(rx.foreach(BookingsState.rows, _row), class_name="flex flex-col gap-3"),
            load_more(BookingsState.has_more, BookingsState.busy, BookingsState.show_more),
        ),
        rx.cond(
            BookingsState.span == "past",
            empty_state("Nothing here yet", "Sessions you have had, and those you cancelled, are kept here."),
            empty_state(
                "No sessions ahead",
                "Find somebody who has done what you are about to do.",
                link_button("Find a mentor", to=routes.MENTORS),
            ),
        ),
    )


def _row(row: display.BookingRow) -> rx.Component:
    return rx.el.li(
        avatar(row.initials, row.tint),
        rx.el.div(
            rx.el.h2(
                bare_link(
                    row.title,
                    to=row.path,
                    class_name="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none "
                    "focus-visible:after:outline-[2.5px] focus-visible:after:outline-focus",
                ),
                class_name="font-sans font-semibold tracking-normal text-lg leading-snug",
            ),
            rx.el.p("with ", row.mentor, class_name="text-soft"),
            asked(row.asked, row.move_path),
            class_name="flex-1 basis-56 min-w-0",
        ),
        rx.el.div(
            rx.el.p(row.day, class_name="font-semibold"),
            rx.el.p(row.time, class_name="figures text-soft"),
            rx.cond(row.until != "", rx.el.p(row.until, class_name="text-sm text-faint")),
            class_name="basis-44",
        ),
        rx.el.div(
            pill_of(row.state),
            rx.el.p(
                money(row.price, "font-semibold"),
                rx.el.span(" · ", row.money.text, class_name="text-sm text-soft"),
            ),
            class_name="basis-56 flex flex-col items-start sm:items-end sm:text-right gap-1.5",
        ),
        class_name="relative flex flex-wrap items-center gap-x-5 gap-y-3 bg-surface border border-line rounded-lg "
        "p-5 hover:border-edge hover:shadow-lift transition-shadow duration-calm",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading your bookings", class_name="sr-only"),
        *[skeleton("h-28 w-full rounded-lg") for _ in range(3)],
        role="status",
        class_name="flex flex-col gap-3",
    )


PAGE = Page(
    path=routes.BOOKINGS,
    title="My bookings",
    description="Your sessions, coming and past.",
    view=view,
    on_load=(BookingsState.load,),
)
