"""The page of a room."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Pill


@dataclass(frozen=True)
class NoteLine:
    """What one side wrote for both; `mine` when it was the reader."""

    author: str
    when: str
    text: str
    mine: bool = False


@dataclass(frozen=True)
class RoomSheet:
    """All of a room's page. `seconds` until `counted` comes true are counted down in the browser; 0 for none."""

    reference: str = ""
    title: str = ""
    duration: str = ""
    other: str = ""
    initials: str = ""
    tint: int = 0
    day: str = ""
    time: str = ""
    there_clock: str = ""
    there_place: str = ""
    door: str = ""
    pill: Pill = field(default_factory=Pill)
    headline: str = ""
    explanation: str = ""
    counted: str = ""
    seconds: int = 0
    door_path: str = ""
    leads_to: str = ""
    back_path: str = ""
    brief: str = ""
    brief_title: str = ""
    attended: list[tuple[str, str]] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)
    may_write: bool = False
