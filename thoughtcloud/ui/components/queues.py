"""The rows of the operator's further lists: payments, causes of failed calls, mails, calendars from elsewhere."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button, link, outside_link
from thoughtcloud.ui.components.operations import booking_link, pills, trouble
from thoughtcloud.ui.components.records import money
from thoughtcloud.ui.components.surfaces import pill_of

_LINE = "flex flex-wrap gap-x-5 gap-y-2 items-start py-3.5"
_MONO = "text-xs text-faint font-mono break-all"


def payment_line(row: display.PaymentLine) -> rx.Component:
    """One payment with its people, what has moved of it, and the ids that Stripe knows it by."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.mentee, " to ", row.mentor, class_name="font-semibold break-words"),
            rx.el.p(row.email, class_name="text-sm text-faint break-all"),
            rx.el.p(booking_link(row.booking_id)),
            class_name="flex-1 min-w-60",
        ),
        rx.el.div(
            pills(row.states),
            rx.el.p(row.sums, class_name="text-sm mt-1.5 empty:hidden"),
            rx.el.p(row.card, class_name="text-sm text-soft empty:hidden"),
            class_name="sm:w-72 w-full",
        ),
        rx.el.div(
            rx.el.p(row.when, class_name="text-sm text-soft"),
            rx.foreach(row.stripe_ids, lambda one: rx.el.p(one, class_name=_MONO)),
            class_name="sm:w-64 w-full",
        ),
        money(row.price, "font-semibold sm:w-28 sm:text-right"),
        class_name=_LINE,
    )


def cause_line(row: display.CauseLine, on_retry: Any) -> rx.Component:
    """Several calls that one cause stopped; `on_retry(kind, problem)` lets them all try again."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.what, ": ", row.calls, class_name="font-semibold"),
            trouble(row.problem),
            class_name="flex-1 min-w-60",
        ),
        button("Try all again", tone="quiet", size="small", on_click=on_retry(row.kind, row.problem)),
        class_name=_LINE,
    )


def mail_line(row: display.MailLine, on_resend: Any) -> rx.Component:
    """One mail with why it did not leave and what it says if it was kept; `on_resend(id)` has it sent again."""
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(row.what, class_name="font-semibold"),
                pill_of(row.pill),
                class_name="flex flex-wrap gap-3 items-center",
            ),
            rx.el.p("to ", row.reader, class_name="text-sm break-all"),
            rx.cond(row.booking_id != "", rx.el.p(booking_link(row.booking_id))),
            rx.el.p(row.when, class_name="text-sm text-faint"),
            trouble(row.problem),
            rx.cond(row.subject != "", _text(row)),
            class_name="flex-1 min-w-60",
        ),
        rx.cond(row.resend, button("Send again", tone="quiet", size="small", on_click=on_resend(row.id))),
        class_name=_LINE,
    )


def mail_text(lines: rx.Var[Any] | list[display.KeptLine]) -> rx.Component:
    """What a kept mail says, line by line; addresses of ours lead there."""
    return rx.el.div(rx.foreach(lines, _mail_text_line), class_name="font-mono text-sm break-words min-w-0")


def _mail_text_line(line: display.KeptLine) -> rx.Component:
    return rx.el.p(
        rx.cond(line.link != "", outside_link(line.text, href=line.link, class_name="break-all"), line.text),
        class_name="min-h-5 whitespace-pre-wrap",
    )


def _text(row: display.MailLine) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Read: ", row.subject, class_name="cursor-pointer text-sm break-words"),
        rx.el.div(mail_text(row.lines), class_name="mt-2 p-3 rounded-md bg-sunken"),
        # Rows are drawn anew in place: what was open must not be so for another mail.
        key=row.id,
        class_name="mt-2",
    )


def calendar_line(row: display.CalendarLine) -> rx.Component:
    """One mentor's calendar that cannot be read, and what that means."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.name, class_name="font-semibold break-words"),
            rx.el.p("of ", link(row.mentor, to=row.mentor_path), class_name="text-sm"),
            rx.el.p(row.why, class_name="text-sm text-bad"),
            rx.el.p(row.when, class_name="text-sm text-faint"),
            rx.el.p(row.known, class_name="text-sm text-soft empty:hidden"),
            class_name="flex flex-col gap-1 flex-1 min-w-60",
        ),
        class_name=_LINE,
    )
