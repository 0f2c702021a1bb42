"""A mentor's page as its owner writes it, and whether everybody may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.services import mentors
from thoughtcloud.store.views import desk
from thoughtcloud.ui import backstage, present, routes, wording
from thoughtcloud.ui.display import Check, Choice, ProfileErrors, ProfileForm
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import ViewerState, caller_of, reader_of


class ProfileState(rx.State):
    """The form; for a mentor also the checklist and the switch."""

    ready: bool = False
    problem: str = ""
    exists: bool = False
    published: bool = False
    public_path: str = ""
    form: ProfileForm = ProfileForm()
    errors: ProfileErrors = ProfileErrors()
    complaint: str = ""
    checks: list[Check] = []
    complete: bool = False
    zones: list[Choice] = []

    @handler
    async def load(self) -> None:
        """The page as it is, or an empty form for somebody who has none."""
        self.errors, self.complaint = ProfileErrors(), ""
        if not self.zones:
            self.zones = [Choice(name, name.replace("_", " ")) for name in wording.zones()]
        await self._look()

    @handler
    async def save(self, typed: dict[str, Any]) -> Any:
        """Keep what was typed; the first time this makes the caller a mentor."""
        if not isinstance(typed, dict):
            return None
        profile = present.profile.typed(typed)
        self.form = present.profile.form_of(profile)
        self.errors, self.complaint = ProfileErrors(), ""
        usecase = mentors.edit_profile if self.exists else mentors.become_mentor
        try:
            await backstage.act(usecase, await caller_of(self), profile=profile)
        except Problem as problem:
            self._complain(problem)
            return None
        said = "Your page is saved." if self.exists else "Your page is begun. Look at what is still missing."
        await self._look()
        return [ViewerState.load, say(said)]

    @handler
    async def publish(self) -> Any:
        """Show the page to everybody."""
        return await self._do(mentors.publish, "Your page is published. You can be booked now.")

    @handler
    async def unpublish(self) -> Any:
        """Take the page down."""
        return await self._do(
            mentors.unpublish, "Your page is taken down. Sessions booked already stay as they are."
        )

    async def _do(self, usecase: Callable[..., None], done: str) -> Any:
        try:
            await backstage.act(usecase, await caller_of(self))
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say(done)

    def _complain(self, problem: Problem) -> None:
        if problem.field in present.profile.FIELDS:
            self.errors = ProfileErrors(**{problem.field: problem.text})
        else:
            self.complaint = problem.text

    async def _look(self) -> None:
        caller = await caller_of(self)
        if caller is None:
            return
        try:
            found = await backstage.ask(desk.profile, caller)
            missing = await backstage.ask(mentors.missing, caller)
            setup = await backstage.ask(desk.setup, caller)
        except Problem as problem:
            if problem.kind is not Kind.FORBIDDEN:
                self.problem = problem.text
                return
            zone = (await reader_of(self)).zone
            self.form, self.exists = ProfileForm(name=caller.name, zone=zone, languages="English"), False
        else:
            self.form, self.exists = present.profile.form(found), True
            self.published, self.public_path = found.published, routes.mentor(found.slug)
            self.checks, self.complete = present.profile.checks(missing, setup), not missing
        self.ready, self.problem = True, ""
