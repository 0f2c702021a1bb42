"""Calendar objects, read back: the same instants in every zone, RFC 5545 and 5546 kept, nothing injected."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from thoughtcloud.jobs import icalendars
from thoughtcloud.jobs.icalendars import Appointment, Mailbox, Method

NOW = datetime(2026, 11, 23, 3, 7, tzinfo=UTC)
EARLIEST = datetime(2024, 1, 1, tzinfo=UTC)
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
US = Mailbox("Thoughtcloud", "sessions@mentors.example")
NOOR = Mailbox("Noor", "noor@example.com")
ZONES = st.sampled_from(sorted(zone for zone in available_timezones() if zone != "localtime"))
INSTANTS = st.integers(0, 6 * 365 * 96).map(lambda quarters: EARLIEST + quarters * timedelta(minutes=15))


def appointment(start: datetime = START, zone: str = "Europe/Berlin", **changed: str) -> Appointment:
    made = Appointment(
        uid="bk_1@thoughtcloud", sequence=2, starts_at=start, ends_at=start + timedelta(minutes=60), zone=zone,
        summary="Advice with Amara", description="The room:\nhttps://mentors.example/bookings/bk_1/room",
        place="https://mentors.example/bookings/bk_1/room", page="https://mentors.example/bookings/bk_1/room",
        created_at=NOW, written_at=NOW,
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def invited(one: Appointment, method: Method = Method.REQUEST) -> str:
    return icalendars.invitation(method, one, organizer=US, invited=NOOR).text


def read(text: str) -> Any:
    """The calendar; untyped, because the library's properties can be of any of its types."""
    return Calendar.from_ical(text)


def event_in(text: str) -> Any:
    (event,) = read(text).walk("VEVENT")
    return event


@given(start=INSTANTS, zone=ZONES)
def test_every_instant_comes_back_from_every_zone(start: datetime, zone: str) -> None:
    event = event_in(invited(appointment(start, zone)))
    assert event["dtstart"].dt.astimezone(UTC) == start
    assert event["dtend"].dt.astimezone(UTC) == start + timedelta(minutes=60)


@given(start=INSTANTS, zone=ZONES)
def test_the_zones_block_alone_tells_which_instant_is_meant(start: datetime, zone: str) -> None:
    text = invited(appointment(start, zone))
    blocks = read(text).walk("VTIMEZONE")
    written = event_in(text)["dtstart"]
    assert {block["tzid"] for block in blocks} == ({written.params["TZID"]} if "TZID" in written.params else set())
    for block in blocks:
        around = (start + timedelta(hours=hours) for hours in range(-24 * 30, 24 * 30, 3))
        for at in around:
            assert _offset_by_block(block, at) == at.astimezone(ZoneInfo(zone)).utcoffset(), at


def _offset_by_block(block: Any, at: datetime) -> timedelta:
    """The offset of the last observance whose onset has come (RFC 5545, 3.6.5)."""
    onsets = [
        (each["dtstart"].dt.replace(tzinfo=UTC) - each["tzoffsetfrom"].td, each["tzoffsetto"].td)
        for each in block.subcomponents
    ]
    offset: timedelta = max(each for each in onsets if each[0] <= at)[1]
    return offset


@pytest.mark.parametrize("minutes", [-60, -15, 0, 15, 45, 60, 120])
@pytest.mark.parametrize("change", [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)])
def test_around_a_change_of_the_clock_nothing_is_an_hour_off(change: datetime, minutes: int) -> None:
    start = change + timedelta(minutes=minutes)
    event = event_in(invited(appointment(start)))
    assert event["dtstart"].dt.astimezone(UTC) == start
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=60) or "TZID" in event["dtstart"].params


def test_a_time_that_the_clock_shows_twice_is_written_in_utc() -> None:
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    text = invited(appointment(second_half_past_two))
    assert "DTSTART:20261025T013000Z\r\n" in text
    assert "VTIMEZONE" not in text


