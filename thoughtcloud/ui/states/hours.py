"""When a mentor can be booked, while it is edited: nothing counts until it is kept, and nothing typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.plans import Plan
from thoughtcloud.services import availability, draft_plan, plan_preview
from thoughtcloud.services.draft_plan import Faults
from thoughtcloud.store.plans import KeptPlan
from thoughtcloud.ui import backstage, drafting, edits, present, wording
from thoughtcloud.ui.display import Choice, ExceptionCard, HoursDay, OutsideLine, PreviewDay, RuleFields
from thoughtcloud.ui.drafting import Drafting
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.hours_edits import HoursEdits
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

Held = TypeVar("Held")

DAYS_SHOWN = 14
FURTHEST = 364
MOST_OUTSIDE = 12
TO_THE_FIRST_FAULT = "document.querySelector('main [aria-invalid=true]')?.focus()"
PART_NAMES = {
    "zone": "the time zone", "week": "the weekly hours", "exceptions": "the dates that differ",
    "rules": "the rules", "pause": "the pause", "pause_until": "the pause",
}  # fmt: skip


class HoursState(HoursEdits, rx.State):
    """The plan as typed with what is wrong with it, and what it would make bookable."""

    ready: bool = False
    problem: str = ""
    # What is not saved yet is kept by the browser, too: it outlives this window and the server's memory.
    draft: str = rx.LocalStorage("", name="hours_draft")
    days: rx.Field[list[HoursDay]] = rx.field(default_factory=list)
    exceptions: rx.Field[list[ExceptionCard]] = rx.field(default_factory=list)
    rules: RuleFields = RuleFields()
    errors: RuleFields = RuleFields()
    whole_error: str = ""
    pause_until: str = ""
    notices: rx.Field[list[Choice]] = rx.field(default_factory=list)
    befores: rx.Field[list[Choice]] = rx.field(default_factory=list)
    afters: rx.Field[list[Choice]] = rx.field(default_factory=list)
    steps: rx.Field[list[Choice]] = rx.field(default_factory=list)
    zone_text: str = ""
    zone_note: str = ""
    any_past: bool = False
    wrong: bool = False
    changed: bool = False
    changes: rx.Field[list[str]] = rx.field(default_factory=list)
    can_undo: bool = False
    can_redo: bool = False
    # Inputs are left to the browser while somebody types; a new edition makes it draw them anew.
    edition: int = 0
    told: str = ""
    told_tone: str = "info"
    saved: rx.Field[list[str]] = rx.field(default_factory=list)
    paused: str = ""
    preview: rx.Field[list[PreviewDay]] = rx.field(default_factory=list)
    preview_text: str = ""
    lengths: rx.Field[list[Choice]] = rx.field(default_factory=list)
    length: str = ""
    outside: rx.Field[list[OutsideLine]] = rx.field(default_factory=list)
    more_outside: int = 0
    later: bool = True
    earlier: bool = False
    _drafting: Drafting | None = None
    _kept: Plan | None = None
    _skip: int = 0
    _minutes: int | None = None

    @handler
    async def load(self) -> None:
        """The plan as it is kept, with what was changed here before and is not saved yet on top."""
        caller = await caller_of(self)
        try:
            kept = await backstage.ask(availability.plan, caller)
        except Problem as problem:
            self.problem = problem.text
            return
        mentor_id = (caller.mentor_id if caller else None) or ""
        here = _bare(self._drafting)
        still = here is not None and here.mentor_id == mentor_id and here.changed
        mine = here if still else drafting.read(self.draft, mentor_id)
        self._begin(mentor_id, kept)
        self._skip, self.told, self.saved = 0, "", []
        if mine is not None and mine.changed:
            self._put_on_top(mine, kept)
        self.ready, self.problem = True, ""
        await self._redraw()

    @handler
    async def undo(self) -> None:
        """One step back."""
        draft = _bare(self._drafting)
        if draft is not None:
            self._drafting = draft.undone()
            await self._redraw()

    @handler
    async def redo(self) -> None:
        """The step that was undone last, again."""
        draft = _bare(self._drafting)
        if draft is not None:
            self._drafting = draft.redone()
            await self._redraw()

    @handler
    async def discard(self) -> None:
        """Everything as it is saved; it can be undone, too."""
        draft = _bare(self._drafting)
        if draft is not None:
            self._drafting, self.told = draft.to(draft.kept), ""
            await self._redraw()

    @handler
    async def turn(self, step: int) -> None:
        """The preview of earlier (-1) or later (1) weeks."""
        if type(step) is int and step in (-1, 1) and self._drafting is not None:
            self._skip = min(max(self._skip + step * DAYS_SHOWN, 0), FURTHEST)
            await self._show()

    @handler
    async def choose_length(self, minutes: str) -> None:
        """The preview for sessions of another length."""
        if any(minutes == one.value for one in self.lengths):
            self._minutes = int(minutes)
            await self._show()

    @handler
    async def save(self) -> Any:
        """Keep the plan; from now on it can be booked like this. What another window has kept stays."""
        draft, before = _bare(self._drafting), _bare(self._kept)
        if draft is None or before is None:
            return None
        if draft_plan.faults(draft.now):
            return [rx.call_script(TO_THE_FIRST_FAULT), say("Please look at what is marked.", "warn")]
        caller, plan = await caller_of(self), draft_plan.plan_of(draft.now)
        try:
            kept = await backstage.ask(availability.plan, caller)
            if draft_plan.typed(kept.plan) != draft.kept or kept.version != draft.version:
                return await self._join(kept)
            if not draft.changed:
                return say("There is nothing to save.", "info")
            await backstage.act(availability.replace_plan, caller, plan=plan, seen=draft.version)
            kept = await backstage.ask(availability.plan, caller)
        except Problem as problem:
            if problem.code == "plan_changed":
                return await self._join(await backstage.ask(availability.plan, caller))
            return say(problem.text, "bad")
        self._begin(draft.mentor_id, kept)
        self.saved, self.told = present.preview.changes(before, kept.plan, await pen_of(self)), ""
        await self._redraw()
        return None

    async def _edit(self, edit: edits.Edit, *told: object, redraw: bool = True) -> None:
        """One step; with `redraw` the inputs are drawn anew, which those need that do not hold what was typed."""
        draft = _bare(self._drafting)
        moved = draft.to(edit(draft.now, *told)) if draft else None
        if moved is draft:
            return
        self._drafting, self.saved = moved, []
        await (self._redraw() if redraw else self._show())

    async def _join(self, kept: KeptPlan) -> Any:
        """Another window has kept a plan meanwhile: put what was changed here on top of it."""
        mine = _bare(self._drafting)
        if mine is not None:
            self._begin(mine.mentor_id, kept)
            self._put_on_top(mine, kept)
            await self._redraw()
        return say("Your hours were changed in another window meanwhile. Please look, then save again.", "warn")

    def _begin(self, mentor_id: str, kept: KeptPlan) -> None:
        typed = draft_plan.typed(kept.plan)
        self._drafting, self._kept = Drafting(mentor_id, kept.version, typed, typed), kept.plan

    def _put_on_top(self, mine: Drafting, kept: KeptPlan) -> None:
        typed = draft_plan.typed(kept.plan)
        moved = mine.kept != typed
        self._drafting, both = mine.over(typed, kept.version)
        if both:
            names = " and ".join(dict.fromkeys(PART_NAMES[part] for part in both))
            self._tell(f"Another window has changed {names}, too. Yours are shown; undo shows the others.", "warn")
        elif moved:
            self._tell("Another window has saved other changes. They are here together with yours now.", "warn")
        else:
            self._tell("What you changed before is still here. It does not count until you save it.", "info")

    def _tell(self, text: str, tone: str) -> None:
        self.told, self.told_tone = text, tone

    async def _redraw(self) -> None:
        self.edition += 1
        await self._show()

    async def _show(self) -> None:
        draft, kept, pen = _bare(self._drafting), _bare(self._kept), await pen_of(self)
        if draft is None or kept is None:
            return
        wrong = draft_plan.faults(draft.now)
        self._show_typed(draft, wrong, pen)
        self.changed, self.wrong = draft.changed, bool(wrong)
        self.can_undo, self.can_redo = bool(draft.before), bool(draft.after)
        self.draft = drafting.text(draft)
        plan = draft_plan.sound(draft.now, kept)
        self.changes = present.preview.changes(kept, plan, pen) if draft.changed else []
        self.paused = present.preview.paused(kept, pen)
        await self._show_preview(plan, pen)

    def _show_typed(self, draft: Drafting, wrong: Faults, pen: Pen) -> None:
        plan = draft.now
        self.days = present.hours.days(plan, wrong, self.edition)
        self.exceptions = present.hours.exceptions(plan, wrong, self.edition, pen)
        self.any_past = any(one.past for one in self.exceptions)
        self.rules, self.errors = present.hours.rules(plan), present.hours.rule_errors(wrong)
        self.whole_error, self.pause_until = present.hours.whole_error(wrong), plan.pause_until
        self.notices, self.steps = present.hours.notice_choices(plan), present.hours.step_choices(plan)
        self.befores = present.hours.buffer_choices(plan, "minutes_before")
        self.afters = present.hours.buffer_choices(plan, "minutes_after")
        self.zone_text, self.zone_note = present.hours.zone_words(plan, draft.kept, pen)

    async def _show_preview(self, plan: Plan, pen: Pen) -> None:
        asked = {"plan": plan, "minutes": self._minutes, "skip": self._skip, "days": DAYS_SHOWN}
        try:
            found = await backstage.ask(plan_preview.preview, await caller_of(self), **asked)
        except Problem as problem:
            self.problem = problem.text
            return
        self.preview, self.preview_text = present.preview.days(found, pen), present.preview.heading(found, pen)
        self.lengths = [Choice(str(one), wording.minutes(one)) for one in found.lengths]
        self.length = str(found.minutes)
        self.outside = present.preview.outside(found.outside[:MOST_OUTSIDE], found.zone, pen)
        self.more_outside = max(0, len(found.outside) - MOST_OUTSIDE)
        self.earlier, self.later = self._skip > 0, self._skip < FURTHEST

    async def _today(self) -> date:
        zone = self._kept.zone if self._kept else "UTC"
        return (await pen_of(self)).now.astimezone(ZoneInfo(zone)).date()


def _bare(held: Held) -> Held:
    """What a state holds, without the proxy by which Reflex would notice changes inside: there are none."""
    return getattr(held, "__wrapped__", held)
