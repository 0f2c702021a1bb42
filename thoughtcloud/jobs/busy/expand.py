"""Reads an iCalendar text (RFC 5545) as the times in which its owner is busy.

It runs in a process of its own, `python -m thoughtcloud.jobs.busy.expand`, with bounds on time and memory: a line
of JSON says what is asked, the calendar follows, a line of JSON answers. Titles and people never leave it.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar
from icalendar.error import InvalidCalendar

from thoughtcloud.core.busy_calendars import Trouble, Unreadable

MOST_EVENTS: Final = 20_000
CPU_SECONDS: Final = 25
MEMORY_BYTES: Final = 1 << 30
# What decides when somebody is busy; nothing else of an event is even parsed.
_TIMES: Final = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
_MEANING: Final = ("UID", "SEQUENCE", "STATUS", "TRANSP", "ATTENDEE", "X-MICROSOFT-CDO-BUSYSTATUS")
_KEPT: Final = frozenset((*_TIMES, *_MEANING))
# Of an event that has one of these, the first days do not say when the last one is.
_LASTING: Final = frozenset(("RRULE", "RDATE", "RECURRENCE-ID", "DURATION"))
# A series that never comes to its next time.
_ENDLESS: Final = re.compile(r"(RRULE|EXRULE)\b.*\bINTERVAL=0*(;|$)", re.IGNORECASE)
_NAME: Final = re.compile(r"([A-Za-z0-9-]+)[;:]")
_DAY: Final = re.compile(r":(\d{4})(\d\d)(\d\d)")
_OURS: Final = re.compile(r"(bk_[a-z2-9]{16})@thoughtcloud")
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True, order=True)
class BusySpan:
    """From when to when its owner is busy, the end excluded: aware UTC.

    Where `is_wall`, both are times on the owner's clock wherever that is (whole days, floating times), written as
    if it showed UTC. `booking_id` names the session of ours that has come back through the calendar.
    """

    starts_at: datetime
    ends_at: datetime
    is_wall: bool = False
    booking_id: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar says. `left_out`: some entries make no sense; `strange_zone`: a zone that nobody knows."""

    spans: tuple[BusySpan, ...] = ()
    name: str = ""
    left_out: bool = False
    strange_zone: bool = False


def expand(raw: bytes, first: datetime, until: datetime, owners: Iterable[str] = ()) -> Reading:
    """The busy times between two instants. `owners` are mail addresses whose refusal frees an event.

    Raises `Unreadable` WEB_PAGE, NO_CALENDAR, MALFORMED or TOO_MANY_EVENTS. An entry that makes no sense is left
    out, and the reading says so.
    """
    text = _Lean(_lines(raw), first - timedelta(days=2))
    try:
        calendar = Calendar.from_ical(text.written())
        found, broken = _occurrences(calendar, first, until)
    except InvalidCalendar as problem:
        raise Unreadable(Trouble.MALFORMED) from problem
    if len(found) > MOST_EVENTS:
        raise Unreadable(Trouble.TOO_MANY_EVENTS)
    refusing = {each.casefold() for each in (*owners, text.name) if "@" in each}
    spans = [span for event in found if _is_busy(event, refusing) for span in _span(event, first, until)]
    broken = broken or text.left_out or any(event.errors for event in calendar.walk("VEVENT"))
    return Reading(tuple(sorted(set(spans))), text.name[:60], broken, _is_strange(calendar))


def _lines(raw: bytes) -> list[str]:
    """The unfolded lines (RFC 5545, 3.1). Raises `Unreadable` when it is no whole calendar."""
    codec = next((codec for mark, codec in _MARKS if raw.startswith(mark)), "utf-8")
    text = raw.decode(codec, "replace").lstrip("\ufeff").replace("\0", "").strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text[:15].upper() != "BEGIN:VCALENDAR":
        page = re.search(r"<(!doctype|html|head|body)\b", text[:2000], re.IGNORECASE)
        raise Unreadable(Trouble.WEB_PAGE if page else Trouble.NO_CALENDAR)
    if not text.upper().endswith("END:VCALENDAR"):
        raise Unreadable(Trouble.MALFORMED)
    return re.sub(r"\n[ \t]", "", text).split("\n")


@dataclass
class _Event:
    lines: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    days: list[date] = field(default_factory=list)


