"""What a plan would mean, day by day, and what of a plan has changed, in words; all on the plan's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from thoughtcloud.core.plan_faults import WEEKDAYS
from thoughtcloud.core.plans import DAY_MINUTES, DateException, Pause, Plan, Range, Span
from thoughtcloud.services.plan_preview import BookedSession, Day, Preview, Stretch, Verdict
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import OutsideLine, PreviewDay, Segment
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present.hours import date_text, length

_WHY: Final = {
    Verdict.CLOSED: "Closed",
    Verdict.PAUSED: "Paused",
    Verdict.TOO_SOON: "Inside your notice",
    Verdict.TOO_FAR: "Not open for booking yet",
    Verdict.FULL: "Nothing free",
}
_RULES: Final = (
    ("notice_minutes", "Notice"),
    ("minutes_before", "Break before a session"),
    ("minutes_after", "Break after a session"),
    ("step_minutes", "Starts"),
)
_COUNTS: Final = (("most_a_day", "Sessions a day"), ("most_a_week", "Sessions a week"))


def days(found: Preview, pen: Pen) -> list[PreviewDay]:
    """The days with their lines."""
    return [_day(one, pen) for one in found.days]


def heading(found: Preview, pen: Pen) -> str:
    """From which day to which."""
    return f"{date_text(found.days[0].day, pen)} – {date_text(found.days[-1].day, pen)}"


def outside(sessions: Iterable[BookedSession], zone: str, pen: Pen) -> list[OutsideLine]:
    """The sessions that lie outside the hours and stay booked."""
    own = replace(pen, zone=zone)
    return [
        OutsideLine(f"{own.moment(one.starts_at)}, {one.mentee}", routes.desk_session(one.booking_id))
        for one in sessions
    ]


def changes(before: Plan, after: Plan, pen: Pen) -> list[str]:
    """What is different, one line each; nothing when nothing is."""
    zone = wording.zone_name(after.zone, pen.now, pen.locale)
    return [
        *([f"Time zone: {zone}"] if before.zone != after.zone else []),
        *_hours(before.hours, after.hours, pen),
        *_exceptions(before.exceptions, after.exceptions, pen),
        *_rules(before, after),
        *_pause(before.pause, after.pause, pen),
    ]


def _day(one: Day, pen: Pen) -> PreviewDay:
    note = _note(one)
    return PreviewDay(
        key=one.day.isoformat(),
        name=date_text(one.day, pen),
        text=", ".join(_stretch(free, pen) for free in one.free),
        note=note,
        tone="brand" if one.booked else "neutral",
        clocks=_clocks(one.shift),
        segments=[
            *(_segment("open", part) for part in one.open),
            *(_segment("free", part) for part in one.free),
            *(_segment("booked", part) for part in one.booked),
        ],
    )


def _note(one: Day) -> str:
    label = one.exception.label if one.exception else ""
    why = _WHY.get(one.verdict, "")
    count = len(one.sessions)
    booked = "" if not count else "1 booked" if count == 1 else f"{count} booked"
    return " · ".join(part for part in (label, why, booked) if part)


def _clocks(shift: int) -> str:
    if not shift:
        return ""
    return f"Clocks go {'forward' if shift > 0 else 'back'} by {length(abs(shift))}"


def _segment(kind: str, part: Stretch) -> Segment:
    left, width = part.begin / DAY_MINUTES, (part.end - part.begin) / DAY_MINUTES
    return Segment(kind, f"{left:.4%}", f"{width:.4%}")


def _stretch(part: Stretch | Span | Range, pen: Pen) -> str:
    begin, end = (part.begin, part.end) if isinstance(part, Stretch) else (part.from_minute, part.to_minute)
    return f"{_clock(begin, pen)} – {_clock(end, pen)}"


def _clock(minute: int, pen: Pen) -> str:
    hours, minutes = divmod(minute % DAY_MINUTES, 60)
    return wording.clock_time(datetime(2000, 1, 1, hours, minutes, tzinfo=UTC), "UTC", pen.locale)


def _hours(before: Sequence[Range], after: Sequence[Range], pen: Pen) -> list[str]:
    said: dict[str, list[str]] = {}
    for weekday, name in enumerate(WEEKDAYS):
        was, now = ([one for one in hours if one.weekday == weekday] for hours in (before, after))
        if sorted(was) != sorted(now):
            text = ", ".join(_stretch(one, pen) for one in sorted(now)) or "not bookable"
            said.setdefault(text, []).append(name)
    return [f"{', '.join(names)}: {text}" for text, names in said.items()]


def _exceptions(before: Sequence[DateException], after: Sequence[DateException], pen: Pen) -> list[str]:
    return [
        *(f"{_exception(one, pen)}" for one in after if one not in before),
        *(
            f"{_dates(one, pen)}: as the week again"
            for one in before
            if not any(one.first <= other.last and other.first <= one.last for other in after)
        ),
    ]


def _exception(one: DateException, pen: Pen) -> str:
    hours = ", ".join(_stretch(span, pen) for span in one.spans) or "closed"
    label = f" ({one.label.strip()})" if one.label.strip() else ""
    return f"{_dates(one, pen)}{label}: {hours}"


def _dates(one: DateException, pen: Pen) -> str:
    first, last = date_text(one.first, pen), date_text(one.last, pen)
    return first if first == last else f"{first} – {last}"


def _rules(before: Plan, after: Plan) -> list[str]:
    was, now = before.rules, after.rules
    said = [
        f"{text}: {'every ' if name == 'step_minutes' else ''}{_length(getattr(now, name))}"
        for name, text in _RULES
        if getattr(was, name) != getattr(now, name)
    ]
    if was.days_ahead != now.days_ahead:
        said.append(f"Bookable {now.days_ahead} {'day' if now.days_ahead == 1 else 'days'} ahead")
    counts = ((text, getattr(was, name), getattr(now, name)) for name, text in _COUNTS)
    return [*said, *(f"{text}: {new or 'no limit'}" for text, old, new in counts if old != new)]


def _length(minutes: int) -> str:
    return length(minutes) if minutes else "none"


def _pause(before: Pause | None, after: Pause | None, pen: Pen) -> list[str]:
    if before == after:
        return []
    if after is None:
        return ["Open for bookings again"]
    return [f"Bookings paused until {date_text(after.until, pen)}" if after.until else "Bookings paused"]


def paused(plan: Plan, pen: Pen) -> str:
    """That bookings are paused as it is saved, and until when; empty when they are not."""
    if plan.pause is None or not plan.is_paused(pen.now):
        return ""
    if plan.pause.until is None:
        return "Bookings are paused until you open them again."
    return f"Bookings are paused. You can be booked again from {date_text(plan.pause.until, pen)}."
