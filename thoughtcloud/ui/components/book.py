"""The book of one booking, as a reader follows it: fact by fact, each adding up to zero."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.records import money


def book(postings: list[display.Posting]) -> rx.Component:
    """Every posting with its lines and the object at Stripe that proves it, the latest first."""
    return rx.el.ol(rx.foreach(postings, _posting), role="list", class_name="flex flex-col gap-3")


def folded_book(postings: list[display.Posting]) -> rx.Component:
    """The book, shown once it is asked for."""
    return rx.el.details(
        rx.el.summary(
            "The book behind it, entry by entry",
            class_name="text-brand underline underline-offset-3 rounded-sm py-2 w-fit",
        ),
        rx.el.p(
            "Plus means that money comes in there; minus that it leaves, or is owed. The lines of a fact "
            "add up to zero.",
            class_name="text-sm text-soft max-w-measure mt-1 mb-3",
        ),
        book(postings),
        class_name="mt-4",
    )


def _posting(posting: display.Posting) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(posting.what, class_name="font-sans font-semibold tracking-normal"),
            rx.el.p(posting.when, class_name="text-sm text-faint"),
            class_name="flex flex-wrap gap-x-4 justify-between items-baseline",
        ),
        rx.el.p(posting.stripe_object, class_name="text-xs text-faint font-mono break-all mb-1.5"),
        rx.el.dl(rx.foreach(posting.lines, _line), class_name="flex flex-col"),
        class_name="border border-line rounded-md bg-surface px-4 py-3",
    )


def _line(line: display.BookLine) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line.account, class_name="text-soft"),
        rx.el.dd(money(line.amount, rx.cond(line.negative, "text-soft", "font-semibold"))),
        class_name="flex gap-4 justify-between items-baseline py-0.5 text-[0.95rem]",
    )
