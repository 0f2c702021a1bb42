"""A mentor's plan while it is written: what was typed, why some of it makes no sense, and the plan the rest gives.

Everything typed is text, as the inputs of a screen hold it; nothing here trusts it.
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from thoughtcloud.core import plan_faults
from thoughtcloud.core.plan_faults import Fault, Part
from thoughtcloud.core.plans import DAY_MINUTES, DateException, Pause, Plan, Range, Rules, Span

# Hours over midnight that would be longer are taken for a slip of the pen.
LONGEST_NIGHT = 12 * 60
OPEN, UNTIL, FOR_GOOD = "open", "until", "for_good"
RULES = tuple(one.name for one in fields(Rules))
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LIMITS = frozenset({Part.DAILY, Part.WEEKLY})


@dataclass(frozen=True, slots=True)
class TypedSpan:
    """Wall-clock times such as 09:30; an end of 00:00 is midnight, one before the beginning the day after's."""

    begin: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class TypedException:
    """Days such as 2026-12-24, without a `last` one day; closed or else open at `spans`, which stay typed."""

    first: str = ""
    last: str = ""
    label: str = ""
    closed: bool = True
    spans: tuple[TypedSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedPlan:
    """A whole plan as typed: seven days of spans, Monday first, and `rules` in the order of `RULES`.

    An empty limit is none. `pause` is open, until (the day `pause_until`) or for_good.
    """

    zone: str
    week: tuple[tuple[TypedSpan, ...], ...]
    exceptions: tuple[TypedException, ...]
    rules: tuple[str, ...]
    pause: str = OPEN
    pause_until: str = ""

    def rule(self, name: str) -> str:
        """What is typed for the rule of that name."""
        return self.rules[RULES.index(name)]


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong, by place: ranges by weekday and index, exceptions by index, their spans, rules by name."""

    ranges: dict[tuple[int, int], str]
    exceptions: dict[int, str]
    spans: dict[tuple[int, int], str]
    rules: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.ranges or self.exceptions or self.spans or self.rules)


def typed(plan: Plan) -> TypedPlan:
    """The plan as the inputs show it."""
    week: list[list[TypedSpan]] = [[] for _ in range(7)]
    for one in plan.hours:
        for days, begin, end in _shown(one.from_minute, one.to_minute):
            week[(one.weekday + days) % 7].append(TypedSpan(time_text(begin), time_text(end)))
    until = plan.pause.until if plan.pause else None
    return TypedPlan(
        zone=plan.zone,
        week=tuple(tuple(sorted(spans, key=lambda span: span.begin)) for spans in week),
        exceptions=tuple(_typed_exception(one) for one in plan.exceptions),
        rules=tuple(_typed_rule(getattr(plan.rules, name)) for name in RULES),
        pause=OPEN if plan.pause is None else UNTIL if until else FOR_GOOD,
        pause_until=until.isoformat() if until else "",
    )


def plan_of(draft: TypedPlan) -> Plan:
    """The plan that is meant; what makes no sense stays in it in a shape in which `plan_faults` refuses it."""
    return Plan(draft.zone, _hours(draft), _exceptions(draft), _rules(draft), _pause(draft))


def faults(draft: TypedPlan) -> Faults:
    """All that is wrong with what is typed, each sentence at its place."""
    found = Faults({}, {}, {}, {})
    places = _places(draft)
    for fault in plan_faults.faults(plan_of(draft)):
        _put(found, fault, places)
    for place, one in enumerate(draft.exceptions):
        if not one.closed and not one.spans:
            found.exceptions.setdefault(place, "Please add the hours of these days, or close them.")
    return found


def sound(draft: TypedPlan, kept: Plan) -> Plan:
    """The plan without what is wrong: faulty ranges and exceptions are left out, rules are as they were kept."""
    wrong, plan = faults(draft), plan_of(draft)
    places = _places(draft)
    hours = tuple(one for place, one in zip(places, plan.hours, strict=True) if place not in wrong.ranges)
    bad = set(wrong.exceptions) | {place for place, _ in wrong.spans}
    exceptions = tuple(one for place, one in enumerate(plan.exceptions) if place not in bad)
    rules = {name: getattr(kept.rules, name) for name in RULES if name in wrong.rules}
    return Plan(
        zone=kept.zone if Part.ZONE in wrong.rules else plan.zone,
        hours=() if Part.HOURS in wrong.rules else hours,
        exceptions=() if Part.EXCEPTIONS in wrong.rules else exceptions,
        rules=replace(plan.rules, **rules),
        pause=kept.pause if Part.PAUSE in wrong.rules else plan.pause,
    )


def time_text(minute: int) -> str:
    """A minute of the day as a time input shows it."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def minute(time: object) -> int | None:
    """The minute of the day that was typed as HH:MM, or None."""
    if not isinstance(time, str) or len(time) != 5 or time[2] != ":" or not time.isascii():
        return None
    hours, minutes = time[:2], time[3:]
    if not (hours.isdigit() and minutes.isdigit()) or int(hours) > 23 or int(minutes) > 59:
        return None
    return int(hours) * 60 + int(minutes)


def day(text: object) -> date | None:
    """The date that was typed as YYYY-MM-DD, or None."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _shown(begin: int, end: int) -> list[tuple[int, int, int]]:
    """Days later, begin and end. What is too long to be typed as a night is shown as two, open as long."""
    if end <= DAY_MINUTES or end - begin <= LONGEST_NIGHT:
        return [(0, begin, end)]
    return [(0, begin, DAY_MINUTES), (1, 0, end - DAY_MINUTES)]


def _typed_exception(one: DateException) -> TypedException:
    spans = tuple(TypedSpan(time_text(span.from_minute), time_text(span.to_minute)) for span in one.spans)
    last = one.last.isoformat() if one.last != one.first else ""
    return TypedException(one.first.isoformat(), last, one.label, not spans, spans)


def _typed_rule(value: int | None) -> str:
    return "" if value is None else str(value)


def _places(draft: TypedPlan) -> list[tuple[int, int]]:
    return [(weekday, place) for weekday, spans in enumerate(draft.week) for place in range(len(spans))]


def _hours(draft: TypedPlan) -> tuple[Range, ...]:
    return tuple(Range(weekday, *_minutes(span)) for weekday, spans in enumerate(draft.week) for span in spans)


def _minutes(span: TypedSpan) -> tuple[Any, Any]:
    begin, end = minute(span.begin), minute(span.end)
    if begin is None or end is None:
        return None, None
    end = end or DAY_MINUTES
    over_midnight = end < begin and end + DAY_MINUTES - begin <= LONGEST_NIGHT
    return begin, end + DAY_MINUTES if over_midnight else end


def _exceptions(draft: TypedPlan) -> tuple[DateException, ...]:
    return tuple(_exception(one) for one in draft.exceptions)


def _exception(one: TypedException) -> DateException:
    first: Any = day(one.first)
    last: Any = day(one.last or one.first)
    spans = () if one.closed else tuple(Span(*_minutes(span)) for span in one.spans)
    return DateException(first, last, spans, one.label)


def _rules(draft: TypedPlan) -> Rules:
    given: dict[str, Any] = {name: _number(text, name) for name, text in zip(RULES, draft.rules, strict=True)}
    return Rules(**given)


def _number(text: str, name: str) -> int | None:
    if not text.strip() and name in LIMITS:
        return None
    tidy = text.strip()
    return int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) < 8 else -1


def _pause(draft: TypedPlan) -> Pause | None:
    if draft.pause == OPEN:
        return None
    until: Any = None if draft.pause == FOR_GOOD else day(draft.pause_until) or "not a day"
    return Pause(until)


def _put(found: Faults, fault: Fault, places: list[tuple[int, int]]) -> None:
    if fault.place is None:
        found.rules.setdefault(fault.part, fault.text)
    elif fault.part is Part.HOURS:
        found.ranges.setdefault(places[fault.place], fault.text)
    elif fault.inside is None:
        found.exceptions.setdefault(fault.place, fault.text)
    else:
        found.spans.setdefault((fault.place, fault.inside), fault.text)
