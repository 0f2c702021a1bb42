"""Calendars from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Pill


@dataclass(frozen=True)
class CalendarRow:
    """One calendar. `trouble` says what is wrong, `stays` what that means; `notes` what is odd in it."""

    id: str
    name: str
    server: str
    pill: Pill
    read: str
    ahead: str
    trouble: str = ""
    stays: str = ""
    notes: list[str] = field(default_factory=list)
    waiting: bool = False


@dataclass(frozen=True)
class BusyLine:
    """A time in which the mentor is busy elsewhere, and the calendar that says so."""

    day: str
    clock: str
    name: str
