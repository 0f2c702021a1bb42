"""What calendars say of when their owner is busy: zones, recurrences, refusals, and everything malformed."""

import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from thoughtcloud.core.busy_calendars import Trouble, Unreadable
from thoughtcloud.jobs.busy import expand as module
from thoughtcloud.jobs.busy import reading, web
from thoughtcloud.jobs.busy.expand import BusySpan, Reading, expand

FIRST, UNTIL = datetime(2026, 11, 21, tzinfo=UTC), datetime(2027, 12, 18, tzinfo=UTC)
BERLIN = """BEGIN:VTIMEZONE
TZID:{0}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


def event(*lines: str, uid: str = "one@example") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT"])


def calendar(*parts: str, head: str = "PRODID:-//A//B//EN") -> bytes:
    lines = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", head, *parts, "END:VCALENDAR"]).split("\n")
    return "".join(f"{line}\r\n" for line in lines).encode()


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]


def read(*parts: str, owners: tuple[str, ...] = (), head: str = "PRODID:-//A//B//EN") -> Reading:
    return expand(calendar(*parts, head=head), FIRST, UNTIL, owners)


def spans(*parts: str, owners: tuple[str, ...] = ()) -> list[tuple[datetime, datetime, bool]]:
    found = read(*parts, owners=owners)
    assert not found.left_out
    return [(one.starts_at, one.ends_at, one.is_wall) for one in found.spans]


def test_an_event_in_utc_is_busy_from_its_start_to_its_end() -> None:
    assert spans(event("DTSTART:20261201T090000Z", "DTEND:20261201T103000Z")) == [
        (at(2026, 12, 1, 9), at(2026, 12, 1, 10, 30), False)
    ]


def test_a_length_stands_for_an_end() -> None:
    assert spans(event("DTSTART:20261201T090000Z", "DURATION:PT45M")) == [
        (at(2026, 12, 1, 9), at(2026, 12, 1, 9, 45), False)
    ]


def test_a_weekly_event_stays_on_its_clock_over_a_clock_change() -> None:
    found = spans(
        event("DTSTART;TZID=Europe/Berlin:20270321T090000", "DTEND;TZID=Europe/Berlin:20270321T100000",
              "RRULE:FREQ=WEEKLY;COUNT=2")
    )  # fmt: skip
    assert [start for start, _, _ in found] == [at(2027, 3, 21, 8), at(2027, 3, 28, 7)]


@pytest.mark.parametrize(
    ("zone", "block"),
    [
        ("W. Europe Standard Time", ""),
        ("W. Europe Standard Time", BERLIN),
        ("/freeassociation.sourceforge.net/Europe/Berlin", BERLIN),
        ("Our own office", BERLIN),
        ("(UTC+01:00) Amsterdam\\, Berlin\\, Bern", BERLIN),
    ],
)
def test_zones_of_other_houses_are_understood(zone: str, block: str) -> None:
    quoted = f'"{zone}"' if "," in zone else zone
    found = read(
        *([block.format(zone)] if block else []),
        event(f"DTSTART;TZID={quoted}:20270705T090000", f"DTEND;TZID={quoted}:20270705T100000"),
    )
    if "\\" not in zone:
        assert not found.strange_zone
        assert [one.starts_at for one in found.spans] == [at(2027, 7, 5, 7)]
    else:
        assert len(found.spans) == 1


def test_a_zone_that_nobody_knows_is_read_on_the_owners_clock_and_told() -> None:
    found = read(event("DTSTART;TZID=Mars/Olympus:20261201T090000", "DTEND;TZID=Mars/Olympus:20261201T100000"))
    assert found.spans == (BusySpan(at(2026, 12, 1, 9), at(2026, 12, 1, 10), is_wall=True),)
    assert found.strange_zone


def test_floating_times_and_whole_days_belong_to_the_owners_clock() -> None:
    assert spans(
        event("DTSTART:20261201T090000", "DTEND:20261201T100000"),
        event("DTSTART;VALUE=DATE:20261202", uid="two"),
        event("DTSTART;VALUE=DATE:20261210", "DTEND;VALUE=DATE:20261213", uid="three"),
    ) == [
        (at(2026, 12, 1, 9), at(2026, 12, 1, 10), True),
        (at(2026, 12, 2), at(2026, 12, 3), True),
        (at(2026, 12, 10), at(2026, 12, 13), True),
    ]


@pytest.mark.parametrize(
    "line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "transp:transparent"]
)
def test_what_is_called_off_or_marked_free_leaves_its_time_free(line: str) -> None:
    assert spans(event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", line)) == []


@pytest.mark.parametrize("line", ["STATUS:TENTATIVE", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"])
def test_what_may_take_place_is_busy(line: str) -> None:
    assert len(spans(event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", line))) == 1


def test_what_the_owner_has_declined_is_free_and_what_others_decline_is_not() -> None:
    declined = "ATTENDEE;CN=Me;PARTSTAT=DECLINED;X-NUM=0:mailto:Me@Example.com"
    times = ("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z")
    assert spans(event(*times, declined), owners=("me@example.com",)) == []
    assert len(spans(event(*times, declined), owners=("you@example.com",))) == 1
    assert len(spans(event(*times, declined.replace("DECLINED", "ACCEPTED")), owners=("me@example.com",))) == 1
    assert read(event(*times, declined), head="X-WR-CALNAME:me@example.com").spans == ()


def test_one_time_of_a_series_is_moved_one_called_off_and_one_left_out() -> None:
    series = event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY;COUNT=4",
                   "EXDATE:20261204T090000Z")  # fmt: skip
    moved = event("RECURRENCE-ID:20261202T090000Z", "DTSTART:20261202T150000Z", "DTEND:20261202T160000Z")
    off = event("RECURRENCE-ID:20261203T090000Z", "DTSTART:20261203T090000Z", "DTEND:20261203T100000Z",
                "STATUS:CANCELLED")  # fmt: skip
    assert [start for start, _, _ in spans(series, moved, off)] == [at(2026, 12, 1, 9), at(2026, 12, 2, 15)]


def test_a_series_without_an_end_ends_with_the_window() -> None:
    found = spans(
        event("DTSTART;TZID=America/New_York:20100104T090000", "DTEND;TZID=America/New_York:20100104T093000",
              "RRULE:FREQ=DAILY")
    )  # fmt: skip
    assert len(found) == (UNTIL - FIRST).days
    assert found[-1][0] < UNTIL


def test_what_is_over_is_left_out_and_what_goes_on_is_cut_at_the_window() -> None:
    assert spans(
        event("DTSTART:20200101T090000Z", "DTEND:20200101T100000Z"),
        event("DTSTART:20200101T090000Z", "DTEND:20991231T100000Z", uid="long"),
    ) == [(FIRST, UNTIL, False)]


def test_a_session_of_ours_that_comes_back_is_named() -> None:
    found = read(
        event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", uid="bk_abcdefghijkmnpqr@thoughtcloud"),
        event("DTSTART:20261201T110000Z", "DTEND:20261201T120000Z", uid="bk_abcdefghijkmnpqr@elsewhere"),
    )
    assert [one.booking_id for one in found.spans] == ["bk_abcdefghijkmnpqr", ""]


def test_titles_alarms_and_tasks_do_not_matter() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT99H\nREPEAT:4\nACTION:DISPLAY\nEND:VALARM"
    task = "BEGIN:VTODO\nUID:t\nDTSTART:20261201T000000Z\nDUE:20261209T000000Z\nEND:VTODO"
    times = ("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z")
    found = spans(task, event(*times, "SUMMARY:Lunch\\nDTSTART:20270101T000000Z", "DESCRIPTION:x\n  y", alarm))
    assert found == [(at(2026, 12, 1, 9), at(2026, 12, 1, 10), False)]


def test_an_event_without_a_name_and_one_without_length() -> None:
    nameless = "BEGIN:VEVENT\nDTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nEND:VEVENT"
    assert len(spans(nameless, nameless.replace("T09", "T12").replace("T10", "T13"))) == 2
    assert spans(event("DTSTART:20261201T090000Z")) == []


@pytest.mark.parametrize(
    "broken",
    [
        ("DTSTART:rubbish", "DTEND:20261201T100000Z"),
        ("DTSTART:20269999T090000Z", "DTEND:20261201T100000Z"),
        ("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=SOMETIMES"),
        ("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        ("SUMMARY:when?",),
    ],
)
def test_an_entry_that_makes_no_sense_is_told_and_harms_no_other(broken: tuple[str, ...]) -> None:
    sound = event("DTSTART:20261224T090000Z", "DTEND:20261224T100000Z", uid="sound")
    found = read(event(*broken, uid="broken"), sound)
    assert found.left_out
    assert at(2026, 12, 24, 9) in [one.starts_at for one in found.spans]


def test_the_calendars_name_is_told() -> None:
    assert read(head="X-WR-CALNAME:Work\\, mostly " + "y" * 100).name.startswith("Work, mostly yy")
    assert len(read(head="X-WR-CALNAME:" + "y" * 100).name) == 60


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_marks_and_spaces_before_it_do_not_matter(mark: bytes) -> None:
    body = mark + calendar(event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z"))
    assert len(expand(body, FIRST, UNTIL).spans) == 1


@pytest.mark.parametrize("codec", ["utf-16", "latin-1", "utf-8"])
def test_other_alphabets_and_line_ends_are_read(codec: str) -> None:
    text = calendar(event("SUMMARY:Frühstück", "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z")).decode()
    for ends in ("\r\n", "\n", "\r"):
        assert len(expand(text.replace("\r\n", ends).encode(codec), FIRST, UNTIL).spans) == 1


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (b"", Trouble.NO_CALENDAR),
        (b"\0\1\2", Trouble.NO_CALENDAR),
        (b'{"events": []}', Trouble.NO_CALENDAR),
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", Trouble.WEB_PAGE),
        (b"\n<html lang='en'><head><title>BEGIN:VCALENDAR</title>", Trouble.WEB_PAGE),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", Trouble.NO_CALENDAR),
        (calendar(event("DTSTART:20261201T090000Z"))[:-16], Trouble.MALFORMED),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261201T090000Z\r\nEND:VCALENDAR\r\n", Trouble.MALFORMED),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", Trouble.MALFORMED),
        (b"BEGIN:VCALENDAR\r\n" * 5_000 + b"END:VCALENDAR\r\n", Trouble.MALFORMED),
    ],
)
def test_what_is_no_whole_calendar_is_refused(body: bytes, trouble: Trouble) -> None:
    with pytest.raises(Unreadable) as refused:
        expand(body, FIRST, UNTIL)
    assert refused.value.trouble is trouble


def test_a_long_past_costs_nothing() -> None:
    old = [
        event(f"DTSTART:20{year}0101T090000Z", f"DTEND:20{year}0101T100000Z", uid=f"{year}-{number}")
        for year in range(10, 26)
        for number in range(2_000)
    ]
    began = time.monotonic()
    assert len(read(*old, event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z")).spans) == 1
    assert time.monotonic() - began < 10


def test_too_many_events_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EVENTS", 50)
    many = [event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", uid=str(n)) for n in range(51)]
    with pytest.raises(Unreadable, match="too_many_events"):
        read(*many)
    with pytest.raises(Unreadable, match="too_many_events"):
        read(event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY"))


# -- in a process of its own -----------------------------------------------------------------------------------


def test_another_process_reads_the_same() -> None:
    body = calendar(
        event("DTSTART;VALUE=DATE:20261202"), event("DTSTART:20261201T090000Z", "DURATION:PT1H", uid="2"),
        head="X-WR-CALNAME:Work",
    )  # fmt: skip
    assert reading.read(body, FIRST, UNTIL) == expand(body, FIRST, UNTIL)
    with pytest.raises(Unreadable, match="web_page"):
        reading.read(b"<html>", FIRST, UNTIL)


def test_a_series_that_would_take_years_to_lay_out_is_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 4.0)
    each_second = calendar(
        event("DTSTART:19000101T000000Z", "DTEND:19000101T000001Z", "RRULE:FREQ=SECONDLY")
    )
    began = time.monotonic()
    with pytest.raises(Unreadable, match="too_many_events") as refused:
        reading.read(each_second, FIRST, UNTIL)
    assert isinstance(refused.value.__cause__, subprocess.TimeoutExpired)
    assert time.monotonic() - began < 15


def test_a_series_with_more_times_than_we_read_is_refused_by_the_reader_itself() -> None:
    each_quarter = calendar(
        event("DTSTART:20261121T000000Z", "DTEND:20261121T000001Z", "RRULE:FREQ=MINUTELY;INTERVAL=15")
    )
    with pytest.raises(Unreadable, match="too_many_events") as refused:
        reading.read(each_quarter, FIRST, UNTIL)
    # It came back in time, and alive, to say so.
    assert refused.value.__cause__ is None


def test_without_our_clock_the_system_ends_a_reader_that_reckons_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", partial(_with_bounds, subprocess.run, "CPU_SECONDS = 2"))
    each_second = calendar(
        event("DTSTART:19000101T000000Z", "DTEND:19000101T000001Z", "RRULE:FREQ=SECONDLY")
    )
    with pytest.raises(Unreadable, match="too_many_events") as refused:
        reading.read(each_second, FIRST, UNTIL)
    ended = refused.value.__cause__
    assert isinstance(ended, subprocess.CalledProcessError)
    assert -ended.returncode in (signal.SIGXCPU, signal.SIGKILL)


def test_a_reader_that_would_need_more_memory_than_it_may_have_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", partial(_with_bounds, subprocess.run, "MEMORY_BYTES = 100 << 20"))
    times = ("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z")
    small, huge = (calendar(event(*times, *["X-NOTE:long"] * lines)) for lines in (1, 1_000_000))
    assert len(huge) < web.MOST_BYTES
    assert len(reading.read(small, FIRST, UNTIL).spans) == 1
    with pytest.raises(Unreadable, match="too_many_events") as refused:
        reading.read(huge, FIRST, UNTIL)
    assert refused.value.__cause__ is None


def _with_bounds(run: Callable[..., Any], bound: str, command: list[str], **named: Any) -> Any:
    """Run the reader with one of its bounds nearer than it is."""
    nearer = f"from thoughtcloud.jobs.busy import expand; expand.{bound}; expand.main()"
    return run([command[0], "-c", nearer], **named)


def test_the_process_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    def run(*_: object, **named: object) -> None:
        given.update(named)
        raise subprocess.TimeoutExpired("", 1)

    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_1")
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Unreadable):
        reading.read(b"", FIRST, UNTIL)
    assert "STRIPE_SECRET_KEY" not in str(given["env"])


def test_the_window_is_as_wide_as_it_should_be() -> None:
    assert timedelta(days=380) < UNTIL - FIRST
