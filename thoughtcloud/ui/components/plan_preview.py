"""The days that a plan would give, each as a line of 24 hours beside its words."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button, link
from thoughtcloud.ui.components.surfaces import card, notice
from thoughtcloud.ui.states.hours import HoursState

_FILLS = {"free": "fill-brand", "booked": "fill-glow", "open": "fill-[var(--edge)] opacity-45"}
_HOURS = (("0", "0%"), ("6", "25%"), ("12", "50%"), ("18", "75%"), ("24", "100%"))


def preview() -> rx.Component:
    """Two weeks, with the way to earlier and later ones, and the sessions that lie outside the hours."""
    return rx.el.section(
        card(
            rx.el.h2("What can be booked", id="preview-title", class_name="text-xl"),
            _lengths(),
            _turning(),
            _legend(),
            rx.el.ol(
                rx.foreach(HoursState.preview, _day),
                role="list",
                class_name="divide-y divide-line border-y border-line",
            ),
            rx.cond(
                HoursState.wrong,
                rx.el.p(
                    "What is marked as wrong is left out.", class_name="text-sm text-warn-ink font-medium mt-3"
                ),
            ),
        ),
        rx.cond(HoursState.outside, _outside()),
        id="preview",
        aria_labelledby="preview-title",
        class_name="flex flex-col gap-4 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto "
        "scroll-mt-4",
    )


def _lengths() -> rx.Component:
    return rx.el.label(
        "For a session of ",
        rx.cond(
            HoursState.lengths.length() > 1,
            rx.el.select(
                rx.foreach(HoursState.lengths, lambda one: rx.el.option(one.text, value=one.value)),
                value=HoursState.length,
                on_change=HoursState.choose_length,
                class_name="border border-edge rounded-sm bg-surface px-2 min-h-9",
            ),
            rx.el.span(HoursState.length, " minutes"),
        ),
        class_name="text-sm text-soft block mt-1",
    )


def _turning() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            HoursState.preview_text,
            role="status",
            class_name="text-sm font-semibold flex-1 whitespace-nowrap",
        ),
        _turn("Earlier", -1, ~HoursState.earlier),
        _turn("Later", 1, ~HoursState.later),
        class_name="flex flex-wrap gap-1 items-center my-2",
    )


def _turn(text: str, step: int, disabled: Any) -> rx.Component:
    return button(text, tone="plain", size="small", disabled=disabled, on_click=HoursState.turn(step))


def _legend() -> rx.Component:
    known = (("free", "Free"), ("booked", "Booked"), ("open", "Open, not bookable now"))
    return rx.el.ul(
        *[
            rx.el.li(
                rx.el.svg(
                    rx.el.rect(width="100%", height="100%", rx="2"),
                    width="0.8rem",
                    height="0.8rem",
                    aria_hidden="true",
                    class_name=_FILLS[kind],
                ),
                text,
                class_name="inline-flex gap-1.5 items-center",
            )
            for kind, text in known
        ],
        role="list",
        class_name="flex flex-wrap gap-x-4 text-xs text-soft mb-2",
    )


def _day(day: display.PreviewDay) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(day.name, class_name="font-semibold whitespace-nowrap"),
            rx.el.span(day.note, class_name="text-faint text-right"),
            class_name="flex justify-between gap-3 text-sm",
        ),
        rx.el.svg(
            rx.el.rect(width="100%", height="100%", class_name="fill-sunken"),
            rx.foreach(
                day.segments,
                lambda part: rx.el.rect(
                    x=part.left,
                    width=part.width,
                    height="100%",
                    class_name=rx.match(part.kind, *_FILLS.items(), "fill-sunken"),
                ),
            ),
            *[rx.el.rect(x=left, width="1", height="100%", class_name="fill-surface") for _, left in _HOURS[1:-1]],
            width="100%",
            height="0.6rem",
            aria_hidden="true",
            class_name="rounded-sm my-1",
        ),
        rx.cond(day.text != "", rx.el.p(day.text, class_name="text-sm text-soft")),
        rx.cond(day.clocks != "", rx.el.p(day.clocks, class_name="text-sm text-info-ink font-medium")),
        key=day.key,
        class_name="py-1.5",
    )


def _outside() -> rx.Component:
    return notice(
        "They stay booked; move or cancel them on their pages if you cannot be there.",
        rx.el.ul(
            rx.foreach(
                HoursState.outside, lambda one: rx.el.li(link(one.text, to=one.path, class_name="!text-inherit"))
            ),
            role="list",
            class_name="mt-2 flex flex-col gap-1",
        ),
        rx.cond(
            HoursState.more_outside > 0, rx.el.p("And ", HoursState.more_outside, " more.", class_name="mt-1")
        ),
        title="Sessions outside these hours",
        tone="warn",
        role="status",
    )
