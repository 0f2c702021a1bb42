"""The design tokens: every colour, size and movement of the product, for light and for dark.

Colours are named by their role, never by their hue, so a screen says `text-soft` and not `grey-600`. The
tokens become CSS variables in `assets/tokens.css` (written by `python -m thoughtcloud.ui.theme`; a test
compares the two) and Tailwind classes through `TAILWIND`, which `rxconfig.py` hands to the compiler.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reflex_base.plugins.shared_tailwind import TailwindConfig

TOKENS_CSS: Final = Path(__file__).parents[2] / "assets" / "tokens.css"

STYLESHEETS: Final = ["/tokens.css", "/site.css"]
"""What `rx.App(stylesheets=...)` needs, in this order."""

LIGHT: Final[dict[str, str]] = {
    "paper": "#faf7f1",
    "surface": "#fffdfa",
    "sunken": "#f2ece2",
    "line": "#e4dccf",
    "edge": "#8b8474",
    "ink": "#1b2730",
    "soft": "#47545e",
    "faint": "#626c74",
    "brand": "#12535e",
    "brand-deep": "#0b3d46",
    "on-brand": "#ffffff",
    "brand-wash": "#deedec",
    "brand-ink": "#0d4650",
    "glow": "#e9955c",
    "glow-wash": "#fbe8d8",
    "glow-ink": "#83400f",
    "good-wash": "#ddf0e1",
    "good-ink": "#1b5c37",
    "warn-wash": "#fbecc8",
    "warn-ink": "#74480a",
    "bad": "#a3292b",
    "bad-deep": "#86191c",
    "bad-wash": "#fbe3df",
    "bad-ink": "#8c1f22",
    "info-wash": "#e0ebf8",
    "info-ink": "#234e83",
    "focus": "#b9530f",
    "sky": "#d9e8ee",
    "dawn": "#fbe3cf",
}

DARK: Final[dict[str, str]] = {
    "paper": "#10181c",
    "surface": "#172126",
    "sunken": "#0c1316",
    "line": "#2b383e",
    "edge": "#71818a",
    "ink": "#f0ebe2",
    "soft": "#bcc5c9",
    "faint": "#98a4aa",
    "brand": "#84cdd2",
    "brand-deep": "#a5dfe2",
    "on-brand": "#06292e",
    "brand-wash": "#173a40",
    "brand-ink": "#a8dfe2",
    "glow": "#f0a873",
    "glow-wash": "#3d2a1c",
    "glow-ink": "#f6c39c",
    "good-wash": "#173525",
    "good-ink": "#9bdcb3",
    "warn-wash": "#3a2e12",
    "warn-ink": "#f0cf86",
    "bad": "#f0918b",
    "bad-deep": "#f7b0ab",
    "bad-wash": "#44211f",
    "bad-ink": "#f9bcb6",
    "info-wash": "#1b2f49",
    "info-ink": "#b0cdf2",
    "focus": "#f2a65f",
    "sky": "#16303a",
    "dawn": "#3a2a20",
}

TYPE_SCALE: Final[dict[str, tuple[str, str]]] = {
    "xs": ("0.8125rem", "1.15rem"),
    "sm": ("0.9rem", "1.35rem"),
    "base": ("1rem", "1.6rem"),
    "lg": ("1.125rem", "1.7rem"),
    "xl": ("1.3rem", "1.75rem"),
    "2xl": ("1.6rem", "2.05rem"),
    "3xl": ("clamp(1.75rem, 1.45rem + 1.4vw, 2.3rem)", "1.18"),
    "4xl": ("clamp(2.25rem, 1.5rem + 3.4vw, 3.6rem)", "1.08"),
}
"""Size and line height of each step."""

SHAPE: Final[dict[str, str]] = {
    "radius-sm": "0.4rem",
    "radius-md": "0.65rem",
    "radius-lg": "1.1rem",
    "page": "70rem",
    "measure": "38rem",
    "quick": "140ms",
    "calm": "260ms",
    "ease": "cubic-bezier(0.2, 0.7, 0.2, 1)",
}

SHADOW: Final[dict[str, dict[str, str]]] = {
    "light": {"lift": "0 1px 2px rgb(27 39 48 / 0.05), 0 10px 28px -14px rgb(27 39 48 / 0.22)"},
    "dark": {"lift": "0 1px 2px rgb(0 0 0 / 0.4), 0 14px 30px -14px rgb(0 0 0 / 0.7)"},
}

AVATAR_TINTS: Final = 8
"""How many gradients `assets/site.css` has for initials (`tint-0` to `tint-7`); each carries white text."""

TEXT_PAIRS: Final = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "sky"),
    ("ink", "dawn"),
    ("soft", "paper"),
    ("soft", "surface"),
    ("soft", "sunken"),
    ("soft", "sky"),
    ("faint", "paper"),
    ("faint", "surface"),
    ("faint", "sunken"),
    ("brand", "paper"),
    ("brand", "surface"),
    ("brand", "sunken"),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("brand-ink", "brand-wash"),
    ("glow-ink", "glow-wash"),
    ("good-ink", "good-wash"),
    ("warn-ink", "warn-wash"),
    ("bad-ink", "bad-wash"),
    ("info-ink", "info-wash"),
    ("bad", "surface"),
    ("bad", "paper"),
]
"""Text and the ground it stands on: each pair keeps a contrast of 4.5 in both themes (WCAG 2.2, 1.4.3)."""

EDGE_PAIRS: Final = [("edge", "surface"), ("edge", "paper"), ("focus", "paper"), ("focus", "surface")]
"""Borders and rings that carry meaning: a contrast of 3 in both themes (WCAG 2.2, 1.4.11)."""

TAILWIND: Final[TailwindConfig] = {
    "theme": {
        "extend": {
            "colors": {name: f"var(--{name})" for name in LIGHT},
            "fontFamily": {"display": "var(--font-display)", "sans": "var(--font-text)"},
            "fontSize": {
                step: [f"var(--text-{step})", {"lineHeight": height}] for step, (_, height) in TYPE_SCALE.items()
            },
            "borderRadius": {step: f"var(--radius-{step})" for step in ("sm", "md", "lg")},
            "boxShadow": {"lift": "var(--lift)"},
            "maxWidth": {"page": "var(--page)", "measure": "var(--measure)"},
            "transitionDuration": {"quick": "var(--quick)", "calm": "var(--calm)"},
        }
    },
    "plugins": [],
}
"""The configuration for `rx.plugins.TailwindV4Plugin`: the tokens as class names."""


def contrast(first: str, second: str) -> float:
    """The WCAG 2.2 contrast ratio of two `#rrggbb` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def css() -> str:
    """The style sheet of all tokens; the light ones hold until `html` carries the class `dark`."""
    fixed = {f"text-{step}": size for step, (size, _) in TYPE_SCALE.items()} | SHAPE
    return (
        "/* Written by `python -m thoughtcloud.ui.theme`; change thoughtcloud/ui/theme.py instead. */\n"
        + _rule(":root", fixed | LIGHT | SHADOW["light"])
        + _rule("html.dark", DARK | SHADOW["dark"])
    )


def _rule(selector: str, values: dict[str, str]) -> str:
    lines = "".join(f"  --{name}: {value};\n" for name, value in values.items())
    return f"{selector} {{\n{lines}}}\n"


if __name__ == "__main__":
    TOKENS_CSS.write_text(css(), encoding="utf-8")
