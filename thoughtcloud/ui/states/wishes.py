"""What the browser may send: any value of any type, turned into something harmless before it is used."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from thoughtcloud.services.inputs import EARLIEST, LATEST


def text(value: object, longest: int) -> str:
    """`value` if it is text, without surrounding space and at most `longest` characters; else empty.

    Half of a surrogate pair, which JSON can carry, and NUL are left out: no database would take them.
    """
    if not isinstance(value, str):
        return ""
    sound = value[:20_000].encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
    return sound.strip()[:longest]


def whole_number(value: object) -> Decimal | None:
    """`value` as a positive whole number if it is written as one of at most nine digits, else None."""
    written = text(value, 9)
    return Decimal(written) if written.isascii() and written.isdigit() else None


def instant(value: object) -> datetime | None:
    """`value` as an aware UTC instant if it is written as one in ISO 8601 with an offset, else None.

    So is one that no session can be at: at the edge of the calendar nothing can be added to it.
    """
    try:
        at = datetime.fromisoformat(text(value, 40))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None and EARLIEST < at < LATEST else None


def wall_time(value: object, zone: str) -> tuple[datetime | None, str]:
    """A date and time as typed on the wall of `zone` (IANA), as an aware UTC instant; or why it is none.

    Of a time that the clocks show twice, the first is meant.
    """
    try:
        wall = datetime.fromisoformat(text(value, 20))
    except ValueError:
        return None, "Please give a date and a time."
    if wall.tzinfo is not None or not EARLIEST.year < wall.year < LATEST.year:
        return None, "Please give a date and a time."
    at = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        return None, "The clocks are put forward then: that time does not exist. Please choose another."
    return at, ""
