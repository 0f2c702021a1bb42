"""Which times can be booked: weekly hours on a wall clock, turned into instants, less what is taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Open hours on one weekday (Monday is 0) as wall-clock minutes of the day, the end excluded."""

    weekday: int
    from_minute: int
    to_minute: int


def starts(
    hours: Sequence[Range],
    zone: str,
    busy: Iterable[int],
    *,
    minutes: int,
    step: int,
    now: datetime,
    notice: timedelta,
    latest_end: datetime,
) -> tuple[datetime, ...]:
    """Every start (aware UTC, ascending) at which a session of `minutes` can be booked.

    A quarter-hour is open when the wall clock of `zone` (IANA) shows a time inside a range at that instant: hours
    that a clock change skips do not exist, hours that it repeats are open twice. Starts lie `step` wall-clock
    minutes apart, counted from the beginning of their range. `busy` are quarter-hours since 1970 (UTC). A session
    begins no sooner than `notice` after `now` and ends no later than `latest_end`.
    """
    raise NotImplementedError
