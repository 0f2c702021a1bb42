"""The frame of the mentor's screens: their tabs, and who is let in."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import bare_link, link_button
from thoughtcloud.ui.components.shell import page, sign_in_wall
from thoughtcloud.ui.components.surfaces import empty_state, error_state
from thoughtcloud.ui.states.viewer import ViewerState

TABS: Final = (
    ("Sessions", routes.DESK),
    ("Balance", routes.DESK_BALANCE),
    ("Offers", routes.DESK_OFFERS),
    ("Hours", routes.DESK_HOURS),
    ("Calendars", routes.DESK_CALENDARS),
    ("Profile", routes.DESK_SETUP),
    ("Payouts", routes.DESK_PAYOUTS),
)
_TAB: Final = (
    "inline-flex items-center min-h-11 px-2 sm:px-3.5 text-sm sm:text-base font-semibold whitespace-nowrap "
    "border-b-2 "
)


def desk(*children: Any, here: str, mentors_only: bool = True) -> rx.Component:
    """A page of the mentor's desk with the tab `here` marked; others are shown how to become a mentor."""
    shown = rx.fragment(_tabs(here), *children)
    invited = rx.cond(ViewerState.is_mentor, shown, _become_a_mentor())
    return page(sign_in_wall(invited if mentors_only else _with_tabs_for_mentors(here, *children)))


def opened(
    ready: rx.Var[bool] | bool, problem: rx.Var[str] | str, waiting: rx.Component, *children: Any
) -> rx.Component:
    """`waiting` until `ready`, then `children`; or the problem's words and the way back to the desk."""
    failed = rx.fragment(
        rx.el.h1("Mentor desk", class_name="sr-only"),
        error_state(problem, link_button("Your sessions", to=routes.DESK, tone="quiet")),
    )
    return rx.cond(problem != "", failed, rx.cond(ready, rx.fragment(*children), waiting))


def _with_tabs_for_mentors(here: str, *children: Any) -> rx.Component:
    return rx.fragment(rx.cond(ViewerState.is_mentor, _tabs(here)), *children)


def _tabs(here: str) -> rx.Component:
    return rx.el.nav(
        *[_tab(name, path, path == here) for name, path in TABS],
        aria_label="Mentor desk",
        class_name="flex overflow-x-auto overflow-y-hidden border-b border-line mb-8 -mt-4 sm:-mt-7 -mx-4 px-1.5 "
        "sm:mx-0 sm:px-0",
    )


def _tab(name: str, path: str, chosen: bool) -> rx.Component:
    look = "border-brand text-brand" if chosen else "border-transparent text-soft hover:text-ink hover:border-edge"
    current = {"aria_current": "page"} if chosen else {}
    return bare_link(name, to=path, class_name=_TAB + look, **current)


def _become_a_mentor() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Your mentor desk", class_name="text-3xl mb-7"),
        empty_state(
            "You are not a mentor yet",
            "Set up a page, an offer and your hours. The price is reserved when somebody books, and your share is "
            "yours when you have met.",
            link_button("Become a mentor", to=routes.DESK_SETUP),
            picture="sun",
        ),
    )
