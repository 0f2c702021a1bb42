"""Locks: one process at a time, and none left behind by a process that was killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from thoughtcloud.commands import locks

HOLDS_IT = """
import pathlib, sys, time
from thoughtcloud.commands import locks
with locks.exclusive(pathlib.Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_held_lock_is_taken_and_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    root = Path(locks.__file__).parents[2]
    holder = subprocess.Popen([sys.executable, "-c", HOLDS_IT, str(path)], cwd=root, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"held"
    with pytest.raises(locks.Taken), locks.exclusive(path, wait=False):
        pass
    holder.kill()
    holder.communicate()
    with locks.exclusive(path, wait=True):
        assert path.exists()


def test_a_lock_can_be_held_again_after_its_end(tmp_path: Path) -> None:
    for _ in range(2):
        with locks.exclusive(tmp_path / "lock", wait=False):
            pass
