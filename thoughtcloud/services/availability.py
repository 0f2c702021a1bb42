"""When a mentor can be booked: the weekly hours they set, and the free starts that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from thoughtcloud.core.slots import Range
from thoughtcloud.services.accounts import Caller


@dataclass(frozen=True, slots=True)
class SlotDay:
    """One day of the viewer's calendar with its free starts (aware UTC, ascending)."""

    day: date
    starts: tuple[datetime, ...]


def hours(session: Session, caller: Caller | None, *, now: datetime) -> tuple[Range, ...]:
    """The calling mentor's weekly hours, in order. Raises `Problem` signed_out or forbidden."""
    raise NotImplementedError


def replace_hours(session: Session, caller: Caller | None, *, ranges: Sequence[Range], now: datetime) -> None:
    """Set the calling mentor's weekly hours; what is booked stays booked. Raises `Problem`.

    Ranges begin and end on quarter-hours between 0 and 1440, have a length, and do not overlap.
    """
    raise NotImplementedError


def slots(session: Session, offer_id: str, *, now: datetime) -> tuple[datetime, ...]:
    """Every start at which the offer can be booked (aware UTC, ascending). Raises `Problem` not_found."""
    raise NotImplementedError


def days(session: Session, offer_id: str, *, zone: str, now: datetime) -> tuple[SlotDay, ...]:
    """The same, grouped by the day on the calendar of `zone` (the viewer's, IANA). Raises `Problem`."""
    raise NotImplementedError
