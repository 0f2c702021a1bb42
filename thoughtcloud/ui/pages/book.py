"""The review before a booking: everything that is agreed, and the button that reserves and pays."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button, link, link_button
from thoughtcloud.ui.components.choices import slot_picker
from thoughtcloud.ui.components.fields import text_area
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.surfaces import avatar, card, error_state, loading, notice, page_heading
from thoughtcloud.ui.components.terms import terms_table
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.book import BookState
from thoughtcloud.ui.states.viewer import ViewerState


def view() -> rx.Component:
    """The review, or where else to go when the time is gone."""
    return page(
        rx.cond(
            BookState.problem != "",
            error_state(
                BookState.problem,
                link_button("See all mentors", to=routes.MENTORS),
                title="This cannot be booked",
                whole_page=True,
            ),
            rx.cond(BookState.loaded, _sheet(), loading(label="Loading your choice")),
        )
    )


def _sheet() -> rx.Component:
    shown = BookState.review
    return rx.fragment(
        page_heading(
            "Check and reserve",
            overline=link("Choose another time", to=rx.Var.create("/mentors/") + shown.mentor_slug),
        ),
        rx.cond(BookState.taken != "", _taken()),
        rx.el.div(
            rx.el.div(_agreed(), _note(), class_name="flex flex-col gap-6 min-w-0"),
            _pay(),
            class_name="grid grid-cols-1 lg:grid-cols-[1.5fr_1fr] gap-6 items-start",
        ),
        refreshing(BookState.refresh),
    )


def _taken() -> rx.Component:
    return rx.el.div(
        notice(
            BookState.taken,
            tone="warn",
            title=BookState.taken_title,
            role="alert",
            custom_attrs={"data-in-sight": ""},
        ),
        rx.cond(
            BookState.others.length() > 0,
            card(
                rx.el.h2("The nearest free times", class_name="text-xl mb-4"),
                slot_picker(
                    BookState.others,
                    BookState.review.start,
                    BookState.take_other,
                    drawn=BookState.taken,
                    name="other",
                ),
                class_name="mt-4",
            ),
        ),
        class_name="mb-6",
    )


def _agreed() -> rx.Component:
    shown = BookState.review
    return card(
        rx.el.div(
            avatar(shown.initials, shown.tint),
            rx.el.div(
                rx.el.h2(shown.title, class_name="text-xl leading-snug"),
                rx.el.p(shown.duration, " with ", shown.mentor, class_name="text-soft"),
            ),
            class_name="flex gap-4 items-center",
        ),
        rx.el.dl(
            _line("calendar", "When", shown.day, rx.el.strong(shown.time, class_name="font-semibold figures")),
            _line("clock", "There", shown.mentor_time),
            class_name="flex flex-col gap-3 mt-6",
        ),
        rx.el.div(zone_line(BookState.load), class_name="mt-4"),
    )


def _line(picture: str, word: str, *shown: rx.Var[str] | str | rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.dt(icon(picture, "1.2em"), rx.el.span(word, class_name="sr-only"), class_name="text-faint pt-1"),
        rx.el.dd(*[rx.el.span(part, class_name="block") for part in shown]),
        class_name="flex gap-3",
    )


def _note() -> rx.Component:
    return rx.cond(
        ViewerState.signed_in,
        card(
            text_area(
                "What should your mentor know before you meet?",
                "brief",
                hint="Optional. Only your mentor reads it.",
                max_length=1000,
                default_value=BookState.brief,
                on_blur=BookState.write_brief,
            )
        ),
    )


def _pay() -> rx.Component:
    shown = BookState.review
    return card(
        rx.el.div(
            rx.el.span(shown.reserved, class_name="font-semibold"),
            money(shown.price, "text-2xl font-semibold"),
            class_name="flex justify-between items-baseline gap-4",
        ),
        rx.el.div(
            rx.el.span("Charged now", class_name="text-soft"),
            rx.el.span("nothing", class_name="text-soft"),
            class_name="flex justify-between gap-4 mt-1",
        ),
        notice(
            shown.charged, tone="good", title=rx.el.span(shown.promise), class_name="mt-5"
        ),
        rx.el.h3("If plans change", class_name="font-sans font-semibold tracking-normal mt-5 mb-2"),
        terms_table(shown.costs),
        rx.el.p("Times in ", shown.zone, class_name="text-sm text-faint mt-1.5"),
        rx.el.ul(
            rx.foreach(shown.terms, lambda term: rx.el.li(term)),
            class_name="text-sm text-soft list-disc pl-5 mt-3 flex flex-col gap-1",
        ),
        rx.el.div(_action(), class_name="mt-6"),
    )


def _action() -> rx.Component:
    return rx.cond(
        ViewerState.signed_in,
        rx.el.div(
            button(
                icon("card"),
                BookState.review.button,
                size="large",
                busy=BookState.busy,
                # What is on screen may still be the choice before this one, until the address has been read.
                disabled=~rx.State.is_hydrated | (BookState.taken != ""),
                on_click=BookState.reserve,
                class_name="w-full",
            ),
            rx.cond(
                ViewerState.test_mode,
                rx.el.p(
                    "Test mode: pay with the card ",
                    rx.el.span("4242 4242 4242 4242", class_name="figures font-semibold"),
                    ", any date ahead and any code. No real money moves.",
                    class_name="tone-glow toned rounded-md text-sm px-3.5 py-2.5 mt-3",
                ),
            ),
            rx.el.p(
                rx.cond(
                    BookState.taken != "",
                    "Please choose another time first.",
                    "You pay on Stripe's own page. Your slot is kept while you do.",
                ),
                class_name="text-sm text-faint mt-3 text-center",
            ),
        ),
        rx.el.div(
            rx.el.p("Almost there: who is booking? Your choice is kept.", class_name="font-medium mb-3"),
            link_button("Create an account", to=BookState.sign_up_path, class_name="w-full"),
            link_button("Sign in", to=BookState.sign_in_path, tone="quiet", class_name="w-full mt-2.5"),
        ),
    )


PAGE = Page(
    path=routes.BOOK,
    title="Check and reserve",
    description="Review a session before its price is reserved on your card.",
    view=view,
    on_load=(BookState.load,),
)
