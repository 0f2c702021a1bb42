"""A mentor's plan as it is edited: its days, exceptions and rules as typed, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from thoughtcloud.core import plan_faults
from thoughtcloud.core.plan_faults import Part
from thoughtcloud.core.plans import DAY_MINUTES
from thoughtcloud.services import draft_plan
from thoughtcloud.services.draft_plan import RULES, Faults, TypedException, TypedPlan, TypedSpan
from thoughtcloud.ui import edits, wording
from thoughtcloud.ui.display import Choice, ExceptionCard, HoursDay, HoursRange, RuleFields
from thoughtcloud.ui.pen import Pen

DAYS: Final = plan_faults.WEEKDAYS
NOTICES: Final = (60, 120, 240, 480, 720, 1440, 2880, 4320, 10080, 20160)
BUFFERS: Final = (0, 5, 10, 15, 20, 30, 45, 60, 90, 120)
PLACES: Final = (Part.HOURS, Part.EXCEPTIONS)


def days(plan: TypedPlan, wrong: Faults, edition: int) -> list[HoursDay]:
    """The seven days, each range with what is wrong with it."""
    return [
        HoursDay(weekday, DAYS[weekday], _ranges(f"{weekday}", spans, _of(wrong.ranges, weekday), edition))
        for weekday, spans in enumerate(plan.week)
    ]


def exceptions(plan: TypedPlan, wrong: Faults, edition: int, pen: Pen) -> list[ExceptionCard]:
    """The exceptions in their order, each with what is wrong with it."""
    today = pen.now.astimezone(ZoneInfo(plan.zone) if wording.is_zone(plan.zone) else None).date()
    return [
        ExceptionCard(
            index=place,
            key=f"{place}-{edition}",
            name=exception_name(one, pen) or f"exception {place + 1}",
            first=one.first,
            last=one.last,
            label=one.label,
            closed=one.closed,
            past=edits.is_past(one, today),
            error=wrong.exceptions.get(place, ""),
            ranges=[] if one.closed else _ranges(f"e{place}", one.spans, _of(wrong.spans, place), edition),
        )
        for place, one in enumerate(plan.exceptions)
    ]


def exception_name(one: TypedException, pen: Pen) -> str:
    """The days of an exception in words, such as 24 Dec – 2 Jan; empty while they are not typed."""
    first, last = draft_plan.day(one.first), draft_plan.day(one.last or one.first)
    if first is None or last is None:
        return ""
    return date_text(first, pen) if first == last else f"{date_text(first, pen)} – {date_text(last, pen)}"


def date_text(day: date, pen: Pen) -> str:
    """A date without a zone, such as Thu 24 Dec; with the year when it is not this one."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC"))
    text = wording.short_day(noon, "UTC", pen.locale)
    return text if day.year == pen.now.year else f"{text} {day.year}"


def rules(plan: TypedPlan) -> RuleFields:
    """The rules as typed."""
    return RuleFields(**{name: plan.rule(name) for name in RULES}, pause=plan.pause, zone=plan.zone)


def rule_errors(wrong: Faults) -> RuleFields:
    """What is wrong with each."""
    return RuleFields(**{part: text for part, text in wrong.rules.items() if part not in PLACES})


def whole_error(wrong: Faults) -> str:
    """What is wrong with the hours or the exceptions as a whole."""
    return " ".join(text for part, text in wrong.rules.items() if part in PLACES)


def notice_choices(plan: TypedPlan) -> list[Choice]:
    """How much notice there can be; what is kept is among them."""
    return _choices(NOTICES, plan.rule("notice_minutes"))


def buffer_choices(plan: TypedPlan, name: str) -> list[Choice]:
    """How long a buffer can be; what is kept is among them."""
    return [
        Choice("0", "None") if one.value == "0" else one for one in _choices(BUFFERS, plan.rule(name))
    ]


def step_choices(plan: TypedPlan) -> list[Choice]:
    """How far apart starts can be."""
    return _choices(plan_faults.STEPS, plan.rule("step_minutes"))


def length(minutes: int) -> str:
    """A length in words: 45 minutes, 1 hour, 2 days."""
    for name, size in (("week", 7 * DAY_MINUTES), ("day", DAY_MINUTES), ("hour", 60)):
        if minutes >= size and minutes % size == 0 and (name != "week" or minutes > size):
            count = minutes // size
            return f"1 {name}" if count == 1 else f"{count} {name}s"
    return wording.minutes(minutes) if minutes >= 60 else f"{minutes} minutes"


def zone_words(plan: TypedPlan, kept: TypedPlan, pen: Pen) -> tuple[str, str]:
    """The zone's name, and what changing it means or, unchanged, what it is for."""
    if not wording.is_zone(plan.zone):
        return plan.zone, ""
    name = wording.zone_name(plan.zone, pen.now, pen.locale)
    if plan.zone == kept.zone or not wording.is_zone(kept.zone):
        return name, "All hours on this page are on this clock, in summer and in winter."
    new, old = (wording.place(zone, pen.locale) for zone in (plan.zone, kept.zone))
    nine = pen.now.astimezone(ZoneInfo(plan.zone)).replace(hour=9, minute=0, second=0, microsecond=0)
    there = wording.clock_time(nine, kept.zone, pen.locale)
    return name, (
        f"Your hours keep their times and move to the clock of {new}: what is open from "
        f"{wording.clock_time(nine, plan.zone, pen.locale)} opens when it is {there} in {old}. "
        "Booked sessions stay at the same moment."
    )


def _of(errors: Mapping[tuple[int, int], str], place: int) -> dict[int, str]:
    return {inside: text for (one, inside), text in errors.items() if one == place}


def _ranges(name: str, spans: Iterable[TypedSpan], errors: Mapping[int, str], edition: int) -> list[HoursRange]:
    return [
        HoursRange(
            place, f"{name}-{place}-{edition}", span.begin, span.end, errors.get(place, ""), _night(span)
        )
        for place, span in enumerate(spans)
    ]


def _night(span: TypedSpan) -> str:
    begin, end = draft_plan.minute(span.begin), draft_plan.minute(span.end)
    return "Ends the day after" if begin is not None and end and end < begin else ""


def _choices(minutes: Iterable[int], typed: str) -> list[Choice]:
    kept = {int(typed)} if typed.isascii() and typed.isdigit() and len(typed) < 8 else set()
    return [Choice(str(one), length(one)) for one in sorted({*minutes, *kept})]
