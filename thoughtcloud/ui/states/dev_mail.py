"""The mails of the sandbox, which are kept instead of sent."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.jobs import post
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import Mail
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler


class DevMailState(rx.State):
    """The newest mails; `missing` wherever mails are sent, as if there were no such page."""

    ready: bool = False
    missing: bool = False
    mails: rx.Field[list[Mail]] = rx.field(default_factory=list)

    @handler
    async def load(self) -> None:
        """The mails as they are now."""
        settings = backstage.platform().settings
        try:
            found = await backstage.ask(post.kept, settings)
        except Problem:
            self.missing, self.mails = True, []
            return
        pen = await pen_of(self)
        self.mails = [present.mail.mail(one, settings.public_url, pen) for one in found]
        self.missing, self.ready = False, True
