"""The steps by which a plan is written. Each takes what a browser sent and gives the plan after it.

What makes no sense, such as a day that there is not, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, TypeGuard

from thoughtcloud.services import draft_plan
from thoughtcloud.services.draft_plan import FOR_GOOD, OPEN, RULES, UNTIL, TypedException, TypedPlan, TypedSpan

MOST_A_DAY: Final = 8
MOST_EXCEPTIONS: Final = 200
LONGEST: Final = 100
MORNING: Final = TypedSpan("09:00", "12:00")
LATEST_BEGIN: Final = 22 * 60
COPY_TO: Final[dict[str, tuple[int, ...]]] = {
    "workdays": tuple(range(5)),
    "all": tuple(range(7)),
    **{str(day): (day,) for day in range(7)},
}
SPAN_ENDS: Final = ("begin", "end")
EXCEPTION_WORDS: Final = ("first", "last", "label")

Edit = Callable[..., TypedPlan]


def set_time(plan: TypedPlan, weekday: object, place: object, end: object, time: object) -> TypedPlan:
    """The begin or end of a range of the week."""
    if not _is_place(weekday, plan.week) or not _is_place(place, plan.week[weekday]):
        return plan
    return _with_day(plan, weekday, _set_span(plan.week[weekday], place, end, time))


def add_range(plan: TypedPlan, weekday: object) -> TypedPlan:
    """Another range on that weekday."""
    if not _is_place(weekday, plan.week) or len(plan.week[weekday]) >= MOST_A_DAY:
        return plan
    return _with_day(plan, weekday, (*plan.week[weekday], another(plan.week[weekday])))


def remove_range(plan: TypedPlan, weekday: object, place: object) -> TypedPlan:
    """One range less on that weekday."""
    if not _is_place(weekday, plan.week) or not _is_place(place, plan.week[weekday]):
        return plan
    return _with_day(plan, weekday, _without(plan.week[weekday], place))


def copy_day(plan: TypedPlan, weekday: object, to: object) -> TypedPlan:
    """The same hours on another weekday (its number), from Monday to Friday, or every day."""
    if not _is_place(weekday, plan.week) or not isinstance(to, str):
        return plan
    for day in COPY_TO.get(to, ()):
        plan = _with_day(plan, day, plan.week[weekday])
    return plan


def add_exception(plan: TypedPlan, closed: object, today: date) -> TypedPlan:
    """Another exception, closed or with hours of its own, on the first day after `today` that has none yet."""
    if type(closed) is not bool or len(plan.exceptions) >= MOST_EXCEPTIONS:
        return plan
    day = (today + timedelta(days=_first_plain(plan, today))).isoformat()
    one = TypedException(day, closed=closed, spans=() if closed else (MORNING,))
    return replace(plan, exceptions=(*plan.exceptions, one))


def remove_exception(plan: TypedPlan, place: object) -> TypedPlan:
    """One exception less."""
    if not _is_place(place, plan.exceptions):
        return plan
    return replace(plan, exceptions=_without(plan.exceptions, place))


def drop_past(plan: TypedPlan, today: date) -> TypedPlan:
    """Without the exceptions that are over."""
    return replace(plan, exceptions=tuple(one for one in plan.exceptions if not is_past(one, today)))


def set_exception(plan: TypedPlan, place: object, name: object, value: object) -> TypedPlan:
    """The first day, the last day or the label of an exception."""
    if not _is_place(place, plan.exceptions) or name not in EXCEPTION_WORDS or not _is_short(value):
        return plan
    named: dict[str, Any] = {str(name): value}
    return _with_exception(plan, place, replace(plan.exceptions[place], **named))


def close_exception(plan: TypedPlan, place: object, closed: object) -> TypedPlan:
    """Whether an exception is closed; one that is opened has a morning to begin with."""
    if not _is_place(place, plan.exceptions) or type(closed) is not bool:
        return plan
    one = plan.exceptions[place]
    return _with_exception(plan, place, replace(one, closed=closed, spans=one.spans or (MORNING,)))


def add_span(plan: TypedPlan, place: object) -> TypedPlan:
    """Another range of an exception."""
    if not _is_place(place, plan.exceptions) or len(plan.exceptions[place].spans) >= MOST_A_DAY:
        return plan
    one = plan.exceptions[place]
    return _with_exception(plan, place, replace(one, spans=(*one.spans, another(one.spans))))


def remove_span(plan: TypedPlan, place: object, inside: object) -> TypedPlan:
    """One range of an exception less."""
    if not _is_place(place, plan.exceptions) or not _is_place(inside, plan.exceptions[place].spans):
        return plan
    one = plan.exceptions[place]
    return _with_exception(plan, place, replace(one, spans=_without(one.spans, inside)))


def set_span(plan: TypedPlan, place: object, inside: object, end: object, time: object) -> TypedPlan:
    """The begin or end of a range of an exception."""
    if not _is_place(place, plan.exceptions) or not _is_place(inside, plan.exceptions[place].spans):
        return plan
    one = plan.exceptions[place]
    return _with_exception(plan, place, replace(one, spans=_set_span(one.spans, inside, end, time)))


def set_rule(plan: TypedPlan, name: object, value: object) -> TypedPlan:
    """One of the rules, by its name."""
    if name not in RULES or not _is_short(value):
        return plan
    rules = tuple(str(value) if rule == name else typed for rule, typed in zip(RULES, plan.rules, strict=True))
    return replace(plan, rules=rules)


def set_pause(plan: TypedPlan, pause: object) -> TypedPlan:
    """Open, closed until a day, or for good."""
    return replace(plan, pause=str(pause)) if pause in (OPEN, UNTIL, FOR_GOOD) else plan


def set_pause_until(plan: TypedPlan, day: object) -> TypedPlan:
    """The day on which the mentor can be booked again."""
    return replace(plan, pause_until=str(day)) if _is_short(day) else plan


def set_zone(plan: TypedPlan, zone: object) -> TypedPlan:
    """The zone on whose clock all of it is."""
    return replace(plan, zone=str(zone)) if _is_short(zone) else plan


def another(spans: tuple[TypedSpan, ...]) -> TypedSpan:
    """A range to begin with: the morning, or two hours after the last one of the day."""
    ends = [draft_plan.minute(span.end) or 24 * 60 for span in spans]
    if not ends or max(ends) > LATEST_BEGIN - 60:
        return TypedSpan() if ends else MORNING
    begin = max(ends) + 60
    return TypedSpan(draft_plan.time_text(begin), draft_plan.time_text(min(begin + 120, 24 * 60)))


def is_past(one: TypedException, today: date) -> bool:
    """Whether an exception is over."""
    last = draft_plan.day(one.last or one.first)
    return last is not None and last < today


def _first_plain(plan: TypedPlan, today: date) -> int:
    taken = [
        ((draft_plan.day(one.first) or today) - today, (draft_plan.day(one.last or one.first) or today) - today)
        for one in plan.exceptions
    ]
    ahead = 1
    while any(first.days <= ahead <= last.days for first, last in taken):
        ahead += 1
    return ahead


def _with_day(plan: TypedPlan, weekday: int, spans: tuple[TypedSpan, ...]) -> TypedPlan:
    return replace(plan, week=(*plan.week[:weekday], spans, *plan.week[weekday + 1 :]))


def _with_exception(plan: TypedPlan, place: int, one: TypedException) -> TypedPlan:
    return replace(plan, exceptions=(*plan.exceptions[:place], one, *plan.exceptions[place + 1 :]))


def _set_span(spans: tuple[TypedSpan, ...], place: int, end: object, time: object) -> tuple[TypedSpan, ...]:
    if end not in SPAN_ENDS or not _is_short(time):
        return spans
    named: dict[str, Any] = {str(end): time}
    return (*spans[:place], replace(spans[place], **named), *spans[place + 1 :])


def _without(listed: tuple[Any, ...], place: Any) -> tuple[Any, ...]:
    return (*listed[:place], *listed[place + 1 :])


def _is_place(place: object, listed: tuple[Any, ...]) -> TypeGuard[int]:
    return type(place) is int and 0 <= place < len(listed)


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST
