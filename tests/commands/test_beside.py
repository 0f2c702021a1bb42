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


def test_a_program_may_be_told_more_than_the_others(tmp_path: Path) -> None:
    say = [sys.executable, "-c", "import os; print(os.environ.get('MORE'))"]
    with beside(tmp_path) as queue:
        told, others = queue.begin("told", say, {"MORE": "this"}), queue.begin("others", say)
    assert (told.result().said.strip(), others.result().said.strip()) == ("this", "None")


def test_a_hand_that_is_lent_takes_what_waits_and_leaves_what_runs(tmp_path: Path) -> None:
    go_on = tmp_path / "go on"
    sleeper = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(.02)"
    with beside(tmp_path) as queue:
        long = queue.begin("long", [sys.executable, "-c", sleeper])
        while not (tmp_path / "logs" / "long.log").exists():
            time.sleep(0.02)
        waiting = queue.begin("waiting", [sys.executable, "-c", "print('done')"])
        queue.lend_a_hand()
        assert (waiting.result(timeout=0).said.strip(), long.done()) == ("done", False)
        go_on.touch()
    assert long.result().code == 0


def test_a_program_that_is_not_there_is_told_to_whoever_waits_for_it(tmp_path: Path) -> None:
    with beside(tmp_path) as queue:
        missing = queue.begin("missing", [str(tmp_path / "nowhere")])
        after = queue.begin("after", [sys.executable, "-c", "print('done')"])
    with pytest.raises(FileNotFoundError):
        missing.result()
    assert after.result().said.strip() == "done"


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
