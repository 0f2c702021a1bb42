"""A plan being written: every step can be undone and done again, and the browser can keep it meanwhile."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from thoughtcloud.services.draft_plan import RULES, TypedException, TypedPlan, TypedSpan

MOST_STEPS: Final = 200
# A plan with as many ranges and exceptions as there may be has about 60 000 characters.
LONGEST_TEXT: Final = 200_000
PARTS: Final = ("zone", "week", "exceptions", "rules", "pause", "pause_until")


@dataclass(frozen=True, slots=True)
class Drafting:
    """`kept` is the plan that was read, in its `version`; `now` is what it has become."""

    mentor_id: str
    version: int
    kept: TypedPlan
    now: TypedPlan
    before: tuple[TypedPlan, ...] = ()
    after: tuple[TypedPlan, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is anything to keep."""
        return self.now != self.kept

    def to(self, plan: TypedPlan) -> Drafting:
        """One step further; what was undone is forgotten."""
        if plan == self.now:
            return self
        return replace(self, now=plan, before=(*self.before, self.now)[-MOST_STEPS:], after=())

    def undone(self) -> Drafting:
        """One step back, if there is one."""
        if not self.before:
            return self
        return replace(self, now=self.before[-1], before=self.before[:-1], after=(self.now, *self.after))

    def redone(self) -> Drafting:
        """The step that was undone last, again."""
        if not self.after:
            return self
        return replace(self, now=self.after[0], before=(*self.before, self.now), after=self.after[1:])

    def over(self, kept: TypedPlan, version: int) -> tuple[Drafting, tuple[str, ...]]:
        """The changes put on top of a plan that was kept meanwhile, and the parts that both have changed.

        What only the other has changed is taken over; what both have is as it is written here.
        """
        theirs = [part for part in PARTS if getattr(kept, part) != getattr(self.kept, part)]
        mine = [part for part in PARTS if getattr(self.now, part) != getattr(self.kept, part)]
        joined = replace(self.now, **{part: getattr(kept, part) for part in theirs if part not in mine})
        both = tuple(
            part for part in theirs if part in mine and getattr(kept, part) != getattr(self.now, part)
        )
        moved = replace(self, kept=kept, version=version)
        return (moved if joined == self.now else replace(moved, now=joined, before=(*self.before, kept))), both


def text(drafting: Drafting) -> str:
    """What the browser keeps, so that neither a reload nor a closed window loses it; empty when nothing is new."""
    if not drafting.changed:
        return ""
    told = {"mentor": drafting.mentor_id, "version": drafting.version}
    return json.dumps({**told, "kept": asdict(drafting.kept), "now": asdict(drafting.now)}, separators=(",", ":"))


def read(given: object, mentor_id: str) -> Drafting | None:
    """What a browser has kept of this mentor's, or None; anything may be in there."""
    if not isinstance(given, str) or not given or len(given) > LONGEST_TEXT:
        return None
    try:
        told = json.loads(given)
        if told["mentor"] != mentor_id or type(told["version"]) is not int or told["version"] < 0:
            return None
        return Drafting(mentor_id, told["version"], _plan(told["kept"]), _plan(told["now"]))
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def _plan(told: Any) -> TypedPlan:
    week = tuple(tuple(_span(span) for span in spans) for spans in told["week"])
    rules = tuple(_words(rule) for rule in told["rules"])
    if len(week) != 7 or len(rules) != len(RULES) or any(len(spans) > 20 for spans in week):
        raise ValueError("not a plan")
    exceptions = tuple(_exception(one) for one in told["exceptions"])
    return TypedPlan(
        _words(told["zone"]), week, exceptions, rules, _words(told["pause"]), _words(told["pause_until"])
    )


def _exception(told: Any) -> TypedException:
    if type(told["closed"]) is not bool:
        raise ValueError("not an exception")
    spans = tuple(_span(span) for span in told["spans"])
    first, last, label = (_words(told[name]) for name in ("first", "last", "label"))
    return TypedException(first, last, label, told["closed"], spans)


def _span(told: Any) -> TypedSpan:
    return TypedSpan(_words(told["begin"]), _words(told["end"]))


def _words(told: Any) -> str:
    if not isinstance(told, str) or len(told) > 100:
        raise ValueError("not a short text")
    return told
