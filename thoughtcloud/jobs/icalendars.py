"""How appointments are written as iCalendar (RFC 5545) and mailed (RFC 5546), so that every calendar reads them.

Instants are aware UTC. An appointment is written on the clock of its zone, which travels along as a VTIMEZONE.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vText,
    vUri,
)
from icalendar.timezone import is_utc

MADE_BY: Final = "-//Thoughtcloud//Sessions//EN"
# How often those who read a feed should look again; they take it as advice.
LOOK_AGAIN: Final = timedelta(hours=1)
# A zone's block tells of its clock so long before the first appointment and after the last one.
_ZONE_MARGIN: Final = timedelta(days=400)
_STEP: Final = timedelta(days=7)


class Method(StrEnum):
    """What a mailed calendar object asks for: to be put down (or changed), to be taken out, only to be shown."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody with an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """One booking as one person's calendar shows it, on the clock of `zone` (IANA).

    `sequence` rises with each change, `written_at` with each writing. `page` is where it can be read and changed.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    place: str
    page: str
    created_at: datetime
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar object that travels with a mail, and what it asks for."""

    method: Method
    text: str


def invitation(method: Method, appointment: Appointment, *, organizer: Mailbox, invited: Mailbox) -> Invitation:
    """The object that puts the appointment into the calendar of the one who is invited, or takes it out.

    Nobody else is named in it: neither side of a booking learns the other's address.
    """
    event = _event(appointment, cancelled=method is Method.CANCEL)
    event.add("organizer", _address(organizer))
    attendee = _address(invited)
    # Both have agreed already, and nobody reads answers.
    attendee.params.update(CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE")
    event.add("attendee", attendee)
    return Invitation(method, _written(_calendar(method, [appointment], [event])))


def download(appointment: Appointment) -> str:
    """A file with this one appointment, for a calendar that is fed by hand."""
    return _written(_calendar(Method.PUBLISH, [appointment], [_event(appointment)]))


def feed(appointments: Iterable[Appointment], *, name: str) -> str:
    """A calendar to subscribe to; the same appointments give the same text."""
    shown = list(appointments)
    calendar = _calendar(Method.PUBLISH, shown, [_event(one) for one in shown])
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, vText(_line(name)))
    calendar.add("REFRESH-INTERVAL", vDuration(LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(LOOK_AGAIN))
    return _written(calendar)


def _calendar(method: Method, appointments: list[Appointment], events: list[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    for component in (*_zones(appointments), *events):
        calendar.add_component(component)
    return calendar


def _written(calendar: Calendar) -> str:
    text: str = calendar.to_ical().decode()
    return text


def _event(appointment: Appointment, *, cancelled: bool = False) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.written_at.astimezone(UTC))
    event.add("created", appointment.created_at.astimezone(UTC))
    start, end = _on_the_clock(appointment)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", _line(appointment.summary))
    event.add("description", appointment.description)
    event.add("location", _line(appointment.place))
    event.add("url", vUri(appointment.page))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    return event


def _address(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox.address}")
    # A parameter can hold no quotation mark, however it is written (RFC 5545, 3.2).
    address.params["CN"] = _line(mailbox.name).replace('"', "'")
    return address


def _line(text: str) -> str:
    """One line without control characters: nothing that anybody wrote can begin a line of its own."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


# -- clocks --------------------------------------------------------------------------------------------------


def _on_the_clock(appointment: Appointment) -> tuple[datetime, datetime]:
    """Start and end in the zone, or in UTC where the zone's clock alone would not say which instant is meant."""
    instants = appointment.starts_at.astimezone(UTC), appointment.ends_at.astimezone(UTC)
    zone = ZoneInfo(appointment.zone)
    if is_utc(zone):
        return instants
    start, end = (at.astimezone(zone) for at in instants)
    # A time that the clock shows twice means the first one (RFC 5545, 3.3.5).
    return instants if start.fold or end.fold else (start, end)


def _zones(appointments: list[Appointment]) -> Iterator[Timezone]:
    for name in sorted({one.zone for one in appointments if _on_the_clock(one)[0].tzinfo is not UTC}):
        mine = [one for one in appointments if one.zone == name]
        first = min(one.starts_at for one in mine) - _ZONE_MARGIN
        yield _zone(name, first, max(one.ends_at for one in mine) + _ZONE_MARGIN)


def _zone(name: str, first: datetime, last: datetime) -> Timezone:
    """The zone's changes between two instants, each as an observance of its own.

    The library can write these blocks too, but sets the change to summer time an hour late: the onset is the time
    on the clock *before* the change (RFC 5545, 3.6.5).
    """
    zone, block = ZoneInfo(name), Timezone()
    block.add("tzid", name)
    block.add_component(_observance(zone, first, first))
    for at in _changes(zone, first, last):
        block.add_component(_observance(zone, at, at - timedelta(seconds=1)))
    return block


def _observance(zone: ZoneInfo, at: datetime, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    now, then = at.astimezone(zone), before.astimezone(zone)
    observance = TimezoneDaylight() if now.dst() else TimezoneStandard()
    offset = then.utcoffset() or timedelta(0)
    observance.add("dtstart", (at.astimezone(UTC) + offset).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset)
    observance.add("tzoffsetto", now.utcoffset() or timedelta(0))
    observance.add("tzname", now.tzname() or zone.key)
    return observance


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants (UTC, to the second) from which the zone's clock is another one."""
    at = first.astimezone(UTC).replace(microsecond=0)
    while at < last:
        later = at + _STEP
        if _clock(zone, at) != _clock(zone, later):
            later = _change(zone, at, later)
            yield later
        at = later


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _clock(zone, middle) == _clock(zone, before):
            before = middle
        else:
            after = middle
    return after


def _clock(zone: ZoneInfo, at: datetime) -> tuple[timedelta | None, str | None]:
    there = at.astimezone(zone)
    return there.utcoffset(), there.tzname()
