"""How free times are shown: days to choose from, the times of one day, and both clocks of the chosen one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from thoughtcloud.ui import display, wording
from thoughtcloud.ui.wording import Reader

Free = Mapping[date, Sequence[datetime]]
"""The free starts (aware UTC, ascending) of each day of the reader's calendar that has any."""

PARTS: Final = [
    (6, "early", "Early hours"),
    (12, "morning", "Morning"),
    (18, "afternoon", "Afternoon"),
    (24, "evening", "Evening"),
]
"""The parts of a day: the hour on the reader's clock that each ends before, its key and its name."""


def groups(starts: Sequence[datetime], reader: Reader, zone: str) -> list[display.SlotGroup]:
    """The free times of one day by its parts, with those on the mentor's clock in `zone`; no part without any."""
    parts = groupby(slots(starts, reader, zone), key=lambda pair: _part(pair[0], reader))
    return [display.SlotGroup(key, name, [slot for _, slot in pairs]) for (_, key, name), pairs in parts]


def slots(
    starts: Sequence[datetime], reader: Reader, zone: str | None = None
) -> list[tuple[datetime, display.Slot]]:
    """Each start of one day with its shape; an hour that the clocks repeat is told by its offset from UTC."""
    texts = [wording.clock_time(start, reader.zone, reader.locale) for start in starts]
    counted = Counter(texts)
    return [
        (start, _slot(start, text if counted[text] == 1 else f"{text} ({_offset(start, reader)})", reader, zone))
        for start, text in zip(starts, texts, strict=True)
    ]


def _slot(start: datetime, text: str, reader: Reader, zone: str | None) -> display.Slot:
    """A time to choose, with the words a screen reader says for it."""
    spoken = f"{wording.day(start, reader.zone, reader.locale)}, {text}"
    return display.Slot(start.isoformat(), text, spoken, there(start, reader, zone) if zone else "")


def there(start: datetime, reader: Reader, zone: str) -> str:
    """The mentor's clock time, with a sign where their day is another one; empty when both clocks agree."""
    mine, theirs = start.astimezone(ZoneInfo(reader.zone)), start.astimezone(ZoneInfo(zone))
    if mine.replace(tzinfo=None) == theirs.replace(tzinfo=None):
        return ""
    days = (theirs.date() - mine.date()).days
    sign = "" if not days else f" +{days}" if days > 0 else f" −{-days}"
    return wording.clock_time(start, zone, reader.locale) + sign


def day_line(day: date, count: int, reader: Reader) -> str:
    """The heading over the times of a day."""
    return (
        f"{wording.short_day(noon(day), 'UTC', reader.locale)}: {count} free {'time' if count == 1 else 'times'}"
    )


def day_to_show(free: Free, day: str, start: datetime | None, reader: Reader) -> str:
    """The ISO date of the day to show: that of the chosen start, else the chosen `day`, else the first."""
    if start is not None:
        return start.astimezone(ZoneInfo(reader.zone)).date().isoformat()
    days = [each.isoformat() for each in sorted(free)]
    return day if day in days else next(iter(days), "")


def next_free(free: Free, reader: Reader) -> str:
    """The label of the way to the first free time; empty when there is none."""
    first = first_start(free)
    return f"Next free: {wording.moment(first, reader.zone, reader.locale)}" if first else ""


def first_start(free: Free) -> datetime | None:
    """The first free time of all."""
    return free[min(free)][0] if free else None


def nearest_days(starts: Sequence[datetime], reader: Reader) -> list[display.SlotDay]:
    """Some free times, grouped by the reader's days."""
    clock = ZoneInfo(reader.zone)
    grouped = groupby(sorted(starts), key=lambda start: start.astimezone(clock).date())
    return [_slot_day(day, tuple(group), reader) for day, group in grouped]


def here(start: datetime, minutes: int, reader: Reader) -> str:
    """The chosen time on the reader's wall, from when to when."""
    times = wording.span(start, start + timedelta(minutes=minutes), reader.zone, reader.locale)
    return f"{wording.short_day(start, reader.zone, reader.locale)}, {times}"


def both_clocks(start: datetime, zone: str, reader: Reader) -> str:
    """When it begins for the reader and where the mentor is, with the day where that differs."""
    mine = wording.clock_time(start, reader.zone, reader.locale)
    there = wording.clock_time(start, zone, reader.locale)
    if start.astimezone(ZoneInfo(zone)).date() != start.astimezone(ZoneInfo(reader.zone)).date():
        there = wording.moment(start, zone, reader.locale)
    elif there == mine:
        return f"{mine} for you and in {wording.place(zone)}"
    return f"{mine} for you · {there} in {wording.place(zone)}"


def gone(start: datetime, reader: Reader) -> str:
    """What is said when the chosen time has been taken meanwhile."""
    when = wording.moment(start, reader.zone, reader.locale)
    return f"{when} is not free any more. Please choose another time."


def _slot_day(day: date, starts: Sequence[datetime], reader: Reader) -> display.SlotDay:
    middle = noon(day)
    return display.SlotDay(
        key=day.isoformat(),
        name=wording.weekday(middle, "UTC", reader.locale),
        date=wording.day_and_month(middle, "UTC", reader.locale),
        slots=[slot for _, slot in slots(starts, reader)],
    )


def noon(day: date) -> datetime:
    """The noon (UTC) as which a day of the reader's calendar is written, whatever the reader's zone."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def times(count: int) -> str:
    """So many times."""
    return f"{count} {'time' if count == 1 else 'times'}"


def _part(start: datetime, reader: Reader) -> tuple[int, str, str]:
    hour = start.astimezone(ZoneInfo(reader.zone)).hour
    return next(part for part in PARTS if hour < part[0])


def _offset(start: datetime, reader: Reader) -> str:
    return wording.zone_offset(reader.zone, start)
