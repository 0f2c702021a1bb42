"""The account of whoever is signed in."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button
from thoughtcloud.ui.components.calendars import private_calendar
from thoughtcloud.ui.components.fields import field, select
from thoughtcloud.ui.components.shell import page, sign_in_wall
from thoughtcloud.ui.components.surfaces import card, loading, page_heading
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.account import AccountState
from thoughtcloud.ui.states.calendar_feed import CalendarState
from thoughtcloud.ui.states.viewer import ViewerState


def view() -> rx.Component:
    """Forms and the private calendar, or the way in."""
    return page(
        sign_in_wall(
            page_heading("Your account", rx.el.p(ViewerState.email, class_name="text-soft mt-2")),
            rx.cond(
                AccountState.loaded,
                rx.el.div(_person(), private_calendar(), _password(), class_name="flex flex-col gap-5"),
                loading(label="Loading your account"),
            ),
        ),
        wide=False,
    )


def _person() -> rx.Component:
    return card(
        _form(
            "You",
            field(
                "Your name",
                "name",
                default_value=AccountState.name,
                error=_error("name"),
                auto_complete="name",
                max_length=80,
                required=True,
            ),
            select(
                "Time zone",
                "zone",
                AccountState.zones,
                hint="Used in mails, and on screen where the browser does not tell its own.",
                default_value=AccountState.zone,
                error=_error("zone"),
            ),
            select(
                "Language of mails",
                "locale",
                AccountState.locales,
                hint="Also decides how dates and sums are written in them.",
                default_value=AccountState.locale,
                error=_error("locale"),
            ),
            on_submit=AccountState.save,
            submit="Save",
        )
    )


def _password() -> rx.Component:
    return card(
        _form(
            "Password",
            _secret("Present password", "old", "current-password"),
            _secret("New password", "new", "new-password", hint="At least 10 characters."),
            on_submit=AccountState.change_password,
            submit="Change password",
        )
    )


def _form(title: str, *fields: rx.Component, on_submit: Any, submit: str) -> rx.Component:
    return rx.el.form(
        rx.el.h2(title, class_name="text-xl"),
        *fields,
        rx.el.div(button(submit, type="submit", tone="quiet")),
        on_submit=on_submit,
        key=title + AccountState.drawn,
        class_name="flex flex-col gap-5",
    )


def _secret(label: str, name: str, kind: str, hint: str = "") -> rx.Component:
    return field(
        label,
        name,
        type="password",
        auto_complete=kind,
        required=True,
        max_length=200,
        hint=hint,
        error=_error(name),
    )


def _error(name: str) -> rx.Var[str]:
    found: rx.Var[str] = rx.cond(AccountState.wrong_field == name, AccountState.wrong_text, "")
    return found


PAGE = Page(
    path=routes.ACCOUNT,
    title="Your account",
    description="Name, time zone, language, calendar and password.",
    view=view,
    on_load=(AccountState.load, CalendarState.load),
)