class _Lean:
    """The calendar without what does not matter: single events of the past, titles, alarms, tasks."""

    def __init__(self, lines: list[str], past: datetime) -> None:
        self.name, self.left_out = "", False
        self._past, self._zones, self._events = past.date(), list[str](), list[_Event]()
        self._read(lines)

    def written(self) -> str:
        """It as iCalendar."""
        events = (
            ["BEGIN:VEVENT", *([] if "UID" in one.names else [f"UID:nameless-{place}"]), *one.lines, "END:VEVENT"]
            for place, one in enumerate(self._events)
        )
        inside = [*self._zones, *(line for lines in events for line in lines)]
        return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:lean", *inside, "END:VCALENDAR", ""])

    def _read(self, lines: list[str]) -> None:
        stack: list[str] = []
        event = _Event()
        for line in lines:
            opens, _, component = line.partition(":")
            opens, component = opens.upper(), component.strip().upper()
            if opens == "BEGIN":
                stack.append(component)
                event = _Event() if component == "VEVENT" else event
            elif opens == "END" and (not stack or stack.pop() != component):
                raise Unreadable(Trouble.MALFORMED)
            elif opens == "END" and component == "VEVENT":
                self._keep(event)
            elif stack and stack[-1] == "VEVENT":
                _note(event, line)
            elif stack == ["VCALENDAR"] and line[:13].upper() in ("X-WR-CALNAME:", "X-WR-CALNAME;"):
                self.name = " ".join(line.partition(":")[2].replace("\\", "").split())
            if "VTIMEZONE" in stack or (opens, component) == ("END", "VTIMEZONE"):
                self._zones.append(line)
        if stack:
            raise Unreadable(Trouble.MALFORMED)

    def _keep(self, event: _Event) -> None:
        if "DTSTART" not in event.names or any(_ENDLESS.match(line) for line in event.lines):
            self.left_out = True
        elif event.names & _LASTING or not event.days or max(event.days) >= self._past:
            self._events.append(event)
            if len(self._events) > MOST_EVENTS:
                raise Unreadable(Trouble.TOO_MANY_EVENTS)


def _note(event: _Event, line: str) -> None:
    found = _NAME.match(line)
    name = found[1].upper() if found else ""
    if name not in _KEPT or (name == "ATTENDEE" and "DECLINED" not in line.upper()):
        return
    event.lines.append(line)
    event.names.add(name)
    if name in ("DTSTART", "DTEND") and (day := _DAY.search(line)):
        try:
            event.days.append(date(*(int(each) for each in day.groups())))
        except ValueError:
            # Left to the library, which says what is wrong with it.
            event.names.add("RDATE")


def _occurrences(calendar: Any, first: datetime, until: datetime) -> tuple[list[Any], bool]:
    try:
        return recurring_ical_events.of(calendar).between(first, until), False
    except (InvalidCalendar, ValueError, TypeError, OverflowError, ArithmeticError):
        return recurring_ical_events.of(calendar, skip_bad_series=True).between(first, until), True


def _is_busy(event: Any, refusing: set[str]) -> bool:
    free = {"STATUS": "CANCELLED", "TRANSP": "TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS": "FREE"}
    if any(str(event.get(name, "")).upper() == value for name, value in free.items()):
        return False
    attending = event.get("ATTENDEE", [])
    # Only refusals were left in the text.
    refused = attending if isinstance(attending, list) else [attending]
    return not any(str(each).casefold().removeprefix("mailto:") in refusing for each in refused)


def _span(event: Any, first: datetime, until: datetime) -> Iterator[BusySpan]:
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    is_wall = not isinstance(start, datetime) or start.tzinfo is None
    begins, ends = max(_instant(start), first), min(_instant(end), until)
    ours = _OURS.fullmatch(str(event.get("UID", "")))
    if begins < ends:
        yield BusySpan(begins, ends, is_wall, ours[1] if ours else "")


def _instant(at: date) -> datetime:
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day, tzinfo=UTC)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _is_strange(calendar: Any) -> bool:
    """Whether a time names a zone that neither the calendar nor the library explains: it is read as floating."""
    starts = (event.get("DTSTART") for event in calendar.walk("VEVENT"))
    return any(
        "TZID" in getattr(start, "params", ())
        and isinstance(getattr(start, "dt", None), datetime)
        and start.dt.tzinfo is None
        for start in starts
    )


# -- the process ---------------------------------------------------------------------------------------------


def main() -> None:
    """Answer what stands on the standard input."""
    _bound()
    asked = json.loads(sys.stdin.buffer.readline())
    first, until = (datetime.fromisoformat(asked[name]) for name in ("first", "until"))
    answer: dict[str, object]
    try:
        answer = asdict(expand(sys.stdin.buffer.read(), first, until, asked["owners"]))
    except Unreadable as problem:
        answer = {"trouble": problem.trouble}
    except (MemoryError, RecursionError):
        answer = {"trouble": Trouble.TOO_MANY_EVENTS}
    json.dump(answer, sys.stdout, default=datetime.isoformat)


def _bound() -> None:
    """No more time and memory than that, where the system can be asked for it; the parent's clock runs anyway."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
