"""The clock changes of every IANA zone, found by looking at the clock; zones that agree all along go together."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

FROM, TO = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# No zone has changed its clocks twice within five days since 1970.
STRIDE = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Zones with one clock from 2024 to 2030: its offset at first, and the instants at which it changes."""

    zones: tuple[str, ...]
    changes: tuple[datetime, ...]


def all_clocks() -> tuple[Clocks, ...]:
    """Every zone that this machine knows is in exactly one of them."""
    alike: dict[tuple[object, tuple[tuple[datetime, object], ...]], list[str]] = defaultdict(list)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        found = tuple((at, _offset(zone, at)) for at in _changes(zone))
        alike[_offset(zone, FROM), found].append(name)
    return tuple(Clocks(tuple(zones), tuple(at for at, _ in found)) for (_, found), zones in alike.items())


def _changes(zone: ZoneInfo) -> list[datetime]:
    found, at, offset = [], FROM, _offset(zone, FROM)
    while at < TO:
        following = min(at + STRIDE, TO)
        if _offset(zone, following) != offset:
            found.append(_first_with_another(zone, at, following))
            offset = _offset(zone, following)
        at = following
    return found


def _first_with_another(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    while after - before > MINUTE:
        middle = before + (after - before) // (2 * MINUTE) * MINUTE
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()
