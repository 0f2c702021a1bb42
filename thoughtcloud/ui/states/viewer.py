"""Who is looking and from where: the signed-in person, their roles, their time zone and their region."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import unquote, urlsplit

import reflex as rx

from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import backstage, routes, wording
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.wording import Reader

ZONE_COOKIE = "zone"
CHOSEN_ZONE_COOKIE = "chosen_zone"


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
    test_mode: bool = False
    keeps_mail: bool = False
    zone: str = "UTC"
    zone_text: str = "UTC"
    zones: rx.Field[list[str]] = rx.field(default_factory=list)
    here: str = "/"
    sign_in_here: str = routes.SIGN_IN
    # Cookies are those of the websocket's handshake, so a zone chosen since then is kept here.
    _chosen_zone: str = ""

    @handler
    async def load(self) -> None:
        """Look up who is looking; the first thing every page does."""
        caller = await caller_of(self)
        stage = backstage.platform()
        self.known, self.signed_in = True, caller is not None
        self.test_mode, self.keeps_mail = stage.settings.test_mode, stage.settings.keeps_mail
        if caller is not None:
            self._introduce(caller)
        self._stand_in(self._chosen_zone or found_zone(self, caller))
        self.zones = []
        self.here = local_address(self)
        self.sign_in_here = routes.sign_in(self.here)

    @handler
    def offer_zones(self) -> None:
        """Bring the list of zones, which is too long to be sent to everybody."""
        self.zones = list(wording.zones())

    @handler
    def choose_zone(self, zone: str) -> object:
        """Show all times in `zone` from now on, in this browser."""
        if not wording.is_zone(zone):
            return None
        self._chosen_zone = zone
        self._stand_in(zone)
        self.zones = []
        cookie = f"{CHOSEN_ZONE_COOKIE}={zone}; path=/; max-age=31536000; samesite=lax"
        return rx.call_script(f"document.cookie = {cookie!r}")

    def _introduce(self, caller: Caller) -> None:
        self.name, self.email = caller.name, caller.email
        self.initials, self.tint = wording.initials(caller.name), wording.tint(caller.name)
        self.is_mentor, self.is_operator = caller.mentor_id is not None, caller.is_operator

    def _stand_in(self, zone: str) -> None:
        self.zone = zone
        self.zone_text = wording.zone_name(zone, backstage.platform().now())


async def caller_of(state: rx.State) -> Caller | None:
    """Who is signed in, by the cookie of the websocket's handshake; asked of the database at every event."""
    return await backstage.caller_from(state.router.headers.cookie)


async def reader_of(state: rx.State) -> Reader:
    """For whom `state` has to write times and sums now."""
    zone = (await state.get_state(ViewerState)).zone
    return Reader(zone, wording.region(state.router.headers.accept_language), backstage.platform().now())


def found_zone(state: rx.State, caller: Caller | None) -> str:
    """The zone to show: chosen in this browser, else found by it, else that of the account, else UTC."""
    wishes = [zone_told(state.router.headers.cookie), caller.zone if caller else ""]
    return next((zone for zone in wishes if wording.is_zone(zone)), "UTC")


def zone_told(header: str) -> str:
    """The zone that a browser's Cookie header tells: chosen by its reader, else found by itself; else empty."""
    wishes = (cookie(header, CHOSEN_ZONE_COOKIE), cookie(header, ZONE_COOKIE))
    return next((zone for zone in wishes if wording.is_zone(zone)), "")


def cookie(header: str, name: str) -> str:
    """The value of the cookie `name` in a Cookie header, decoded; empty when there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return ""
    return unquote(jar[name].value) if name in jar else ""


def local_address(state: rx.State) -> str:
    """The path and query of the page that `state` is shown on."""
    parts = urlsplit(str(state.router.url))
    return parts.path + (f"?{parts.query}" if parts.query else "") or "/"


def path_part(state: rx.State, place: int) -> str:
    """The part of the page's path at `place`: `mentors` is part 0 of /mentors/ada."""
    parts = [part for part in urlsplit(str(state.router.url)).path.split("/") if part]
    return unquote(parts[place]) if place < len(parts) else ""


def query(state: rx.State, name: str) -> str:
    """The parameter `name` of the page's address; empty when there is none."""
    return state.router.url.query_parameters.get(name, "")
