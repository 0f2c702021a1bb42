"""A month of free times as a sheet of days in the reader's manner: what is free, today, when clocks change."""

from __future__ import annotations

from calendar import Calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, get_day_names

from thoughtcloud.ui import display, wording
from thoughtcloud.ui.present.times import Free, noon, times
from thoughtcloud.ui.wording import Reader

ONE_DAY = timedelta(days=1)


def month_to_show(free: Free, wanted: str, day: str, reader: Reader) -> str:
    """The month to show, such as 2026-12: the wanted one if it is in reach, else that of the day, or the first."""
    months = reach(free, reader)
    if wanted and months[0] <= wanted <= months[1]:
        return wanted
    return day[:7] if day else months[0]


def reach(free: Free, reader: Reader) -> tuple[str, str]:
    """The first and the last month that may be shown: from the reader's now to the last free time."""
    now = _key(_today(reader))
    return now, max([now, *(_key(day) for day in free)])


def turn(free: Free, month: str, by: object, reader: Reader) -> str:
    """The month after (`by` 1) or before (-1) if it is in reach; otherwise the same one."""
    if type(by) is not int or abs(by) != 1 or not month:
        return month
    first, last = reach(free, reader)
    return min(max(_later(month, by), first), last)


def _later(month: str, by: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def sheet(free: Free, month: str, zones: tuple[str, ...], reader: Reader) -> display.Month:
    """The days of the month. `zones` (IANA) are those whose clock changes are told: the reader's, the mentor's."""
    first = date(int(month[:4]), int(month[5:]), 1)
    months = reach(free, reader)
    begins = Locale.parse(reader.locale).first_week_day
    weeks = Calendar(begins).monthdatescalendar(first.year, first.month)
    # Weeks that are over have nothing to choose.
    days = [day for week in weeks if week[-1] >= _today(reader) for day in week]
    return display.Month(
        key=month,
        title=format_skeleton("yMMMM", noon(first), locale=reader.locale),
        heads=_heads(begins, reader.locale),
        days=[_day(day, free, reader) if _key(day) == month else _blank(day) for day in days],
        may_turn_back=month > months[0],
        may_turn_on=month < months[1],
        remarks=_remarks(first, zones, reader),
    )


def _heads(begins: int, locale: str) -> list[display.WeekHead]:
    short, full = get_day_names("abbreviated", locale=locale), get_day_names("wide", locale=locale)
    return [display.WeekHead(short[day % 7], full[day % 7]) for day in range(begins, begins + 7)]


def _day(day: date, free: Free, reader: Reader) -> display.MonthDay:
    count = len(free.get(day, ()))
    told = wording.day(noon(day), "UTC", reader.locale)
    return display.MonthDay(
        key=day.isoformat(),
        number=str(day.day),
        note=str(count) if count else "",
        spoken=f"{told}, {times(count) if count else 'no free times'}",
        free=count > 0,
        inside=True,
        today=day == _today(reader),
    )


def _blank(day: date) -> display.MonthDay:
    return display.MonthDay(key=f"blank-{day.isoformat()}")


def _remarks(first: date, zones: tuple[str, ...], reader: Reader) -> list[str]:
    return [
        f"Clocks go {'forward' if step > 0 else 'back'} in {wording.place(zone)} on "
        f"{wording.short_day(noon(day), 'UTC', reader.locale)}."
        for zone in dict.fromkeys(zones)
        for day, step in changes(first, zone)
    ]


def changes(first: date, zone: str) -> list[tuple[date, int]]:
    """The days of a month on which the clocks of `zone` change, and by how many minutes."""
    clock = ZoneInfo(zone)
    found, day = [], first
    while day.month == first.month:
        before, after = (datetime(each.year, each.month, each.day, tzinfo=clock) for each in (day, day + ONE_DAY))
        step = (after.utcoffset() or ONE_DAY) - (before.utcoffset() or ONE_DAY)
        if step:
            found.append((day, int(step.total_seconds() // 60)))
        day += ONE_DAY
    return found


def beside(name: str, zone: str, reader: Reader) -> str:
    """Where the mentor is and how far their clock is from the reader's; empty when both show the same."""
    ahead = _offset(zone, reader) - _offset(reader.zone, reader)
    if not ahead:
        return ""
    hours, minutes = divmod(abs(int(ahead.total_seconds())) // 60, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    far = " ".join(part for part in parts if part)
    where = wording.zone_name(zone, reader.now, reader.locale)
    return f"{name} is in {where}, {far} {'ahead of' if ahead > timedelta(0) else 'behind'} you now."


def _offset(zone: str, reader: Reader) -> timedelta:
    return reader.now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def _today(reader: Reader) -> date:
    return reader.now.astimezone(ZoneInfo(reader.zone)).date()


def _key(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"
