"""Progress: what a person sees of a step that works and of one that does not."""

import os
import sys
from pathlib import Path

import pytest

from thoughtcloud.commands import progress
from thoughtcloud.commands.progress import StepFailed


def step(folder: Path, *codes: str) -> None:
    progress.run_step(
        "Building",
        *([sys.executable, "-c", code] for code in codes),
        log=folder / "logs" / "build.log",
        env=dict(os.environ),
        cwd=folder,
        advice="Do that.",
    )


def test_a_step_says_when_it_begins_and_how_long_it_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    step(tmp_path, "print('kept in the log')")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Building ..."
    assert lines[-1].strip().startswith("Building: done (")
    assert "kept in the log" in (tmp_path / "logs" / "build.log").read_text()


def test_a_long_step_gives_signs_of_life(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PLAIN_INTERVAL", 0.0)
    step(tmp_path, "import time; time.sleep(0.8)")
    assert capsys.readouterr().out.count("still at it: Building") >= 2


def test_a_failed_step_shows_the_end_of_its_log_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StepFailed) as caught:
        step(tmp_path, "import sys\nfor n in range(99): print('line', n)\nsys.exit('the reason')")
    text = str(caught.value)
    assert "Building: it ended with code 1." in text
    assert "the reason" in text
    assert "line 98" in text
    assert "line 10" not in text.splitlines()
    assert "Do that." in text
    assert str(tmp_path / "logs" / "build.log") in text


def test_a_step_of_two_programs_runs_both_at_once_and_fails_with_either(tmp_path: Path) -> None:
    meet = (
        "import pathlib, sys, time\n"
        "mine, other = map(pathlib.Path, {places})\n"
        "mine.touch()\n"
        "while not other.exists(): time.sleep(0.02)\n"
        "print('met'); sys.exit({code})"
    )
    here, there = str(tmp_path / "here"), str(tmp_path / "there")
    with pytest.raises(StepFailed) as caught:
        step(
            tmp_path, meet.format(places=(here, there), code="0"), meet.format(places=(there, here), code="'no'")
        )
    assert "it ended with code 1" in str(caught.value)
    assert (tmp_path / "logs" / "build.log").read_text().count("met") == 2


def test_the_tail_is_short_and_without_empty_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"\xff first\n\n\nsecond\n \nthird\n")
    assert progress.tail(log, 2) == ["second", "third"]
    assert progress.tail(tmp_path / "missing") == ["(no output)"]
