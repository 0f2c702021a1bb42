"""What every page shares: header, navigation, account menu, messages, footer, and the way past them."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors
from reflex_components_core.el.elements.inline import A

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import bare_link, button, icon_button, link_button
from thoughtcloud.ui.components.fields import native_form
from thoughtcloud.ui.components.icons import icon, logo
from thoughtcloud.ui.components.surfaces import avatar, notice
from thoughtcloud.ui.states.notice import NoticeState
from thoughtcloud.ui.states.viewer import ViewerState

_NAV: Final = "rounded-md px-3 min-h-11 inline-flex items-center font-medium hover:bg-sunken"
_SHEET: Final = "absolute top-full p-1.5 bg-surface border border-line rounded-md shadow-lift"
_MENU: Final = "w-full rounded-sm px-3 min-h-11 inline-flex items-center gap-2.5 text-left hover:bg-sunken"


def page(*children: Any, wide: bool = True, dawn: bool = False) -> rx.Component:
    """A whole page around `children`: 70rem wide, or a column for reading and forms when not `wide`.

    `dawn` puts the sky behind the top of the page.
    """
    width = "max-w-page" if wide else "max-w-[44rem]"
    return rx.el.div(
        A.create(
            "Skip to the content",
            href="#content",
            class_name="sr-only focus:not-sr-only focus:fixed focus:z-50 focus:top-3 focus:left-3 focus:px-4 "
            "focus:py-2.5 focus:bg-surface focus:rounded-md focus:shadow-lift",
        ),
        _header(),
        _offline(),
        _message(),
        rx.el.main(
            *children,
            id="content",
            tab_index=-1,
            class_name=f"w-full {width} mx-auto px-4 sm:px-6 py-8 sm:py-11 flex-1 outline-none",
        ),
        _footer(),
        class_name="min-h-dvh flex flex-col dawn" if dawn else "min-h-dvh flex flex-col",
    )


def _header() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            bare_link(
                logo(),
                rx.el.span("Thoughtcloud", class_name="font-display text-lg sm:text-xl tracking-tight"),
                to=routes.HOME,
                class_name="inline-flex items-center gap-2 sm:gap-2.5 rounded-md sm:mr-1",
            ),
            test_mode(),
            rx.el.nav(
                bare_link("Find a mentor", to=routes.MENTORS, class_name=_NAV),
                rx.cond(ViewerState.signed_in, bare_link("My bookings", to=routes.BOOKINGS, class_name=_NAV)),
                rx.cond(ViewerState.is_mentor, bare_link("Mentor desk", to=routes.DESK, class_name=_NAV)),
                rx.cond(ViewerState.is_operator, bare_link("Operator", to=routes.OPERATOR, class_name=_NAV)),
                aria_label="Main",
                class_name="hidden md:flex items-center gap-1 ml-auto",
            ),
            rx.el.div(
                rx.el.div(_theme_switch(), class_name="max-sm:hidden"),
                rx.cond(
                    ViewerState.known,
                    rx.cond(ViewerState.signed_in, _account_menu(), _entrance()),
                    rx.el.span(class_name="skeleton h-9 w-20", aria_hidden="true"),
                ),
                _small_menu(),
                class_name="flex items-center gap-0.5 sm:gap-1.5 ml-auto md:ml-2",
            ),
            class_name="max-w-page mx-auto pl-4 pr-2 sm:px-6 h-16 flex items-center",
        ),
        class_name="relative z-20",
    )


def test_mode() -> rx.Component:
    """The sign that no real money moves; shown on every page while that is so."""
    return rx.cond(
        ViewerState.test_mode,
        rx.el.span(
            "Test",
            # A telephone has no room for both words in some fonts.
            rx.el.span(" mode", class_name="max-sm:sr-only"),
            rx.el.span(": no real money moves", class_name="sr-only"),
            title="No real money moves. Pay with the test card 4242 4242 4242 4242.",
            class_name="tone-glow toned rounded-full px-2.5 py-0.5 text-xs font-semibold whitespace-nowrap "
            "ml-1 sm:ml-1.5",
        ),
    )


def _theme_switch() -> rx.Component:
    return rx.el.div(
        rx.el.span(
            icon_button("moon", "Switch to the dark theme", on_click=rx.toggle_color_mode), class_name="by-day"
        ),
        rx.el.span(
            icon_button("sun", "Switch to the light theme", on_click=rx.toggle_color_mode), class_name="by-night"
        ),
    )


def _entrance() -> rx.Component:
    return link_button("Sign in", to=routes.SIGN_IN, tone="quiet", size="small")


def _account_menu() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            avatar(ViewerState.initials, ViewerState.tint, "sm"),
            rx.el.span("Account menu", class_name="sr-only"),
            icon("chevron", "1.1em", "text-soft"),
            class_name="inline-flex items-center gap-1 rounded-md p-1 hover:bg-sunken",
        ),
        rx.el.div(
            rx.el.p(ViewerState.name, class_name="px-3 pt-2 font-semibold"),
            rx.el.p(ViewerState.email, class_name="px-3 pb-2 text-sm text-faint truncate"),
            bare_link(icon("calendar"), "My bookings", to=routes.BOOKINGS, class_name=_MENU),
            bare_link(icon("card"), "What you have paid", to=routes.SPENDING, class_name=_MENU),
            rx.cond(
                ViewerState.is_mentor, bare_link(icon("clock"), "Mentor desk", to=routes.DESK, class_name=_MENU)
            ),
            rx.cond(
                ~ViewerState.is_mentor,
                bare_link(icon("sun"), "Become a mentor", to=routes.DESK_SETUP, class_name=_MENU),
            ),
            bare_link(icon("user"), "Account", to=routes.ACCOUNT, class_name=_MENU),
            _sign_out(),
            class_name=f"right-0 mt-2 w-64 {_SHEET}",
        ),
        custom_attrs={"data-menu": ""},
        class_name="relative",
    )


def _sign_out() -> rx.Component:
    return native_form(
        rx.el.button(icon("arrow-right"), "Sign out", type="submit", class_name=_MENU),
        action=routes.API_SIGN_OUT,
    )


def _small_menu() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            icon("menu"),
            rx.el.span("Menu", class_name="sr-only"),
            class_name="inline-grid place-items-center size-11 rounded-md hover:bg-sunken",
        ),
        rx.el.nav(
            bare_link("Find a mentor", to=routes.MENTORS, class_name=_MENU),
            rx.cond(ViewerState.signed_in, bare_link("My bookings", to=routes.BOOKINGS, class_name=_MENU)),
            rx.cond(ViewerState.is_mentor, bare_link("Mentor desk", to=routes.DESK, class_name=_MENU)),
            rx.cond(ViewerState.is_operator, bare_link("Operator", to=routes.OPERATOR, class_name=_MENU)),
            rx.el.div(
                rx.el.span("Theme", class_name="flex-1"),
                _theme_switch(),
                class_name="sm:hidden flex items-center pl-3 mt-1 border-t border-line",
            ),
            aria_label="Menu",
            class_name=f"right-4 w-60 {_SHEET}",
        ),
        custom_attrs={"data-menu": ""},
        class_name="md:hidden",
    )


def _offline() -> rx.Component:
    return rx.el.div(
        rx.cond(
            has_too_many_connection_errors,
            notice("The connection is interrupted. We keep trying; nothing you did is lost.", tone="warn"),
        ),
        role="status",
        class_name="max-w-page w-full mx-auto px-4 sm:px-6",
    )


def _message() -> rx.Component:
    look = (
        "toned rise pointer-events-auto rounded-md shadow-lift pl-4 pr-1.5 py-1.5 flex gap-3 items-center "
        "max-w-measure "
    )
    return rx.el.div(
        rx.cond(
            NoticeState.text != "",
            rx.el.div(
                rx.el.p(NoticeState.text, class_name="flex-1 py-1.5 font-medium"),
                icon_button(
                    "cross",
                    "Dismiss this message",
                    "text-inherit",
                    on_click=NoticeState.dismiss,
                    key=NoticeState.text,
                    custom_attrs={"data-fades": ""},
                ),
                class_name=rx.Var.create(look + "tone-") + NoticeState.tone,
            ),
        ),
        role="status",
        aria_live="polite",
        class_name="fixed z-40 inset-x-4 bottom-5 flex justify-center pointer-events-none",
    )


def _footer() -> rx.Component:
    quiet = "text-soft hover:text-ink underline-offset-3 hover:underline rounded-sm py-1"
    return rx.el.footer(
        rx.el.div(
            rx.el.p(
                "Paid one-to-one mentorship. Reserved first, charged only after your session.",
                class_name="text-soft",
            ),
            rx.el.nav(
                bare_link("How the money moves", to=routes.HOME + "#money", class_name=quiet),
                bare_link("Find a mentor", to=routes.MENTORS, class_name=quiet),
                bare_link("Become a mentor", to=routes.DESK_SETUP, class_name=quiet),
                rx.cond(ViewerState.keeps_mail, bare_link("Test mail", to=routes.DEV_MAIL, class_name=quiet)),
                aria_label="Footer",
                class_name="flex flex-wrap gap-x-6 gap-y-1",
            ),
            class_name="max-w-page mx-auto px-4 sm:px-6 py-8 flex flex-wrap gap-x-10 gap-y-4 items-baseline "
            "justify-between text-sm",
        ),
        class_name="border-t border-line mt-8",
    )


def sign_in_wall(*children: Any) -> rx.Component:
    """`children` for those who are signed in; for others the way in, coming back to this page afterwards."""
    return rx.cond(
        ViewerState.known,
        rx.cond(
            ViewerState.signed_in,
            rx.fragment(*children),
            rx.el.div(
                rx.el.h1("Please sign in", class_name="text-3xl"),
                rx.el.p("This page belongs to your account.", class_name="text-soft mt-3 mb-6"),
                link_button("Sign in", to=ViewerState.sign_in_here, size="large"),
                class_name="py-10",
            ),
        ),
        rx.el.div(rx.el.span("Loading", class_name="sr-only"), role="status", class_name="min-h-[60dvh]"),
    )


def retry_button(on_click: Any, busy: rx.Var[bool] | bool = False) -> rx.Component:
    """Ask again after something did not answer."""
    return button("Try again", tone="quiet", on_click=on_click, busy=busy)
