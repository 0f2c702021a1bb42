"""The clock: real time, plus the offset that the sandbox's console wrote."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thoughtcloud import clock, settings

NOTHING = timedelta(0)
HOUR = timedelta(hours=1)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> clock.FileOffset:
    """An offset that looks at its file every time."""
    monkeypatch.setattr(clock, "LOOK_AGAIN_AFTER", 0.0)
    return clock.FileOffset()


@pytest.fixture
def sandboxed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The clock file of a process in sandbox mode."""
    file = tmp_path / "clock"
    for name, value in {
        "STRIPE_PUBLIC_KEY": "pk_test_a",
        "STRIPE_SECRET_KEY": "sk_test_a",
        "STRIPE_WEBHOOK_SECRET": "whsec_a",
        "STRIPE_API_BASE": "http://localhost:1",
        "SANDBOX": "1",
        "SANDBOX_CLOCK_FILE": str(file),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(clock, "_offset", clock.FileOffset())
    settings.current.cache_clear()
    yield file
    settings.current.cache_clear()


def write(file: Path, text: str, stamp: int) -> None:
    """Writes with a time of change of its own: the file system's may be too coarse for a test."""
    file.write_text(text)
    os.utime(file, ns=(stamp, stamp))


def test_now_is_aware_utc_and_moved_by_the_file(sandboxed: Path) -> None:
    sandboxed.write_text("3600\n")
    ahead = clock.now() - datetime.now(UTC)
    assert abs(ahead - HOUR) < timedelta(seconds=2)
    assert clock.now().tzinfo is UTC


def test_outside_the_sandbox_the_file_is_not_read(sandboxed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sandboxed.write_text("3600")
    monkeypatch.setenv("SANDBOX", "0")
    settings.current.cache_clear()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=2)


def test_no_path_and_no_file_mean_no_offset(patient: clock.FileOffset, tmp_path: Path) -> None:
    assert patient.current(None) == NOTHING
    assert patient.current(tmp_path / "missing") == NOTHING


def test_a_changed_file_is_read_again(patient: clock.FileOffset, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    write(file, "60", 1)
    assert patient.current(file) == timedelta(seconds=60)
    write(file, "120", 2)
    assert patient.current(file) == timedelta(seconds=120)


def test_a_file_that_goes_away_gives_real_time_back(patient: clock.FileOffset, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    write(file, "60", 1)
    patient.current(file)
    file.unlink()
    assert patient.current(file) == NOTHING


def test_a_half_written_file_keeps_the_offset_until_it_is_whole(
    patient: clock.FileOffset, tmp_path: Path
) -> None:
    file = tmp_path / "clock"
    write(file, "60", 1)
    patient.current(file)
    write(file, "12x", 2)
    assert patient.current(file) == timedelta(seconds=60)
    write(file, "120", 2)
    assert patient.current(file) == timedelta(seconds=120)


def test_between_two_looks_the_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "LOOK_AGAIN_AFTER", 3600.0)
    offset = clock.FileOffset()
    file = tmp_path / "clock"
    write(file, "60", 1)
    assert offset.current(file) == timedelta(seconds=60)
    write(file, "120", 2)
    assert offset.current(file) == timedelta(seconds=60)


def test_another_path_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "LOOK_AGAIN_AFTER", 3600.0)
    offset = clock.FileOffset()
    first, second = tmp_path / "first", tmp_path / "second"
    write(first, "60", 1)
    write(second, "120", 1)
    assert offset.current(first) == timedelta(seconds=60)
    assert offset.current(second) == timedelta(seconds=120)
