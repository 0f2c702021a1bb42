"""Who is looking and from where: the signed-in person, their roles, their time zone and their region."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import unquote

import reflex as rx

from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.states.events import handler


class ViewerState(rx.State):
    """What every page knows of its reader. Shown only: every use case looks the caller up again itself."""

    known: bool = False
    signed_in: bool = False
    name: str = ""
    email: str = ""
    initials: str = ""
    tint: int = 0
    is_mentor: bool = False
    is_operator: bool = False
    csrf: str = ""
    test_mode: bool = False
    zone: str = "UTC"
    zone_text: str = ""
    sign_in_here: str = routes.SIGN_IN

    @handler
    def load(self) -> None:
        """Look up who is looking; the first thing every page does."""
        self.known = True


def cookie(header: str, name: str) -> str:
    """The value of the cookie `name` in a Cookie header, decoded; empty when there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return ""
    return unquote(jar[name].value) if name in jar else ""


def region_of(state: rx.State) -> str:
    """The reader's region as the browser announced it."""
    return wording.region(state.router.headers.accept_language)
