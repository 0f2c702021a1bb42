"""The mails that the sandbox keeps instead of sending them."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import button
from thoughtcloud.ui.components.queues import mail_text
from thoughtcloud.ui.components.shell import page
from thoughtcloud.ui.components.surfaces import card, empty_state, loading, page_heading
from thoughtcloud.ui.display import Mail
from thoughtcloud.ui.pages import not_found
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.dev_mail import DevMailState


def view() -> rx.Component:
    """The newest mails; nothing at all where mails are really sent."""
    return rx.cond(DevMailState.missing, not_found.view(), _mails())


def _mails() -> rx.Component:
    return page(
        page_heading(
            "Test mail",
            rx.el.p(
                "This sandbox has no mail server: what would have been sent is kept here, the newest first.",
                class_name="text-soft mt-2",
            ),
            rx.el.div(button("Look again", tone="quiet", on_click=DevMailState.load), class_name="mt-4"),
        ),
        rx.cond(
            DevMailState.ready,
            rx.cond(
                DevMailState.mails.length() > 0,
                rx.el.div(rx.foreach(DevMailState.mails, _mail), class_name="flex flex-col gap-5"),
                empty_state("No mail yet", "Book a session, or forget a password.", picture="clock"),
            ),
            loading(label="Loading the mails"),
        ),
    )


def _mail(mail: Mail) -> rx.Component:
    return card(
        rx.el.article(
            rx.el.h2(mail.subject, class_name="text-lg break-words"),
            rx.el.p("To ", mail.recipient, ", ", mail.when, class_name="text-sm text-soft mt-1 break-words"),
            rx.el.div(
                rx.el.iframe(
                    src=mail.html_path,
                    title="The mail as HTML",
                    loading="lazy",
                    sandbox="allow-top-navigation-by-user-activation",
                    class_name="w-full h-136 rounded-md border border-line",
                ),
                mail_text(mail.lines),
                class_name="grid grid-cols-1 lg:grid-cols-2 gap-6 mt-4 pt-4 border-t border-line",
            ),
            rx.cond(mail.calendar != "", _calendar(mail)),
        ),
        # A frame that is given another address would put the old one into the browser's history.
        key=mail.html_path,
    )


def _calendar(mail: Mail) -> rx.Component:
    return rx.el.details(
        rx.el.summary(mail.calendar, class_name="cursor-pointer font-semibold"),
        rx.el.pre(
            mail.invitation, class_name="text-sm mt-3 p-3 rounded-md bg-sunken overflow-x-auto", tab_index=0
        ),
        class_name="mt-4 pt-4 border-t border-line",
    )


PAGE = Page(
    path=routes.DEV_MAIL,
    title="Test mail",
    description="Mails that the sandbox keeps instead of sending them.",
    view=view,
    on_load=(DevMailState.load,),
)
