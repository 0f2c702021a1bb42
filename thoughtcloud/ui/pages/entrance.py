"""Sign-in and sign-up: plain forms that the browser posts, because only an HTTP answer can set the cookie."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button, link
from thoughtcloud.ui.components.fields import field, hidden, native_form
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.surfaces import card, notice
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.entrance import EntranceState

SHORTEST_PASSWORD = 10


def sign_in_view() -> rx.Component:
    """The way in for those who have an account."""
    return _entrance(
        "Welcome back",
        _form(routes.API_SIGN_IN, _email(), _password("current-password"), submit="Sign in"),
        rx.el.div(
            rx.el.p("New here? ", link("Create an account", to=EntranceState.other_sign_up)),
            rx.el.p(link("Forgot your password?", to=routes.FORGOT), class_name="mt-2"),
        ),
    )


def sign_up_view() -> rx.Component:
    """The way in for everybody else."""
    return _entrance(
        "Create your account",
        _form(
            routes.API_SIGN_UP,
            field("Your name", "name", auto_complete="name", required=True, max_length=80, hint="Mentors see it."),
            _email(),
            _password(
                "new-password", hint=f"At least {SHORTEST_PASSWORD} characters. A short sentence is a good one."
            ),
            submit="Create account",
        ),
        rx.el.p("Been here before? ", link("Sign in", to=EntranceState.other_sign_in)),
    )


def _entrance(title: str, form: rx.Component, other: rx.Component) -> rx.Component:
    return page(
        rx.el.div(
            rx.el.h1(title, class_name="text-3xl mb-2"),
            rx.cond(
                EntranceState.booking,
                rx.el.p(
                    "Your offer and time are kept: you go straight back to them.", class_name="text-soft mb-5"
                ),
                rx.el.div(class_name="mb-5"),
            ),
            rx.cond(
                EntranceState.problem != "",
                notice(EntranceState.problem, tone="bad", role="alert", class_name="mb-5"),
            ),
            card(form),
            rx.el.div(other, class_name="mt-6 text-center text-soft"),
            class_name="max-w-[27rem] mx-auto",
        ),
        dawn=True,
    )


def _form(action: str, *fields: rx.Component, submit: str) -> rx.Component:
    return native_form(
        hidden("next", EntranceState.next),
        hidden("zone", EntranceState.zone),
        *fields,
        button(submit, type="submit", size="large", class_name="w-full mt-1"),
        action=action,
        class_name="flex flex-col gap-5",
    )


def _email() -> rx.Component:
    return field("E-mail", "email", type="email", auto_complete="email", required=True, max_length=254)


def _password(kind: str, **props: Any) -> rx.Component:
    return field(
        "Password", "password", type="password", auto_complete=kind, required=True, max_length=200, **props
    )


SIGN_IN = Page(
    path=routes.SIGN_IN,
    title="Sign in",
    description="Sign in to Thoughtcloud.",
    view=sign_in_view,
    on_load=(EntranceState.load,),
)
SIGN_UP = Page(
    path=routes.SIGN_UP,
    title="Create an account",
    description="Create an account to book mentors on Thoughtcloud.",
    view=sign_up_view,
    on_load=(EntranceState.load,),
)
