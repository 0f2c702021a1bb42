"""Moving a session: what it is now, the times to choose from, and the proposal that waits, if one does."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import button, icon_button, link, link_button
from thoughtcloud.ui.components.fields import field, text_area
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.moving import calendar, proposal, refused
from thoughtcloud.ui.components.shell import page, sign_in_wall
from thoughtcloud.ui.components.surfaces import avatar, card, error_state, loading, notice, page_heading
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.moving import MovingState

SHEET = MovingState.sheet


def view() -> rx.Component:
    """The session and where it can go, or the way in."""
    return page(
        sign_in_wall(
            rx.cond(
                MovingState.problem != "",
                error_state(
                    MovingState.problem,
                    link_button("My bookings", to=routes.BOOKINGS),
                    title="We cannot show this session",
                    whole_page=True,
                ),
                rx.cond(MovingState.loaded, _sheet(), loading(label="Loading the session")),
            )
        )
    )


def _sheet() -> rx.Component:
    return rx.fragment(
        page_heading(
            "Move this session",
            rx.cond(SHEET.refusal == "", rx.el.p(SHEET.intro, class_name="text-lg text-soft mt-3 max-w-measure")),
            overline=link("Back to the session", to=SHEET.back),
        ),
        rx.el.div(
            rx.el.div(
                proposal(),
                rx.cond(
                    SHEET.refusal != "",
                    notice(SHEET.refusal, tone="warn", title="It stays where it is"),
                    # Whoever can move alone need not wait for an answer; all others have one proposal at a time.
                    rx.cond(SHEET.alone | (MovingState.proposal.id == ""), _choosing()),
                ),
                class_name="flex flex-col gap-5 min-w-0",
            ),
            _now(),
            class_name="grid grid-cols-1 lg:grid-cols-[1.5fr_1fr] gap-5 items-start",
        ),
        refreshing(MovingState.refresh),
    )


def _now() -> rx.Component:
    return card(
        rx.el.div(
            avatar(SHEET.initials, SHEET.tint),
            rx.el.div(
                rx.el.h2(SHEET.title, class_name="text-xl leading-snug"),
                rx.el.p(SHEET.duration, " with ", SHEET.other, class_name="text-soft"),
            ),
            class_name="flex gap-4 items-center",
        ),
        rx.el.p("Agreed so far", class_name="text-sm text-faint mt-6"),
        rx.el.p(SHEET.day, class_name="font-semibold"),
        rx.el.p(SHEET.time, class_name="figures"),
        rx.cond(SHEET.there != "", rx.el.p(SHEET.there, class_name="text-sm text-soft mt-1")),
        rx.el.p(SHEET.money, class_name="text-sm text-soft mt-4 pt-4 border-t border-line"),
    )


def _choosing() -> rx.Component:
    return card(
        rx.el.h2(
            rx.cond(SHEET.alone, "When suits you better?", "Which times do you propose?"), class_name="text-2xl"
        ),
        rx.el.div(zone_line(MovingState.refresh), class_name="mt-1 mb-4"),
        calendar(),
        rx.cond(SHEET.mentor, _own_time()),
        rx.cond(MovingState.proposal.id == "", refused()),
        rx.cond(SHEET.alone, _move(), rx.fragment(_add(), _proposing())),
    )


def _bar(*children: rx.Component) -> rx.Component:
    return rx.el.div(
        *children,
        class_name="rise sticky bottom-0 -mx-5 sm:-mx-6 -mb-5 sm:-mb-6 mt-6 px-5 sm:px-6 py-4 bg-sunken "
        "rounded-b-lg border-t border-line flex flex-wrap gap-3 items-center justify-between",
    )


def _chosen() -> rx.Component:
    chosen = MovingState.chosen
    return rx.el.div(
        rx.el.p(chosen.text, class_name="font-semibold figures"),
        rx.cond(chosen.there != "", rx.el.p(chosen.there, class_name="text-sm text-soft")),
        rx.cond(chosen.costs != "", rx.el.p(chosen.costs, class_name="text-sm text-soft")),
        role="status",
        class_name="min-w-0 flex-1 basis-60",
    )


def _move() -> rx.Component:
    return rx.cond(
        MovingState.chosen.start != "",
        _bar(
            _chosen(),
            button(
                "Move the session",
                size="large",
                busy=MovingState.busy,
                on_click=MovingState.move,
                class_name="max-sm:w-full",
            ),
        ),
    )


def _add() -> rx.Component:
    return rx.cond(
        MovingState.chosen.start != "",
        rx.el.div(
            _chosen(),
            button(icon("plus"), "Propose this time", tone="quiet", on_click=MovingState.add),
            class_name="mt-5 px-4 py-3.5 rounded-md bg-sunken flex flex-wrap gap-3 items-center",
        ),
    )


def _own_time() -> rx.Component:
    return rx.el.details(
        rx.el.summary("A time outside of your hours", class_name="font-semibold cursor-pointer py-2"),
        rx.el.form(
            field(
                "Date and time",
                "when",
                type="datetime-local",
                hint="On the quarter of an hour. Only your other sessions stand in the way.",
                error=MovingState.wall_problem,
                min=SHEET.earliest,
                max=SHEET.latest,
                step="900",
                required=True,
                class_name="flex-1 basis-60",
            ),
            button(icon("plus"), "Propose this time", tone="quiet", type="submit", class_name="sm:mt-7"),
            on_submit=MovingState.add_wall_time,
            class_name="flex flex-wrap gap-3 items-start mt-2",
        ),
        class_name="mt-5 border-t border-line pt-3",
    )


def _proposing() -> rx.Component:
    return rx.cond(
        MovingState.wished.length() > 0,
        rx.el.section(
            rx.el.h3("You propose", class_name="text-lg mt-6"),
            rx.el.ul(
                rx.foreach(MovingState.wished, _wished),
                class_name="divide-y divide-line border-y border-line mt-2",
            ),
            text_area(
                "A word with it",
                "note",
                hint="Optional.",
                rows=2,
                max_length=300,
                default_value=MovingState.note,
                on_blur=MovingState.write_note,
                class_name="mt-4",
            ),
            rx.el.p(
                "These times are not kept free meanwhile. The session stays where it is until one is accepted.",
                class_name="text-sm text-soft mt-3",
            ),
            _bar(
                rx.el.p(
                    MovingState.wished.length(),
                    " of ",
                    SHEET.most,
                    " times for ",
                    SHEET.other,
                    class_name="text-soft",
                ),
                button(
                    "Send the proposal",
                    size="large",
                    busy=MovingState.busy,
                    on_click=MovingState.propose,
                    class_name="max-sm:w-full",
                ),
            ),
        ),
    )


def _wished(time: display.MoveTime) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(time.text, class_name="font-semibold figures"),
            rx.cond(time.there != "", rx.el.p(time.there, class_name="text-sm text-soft")),
            rx.cond(time.costs != "", rx.el.p(time.costs, class_name="text-sm text-faint")),
            class_name="min-w-0 flex-1",
        ),
        icon_button("cross", "Take it off the list", on_click=MovingState.drop(time.start)),
        class_name="flex gap-3 items-center py-3",
        key=time.start,
    )


PAGE = Page(
    path=routes.MOVE,
    title="Move a session",
    description="Find another time for one of your sessions.",
    view=view,
    on_load=(MovingState.load,),
)
