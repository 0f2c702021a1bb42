"""What is wrong with a plan, in sentences that stand beside the input they speak of."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeGuard, TypeVar
from zoneinfo import available_timezones

from thoughtcloud.core.errors import Problem, invalid
from thoughtcloud.core.plans import DAY_MINUTES, QUARTER_MINUTES, DateException, Pause, Plan, Range, Rules, Span

T = TypeVar("T")

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK_MINUTES = 7 * DAY_MINUTES
MOST_RANGES = 70
MOST_EXCEPTIONS = 200
MOST_SPANS = 12
LONGEST_EXCEPTION_DAYS = 366
LONGEST_LABEL = 60
# The payment page stays open for half an hour: a session does not begin while its mentee still pays.
LEAST_NOTICE = 60
MOST_NOTICE = 60 * DAY_MINUTES
MOST_DAYS_AHEAD = 365
MOST_BUFFER = 240
STEPS = (15, 30, 45, 60, 90, 120, 180, 240)
MOST_A_DAY, MOST_A_WEEK = 48, 200
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class Part(StrEnum):
    """Which part of a plan a fault is in; each rule is a part of its own, named as in `Rules`."""

    ZONE = "zone"
    HOURS = "hours"
    EXCEPTIONS = "exceptions"
    PAUSE = "pause"
    STEP = "step_minutes"
    NOTICE = "notice_minutes"
    AHEAD = "days_ahead"
    BEFORE = "minutes_before"
    AFTER = "minutes_after"
    DAILY = "most_a_day"
    WEEKLY = "most_a_week"


@dataclass(frozen=True, slots=True)
class Fault:
    """`text` says what is wrong; `place` is the index of the range or exception, `inside` of its hours."""

    part: Part
    text: str
    place: int | None = None
    inside: int | None = None


def checked(plan: object) -> Plan:
    """The plan in order, when nothing is wrong with it. Raises a `Problem`: zone_unknown or bad_plan.

    The problem's field is the part, with the places of the range or exception: `hours`, `exceptions`, …
    """
    if not isinstance(plan, Plan):
        raise _problem(Fault(Part.HOURS, "Please set your hours again."))
    for fault in faults(plan):
        raise _problem(fault)
    exceptions = (replace(one, spans=tuple(sorted(one.spans)), label=one.label.strip()) for one in plan.exceptions)
    return replace(plan, hours=tuple(sorted(plan.hours)), exceptions=tuple(sorted(exceptions)))


def faults(plan: Plan) -> tuple[Fault, ...]:
    """Everything that is wrong, part by part; whatever the types of what it holds."""
    return (
        *_zone(plan.zone),
        *of_hours(plan.hours),
        *_exceptions(plan.exceptions),
        *_rules(plan.rules),
        *_pause(plan.pause),
    )


def _problem(fault: Fault) -> Problem:
    code = "zone_unknown" if fault.part is Part.ZONE else "bad_plan"
    return invalid(code, fault.text, fault.part)


def _zone(zone: object) -> Iterator[Fault]:
    if not isinstance(zone, str) or zone not in _zones():
        yield Fault(Part.ZONE, "Please choose a time zone from the list.")


def of_hours(hours: object) -> Iterator[Fault]:
    """What is wrong with weekly hours; the later one of two that overlap is named."""
    if not _is_listed(hours, Range) or len(hours) > MOST_RANGES:
        yield Fault(Part.HOURS, f"Please set your hours again, with at most {MOST_RANGES} ranges a week.")
        return
    sound: list[tuple[int, int, int]] = []
    for place, one in enumerate(hours):
        wrong = "Please choose a day of the week." if not _is_whole(one.weekday, 0, 6) else range_fault(one)
        if not wrong:
            begin = one.weekday * DAY_MINUTES + one.from_minute
            end = begin + one.to_minute - one.from_minute
            met = _met(begin, end, sound, WEEK_MINUTES)
            wrong = "" if met is None else f"This overlaps with {_told(hours[met])}."
            sound.append((begin, end, place))
        if wrong:
            yield Fault(Part.HOURS, wrong, place)


def range_fault(one: Range | Span) -> str:
    """What is wrong with the minutes of one range; empty when nothing is."""
    begin, end = one.from_minute, one.to_minute
    if not _is_whole(begin, 0, DAY_MINUTES - 1) or not _is_whole(end, 0, 2 * DAY_MINUTES):
        return "Please give both times."
    if begin % QUARTER_MINUTES or end % QUARTER_MINUTES:
        return "Times go by quarters of an hour, such as 09:15."
    if end <= begin:
        return "The end has to be after the beginning."
    if end - begin > DAY_MINUTES:
        return "A range lasts a day at most."
    return ""


def _met(begin: int, end: int, others: Iterable[tuple[int, int, int]], around: int) -> int | None:
    """The place of the first of the others that overlaps; minutes begin again after `around`."""
    for other_begin, other_end, place in others:
        if any(begin < other_end + turn and other_begin + turn < end for turn in (-around, 0, around)):
            return place
    return None


def _told(one: Range) -> str:
    return f"{WEEKDAYS[one.weekday]} {_clock(one.from_minute)}-{_clock(one.to_minute)}"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _exceptions(exceptions: object) -> Iterator[Fault]:
    if not _is_listed(exceptions, DateException) or len(exceptions) > MOST_EXCEPTIONS:
        yield Fault(Part.EXCEPTIONS, f"Please set your exceptions again; there can be {MOST_EXCEPTIONS}.")
        return
    sound: list[DateException] = []
    for place, one in enumerate(exceptions):
        found = list(_exception(one, place))
        if not found:
            meets = [other for other in sound if one.first <= other.last and other.first <= one.last]
            found = [Fault(Part.EXCEPTIONS, _doubled(one, other), place) for other in meets[:1]]
            sound.append(one)
        yield from found


def _exception(one: DateException, place: int) -> Iterator[Fault]:
    def fault(text: str, inside: int | None = None) -> Fault:
        return Fault(Part.EXCEPTIONS, text, place, inside)

    if not _is_date(one.first) or not _is_date(one.last):
        yield fault("Please give the first and the last day.")
    elif one.last < one.first:
        yield fault("The last day is before the first.")
    elif one.last - one.first > timedelta(days=LONGEST_EXCEPTION_DAYS - 1):
        yield fault("An exception lasts a year at most.")
    if not _is_label(one.label):
        yield fault(f"A label is one line of at most {LONGEST_LABEL} characters.")
    if not _is_listed(one.spans, Span) or len(one.spans) > MOST_SPANS:
        yield fault(f"Please set the hours again, with at most {MOST_SPANS} ranges.")
        return
    yield from (fault(text, inside) for inside, text in _span_faults(one))


def _span_faults(one: DateException) -> Iterator[tuple[int, str]]:
    # Of several days each follows the other: then hours over midnight meet those of the next morning.
    around = DAY_MINUTES if one.first != one.last else WEEK_MINUTES
    sound: list[tuple[int, int, int]] = []
    for inside, span in enumerate(one.spans):
        wrong = range_fault(span)
        if not wrong:
            met = _met(span.from_minute, span.to_minute, sound, around)
            wrong = "" if met is None else "This overlaps with another range of the day."
            sound.append((span.from_minute, span.to_minute, inside))
        if wrong:
            yield inside, wrong


def _doubled(one: DateException, other: DateException) -> str:
    day = max(one.first, other.first)
    return f"There are two exceptions for {day.day} {day:%B %Y}."


def _rules(rules: object) -> Iterator[Fault]:
    if not isinstance(rules, Rules):
        yield Fault(Part.STEP, "Please set the rules again.")
        return
    for one in fields(Rules):
        sound, text = _BOUNDS[Part(one.name)]
        if not sound(getattr(rules, one.name)):
            yield Fault(Part(one.name), text)


def _pause(pause: object) -> Iterator[Fault]:
    sound = pause is None or (isinstance(pause, Pause) and (pause.until is None or _is_date(pause.until)))
    if not sound:
        yield Fault(Part.PAUSE, "Please choose the day on which you can be booked again.")


def _is_whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime) and EARLIEST <= value <= LATEST


def _is_label(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_LABEL and (value.isprintable() or not value)


def _is_listed(value: object, kind: type[T]) -> TypeGuard[Sequence[T]]:
    return isinstance(value, tuple | list) and all(isinstance(one, kind) for one in value)


def _within(least: int, most: int, step: int = 1) -> Callable[[object], bool]:
    return lambda value: _is_whole(value, least, most) and isinstance(value, int) and value % step == 0


def _limit(most: int) -> Callable[[object], bool]:
    return lambda value: value is None or _is_whole(value, 1, most)


_BUFFER = (_within(0, MOST_BUFFER, 5), f"A buffer is 0 to {MOST_BUFFER} minutes, in steps of 5.")
_BOUNDS: dict[Part, tuple[Callable[[object], bool], str]] = {
    Part.STEP: (lambda value: type(value) is int and value in STEPS, "Please choose a step from the list."),
    Part.NOTICE: (_within(LEAST_NOTICE, MOST_NOTICE), "Notice is at least an hour and at most 60 days."),
    Part.AHEAD: (_within(1, MOST_DAYS_AHEAD), f"You can be booked 1 to {MOST_DAYS_AHEAD} days ahead."),
    Part.BEFORE: _BUFFER,
    Part.AFTER: _BUFFER,
    Part.DAILY: (_limit(MOST_A_DAY), f"A day has 1 to {MOST_A_DAY} sessions, or no limit."),
    Part.WEEKLY: (_limit(MOST_A_WEEK), f"A week has 1 to {MOST_A_WEEK} sessions, or no limit."),
}


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
