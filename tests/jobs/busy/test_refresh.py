"""The worker reads calendars that are due: the real web, the real process, the real tables."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.busy.calendar_server import CalendarServer
from tests.jobs.office import NOWHERE, choose
from tests.market import Market
from thoughtcloud.jobs.busy import reading, refresh
from thoughtcloud.jobs.busy.web import Web
from thoughtcloud.jobs.platform import Platform, own_calendars
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.services import busy_calendars
from thoughtcloud.services.busy_calendars import Elsewhere
from thoughtcloud.store.unit import Database

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)


def text(hour: int = 10, name: str = "Work") -> str:
    times = [f"DTSTART:20261124T{hour:02d}0000Z", f"DTEND:20261124T{hour + 1:02d}0000Z"]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", f"X-WR-CALNAME:{name}"]
    return "\r\n".join([*head, "BEGIN:VEVENT", "UID:1", *times, "END:VEVENT", "END:VCALENDAR", ""])


class Stage:
    """A mentor with one calendar, and the worker's hand."""

    def __init__(self, db: Database, calendars: CalendarServer, tmp_path: Path) -> None:
        self.market, self.calendars = Market(db), calendars
        self.platform = Platform(
            choose(tmp_path), db, Gateway("sk_test_1", NOWHERE), lambda: self.market.now, calendars.web()
        )
        self.mentor = self.market.mentor()
        self.offer = self.market.offer(self.mentor)
        with db.unit_of_work() as session:
            self.id = busy_calendars.add(
                session, self.mentor, address=calendars.url("/busy.ics?secret=0123"), now=self.market.now
            )

    def read(self) -> int:
        return refresh.run_due(self.platform)

    def shown(self) -> Elsewhere:
        with self.market.db.reading() as session:
            (one,) = busy_calendars.listed(session, self.mentor, now=self.market.now)
        return one

    def is_free(self, start: datetime) -> bool:
        return start in self.market.slots(self.offer)


@pytest.fixture
def stage(db: Database, calendars: CalendarServer, tmp_path: Path) -> Stage:
    return Stage(db, calendars, tmp_path)


PATH = "/busy.ics?secret=0123"


def test_a_calendar_is_read_as_soon_as_it_is_there_and_again_when_due(stage: Stage) -> None:
    stage.calendars.gives(text(), PATH)
    assert stage.read() == 1
    assert not stage.is_free(TEN)
    assert stage.shown().name == "Work"
    assert stage.read() == 0
    stage.calendars.gives(text(12, "Renamed"), PATH)
    stage.market.pass_time(minutes=15)
    assert stage.read() == 1
    assert stage.is_free(TEN)
    assert not stage.is_free(TEN + timedelta(hours=2))
    assert stage.shown().name == "Work"


def test_an_unchanged_calendar_stays_as_it_was_until_its_window_runs_out(stage: Stage) -> None:
    stage.calendars.gives(text(), PATH, ETag='"7"')
    stage.read()
    stage.calendars.gives("", PATH, status=304)
    stage.market.pass_time(minutes=15)
    stage.read()
    assert not stage.is_free(TEN)
    assert stage.shown().read_at == stage.market.now
    assert stage.calendars.asked[-1][1]["if-none-match"] == '"7"'
    stage.market.pass_time(days=16)
    stage.calendars.gives(text(), PATH, ETag='"7"')
    stage.read()
    assert "if-none-match" not in stage.calendars.asked[-1][1]


@pytest.mark.parametrize(
    ("body", "status"),
    [("", 500), ("", 404), ("<html>Sign in</html>", 200), (text()[:-20], 200), ("", 200)],
)
def test_a_calendar_that_fails_opens_nothing_and_says_why(stage: Stage, body: str, status: int) -> None:
    stage.calendars.gives(text(), PATH)
    stage.read()
    stage.calendars.gives(body, PATH, status=status)
    stage.market.pass_time(minutes=15)
    stage.read()
    assert not stage.is_free(TEN)
    shown = stage.shown()
    assert shown.trouble
    assert shown.failed_at == stage.market.now
    assert shown.read_at == stage.market.now - timedelta(minutes=15)
    stage.market.pass_time(minutes=2)
    stage.calendars.gives(text(14), PATH)
    assert stage.read() == 1
    assert stage.is_free(TEN)
    assert stage.shown().trouble == ""


def test_a_fault_of_ours_is_kept_and_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("out of thin air")

    monkeypatch.setattr(reading, "read", breaks)
    stage.calendars.gives(text(), PATH)
    stage.read()
    assert stage.shown().trouble.startswith("Something went wrong with us")
    monkeypatch.undo()
    stage.market.pass_time(minutes=2)
    stage.read()
    assert not stage.is_free(TEN)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_calendar_that_is_removed_while_it_is_read_is_gone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    fetch = Web.fetch

    def slow(self: Web, *told: Any) -> Any:
        with stage.market.db.unit_of_work() as session:
            busy_calendars.remove(session, stage.mentor, stage.id, now=stage.market.now)
        return fetch(self, *told)

    monkeypatch.setattr(Web, "fetch", slow)
    if is_there:
        stage.calendars.gives(text(), PATH)
    else:
        stage.calendars.gives("gone", PATH, status=404)
    assert stage.read() == 1
    assert stage.read() == 0
    assert stage.is_free(TEN)
    with stage.market.db.reading() as session:
        assert busy_calendars.listed(session, stage.mentor, now=stage.market.now) == ()


def test_an_address_is_never_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    # What a library traces is never asked for.
    caplog.set_level(logging.INFO)
    stage.read()
    stage.calendars.gives(text(), PATH)
    stage.market.pass_time(minutes=2)
    stage.read()
    assert "busy_calendar_failed" in caplog.text
    assert "busy_calendar_read" in caplog.text
    assert "0123" not in caplog.text
    assert "calendar.example" not in caplog.text


def test_only_the_sandbox_has_calendars_of_its_own(tmp_path: Path) -> None:
    assert own_calendars(choose(tmp_path)) == ""
    sandbox = choose(tmp_path, SANDBOX="1")
    assert own_calendars(sandbox) == sandbox.stripe_api_base
