"""One booking for its mentee: what it is, where the money is, and how to call it off."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button, link, link_button, outside_button
from thoughtcloud.ui.components.bookings import agreed, cents, money_back, money_way
from thoughtcloud.ui.components.calendars import file_button
from thoughtcloud.ui.components.cases import case_question, case_report, case_story, problem_report
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.moving import answer
from thoughtcloud.ui.components.records import bill
from thoughtcloud.ui.components.rooms import attendance, room_button
from thoughtcloud.ui.components.shell import page, sign_in_wall
from thoughtcloud.ui.components.surfaces import card, error_state, loading, page_heading, pill_of
from thoughtcloud.ui.components.terms import terms_table
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.booking import BookingState
from thoughtcloud.ui.states.case import CaseState
from thoughtcloud.ui.states.moving import MovingState


def view() -> rx.Component:
    """The booking, or the way in."""
    return page(sign_in_wall(booking_or(loading(label="Loading the booking"))))


def booking_or(waiting: rx.Component) -> rx.Component:
    """The booking once it is read, `waiting` before, the problem's words when there is one."""
    return rx.cond(
        BookingState.problem != "",
        error_state(
            BookingState.problem,
            link_button("My bookings", to=routes.BOOKINGS),
            title="We cannot show this booking",
            whole_page=True,
        ),
        rx.cond(BookingState.loaded, _sheet(), waiting),
    )


def _sheet() -> rx.Component:
    shown = BookingState.sheet
    return rx.fragment(
        page_heading(
            shown.headline,
            rx.el.p(shown.explanation, class_name="text-lg text-soft mt-3 max-w-measure"),
            overline=rx.el.span(
                link("My bookings", to=routes.BOOKINGS), pill_of(shown.state), class_name="flex gap-3 items-center"
            ),
        ),
        rx.el.div(
            rx.el.div(
                answer(),
                case_story(),
                _unpaid(),
                _unconfirmed(),
                money_back(shown.refunds),
                money_way(shown),
                cents(shown),
                class_name="flex flex-col gap-5 min-w-0",
            ),
            rx.el.div(
                agreed(shown, _room(), _again(), _zone()),
                case_report(),
                problem_report(),
                _brief(),
                _cancel(),
                class_name="flex flex-col gap-5 min-w-0",
            ),
            class_name="grid grid-cols-1 lg:grid-cols-[1.5fr_1fr] gap-5 items-start",
        ),
        _question(),
        case_question(),
        refreshing([BookingState.refresh, MovingState.refresh, CaseState.refresh]),
    )


def _unpaid() -> rx.Component:
    shown = BookingState.sheet
    return rx.cond(
        shown.open,
        card(
            rx.el.h2("Still yours until ", shown.held_until, class_name="text-xl"),
            rx.el.p(
                "Finish the payment page, or let the slot go for somebody else.", class_name="text-soft mt-1 mb-4"
            ),
            open_payment(),
        ),
    )


def _unconfirmed() -> rx.Component:
    shown = BookingState.sheet
    return rx.cond(
        shown.confirm,
        card(
            rx.el.h2("Confirm your reservation", class_name="text-xl"),
            rx.el.p(shown.confirm_text, class_name="text-soft mt-1"),
            rx.cond(
                shown.confirm_by != "",
                rx.el.p("Please do it by ", rx.el.strong(shown.confirm_by), ".", class_name="text-soft mt-1"),
            ),
            rx.el.div(
                rx.cond(
                    shown.confirm_with_bank,
                    rx.fragment(
                        button("Confirm with my bank", busy=BookingState.busy, on_click=BookingState.confirm),
                        button(
                            icon("card"), "Use another card", tone="quiet", busy=BookingState.busy,
                            on_click=BookingState.use_another_card,
                        ),
                    ),
                    button(icon("card"), "Use a card", busy=BookingState.busy, on_click=BookingState.confirm),
                ),
                class_name="mt-4 flex flex-wrap gap-3",
            ),
        ),
    )


def open_payment() -> rx.Component:
    """The two ways out of an open payment page."""
    return rx.el.div(
        rx.cond(
            BookingState.sheet.checkout_url != "",
            outside_button(icon("card"), "Continue to payment", href=BookingState.sheet.checkout_url),
            button(icon("card"), "Continue to payment", busy=BookingState.busy, on_click=BookingState.pay),
        ),
        button("Let it go", tone="quiet", busy=BookingState.busy, on_click=BookingState.let_go),
        class_name="flex flex-wrap gap-3",
    )


def _room() -> rx.Component:
    shown = BookingState.sheet
    return rx.cond(
        shown.room_path != "",
        rx.fragment(
            room_button(shown.room_path, shown.room_open, "w-full mt-6"),
            file_button(shown.file_path, "w-full mt-3"),
            attendance(shown.attended, "mt-5 pt-4 border-t border-line"),
        ),
    )


def _again() -> rx.Component:
    shown = BookingState.sheet
    return rx.cond(
        shown.over,
        link_button("Find another time", to=shown.mentor_path, tone="quiet", class_name="w-full mt-6"),
    )


def _zone() -> rx.Component:
    return rx.el.div(zone_line(BookingState.refresh), class_name="mt-5 pt-4 border-t border-line")


def _brief() -> rx.Component:
    return rx.cond(
        BookingState.sheet.brief != "",
        card(
            rx.el.h2("What you told your mentor", class_name="text-xl mb-2"),
            rx.el.p(BookingState.sheet.brief, class_name="whitespace-pre-wrap break-words"),
        ),
    )


def _cancel() -> rx.Component:
    return rx.cond(
        BookingState.sheet.can_cancel,
        card(
            rx.el.h2("Plans changed?", class_name="text-xl"),
            rx.el.div(
                terms_table(BookingState.sheet.costs),
                rx.el.p("Times in ", BookingState.sheet.zone, class_name="text-sm text-faint mt-1.5"),
                class_name=rx.cond(BookingState.sheet.costs, "mt-3", "hidden"),
            ),
            rx.el.p(
                "Before you confirm, we show you to the cent what happens to the money.",
                class_name="text-soft text-sm mt-3 mb-4",
            ),
            rx.el.div(
                rx.cond(
                    BookingState.sheet.move_path != "",
                    link_button("Move to another time", to=BookingState.sheet.move_path, tone="quiet"),
                ),
                button("Cancel this session …", tone="danger", on_click=BookingState.ask_cancel),
                class_name="flex flex-wrap gap-3",
            ),
        ),
    )


def _question() -> rx.Component:
    return dialog(
        "Cancel this session?",
        rx.el.p(BookingState.quote.sentence),
        bill(BookingState.quote.lines),
        is_open=BookingState.asking,
        on_close=BookingState.keep,
        close_text="Keep the session",
        actions=[
            button(BookingState.quote.button, tone="danger", busy=BookingState.busy, on_click=BookingState.cancel)
        ],
        name="cancel",
    )


PAGE = Page(
    path=routes.BOOKING,
    title="Booking",
    description="One of your sessions.",
    view=view,
    on_load=(BookingState.load, MovingState.load, CaseState.load),
)
