"""The shapes of what screens show: finished words only, so a component has nothing left to decide.

States fill these from the services' views; money, dates and states are already worded for the reader (see
`wording.py`). Frozen, because a screen never writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """One entry of a select or a filter."""

    value: str
    text: str


@dataclass(frozen=True)
class Pill:
    """A state in human words; `tone` is one of the tones in assets/site.css."""

    text: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class SumLine:
    """One line of a bill: what, how much, and whether it is the total."""

    label: str
    amount: str
    note: str = ""
    total: bool = False


@dataclass(frozen=True)
class Occurrence:
    """One entry of a record: when, what happened, and the money that moved, if any."""

    when: str
    title: str
    detail: str = ""
    amount: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class Stop:
    """One stop on money's way; `phase` is `done`, `now`, `next` or `off`."""

    title: str
    detail: str = ""
    phase: str = "next"


@dataclass(frozen=True)
class Slot:
    """A time that can be chosen: `start` is the ISO instant in UTC, `text` the reader's own clock time."""

    start: str
    text: str
    spoken: str = ""


@dataclass(frozen=True)
class SlotDay:
    """A day of the reader's calendar with its free times; `name` is "Tue", `date` is "12 May"."""

    key: str
    name: str
    date: str
    spoken: str = ""
    slots: list[Slot] = field(default_factory=list)
