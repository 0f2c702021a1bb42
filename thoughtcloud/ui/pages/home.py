"""The front page: what this is, how the money moves, and a few mentors to begin with."""

from __future__ import annotations

from typing import Final

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import link_button
from thoughtcloud.ui.components.fields import CONTROL
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.mentors import mentor_card, mentor_cards_loading
from thoughtcloud.ui.components.records import way
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.surfaces import avatar, section
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.home import HomeState

STEPS: Final = [
    (
        "calendar",
        "Pick a time",
        "Mentors show their free times in your own time zone. Take one, and it is yours.",
    ),
    (
        "shield",
        "Reserved, not charged",
        "The price is reserved on your card, much as a hotel does. Nothing is taken yet.",
    ),
    ("video", "Meet one to one", "You talk. If the session does not take place, the reservation is released."),
    ("check", "Then it is paid", "Only when the session is completed is the card charged and your mentor paid."),
]

QUESTIONS: Final = [
    (
        "When exactly is my card charged?",
        "When your mentor marks the session completed, and never before it has begun. Until then your bank shows "
        "a reservation. Your booking page names the day and keeps a record of every step.",
    ),
    (
        "What if I have to cancel?",
        "Every offer says until when that is free. Before you pay you see a table of dates and sums for your "
        "session, and before you cancel the exact sum. Only that is charged; the rest is released or refunded.",
    ),
    (
        "What if the mentor cancels or does not come?",
        "Then you pay nothing. The whole reservation is released, or refunded if it had been charged.",
    ),
    (
        "Who handles my card?",
        "Stripe. You pay on its own page; card numbers never touch Thoughtcloud.",
    ),
]

_SAMPLE: Final = [
    display.Stop("Reserved", "€80.00, not charged", "done"),
    display.Stop("Session", "Thu 14 May, 17:00", "now"),
    display.Stop("Charged", "only after the session", "next"),
]


def view() -> rx.Component:
    """The whole page."""
    return page(_hero(), _money(), _featured(), _questions(), dawn=True)


def _hero() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1("An hour with someone who has done it before.", class_name="text-4xl"),
            rx.el.p(
                "Book experienced people one to one. Your card is only reserved when you book, and charged after "
                "the session has taken place.",
                class_name="text-lg text-soft mt-5 max-w-measure",
            ),
            rx.el.form(
                rx.el.label("What do you need help with?", html_for="wish", class_name="sr-only"),
                rx.el.input(
                    id="wish",
                    name="q",
                    type="search",
                    placeholder="Pricing, Rust, a hard talk with my boss …",
                    max_length=80,
                    class_name=f"{CONTROL} min-h-13 flex-1 basis-60",
                ),
                rx.el.button(
                    icon("search"),
                    "Find a mentor",
                    type="submit",
                    class_name="inline-flex items-center justify-center gap-2 rounded-md font-semibold min-h-13 "
                    "px-6 max-sm:w-full bg-brand text-on-brand hover:bg-brand-deep",
                ),
                on_submit=HomeState.find,
                role="search",
                class_name="flex flex-wrap gap-2.5 mt-8 max-w-[34rem]",
            ),
        ),
        _ticket(),
        class_name="grid lg:grid-cols-[1.35fr_1fr] gap-x-14 gap-y-10 items-center pt-4 sm:pt-10 pb-6",
    )


def _ticket() -> rx.Component:
    return rx.el.figure(
        rx.el.div(
            rx.el.div(
                avatar("MO", 4),
                rx.el.div(
                    rx.el.p(
                        "First-time founder: the hard questions", class_name="font-display text-xl leading-snug"
                    ),
                    rx.el.p("60 min with Mireille Okafor", class_name="text-soft"),
                ),
                class_name="flex gap-4 items-center p-6",
            ),
            rx.el.div(way(_SAMPLE, "An example"), class_name="px-6 pt-6 pb-4 border-t border-dashed border-edge"),
            class_name="bg-surface border border-line rounded-lg shadow-lift -rotate-1 max-sm:rotate-0",
        ),
        rx.el.figcaption("An example of a booking", class_name="sr-only"),
        class_name="max-lg:max-w-[32rem]",
    )


def _money() -> rx.Component:
    return rx.el.section(
        rx.el.h2("How the money moves", class_name="text-3xl"),
        rx.el.p(
            "Paying a stranger before anything has happened feels wrong. So nobody does.",
            class_name="text-soft mt-2",
        ),
        rx.el.ol(
            *[_step(number, *step) for number, step in enumerate(STEPS, 1)],
            class_name="grid sm:grid-cols-2 lg:grid-cols-4 gap-x-8 gap-y-9 mt-9",
        ),
        id="money",
        class_name="mt-16 pt-12 border-t border-line",
    )


def _step(number: int, picture: str, title: str, text: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            icon(picture, "1.5rem"), class_name="tone-brand toned grid place-items-center size-12 rounded-full"
        ),
        rx.el.h3(f"{number}. {title}", class_name="text-xl mt-4"),
        rx.el.p(text, class_name="text-soft mt-1.5"),
    )


def _featured() -> rx.Component:
    return section(
        "People you could talk to this week",
        rx.cond(
            HomeState.loaded,
            rx.el.ul(
                rx.foreach(HomeState.featured, mentor_card), class_name="grid sm:grid-cols-2 lg:grid-cols-3 gap-4"
            ),
            mentor_cards_loading(3),
        ),
        action=link_button("See all mentors", icon("arrow-right"), to=routes.MENTORS, tone="plain"),
        class_name="mt-20",
    )


def _questions() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Fair questions", class_name="text-3xl"),
        rx.el.div(*[_question(*pair) for pair in QUESTIONS], class_name="border-t border-line mt-6"),
        class_name="mt-20 max-w-[46rem]",
    )


def _question(title: str, text: str) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(title, class_name="font-semibold"),
            icon("chevron", "1.25em", "text-faint group-open:rotate-180 transition-transform duration-quick"),
            class_name="flex justify-between gap-4 items-center py-4 rounded-sm",
        ),
        rx.el.p(text, class_name="text-soft pb-5 max-w-measure"),
        class_name="group border-b border-line",
    )


PAGE = Page(
    path=routes.HOME,
    title="Thoughtcloud: paid one-to-one mentorship",
    description="Book experienced mentors one to one. Your card is reserved, and charged only after the session.",
    view=view,
    on_load=(HomeState.load,),
)
