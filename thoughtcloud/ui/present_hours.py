"""A mentor's week as it is edited, and the times it would make bookable, in the mentor's own zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from thoughtcloud.core.plans import Range
from thoughtcloud.services.draft_hours import Preview, minute, typed
from thoughtcloud.ui import wording
from thoughtcloud.ui.display_mentor import HoursDay, HoursRange, SlotLine
from thoughtcloud.ui.pen import Pen

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COPY_TO: Final[dict[str, tuple[int, ...]]] = {
    "workdays": tuple(range(5)),
    "all": tuple(range(7)),
    **{str(day): (day,) for day in range(7)},
}
MORNING: Final = ("09:00", "12:00")
LATEST_BEGIN: Final = 22 * 60


def week(kept: Sequence[Range]) -> list[list[tuple[str, str]]]:
    """The kept hours as seven days of typed times."""
    return [
        [(typed(one.from_minute), typed(one.to_minute)) for one in kept if one.weekday == day] for day in range(7)
    ]


def another(spans: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """A range to begin with: the morning, or two hours after the last one of the day."""
    ends = [minute(end) or 24 * 60 for _, end in spans]
    if not ends or max(ends) > LATEST_BEGIN - 60:
        return MORNING if not ends else ("", "")
    begin = max(ends) + 60
    return typed(begin), typed(min(begin + 120, 24 * 60))


def days(typed_week: Sequence[Sequence[tuple[str, str]]], said: Sequence[str], edition: int) -> list[HoursDay]:
    """The seven days, each range with its complaint; `said` is in the order of the week."""
    wrong = iter(said)
    return [
        HoursDay(
            weekday=day,
            name=DAYS[day],
            ranges=[
                HoursRange(index=i, key=f"{day}-{i}-{edition}", start=begin, end=end, error=next(wrong, ""))
                for i, (begin, end) in enumerate(spans)
            ],
        )
        for day, spans in enumerate(typed_week)
    ]


def preview(found: Preview, pen: Pen) -> tuple[str, str, list[SlotLine]]:
    """The zone's name, the length previewed, and the next times by day, all on the mentor's own clock."""
    own = replace(pen, zone=found.zone)
    step = timedelta(minutes=found.step_minutes)
    by_day = groupby(found.starts, key=own.short_day)
    lines = [
        SlotLine(day, ", ".join(own.stretch(*ends) for ends in _runs(list(starts), step)))
        for day, starts in by_day
    ]
    return wording.zone_name(found.zone, pen.now), wording.minutes(found.minutes), lines


def _runs(starts: Sequence[datetime], step: timedelta) -> list[tuple[datetime, datetime]]:
    """First and last start of each unbroken run, so that what is booked shows as a gap."""
    runs: list[tuple[datetime, datetime]] = []
    for start in starts:
        if runs and start - runs[-1][1] == step:
            runs[-1] = (runs[-1][0], start)
        else:
            runs.append((start, start))
    return runs
