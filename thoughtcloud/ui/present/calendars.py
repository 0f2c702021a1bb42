"""Calendars from elsewhere in words: how each is, and when they keep their mentor busy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from thoughtcloud.services.busy_calendars import AHEAD, BusyElsewhere, Elsewhere
from thoughtcloud.ui import display
from thoughtcloud.ui.display import Pill
from thoughtcloud.ui.pen import Pen

MOST_LINES: Final = 12
_LEFT_OUT: Final = "Some entries make no sense and are left out. Please look in that calendar whether all is well."
_STRANGE: Final = "Some entries name a time zone that we do not know. They are read on your own clock."


def row(found: Elsewhere, pen: Pen) -> display.CalendarRow:
    """One calendar for its owner."""
    return display.CalendarRow(
        id=found.id,
        name=found.name,
        server=found.server,
        pill=_pill(found),
        read=f"Last read {pen.stamp(found.read_at)}." if found.read_at else "Not read yet.",
        ahead=_ahead(found),
        trouble=found.trouble,
        stays=_stays(found, pen) if found.trouble else "",
        notes=[text for told, text in ((found.left_out, _LEFT_OUT), (found.strange_zone, _STRANGE)) if told],
        waiting=found.is_due,
    )


def lines(found: Sequence[BusyElsewhere], pen: Pen, zone: str) -> list[display.BusyLine]:
    """The next busy times on the clock of `zone`, which is the mentor's (IANA)."""
    own = replace(pen, zone=zone)
    return [_line(one, own) for one in found[:MOST_LINES]]


def _line(one: BusyElsewhere, own: Pen) -> display.BusyLine:
    start, end = one.span.starts_at, one.span.ends_at
    first, last = own.short_day(start), own.short_day(end)
    if first == last:
        return display.BusyLine(first, own.clock(start, end), one.name)
    return display.BusyLine(f"{first} – {last}", f"{own.time(start)} – {own.time(end)}", one.name)


def _pill(found: Elsewhere) -> Pill:
    if found.is_due:
        return Pill("Reading …", "info")
    if not found.trouble:
        return Pill("Up to date", "good")
    return Pill("Out of date" if found.read_at else "Never read", "warn" if found.read_at else "bad")


def _ahead(found: Elsewhere) -> str:
    if found.read_at is None:
        return ""
    weeks = AHEAD.days // 7
    if not found.ahead:
        return f"Nothing in it keeps you busy in the next {weeks} weeks."
    times = "one time" if found.ahead == 1 else f"{found.ahead} times"
    return f"Busy at {times} in the next {weeks} weeks."


def _stays(found: Elsewhere, pen: Pen) -> str:
    tried = f" Last tried {pen.stamp(found.failed_at)}; we go on trying." if found.failed_at else ""
    if found.read_at is None:
        return f"It has never been read, so it keeps nobody from booking you.{tried}"
    return f"What we knew stays closed, what is new in it does not.{tried}"
