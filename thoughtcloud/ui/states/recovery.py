"""A forgotten password: what the two forms are drawn with."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.services import recovery
from thoughtcloud.ui import backstage, problems
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import query


class RecoveryState(rx.State):
    """What the forms show; the browser posts them itself. `link` is the token of the mail's link."""

    ready: bool = False
    problem: str = ""
    asked: bool = False
    can_send: bool = True
    link: str = ""
    good: bool = False

    @handler
    async def load_forgot(self) -> None:
        """Read the address of the form that asks for a mail."""
        chosen = backstage.platform().settings
        self.problem = problems.sentence(query(self, "problem"))
        self.asked = query(self, "asked") == "1" and not self.problem
        self.can_send = chosen.mail_server is not None or chosen.keeps_mail
        self.ready = True

    @handler
    async def load_reset(self) -> None:
        """Read the link, and whether it is still good."""
        self.link = query(self, "token")
        self.good = await backstage.ask(recovery.is_good, self.link)
        self.problem = problems.sentence(query(self, "problem")) if self.good else ""
        self.ready = True
