"""Icons: small line drawings of our own, inlined so that they take the colour and size of their text."""

from __future__ import annotations

from typing import Final

import reflex as rx

STROKES: Final[dict[str, tuple[str, ...]]] = {
    "arrow-left": ("M19 12H5", "m11 6-6 6 6 6"),
    "arrow-right": ("M5 12h14", "m13 6 6 6-6 6"),
    "calendar": (
        "M4 7.5A1.5 1.5 0 0 1 5.5 6h13A1.5 1.5 0 0 1 20 7.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5z",
        "M4 10.5h16",
        "M8 3.5V8",
        "M16 3.5V8",
    ),
    "card": (
        "M3.5 7A1.5 1.5 0 0 1 5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17z",
        "M3.5 10h17",
        "M7 15h3",
    ),
    "check": ("m5 12.5 4.5 4.5L19 7.5",),
    "chevron": ("m7 10 5 5 5-5",),
    "chevron-left": ("m14 7-5 5 5 5",),
    "chevron-right": ("m10 7 5 5-5 5",),
    "clock": ("M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z", "M12 7.5V12l3 2"),
    "cross": ("m6 6 12 12", "M18 6 6 18"),
    "globe": (
        "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z",
        "M3.5 12h17",
        "M12 3.5c2.4 2.3 3.6 5.1 3.6 8.5s-1.2 6.2-3.6 8.5c-2.4-2.3-3.6-5.1-3.6-8.5S9.6 5.8 12 3.5z",
    ),
    "info": ("M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z", "M12 11v5", "M12 7.8v.2"),
    "menu": ("M4 7h16", "M4 12h16", "M4 17h16"),
    "moon": ("M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",),
    "plus": ("M12 5v14", "M5 12h14"),
    "search": ("M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z", "m20 20-4.8-4.8"),
    "shield": ("M12 3.5 5 6v5.5c0 4.3 2.8 7.4 7 9 4.2-1.6 7-4.7 7-9V6z", "m9 12 2.2 2.2L15 10.4"),
    "sun": (
        "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
        "M12 2.5v2",
        "M12 19.5v2",
        "m5 5 1.4 1.4",
        "m17.6 17.6L19 19",
        "M2.5 12h2",
        "M19.5 12h2",
        "m5 19 1.4-1.4",
        "m17.6 6.4L19 5",
    ),
    "user": ("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.7 1.9 7.5 5.5"),
    "video": (
        "M3.5 8A1.5 1.5 0 0 1 5 6.5h9A1.5 1.5 0 0 1 15.5 8v8a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 16z",
        "m15.5 11 5-3v8l-5-3",
    ),
    "warning": ("M12 4 2.8 19.5h18.4z", "M12 10v4.5", "M12 17v.2"),
}


def icon(name: str, size: str = "1.25em", class_name: str = "") -> rx.Component:
    """The drawing `name` (a key of `STROKES`); silent for screen readers, so the text beside it must do."""
    return rx.el.svg(
        *[rx.el.path(d=stroke) for stroke in STROKES[name]],
        view_box="0 0 24 24",
        width=size,
        height=size,
        aria_hidden="true",
        class_name=f"icon {class_name}",
    )


def logo(size: str = "2rem") -> rx.Component:
    """The mark: a cloud that is a thought, in the colours of the theme."""
    return rx.el.svg(
        rx.el.path(
            d="M12.2 28.5a7.7 7.7 0 0 1-.9-15.35A10.2 10.2 0 0 1 30.6 11.6a8.5 8.5 0 0 1-1 16.9z",
            class_name="fill-brand",
        ),
        rx.el.circle(cx="12.4", cy="33", r="2.7", class_name="fill-glow"),
        rx.el.circle(cx="7.4", cy="36.9", r="1.6", class_name="fill-glow"),
        view_box="0 0 40 40",
        width=size,
        height=size,
        aria_hidden="true",
        class_name="flex-none",
    )
