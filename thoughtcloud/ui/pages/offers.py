"""What a mentor sells: the list of offers and the form that writes one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import Tone, button
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.fields import field, select, text_area
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.surfaces import card, empty_state, loading, page_heading, section, skeleton
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.present.offers import LENGTHS
from thoughtcloud.ui.states.offers import OffersState

FORM = OffersState.form


def view() -> rx.Component:
    """The offers, and the form above them while it is open."""
    return desk(
        opened(OffersState.ready, OffersState.problem, _waiting(), _offers()),
        here=routes.DESK_OFFERS,
    )


def _offers() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            page_heading(
                "Your offers",
                rx.el.p("Changing an offer never changes what is booked.", class_name="text-soft mt-2"),
            ),
            rx.cond(~FORM.open, button("New offer", on_click=OffersState.begin)),
            class_name="flex flex-wrap gap-x-6 justify-between items-start mb-7 sm:mb-0",
        ),
        rx.cond(FORM.open, _form()),
        rx.cond(
            OffersState.active,
            _list(OffersState.active),
            rx.cond(
                ~FORM.open,
                empty_state(
                    "Nothing on offer yet",
                    "Say what you would do with somebody in an hour, and what it costs.",
                    button("Write your first offer", on_click=OffersState.begin),
                ),
            ),
        ),
        rx.cond(
            OffersState.archived,
            section("Taken down", _list(OffersState.archived), class_name="mt-11"),
        ),
    )  # fmt: skip


def _list(rows: list[display.OfferRow]) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, _offer), role="list", class_name="flex flex-col gap-3")


def _offer(row: display.OfferRow) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.div(
                rx.el.h2(row.title, class_name="text-xl"),
                rx.cond(
                    row.description != "",
                    rx.el.p(row.description, class_name="text-soft whitespace-pre-line mt-1"),
                ),
                class_name="flex-1 min-w-0 basis-80",
            ),
            rx.el.div(
                rx.el.p(money(row.price, "font-semibold text-lg"), " · ", row.duration),
                rx.el.p("You receive ", money(row.share), class_name="text-sm text-soft"),
                rx.el.p(row.terms_name, ": ", row.terms, class_name="text-sm text-faint mt-1"),
                class_name="basis-56",
            ),
            rx.el.div(
                _small("Change", row, OffersState.edit, "quiet"),
                rx.cond(
                    row.active,
                    _small("Take down", row, OffersState.archive, "plain"),
                    _small("Put up again", row, OffersState.restore, "plain"),
                ),
                class_name="flex gap-2",
            ),
            class_name="flex flex-wrap gap-x-6 gap-y-3 items-center",
        )
    )  # fmt: skip


def _small(text: str, row: display.OfferRow, on_press: Any, tone: Tone) -> rx.Component:
    named = rx.el.span(row.title, class_name="sr-only")
    return button(text, named, tone=tone, size="small", on_click=on_press(row.id))


def _form() -> rx.Component:
    errors = OffersState.errors
    return card(
        rx.el.h2(FORM.heading, class_name="text-2xl mb-5"),
        rx.el.form(
            field(
                "Title", "title", placeholder="Review of your system design", default_value=FORM.title,
                error=errors.title, max_length=100, required=True, auto_focus=True, class_name="sm:col-span-3",
            ),
            text_area(
                "What happens in the session", "description", default_value=FORM.description,
                hint="Optional. What should they bring, what will they have afterwards?",
                error=errors.description, max_length=600, class_name="sm:col-span-3",
            ),
            select("Length", "minutes", LENGTHS, default_value=FORM.minutes, error=errors.minutes),
            field(
                "Price", "price", placeholder="80", input_mode="decimal", auto_complete="off",
                default_value=FORM.price, error=errors.price, required=True,
            ),
            select(
                "Currency", "currency", OffersState.currencies, default_value=FORM.currency, error=errors.currency
            ),
            select(
                "When a mentee cancels", "terms", OffersState.terms, default_value=FORM.terms, error=errors.terms,
                hint="They see dates and sums before they pay. What you get of a fee is divided as the price is. "
                "When you cancel, it is always free for them.",
                class_name="sm:col-span-3",
            ),
            rx.el.p(
                OffersState.complaint, role="alert", class_name="text-bad font-medium sm:col-span-3 empty:hidden"
            ),
            rx.el.div(
                button("Save the offer", type="submit"),
                button("Never mind", tone="quiet", on_click=OffersState.close),
                class_name="flex flex-wrap gap-3 sm:col-span-3",
            ),
            on_submit=OffersState.save,
            key=FORM.id,
            class_name="grid gap-5 sm:grid-cols-3",
        ),
        class_name="mb-8 rise",
    )  # fmt: skip


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-9 w-48 mb-5"), skeleton("h-24 w-full"), skeleton("h-24 w-full"), label="Your offers are coming"
    )


PAGE = Page(
    path=routes.DESK_OFFERS,
    title="Your offers",
    description="What you sell: sessions, their length and price.",
    view=view,
    on_load=(OffersState.load,),
)
