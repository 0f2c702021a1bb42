"""Disputes, in a list and one with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Pill, SumLine


@dataclass(frozen=True)
class DisputeLine:
    """One dispute in the list."""

    id: str
    who: str
    title: str
    why: str
    due: str
    sum: str
    opened: str
    pill: Pill


@dataclass(frozen=True)
class Said:
    """One field of the evidence that the bank has."""

    label: str
    text: str


@dataclass(frozen=True)
class DisputeFile:
    """One dispute in full; `deadline` is until when it can be answered, and what happens otherwise."""

    id: str = ""
    booking_id: str = ""
    title: str = ""
    who: str = ""
    pill: Pill = field(default_factory=lambda: Pill("", "neutral"))
    why: str = ""
    means: str = ""
    deadline: str = ""
    outcome: str = ""
    tone: str = "info"
    answerable: bool = False
    money: list[SumLine] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