def test_summer_time_begins_when_the_clock_still_shows_winter() -> None:
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\n" in invited(appointment())


@pytest.mark.parametrize(
    ("method", "status"), [(Method.REQUEST, "CONFIRMED"), (Method.CANCEL, "CANCELLED")]
)  # fmt: skip
def test_an_invitation_and_its_end_have_all_that_scheduling_asks_for(method: Method, status: str) -> None:
    text = invited(appointment(), method)
    calendar, event = read(text), event_in(text)
    assert (calendar["version"], calendar["method"], calendar["calscale"]) == ("2.0", method, "GREGORIAN")
    assert calendar["prodid"] == icalendars.MADE_BY
    # RFC 5546, 3.2.2 and 3.2.5: DTSTAMP, DTSTART, ORGANIZER, ATTENDEE, SUMMARY, UID, SEQUENCE, STATUS.
    assert (event["uid"], event["sequence"], event["status"]) == ("bk_1@thoughtcloud", 2, status)
    assert event["dtstamp"].dt == NOW
    assert event["organizer"] == "mailto:sessions@mentors.example"
    assert event["organizer"].params["CN"] == "Thoughtcloud"
    assert event["attendee"] == "mailto:noor@example.com"
    assert event["attendee"].params["PARTSTAT"] == "ACCEPTED"
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert event["url"] == event["location"] == "https://mentors.example/bookings/bk_1/room"
    assert event["description"] == "The room:\nhttps://mentors.example/bookings/bk_1/room"
    assert event.get("dtend") is not None
    assert "duration" not in event


def test_lines_end_and_fold_as_the_standard_asks() -> None:
    raw = invited(appointment(summary="Ä" * 200, description="ünd\n" * 100)).encode()
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert event_in(raw.decode())["summary"] == "Ä" * 200


@given(st.text(max_size=80))
def test_nothing_that_anybody_wrote_becomes_a_property(written: str) -> None:
    one = appointment(summary=written, description=written, place=written)
    mailbox = Mailbox(written, "noor@example.com")
    text = icalendars.invitation(Method.REQUEST, one, organizer=US, invited=mailbox).text
    event = event_in(text)
    plain = event_in(invited(appointment()))
    assert set(event.keys()) == set(plain.keys())
    assert len(read(text).subcomponents) == 2


@pytest.mark.parametrize(
    "name",
    ['Noor"\r\nATTENDEE:mailto:x@example.com', "Noor; DROP, 'x': \"y\"", "Ноор أحمد 😀", "a\x00b\x7fc", ""],
)
def test_a_name_stays_a_name(name: str) -> None:
    mailbox = Mailbox(name, "noor@example.com")
    text = icalendars.invitation(Method.REQUEST, appointment(summary=name), organizer=US, invited=mailbox).text
    event = event_in(text)
    assert parseaddr(event["attendee"].removeprefix("mailto:"))[1] == "noor@example.com"
    assert '"' not in event["attendee"].params.get("CN", "")
    assert text.count("ATTENDEE") == 1 + name.count("ATTENDEE") * 2


def test_a_feed_is_published_named_and_read_again_every_hour() -> None:
    other = replace(appointment(START + timedelta(days=300), "Asia/Kolkata"), uid="bk_2@thoughtcloud")
    text = icalendars.feed([appointment(), other], name="Thoughtcloud")
    calendar = read(text)
    assert (calendar["method"], calendar["x-wr-calname"], calendar["name"]) == ("PUBLISH", *["Thoughtcloud"] * 2)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert [event["uid"] for event in calendar.walk("VEVENT")] == ["bk_1@thoughtcloud", "bk_2@thoughtcloud"]
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Kolkata", "Europe/Berlin"]
    assert "ATTENDEE" not in text
    assert text == icalendars.feed([appointment(), other], name="Thoughtcloud")


def test_an_empty_feed_is_a_calendar_too() -> None:
    assert read(icalendars.feed([], name="Thoughtcloud")).walk("VEVENT") == []
