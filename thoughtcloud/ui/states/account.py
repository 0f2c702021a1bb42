"""The account: name, time zone, language and password of whoever is signed in."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.jobs import letters
from thoughtcloud.services import accounts
from thoughtcloud.ui import backstage, display, wording
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import ViewerState, caller_of


class AccountState(rx.State):
    """What the forms are filled with, and what was wrong with the last of them."""

    loaded: bool = False
    drawn: str = "0"
    name: str = ""
    zone: str = "UTC"
    zones: rx.Field[list[display.Choice]] = rx.field(default_factory=list)
    locale: str = ""
    locales: rx.Field[list[display.Choice]] = rx.field(default_factory=list)
    wrong_field: str = ""
    wrong_text: str = ""

    @handler
    async def load(self) -> None:
        """Read the account."""
        caller = await caller_of(self)
        self.wrong_field = ""
        if caller is None:
            return
        self.name, self.zone = caller.name, caller.zone
        self.zones = [display.Choice(zone, zone.replace("_", " ")) for zone in wording.zones()]
        self.locale = letters.manner(caller.locale).replace("_", "-")
        self.locales = [display.Choice(locale, name) for locale, name in letters.manners()]
        self.drawn = str(int(self.drawn) + 1)
        self.loaded = True

    @handler
    async def save(self, form: dict[str, Any]) -> Any:
        """Change name, zone and the language of mails."""
        caller, fields = await caller_of(self), _texts(form)
        try:
            await backstage.act(accounts.rename, caller, name=fields.get("name", ""))
            await backstage.act(accounts.change_zone, caller, zone=fields.get("zone", ""))
            await backstage.act(accounts.change_locale, caller, locale=fields.get("locale", ""))
        except Problem as problem:
            return self._wrong(problem)
        self.wrong_field = ""
        return [say("Saved."), ViewerState.load]

    @handler
    async def change_password(self, form: dict[str, Any]) -> Any:
        """Change the password; every other browser is signed out."""
        caller, fields = await caller_of(self), _texts(form)
        try:
            await backstage.act(
                accounts.change_password,
                caller,
                old=fields.get("old", ""),
                new=fields.get("new", ""),
                keep=backstage.token_from(self.router.headers.cookie),
            )
        except Problem as problem:
            return self._wrong(problem)
        self.wrong_field = ""
        self.drawn = str(int(self.drawn) + 1)
        return say("Your password is changed. Every other browser is signed out.")

    def _wrong(self, problem: Problem) -> Any:
        self.wrong_field, self.wrong_text = problem.field or "", problem.text
        return None if problem.field else say(problem.text, "bad")


def _texts(form: object) -> dict[str, str]:
    """The fields of a form that are text."""
    given = form if isinstance(form, dict) else {}
    return {name: value for name, value in given.items() if isinstance(name, str) and isinstance(value, str)}
