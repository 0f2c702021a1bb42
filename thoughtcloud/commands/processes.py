"""Processes knows how to start a program so that it never outlives us, and how to stop it in good order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

# Linux: prctl(PR_SET_PDEATHSIG, ...) has the kernel signal a child when its parent dies, even by kill -9.
_SET_SIGNAL_AT_PARENTS_DEATH = 1


def spawn(
    command: Sequence[str], *, env: Mapping[str, str], cwd: Path, output: IO[bytes] | None
) -> subprocess.Popen[bytes]:
    """Starts `command` in a process group of its own, its output going to `output` (None: to ours)."""
    errors = None if output is None else subprocess.STDOUT
    if sys.platform == "win32":
        return subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        preexec_fn=_ends_with_parent(),
    )


def stop(process: subprocess.Popen[bytes], patience: float = 10.0) -> None:
    """Asks a process and its group to end, waits `patience` seconds, then ends what is left of them."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    _kill_group(process)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if sys.platform == "win32":
        process.terminate()
    else:
        process.send_signal(number)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # The group is empty (macOS answers "not permitted" for a group of zombies).
        return


def _ends_with_parent() -> Callable[[], None] | None:
    """What a Linux child does first: ask to be ended when we die. Elsewhere there is no such request."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def first() -> None:
        libc.prctl(_SET_SIGNAL_AT_PARENTS_DEATH, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return first
