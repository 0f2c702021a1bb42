"""What a person can press: buttons and links, in four tones, with a busy state."""

from __future__ import annotations

from typing import Any, Final, Literal

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink

from thoughtcloud.ui.components.icons import icon

Tone = Literal["primary", "quiet", "danger", "plain"]
Size = Literal["normal", "small", "large"]

_SHAPE: Final = (
    "inline-flex items-center justify-center gap-2 rounded-md font-semibold text-center select-none "
    "transition-colors duration-quick disabled:opacity-55 disabled:cursor-not-allowed"
)
_TONES: Final[dict[str, str]] = {
    "primary": "bg-brand text-on-brand hover:bg-brand-deep",
    "quiet": "bg-surface text-ink border border-edge hover:bg-sunken",
    "danger": "bg-surface text-bad border border-bad hover:bg-bad-wash",
    "plain": "text-brand hover:bg-brand-wash",
}
_SIZES: Final[dict[str, str]] = {
    "small": "min-h-9 px-3 text-sm whitespace-nowrap",
    "normal": "min-h-11 px-4.5 text-base",
    "large": "min-h-13 px-6 text-lg",
}


def look(tone: Tone, size: Size, class_name: str = "") -> str:
    """The class names of a button or of a link that looks like one."""
    return f"{_SHAPE} {_TONES[tone]} {_SIZES[size]} {class_name}"


def button(
    *children: Any,
    tone: Tone = "primary",
    size: Size = "normal",
    busy: rx.Var[bool] | bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A button. While `busy` is true it shows a spinner, is disabled and so swallows a double click.

    `type` is "button" unless given; pass `disabled`, `on_click`, `name`, `value`, `aria_*` as props.
    """
    props.setdefault("type", "button")
    disabled = props.pop("disabled", False)
    waiting = isinstance(busy, rx.Var)
    return rx.el.button(
        *([rx.cond(busy, rx.el.span(class_name="spinner", aria_hidden="true"))] if waiting else []),
        *children,
        disabled=(busy | disabled) if waiting else disabled,
        aria_busy=busy if waiting else None,
        class_name=look(tone, size, class_name),
        **props,
    )


def icon_button(name: str, label: rx.Var[str] | str, class_name: str = "", **props: Any) -> rx.Component:
    """A square button that shows only the icon `name`; `label` is what it is called."""
    props.setdefault("type", "button")
    return rx.el.button(
        icon(name),
        aria_label=label,
        title=label,
        class_name=f"inline-grid place-items-center size-11 rounded-md text-soft hover:bg-sunken {class_name}",
        **props,
    )


def link(*children: Any, to: rx.Var[str] | str, class_name: str = "", **props: Any) -> rx.Component:
    """A link in running text to a page of ours, without reloading the document."""
    style = "text-brand underline underline-offset-3 decoration-1 hover:decoration-2 rounded-sm"
    return ReactRouterLink.create(*children, to=to, class_name=f"{style} {class_name}", **props)


def back(text: str, *, to: rx.Var[str] | str, class_name: str = "") -> rx.Component:
    """The way back to the page that this one belongs to, named by `text`."""
    style = f"inline-flex items-center gap-1.5 {class_name}"
    return link(icon("arrow-left", "1em"), text, to=to, class_name=style)


def bare_link(*children: Any, to: rx.Var[str] | str, class_name: str = "", **props: Any) -> rx.Component:
    """A link to a page of ours with no look of its own: for cards, navigation and marks."""
    return ReactRouterLink.create(*children, to=to, class_name=class_name, **props)


def link_button(
    *children: Any,
    to: rx.Var[str] | str,
    tone: Tone = "primary",
    size: Size = "normal",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A link to a page of ours that looks like a button."""
    return ReactRouterLink.create(*children, to=to, class_name=look(tone, size, class_name), **props)


# `rx.el.a` is a link of the client-side router, too; a real anchor is needed where the browser itself must act.


def outside_link(*children: Any, href: rx.Var[str] | str, class_name: str = "", **props: Any) -> rx.Component:
    """A link that leaves the app's own pages (a room, a calendar file, Stripe): the document is reloaded."""
    style = "text-brand underline underline-offset-3 decoration-1 hover:decoration-2 rounded-sm"
    return A.create(*children, href=href, class_name=f"{style} {class_name}", **props)


def outside_button(
    *children: Any,
    href: rx.Var[str] | str,
    tone: Tone = "primary",
    size: Size = "normal",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A link that leaves the app's own pages and looks like a button."""
    return A.create(*children, href=href, class_name=look(tone, size, class_name), **props)
