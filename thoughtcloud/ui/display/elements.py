"""What many screens show: pills, sums, stops on a way, entries of a record."""

from __future__ import annotations

from dataclasses import dataclass


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
