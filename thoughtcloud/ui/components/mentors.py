"""Mentors as they are shown in lists."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import bare_link
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.surfaces import avatar, skeleton


def mentor_card(mentor: display.MentorCard) -> rx.Component:
    """A mentor as one entry of a list; the whole card leads to the mentor's page."""
    return rx.el.li(
        rx.el.div(
            avatar(mentor.initials, mentor.tint),
            rx.el.div(
                rx.el.h3(
                    bare_link(
                        mentor.name,
                        to=rx.Var.create("/mentors/") + mentor.slug,
                        class_name="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none "
                        "focus-visible:after:outline-[2.5px] focus-visible:after:outline-focus",
                    ),
                    class_name="font-sans font-semibold tracking-normal text-lg leading-snug",
                ),
                rx.el.p(mentor.place, class_name="text-sm text-faint"),
                class_name="min-w-0",
            ),
            class_name="flex gap-3.5 items-center",
        ),
        rx.el.p(mentor.headline, class_name="mt-3.5 line-clamp-2"),
        rx.el.p(topics_line(mentor.topics), class_name="text-sm text-soft mt-2 line-clamp-1"),
        rx.el.p(
            money(mentor.price, "font-semibold text-lg"),
            rx.el.span(mentor.price_for, class_name="text-sm text-faint ml-1.5"),
            class_name="mt-auto pt-4",
        ),
        rx.cond(
            mentor.next_free != "",
            rx.el.p(
                rx.el.span(class_name="inline-block size-2 rounded-full bg-good-ink mr-2", aria_hidden="true"),
                mentor.next_free,
                class_name="text-sm text-soft mt-1.5 figures",
            ),
        ),
        class_name="relative flex flex-col bg-surface border border-line rounded-lg p-5 transition-shadow "
        "duration-calm hover:shadow-lift hover:border-edge",
    )


def topics_line(topics: list[str]) -> rx.Component:
    """Topics on one line, with dots between."""
    return rx.foreach(topics, lambda topic, index: rx.fragment(rx.cond(index > 0, " · ", ""), topic))


def mentor_cards_loading(count: int) -> rx.Component:
    """As many empty cards as are on their way."""
    return rx.el.div(
        rx.el.span("Loading mentors", class_name="sr-only"),
        *[
            rx.el.div(
                rx.el.div(
                    skeleton("size-13 rounded-full"), skeleton("h-5 w-1/2"), class_name="flex gap-3.5 items-center"
                ),
                skeleton("h-4 w-full"),
                skeleton("h-4 w-3/5"),
                class_name="flex flex-col gap-3.5 bg-surface border border-line rounded-lg p-5 h-56",
            )
            for _ in range(count)
        ],
        role="status",
        class_name="grid sm:grid-cols-2 lg:grid-cols-3 gap-4",
    )
