"""The room of a session: when its door is open, where it leads, and how much may be written beside it."""

from datetime import datetime, timedelta
from enum import StrEnum

from thoughtcloud.core.states import BookingState

# The door opens so long before the start, so that both can try their camera, and closes so long after the end.
OPENS_BEFORE = timedelta(minutes=10)
OPEN_AFTER = timedelta(minutes=30)
# Both sides may go on writing notes for a while: what was promised, and where to find it.
NOTES_AFTER = timedelta(days=7)
LONGEST_NOTE = 2000
MOST_NOTES = 100

# A mentor may mark a session completed while both are still talking, and who is said to be absent may still come.
_ON = frozenset({
    BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW_REPORTED, BookingState.IN_REVIEW,
})  # fmt: skip


class Door(StrEnum):
    """How the door of a session's room stands. `off` is a session that is not (or no longer) going to be."""

    OFF = "off"
    EARLY = "early"
    OPEN = "open"
    OVER = "over"


def door(booking: BookingState, starts_at: datetime, ends_at: datetime, now: datetime) -> Door:
    """How the door stands at `now` (aware UTC)."""
    if booking is BookingState.NO_SHOW:
        return Door.OVER
    if booking not in _ON:
        return Door.OFF
    if now < opens_at(starts_at):
        return Door.EARLY
    return Door.OPEN if now < ends_at + OPEN_AFTER else Door.OVER


def opens_at(starts_at: datetime) -> datetime:
    """When the door opens (aware UTC)."""
    return starts_at - OPENS_BEFORE


def may_write(booking: BookingState, ends_at: datetime, now: datetime) -> bool:
    """Whether the two may still write notes to each other."""
    return booking in _ON and now < ends_at + NOTES_AFTER


def address(own: str, base: str, key: str) -> str:
    """Where the door leads: the mentor's own link, or a room at `base` that nobody can guess."""
    return own or f"{base}/thoughtcloud-{key}"
