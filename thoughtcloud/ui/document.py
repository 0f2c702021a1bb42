"""The document around every page: its head, its style sheets, and what a reader sees when a page breaks."""

from __future__ import annotations

import logging
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from reflex_base.vars.function import ArgsFunctionOperation
from reflex_components_core.base.error_boundary import ErrorBoundary

from thoughtcloud.ui import theme
from thoughtcloud.ui.components.actions import outside_button
from thoughtcloud.ui.components.surfaces import error_state
from thoughtcloud.ui.problems import OUR_FAULT
from thoughtcloud.ui.states.notice import say

log = logging.getLogger(__name__)

# Before anything else, so that the websocket's handshake already carries the reader's zone.
ZONE_COOKIE_SCRIPT = (
    'document.cookie="zone="+encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone||"")'
    '+"; path=/; max-age=31536000; samesite=lax"'
)


def options() -> dict[str, Any]:
    """What `rx.App` needs for the look; without the toaster and banner of Reflex."""
    return {
        "html_lang": "en",
        "stylesheets": theme.STYLESHEETS,
        "head_components": _head(),
        "app_wraps": {(55, "ErrorBoundary"): lambda _stateful: _boundary()},
        "toaster": None,
        "backend_exception_handler": apologise,
    }


def apologise(exception: Exception) -> EventSpec:
    """Log an unexpected failure of a handler and tell the reader kindly, without its words."""
    log.error("handler_failed", exc_info=exception)
    told: EventSpec = say(OUR_FAULT, "bad")
    return told


def _head() -> list[rx.Component]:
    return [
        rx.el.script(ZONE_COOKIE_SCRIPT),
        rx.el.script(src="/site.js", defer=True),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        rx.el.link(rel="preload", href="/fonts/figtree-basic.woff2", custom_attrs={"as": "font"}, cross_origin=""),
        rx.el.meta(name="theme-color", content=theme.LIGHT["paper"], media="(prefers-color-scheme: light)"),
        rx.el.meta(name="theme-color", content=theme.DARK["paper"], media="(prefers-color-scheme: dark)"),
        rx.el.meta(name="color-scheme", content="light dark"),
    ]


def _boundary() -> rx.Component:
    broken = error_state(
        "This page could not be drawn. Your bookings and payments are not affected.",
        outside_button("Reload the front page", href="/"),
    )
    return ErrorBoundary.create(
        fallback_render=ArgsFunctionOperation.create(("event_args",), rx.Var.create(broken))
    )
