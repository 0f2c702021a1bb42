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
    """Asks a process to end, waits `patience` seconds, then ends what is left of it and its group."""
    if sys.platform == "win32":
        # Windows has no polite request that reaches a program without a window; its tree is ended as one.
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        if process.poll() is None:
            subprocess.run(tree, capture_output=True, check=False)
    else:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        # The group may be empty by now (macOS answers "not permitted" for a group of zombies).
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


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
