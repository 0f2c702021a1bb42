"""One mentor: who they are, what they offer, and their free times in the reader's zone."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import link_button
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.months import free_times
from thoughtcloud.ui.components.records import in_line, money
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.surfaces import avatar, card, error_state, notice, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.mentor import MentorState


def view() -> rx.Component:
    """The profile beside the booking, or what stands in their way."""
    return page(
        # What was read for the address before must not be taken for what is at this one.
        rx.cond(
            ~rx.State.is_hydrated,
            _waiting(),
            rx.cond(
                MentorState.problem != "",
                error_state(
                    MentorState.problem,
                    link_button("See all mentors", to=routes.MENTORS),
                    title="This mentor is not here",
                    whole_page=True,
                ),
                rx.cond(MentorState.loaded, _sheet(), _waiting()),
            ),
        )
    )


def _sheet() -> rx.Component:
    return rx.el.div(
        rx.el.div(_profile(), class_name="lg:sticky lg:top-8 self-start min-w-0"),
        rx.el.div(_offers(), _times(), class_name="flex flex-col gap-6 min-w-0"),
        class_name="grid grid-cols-1 lg:grid-cols-[1fr_1.45fr] gap-x-12 gap-y-10",
    )


def _profile() -> rx.Component:
    shown = MentorState.mentor
    return rx.el.article(
        rx.el.div(
            avatar(shown.initials, shown.tint, "lg"),
            rx.el.div(
                rx.el.h1(shown.name, class_name="text-3xl"),
                rx.el.p(shown.headline, class_name="text-lg text-soft mt-1"),
            ),
            class_name="flex flex-wrap sm:flex-nowrap gap-5 items-center",
        ),
        rx.el.div(
            in_line("globe", shown.place),
            in_line("clock", shown.local_time),
            in_line("user", "Speaks ", shown.languages),
            class_name="flex flex-col gap-1.5 mt-6",
        ),
        rx.el.ul(
            rx.foreach(
                shown.topics,
                lambda topic: rx.el.li(topic, class_name="rounded-full bg-sunken text-soft text-sm px-3 py-1"),
            ),
            aria_label="Topics",
            class_name="flex flex-wrap gap-2 mt-5",
        ),
        rx.el.div(
            rx.foreach(shown.about, lambda part: rx.el.p(part)),
            class_name="flex flex-col gap-3.5 mt-6 max-w-measure",
        ),
    )


def _offers() -> rx.Component:
    return rx.el.section(
        rx.el.h2("What would you like to do?", class_name="text-2xl mb-4"),
        rx.el.div(
            rx.foreach(MentorState.offers, _offer),
            role="radiogroup",
            aria_label="Offers",
            key=MentorState.mentor.slug,
            class_name="flex flex-col gap-3",
        ),
        rx.cond(
            MentorState.offers.length() == 0,
            notice("This mentor has nothing on offer right now.", tone="neutral"),
        ),
    )


def _offer(offer: display.OfferCard) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="offer",
            value=offer.id,
            default_checked=MentorState.offer == offer.id,
            on_change=MentorState.choose_offer(offer.id),
        ),
        rx.el.span(
            rx.el.span(offer.title, class_name="block font-semibold"),
            rx.el.span(offer.description, class_name="block text-sm text-soft mt-0.5"),
            rx.el.span(offer.terms, class_name="block text-sm text-soft mt-1"),
            class_name="min-w-0",
        ),
        rx.el.span(
            money(offer.price, "block font-semibold"),
            rx.el.span(offer.duration, class_name="block text-sm text-soft"),
            class_name="text-right flex-none",
        ),
        class_name="choice flex justify-between gap-4 px-4 py-3.5",
    )


def _times() -> rx.Component:
    return card(
        refreshing(MentorState.refresh),
        rx.el.h2("When suits you?", class_name="text-2xl"),
        rx.el.div(
            zone_line(MentorState.change_zone),
            rx.el.p(MentorState.beside, class_name="text-sm text-soft mt-1 empty:hidden"),
            class_name="mt-1 mb-4",
        ),
        free_times(MentorState, MentorState.start, otherwise=_no_times()),
        rx.el.p(
            "Nothing is charged when you book. The price is reserved on your card: at once for the next days, "
            "three days before a session that is further away.",
            class_name="text-sm text-faint mt-5",
        ),
        _gone(),
        _chosen(),
    )


def _no_times() -> rx.Component:
    return rx.cond(
        MentorState.mentor.paused != "",
        notice(MentorState.mentor.paused, tone="warn", title="Bookings are paused"),
        rx.el.p(
            "No free times for this offer in the days that can be booked now. Look again tomorrow.",
            class_name="font-medium pt-2",
        ),
    )


def _gone() -> rx.Component:
    return rx.el.div(
        rx.cond(MentorState.gone != "", notice(MentorState.gone, tone="warn", class_name="mt-5")),
        role="status",
        class_name="sticky bottom-3",
    )


def _chosen() -> rx.Component:
    return rx.cond(
        MentorState.start != "",
        rx.el.div(
            rx.el.div(
                rx.el.p(MentorState.chosen_text, class_name="font-semibold"),
                rx.el.p(MentorState.chosen_clocks, class_name="text-sm text-soft"),
                role="status",
                class_name="min-w-0",
            ),
            link_button(
                "Continue",
                to=MentorState.book_path,
                on_click=MentorState.go_on.prevent_default,
                size="large",
                class_name="max-sm:w-full",
            ),
            class_name="rise sticky bottom-0 -mx-5 sm:-mx-6 -mb-5 sm:-mb-6 mt-6 px-5 sm:px-6 py-4 bg-sunken "
            "rounded-b-lg border-t border-line flex flex-wrap gap-3 items-center justify-between",
        ),
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading the mentor", class_name="sr-only"),
        rx.el.div(skeleton("size-24 rounded-full"), skeleton("h-8 w-1/2"), class_name="flex gap-5 items-center"),
        skeleton("h-64 w-full"),
        role="status",
        class_name="flex flex-col gap-6 min-h-[60dvh]",
    )


PAGE = Page(
    path=routes.MENTOR,
    title="Mentor",
    description="Offers, prices and free times of a mentor on Thoughtcloud.",
    view=view,
    on_load=(MentorState.load,),
    live_title=MentorState.tab,
)
