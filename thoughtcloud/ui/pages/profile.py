"""Becoming a mentor and writing the page that mentees see, with the checklist before it is published."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import button, link, link_button
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.fields import field, select, text_area
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.surfaces import card, loading, page_heading, pill, skeleton
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.present.profile import countries
from thoughtcloud.ui.states.profile import ProfileState

FORM = ProfileState.form
ERRORS = ProfileState.errors


def view() -> rx.Component:
    """The form; beside it, for a mentor, the checklist and the switch."""
    return desk(
        opened(ProfileState.ready, ProfileState.problem, _waiting(), _profile()),
        here=routes.DESK_SETUP,
        mentors_only=False,
    )


def _profile() -> rx.Component:
    return rx.fragment(
        rx.cond(ProfileState.exists, _heading(), _invitation()),
        rx.el.div(
            card(_form(), id="profile"),
            rx.cond(ProfileState.exists, _publishing(), _steps()),
            class_name="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_21rem] items-start",
        ),
    )


def _heading() -> rx.Component:
    return page_heading(
        "Your page",
        rx.el.p(
            rx.cond(
                ProfileState.published,
                rx.fragment("Everybody can see it: ", link(ProfileState.public_path, to=ProfileState.public_path)),
                "Only you can see it so far.",
            ),
            class_name="text-soft mt-2",
        ),
    )


def _invitation() -> rx.Component:
    return page_heading(
        "Become a mentor",
        rx.el.p(
            "Tell mentees who you are and what they can ask you. Nothing is public until you publish it, and "
            "nobody is charged before you have met.",
            class_name="text-lg text-soft mt-3 max-w-measure",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        field(
            "Name", "name", default_value=FORM.name, error=ERRORS.name, required=True, max_length=80,
            auto_complete="name",
        ),
        field(
            "Headline", "headline", default_value=FORM.headline, error=ERRORS.headline, max_length=140,
            placeholder="Staff engineer who untangles growing systems",
            hint="One line: what do you know, and from where?",
        ),
        text_area(
            "About you", "about", default_value=FORM.about, error=ERRORS.about, rows=7, max_length=4000,
            hint="What have you done, and what do people leave a session with? At least 60 characters.",
        ),
        rx.el.div(
            field(
                "Topics", "topics", default_value=FORM.topics, error=ERRORS.topics,
                placeholder="System design, Hiring, Python", hint="Up to eight, with commas between.",
            ),
            field(
                "Languages", "languages", default_value=FORM.languages, error=ERRORS.languages,
                hint="Up to five, with commas between.",
            ),
            select(
                "Country", "country", [("", "Choose"), *countries()], default_value=FORM.country,
                error=ERRORS.country,
                hint="Where you are paid: Stripe sets your account up for it.",
            ),
            select(
                "Time zone", "zone", rx.Var.create(ProfileState.zones), default_value=FORM.zone, error=ERRORS.zone,
                hint="Your hours are on this clock.",
            ),
            class_name="grid gap-5 sm:grid-cols-2",
        ),
        field(
            "Video room", "room_url", type="url", default_value=FORM.room_url, error=ERRORS.room_url,
            placeholder="https://",
            hint="Your own link, if you have one: only your mentee is let in, from 10 minutes before the start. "
            "Leave it empty, and each session gets a room of its own that nobody can guess.",
        ),
        rx.el.p(ProfileState.complaint, role="alert", class_name="text-bad font-medium empty:hidden"),
        rx.el.div(button(rx.cond(ProfileState.exists, "Save the changes", "Begin my page"), type="submit")),
        on_submit=ProfileState.save,
        key=rx.cond(ProfileState.exists, "mentor", "new"),
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _publishing() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2("Publishing", class_name="text-xl"),
            rx.cond(ProfileState.published, pill("Published", "good"), pill("Not published", "warn")),
            class_name="flex justify-between items-center mb-3",
        ),
        rx.el.ul(rx.foreach(ProfileState.checks, _check), role="list", class_name="flex flex-col gap-2 mb-5"),
        rx.cond(
            ProfileState.published,
            rx.el.div(
                link_button("See my page", to=ProfileState.public_path, tone="quiet", class_name="w-full"),
                button("Take it down", tone="danger", on_click=ProfileState.unpublish, class_name="w-full"),
                class_name="flex flex-col gap-2.5",
            ),
            button(
                "Publish my page",
                disabled=~ProfileState.complete,
                on_click=ProfileState.publish,
                class_name="w-full",
            ),
        ),
    )


def _check(check: display.Check) -> rx.Component:
    return rx.el.li(
        rx.cond(
            check.done,
            icon("check", "1.15em", "text-good-ink mt-1"),
            rx.el.span(
                aria_hidden="true",
                class_name="size-[1.05em] rounded-full border-2 border-edge mt-1 flex-none inline-block",
            ),
        ),
        rx.el.span(rx.cond(check.done, "Done: ", "Missing: "), class_name="sr-only"),
        rx.cond(
            check.done | (check.path == "#profile"),
            rx.el.span(check.text, class_name=rx.cond(check.done, "text-soft", "font-medium")),
            link(check.text, to=check.path),
        ),
        class_name="flex gap-2.5 items-start",
    )


def _steps() -> rx.Component:
    steps = (
        ("Write your page", "You are here."),
        ("Say what you offer", "A length and a price; the platform’s fee is shown to you."),
        ("Set your hours", "On your own clock; mentees see theirs."),
        ("Publish", "Be found and booked."),
        ("Set up payouts at Stripe", "Any time. Until then your share waits for you."),
    )
    return card(
        rx.el.h2("How it goes", class_name="text-xl mb-3"),
        rx.el.ol(
            *[
                rx.el.li(rx.el.p(title, class_name="font-semibold"), rx.el.p(text, class_name="text-sm text-soft"))
                for title, text in steps
            ],
            class_name="flex flex-col gap-3 list-decimal pl-5 marker:text-faint marker:font-display",
        ),
    )


def _waiting() -> rx.Component:
    return loading(skeleton("h-9 w-56 mb-5"), skeleton("h-96 w-full"), label="Your page is coming")


PAGE = Page(
    path=routes.DESK_SETUP,
    title="Your mentor page",
    description="Become a mentor: write your page and publish it.",
    view=view,
    on_load=(ProfileState.load,),
)
