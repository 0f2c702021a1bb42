"""A forgotten password: asking for a mail, and choosing a new password by its link."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button, link, link_button
from thoughtcloud.ui.components.fields import field, hidden, native_form
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.surfaces import card, loading, notice
from thoughtcloud.ui.pages.entrance import SHORTEST_PASSWORD
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.recovery import RecoveryState
from thoughtcloud.ui.states.viewer import ViewerState

_FORM = "flex flex-col gap-5"


def forgot_view() -> rx.Component:
    """The form that asks for a mail, or what happens next."""
    return _narrow(
        "Forgot your password?",
        rx.cond(
            RecoveryState.can_send,
            rx.cond(RecoveryState.asked, _asked(), _ask()),
            notice(
                "This site cannot send mails yet. Please write to the people who run it.",
                tone="warn",
                role="status",
            ),
        ),
        rx.el.p("Remembered it? ", link("Sign in", to=routes.SIGN_IN), class_name="mt-6 text-center text-soft"),
    )


def reset_view() -> rx.Component:
    """The form for the new password, or that the link is no good any more."""
    return _narrow(
        "Choose a new password",
        rx.cond(RecoveryState.ready, rx.cond(RecoveryState.good, _choose(), _stale()), card(loading())),
    )


def _narrow(title: str, *children: Any) -> rx.Component:
    return page(
        rx.el.div(
            rx.el.h1(title, class_name="text-3xl mb-6"),
            rx.cond(
                RecoveryState.problem != "",
                notice(RecoveryState.problem, tone="bad", role="alert", class_name="mb-5"),
            ),
            *children,
            class_name="max-w-[27rem] mx-auto",
        ),
        dawn=True,
    )


def _ask() -> rx.Component:
    return card(
        native_form(
            rx.el.p("We send you a link with which you choose a new one.", class_name="text-soft"),
            field("E-mail", "email", type="email", auto_complete="email", required=True, max_length=254),
            button("Send the link", type="submit", size="large", class_name="w-full mt-1"),
            action=routes.API_FORGOT,
            class_name=_FORM,
        )
    )


def _asked() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2("Look into your mail", class_name="text-xl"),
            rx.el.p(
                "If there is an account with that address, a mail with a link is on its way. The link works once, "
                "for one hour.",
                class_name="text-soft mt-2",
            ),
            rx.cond(
                ViewerState.keeps_mail,
                rx.el.p(
                    "In the sandbox no mail leaves the house: ",
                    link("read it here", to=routes.DEV_MAIL),
                    ".",
                    class_name="mt-4",
                ),
            ),
            role="status",
        )
    )


def _choose() -> rx.Component:
    return card(
        native_form(
            hidden("token", RecoveryState.link),
            field(
                "New password",
                "password",
                type="password",
                auto_complete="new-password",
                required=True,
                max_length=200,
                hint=f"At least {SHORTEST_PASSWORD} characters. A short sentence is a good one.",
            ),
            rx.el.p("Every other browser is signed out.", class_name="text-sm text-soft"),
            button("Save and sign in", type="submit", size="large", class_name="w-full mt-1"),
            action=routes.API_RESET,
            class_name=_FORM,
        )
    )


def _stale() -> rx.Component:
    return card(
        rx.el.h2("This link is no good any more", class_name="text-xl"),
        rx.el.p(
            "It works once, for one hour. Your password is as it was when the link was last used.",
            class_name="text-soft mt-2 mb-5",
        ),
        link_button("Ask for a new link", to=routes.FORGOT),
    )


FORGOT = Page(
    path=routes.FORGOT,
    title="Forgot your password?",
    description="Ask for a link with which you choose a new password.",
    view=forgot_view,
    on_load=(RecoveryState.load_forgot,),
)
RESET = Page(
    path=routes.RESET,
    title="Choose a new password",
    description="Choose a new password for your account on Thoughtcloud.",
    view=reset_view,
    on_load=(RecoveryState.load_reset,),
)
