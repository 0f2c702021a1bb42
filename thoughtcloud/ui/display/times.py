"""Times to choose from: by day, by part of a day, by month."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Slot:
    """A time that can be chosen: `start` is the ISO instant in UTC, `text` the reader's own clock time.

    `there` is the mentor's clock time, empty where both clocks show the same.
    """

    start: str
    text: str
    spoken: str = ""
    there: str = ""


@dataclass(frozen=True)
class SlotDay:
    """A day of the reader's calendar with its free times; `name` is "Tue", `date` is "12 May"."""

    key: str
    name: str
    date: str
    slots: list[Slot] = field(default_factory=list)


@dataclass(frozen=True)
class SlotGroup:
    """The free times of one part of a day; `key` is `early`, `morning`, `afternoon` or `evening`."""

    key: str
    name: str
    slots: list[Slot] = field(default_factory=list)


@dataclass(frozen=True)
class WeekHead:
    """The head of a column of a month: "Tue", and "Tuesday" for screen readers."""

    short: str
    full: str


@dataclass(frozen=True)
class MonthDay:
    """A day of a month to choose: `key` is its ISO date, `note` how many times are free; no blank is `inside`."""

    key: str
    number: str = ""
    note: str = ""
    spoken: str = ""
    free: bool = False
    inside: bool = False
    today: bool = False


@dataclass(frozen=True)
class Month:
    """A month of the reader's calendar in whole weeks; `remarks` tell of clocks that change in it."""

    key: str = ""
    title: str = ""
    heads: list[WeekHead] = field(default_factory=list)
    days: list[MonthDay] = field(default_factory=list)
    may_turn_back: bool = False
    may_turn_on: bool = False
    remarks: list[str] = field(default_factory=list)
