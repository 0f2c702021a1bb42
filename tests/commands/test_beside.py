"""Beside: programs in the background, one after another, heard when they are asked and ended with us."""

import os
import sys
import time
from pathlib import Path

import pytest

from thoughtcloud.commands.beside import Beside


def beside(folder: Path) -> Beside:
    return Beside(env=dict(os.environ), cwd=folder, logs=folder / "logs")


def test_what_a_program_said_is_kept_with_its_exit_code(tmp_path: Path) -> None:
    with beside(tmp_path) as queue:
        good = queue.begin("good", [sys.executable, "-c", "print('all is well')"])
        bad = queue.begin("bad", [sys.executable, "-c", "import sys; sys.exit('the reason')"])
    assert (good.result().code, good.result().said.strip()) == (0, "all is well")
    assert (bad.result().code, bad.result().said.strip()) == (1, "the reason")
    assert (tmp_path / "logs" / "bad.log").read_text().strip() == "the reason"


def test_programs_run_one_after_another(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with beside(tmp_path) as queue:
        queue.begin("first", [sys.executable, "-c", f"import time; time.sleep(.3); open({str(mark)!r}, 'w')"])
        second = queue.begin(
            "second", [sys.executable, "-c", f"import os; print(os.path.exists({str(mark)!r}))"]
        )
    assert second.result().said.strip() == "True"


def test_an_error_in_the_foreground_ends_what_runs_and_begins_nothing_more(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    sleeper = f"import time; open({str(mark)!r}, 'w'); time.sleep(600)"
    with pytest.raises(KeyboardInterrupt), beside(tmp_path) as queue:
        running = queue.begin("running", [sys.executable, "-c", sleeper])
        waiting = queue.begin("waiting", [sys.executable, "-c", "print('never')"])
        while not mark.exists():
            time.sleep(0.05)
        raise KeyboardInterrupt
    assert running.result().code != 0
    assert waiting.result().said == ""
