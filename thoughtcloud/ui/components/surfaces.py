"""What things stand on and how a screen says that it has nothing yet, is loading, or could not."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.icons import icon

Tone = Literal["neutral", "brand", "good", "warn", "bad", "info", "glow"]

_NOTICE_ICONS = {"good": "check", "warn": "warning", "bad": "warning"}


def card(*children: Any, class_name: str = "", **props: Any) -> rx.Component:
    """A sheet of its own: hairline border, roomy padding."""
    return rx.el.div(
        *children, class_name=f"bg-surface border border-line rounded-lg p-5 sm:p-6 {class_name}", **props
    )


def section(title: str, *children: Any, class_name: str = "", action: rx.Component | None = None) -> rx.Component:
    """A part of a page under a heading of the second level, with one action at its right if given."""
    heading = rx.el.h2(title, class_name="text-2xl")
    top = (
        rx.el.div(heading, action, class_name="flex flex-wrap gap-3 items-center justify-between")
        if action
        else heading
    )
    return rx.el.section(top, *children, class_name=f"flex flex-col gap-4 {class_name}")


def page_heading(title: Any, *below: Any, overline: Any = "") -> rx.Component:
    """The first heading of a page, with a small line above it and anything below."""
    return rx.el.div(
        rx.el.p(overline, class_name="text-sm font-semibold text-faint mb-2") if overline else rx.fragment(),
        rx.el.h1(title, class_name="text-3xl"),
        *below,
        class_name="mb-7",
    )


def pill(text: rx.Var[str] | str, tone: Any = "neutral") -> rx.Component:
    """A state in human words. For a `display.Pill` in a state use `pill_of`."""
    look = (
        "toned inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-semibold whitespace-nowrap"
    )
    return rx.el.span(text, class_name=rx.Var.create(look + " tone-") + tone)


def pill_of(shown: display.Pill) -> rx.Component:
    """A `display.Pill` of a state; nothing while its text is empty."""
    return rx.cond(shown.text != "", pill(shown.text, shown.tone))


def notice(
    *children: Any, tone: Tone = "info", title: Any = "", action: Any = None, class_name: str = "", **props: Any
) -> rx.Component:
    """A message that stays in the page. Give `role="status"` or `role="alert"` where it appears later."""
    return rx.el.div(
        icon(_NOTICE_ICONS.get(tone, "info"), "1.35rem", "mt-0.5"),
        rx.el.div(
            # A Var has no truth before the page runs.
            rx.el.p(title, class_name="font-semibold") if isinstance(title, rx.Var) or title else rx.fragment(),
            rx.el.div(*children, class_name="text-[0.95rem]"),
            class_name="flex-1 min-w-0",
        ),
        *([action] if action is not None else []),
        class_name=f"tone-{tone} toned rounded-md px-4 py-3.5 flex flex-wrap gap-3 items-start {class_name}",
        **props,
    )


def avatar(
    initials: rx.Var[str] | str, tint: rx.Var[int] | int, size: Literal["sm", "md", "lg"] = "md"
) -> rx.Component:
    """Initials on one of the eight skies (`tint` 0 to 7, see `wording.tint`); the name stands beside it."""
    sizes = {"sm": "size-9 text-sm", "md": "size-13 text-lg", "lg": "size-24 text-3xl"}
    ground = rx.Var.create("tint-") + tint.to_string() if isinstance(tint, rx.Var) else f"tint-{tint}"
    return rx.el.span(initials, aria_hidden="true", class_name=rx.Var.create(f"avatar {sizes[size]} ") + ground)


def empty_state(title: str, text: Any, action: Any = None, picture: str = "calendar") -> rx.Component:
    """What a list says when there is nothing in it, and what to do about it."""
    return rx.el.div(
        rx.el.span(
            icon(picture, "1.75rem"),
            class_name="tone-glow toned grid place-items-center size-14 avatar-shape rounded-full",
        ),
        rx.el.h2(title, class_name="text-xl mt-4"),
        rx.el.p(text, class_name="text-soft mt-1.5 max-w-measure"),
        *([rx.el.div(action, class_name="mt-5")] if action is not None else []),
        class_name="flex flex-col items-center text-center border border-dashed border-edge rounded-lg px-6 py-12",
    )


def error_state(
    text: Any, action: Any = None, title: str = "That did not work", *, whole_page: bool = False
) -> rx.Component:
    """What a screen says when it could not show what was asked for; `whole_page` when nothing else is on it."""
    heading = rx.el.h1 if whole_page else rx.el.h2
    return rx.el.div(
        rx.el.span(
            icon("warning", "1.75rem"), class_name="tone-bad toned grid place-items-center size-14 rounded-full"
        ),
        heading(title, class_name="text-xl mt-4"),
        rx.el.p(text, class_name="text-soft mt-1.5 max-w-measure"),
        *([rx.el.div(action, class_name="mt-5")] if action is not None else []),
        role="alert",
        class_name="flex flex-col items-center text-center rounded-lg px-6 py-12",
    )


def skeleton(class_name: str = "h-4 w-full") -> rx.Component:
    """A grey bar where words will be."""
    return rx.el.span(class_name=f"skeleton block {class_name}", aria_hidden="true")


def loading(*bars: rx.Component, label: str = "Loading") -> rx.Component:
    """Skeletons with a word for screen readers; three bars unless given."""
    shown = bars or (skeleton("h-6 w-2/5"), skeleton(), skeleton("h-4 w-4/5"))
    return rx.el.div(
        rx.el.span(label, class_name="sr-only"), *shown, role="status", class_name="flex flex-col gap-3 w-full"
    )


def gate(
    ready: rx.Var[bool] | bool, problem: rx.Var[str] | str, waiting: rx.Component, *children: Any
) -> rx.Component:
    """`waiting` until `ready`, then `children`; or the problem's words when there is one."""
    return rx.cond(problem != "", error_state(problem), rx.cond(ready, rx.fragment(*children), waiting))
