"""The list of mentors, with its filters."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.core.when import When
from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button
from thoughtcloud.ui.components.choices import load_more
from thoughtcloud.ui.components.fields import field, select
from thoughtcloud.ui.components.mentors import mentor_card, mentor_cards_loading
from thoughtcloud.ui.components.shell import page, retry_button
from thoughtcloud.ui.components.surfaces import empty_state, error_state, page_heading
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.mentors import BETWEEN, MentorsState

WHENS = [
    ("", "Any time"),
    (When.TODAY, "Today"),
    (When.TOMORROW, "Tomorrow"),
    (When.THIS_WEEK, "This week"),
    (When.WEEKEND, "At the weekend"),
    (When.EVENINGS, "In the evening"),
    (BETWEEN, "Between …"),
]


def view() -> rx.Component:
    """Filters, then the cards."""
    return page(
        page_heading("Find a mentor"),
        _filters(),
        rx.el.p(MentorsState.summary, role="status", class_name="text-sm text-soft mt-6 mb-4 min-h-5"),
        rx.cond(
            MentorsState.problem != "",
            error_state(MentorsState.problem, retry_button(MentorsState.load)),
            rx.cond(MentorsState.loaded, _cards(), mentor_cards_loading(6)),
        ),
        dawn=True,
    )


def _filters() -> rx.Component:
    return rx.el.form(
        field(
            "Search",
            "q",
            type="search",
            placeholder="Name, topic or question",
            max_length=80,
            default_value=MentorsState.words,
            key=MentorsState.filter_key,
            on_change=MentorsState.search.debounce(350),
            class_name="col-span-2",
        ),
        select(
            "Topic",
            "topic",
            MentorsState.topics,
            value=MentorsState.topic,
            on_change=MentorsState.choose_topic,
            class_name="max-sm:col-span-2",
        ),
        select(
            "Currency",
            "currency",
            MentorsState.currencies,
            value=MentorsState.currency,
            on_change=MentorsState.choose_currency,
        ),
        field(
            "Price up to",
            "price",
            input_mode="numeric",
            max_length=9,
            placeholder="Any",
            hint=rx.cond(
                MentorsState.currency == "",
                "Pick a currency first.",
                "In " + MentorsState.currency.upper() + ".",
            ),
            default_value=MentorsState.price,
            key=MentorsState.filter_key + "p",
            disabled=MentorsState.currency == "",
            on_change=MentorsState.limit_price.debounce(350),
        ),
        select(
            "Free",
            "when",
            WHENS,
            value=MentorsState.when,
            error=MentorsState.when_problem,
            on_change=MentorsState.choose_when,
        ),
        rx.cond(MentorsState.when == BETWEEN, _between()),
        rx.cond(
            MentorsState.when != "",
            rx.el.div(zone_line(MentorsState.change_zone), class_name="col-span-full"),
        ),
        on_submit=MentorsState.apply,
        role="search",
        class_name="grid grid-cols-2 lg:grid-cols-6 gap-3.5 bg-surface border border-line rounded-lg p-5",
    )


def _between() -> rx.Component:
    return rx.el.div(
        field(
            "Between",
            "from",
            type="datetime-local",
            default_value=MentorsState.since,
            key=MentorsState.filter_key + "from",
            on_change=MentorsState.start_from.debounce(350),
        ),
        field(
            "and",
            "to",
            type="datetime-local",
            default_value=MentorsState.until,
            key=MentorsState.filter_key + "to",
            on_change=MentorsState.end_by.debounce(350),
        ),
        role="group",
        aria_label="Free between",
        class_name="col-span-full grid sm:grid-cols-2 gap-3.5",
    )


def _cards() -> rx.Component:
    return rx.cond(
        MentorsState.mentors.length() > 0,
        rx.el.div(
            rx.el.h2("Mentors", class_name="sr-only"),
            rx.el.ul(
                rx.foreach(MentorsState.mentors, mentor_card),
                class_name="grid sm:grid-cols-2 lg:grid-cols-3 gap-4",
            ),
            load_more(MentorsState.has_more, MentorsState.busy, MentorsState.show_more),
        ),
        empty_state(
            "Nobody fits that yet",
            "Try fewer words, another topic, a higher price or another time.",
            button("Clear the filters", tone="quiet", on_click=MentorsState.clear),
            picture="search",
        ),
    )


PAGE = Page(
    path=routes.MENTORS,
    title="Find a mentor",
    description="Mentors you can book one to one, with prices and free times in your own time zone.",
    view=view,
    on_load=(MentorsState.load,),
)
