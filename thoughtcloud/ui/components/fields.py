"""What a person can fill in: labelled inputs with a hint and an error that screen readers hear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import reflex as rx

from thoughtcloud.ui.components.icons import icon

CONTROL: Final = (
    "w-full min-h-11 rounded-md border border-edge bg-surface text-ink px-3.5 py-2 placeholder:text-faint "
    "disabled:bg-sunken disabled:text-faint"
)


def field(
    label: str,
    name: str,
    *,
    hint: rx.Var[str] | str = "",
    error: rx.Var[str] | str = "",
    type: str = "text",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """One line of text called `label` (an `input` named `name`), with a hint under it and an error if any.

    Use `default_value`, not `value`, unless the server must change what is typed.
    """
    box = rx.el.input(
        type=type, name=name, id=f"field-{name}", class_name=CONTROL, **_described(name, hint, error), **props
    )
    return _labelled(label, name, box, hint, error, class_name)


def text_area(
    label: str,
    name: str,
    *,
    hint: rx.Var[str] | str = "",
    error: rx.Var[str] | str = "",
    rows: int = 4,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """Several lines of text, labelled as `field` is."""
    box = rx.el.textarea(
        name=name, id=f"field-{name}", rows=str(rows), class_name=CONTROL, **_described(name, hint, error), **props
    )
    return _labelled(label, name, box, hint, error, class_name)


def select(
    label: str,
    name: str,
    options: Sequence[tuple[str, str]] | rx.Var[Any],
    *,
    hint: rx.Var[str] | str = "",
    error: rx.Var[str] | str = "",
    hide_label: bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A choice of one: `options` are (value, text) pairs, or a Var of `display.Choice`."""
    box = rx.el.div(
        rx.el.select(
            *_options(options),
            name=name,
            id=f"field-{name}",
            class_name=f"{CONTROL} appearance-none pr-10",
            **_described(name, hint, error),
            **props,
        ),
        icon("chevron", class_name="absolute right-3 top-1/2 -translate-y-1/2 pointer-events-none text-soft"),
        class_name="relative",
    )
    return _labelled(label, name, box, hint, error, class_name, hide_label=hide_label)


def native_form(*children: Any, action: str, **props: Any) -> rx.Component:
    """A form that the browser itself posts to `action`, as sign-in needs to be given its HttpOnly cookie.

    Reflex gives every form without `on_submit` a handler that prevents the default; here it is taken away.
    """
    form = rx.el.form(*children, action=action, method="post", **props)
    form.event_triggers.pop("on_submit", None)
    return form


def hidden(name: str, value: rx.Var[str] | str) -> rx.Component:
    """A value that travels with a form unseen."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def _described(name: str, hint: rx.Var[str] | str, error: rx.Var[str] | str) -> dict[str, Any]:
    described = [f"{name}-hint"] if _may_be_there(hint) else []
    described += [f"{name}-error"] if _may_be_there(error) else []
    return {
        **({"aria_describedby": " ".join(described)} if described else {}),
        **({"aria_invalid": rx.cond(error != "", "true", "false")} if _may_be_there(error) else {}),
    }


def _may_be_there(words: rx.Var[str] | str) -> bool:
    return isinstance(words, rx.Var) or bool(words)


def _options(options: Sequence[tuple[str, str]] | rx.Var[Any]) -> list[rx.Component]:
    if isinstance(options, rx.Var):
        return [rx.foreach(options, lambda choice: rx.el.option(choice.text, value=choice.value))]
    return [rx.el.option(text, value=value) for value, text in options]


def _labelled(
    label: str,
    name: str,
    box: rx.Component,
    hint: rx.Var[str] | str,
    error: rx.Var[str] | str,
    class_name: str,
    *,
    hide_label: bool = False,
) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            label,
            html_for=f"field-{name}",
            class_name="sr-only" if hide_label else "block text-sm font-semibold mb-1.5",
        ),
        box,
        rx.el.p(hint, id=f"{name}-hint", class_name="text-sm text-soft mt-1.5")
        if _may_be_there(hint)
        else rx.fragment(),
        rx.el.p(
            rx.cond(
                error != "",
                rx.el.span(icon("warning", "1em"), error, class_name="inline-flex gap-1.5 items-center"),
            ),
            id=f"{name}-error",
            role="alert",
            class_name="text-sm text-bad font-medium mt-1.5 empty:hidden",
        )
        if _may_be_there(error)
        else rx.fragment(),
        class_name=class_name,
    )
