"""A mentor's availability, in words and places ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HoursRange:
    """From when to when, as typed (HH:MM), with what is wrong with it or that it ends the day after."""

    index: int
    key: str
    start: str
    end: str
    error: str = ""
    note: str = ""


@dataclass(frozen=True)
class HoursDay:
    """One weekday of the availability editor."""

    weekday: int
    name: str
    ranges: list[HoursRange] = field(default_factory=list)


@dataclass(frozen=True)
class ExceptionCard:
    """Dates that do not follow the week, as typed; `name` is how they are called to screen readers."""

    index: int
    key: str
    name: str
    first: str
    last: str
    label: str
    closed: bool
    past: bool
    error: str = ""
    ranges: list[HoursRange] = field(default_factory=list)


@dataclass(frozen=True)
class RuleFields:
    """The rules as typed, or what is wrong with each; with the pause and the zone."""

    step_minutes: str = ""
    notice_minutes: str = ""
    days_ahead: str = ""
    minutes_before: str = ""
    minutes_after: str = ""
    most_a_day: str = ""
    most_a_week: str = ""
    pause: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Segment:
    """A part of a day's line: open, free or booked; `left` and `width` are percentages of 24 hours."""

    kind: str
    left: str
    width: str


@dataclass(frozen=True)
class PreviewDay:
    """One day of the preview: its line, and the same in words."""

    key: str
    name: str
    text: str
    note: str
    tone: str
    clocks: str = ""
    segments: list[Segment] = field(default_factory=list)


@dataclass(frozen=True)
class OutsideLine:
    """A session that lies outside the hours, and its page."""

    text: str
    path: str
