"""Beside knows how to run programs one after another in the background, and keeps what they say for later."""

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from thoughtcloud.commands import processes


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code, how many seconds it took, and everything it said."""

    code: int
    seconds: float
    said: str


class Beside:
    """A queue of programs for another core. Leaving the block waits for them, or ends them after an error."""

    def __init__(self, *, env: Mapping[str, str], cwd: Path, logs: Path) -> None:
        self._env, self._cwd, self._logs = env, cwd, logs
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> "Beside":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._end()
        self._pool.shutdown(wait=True)

    def begin(self, name: str, command: Sequence[str]) -> Future[Ended]:
        """Puts `command` at the end of the queue; its output goes to a log called `name`."""
        self._logs.mkdir(parents=True, exist_ok=True)
        return self._pool.submit(self._run, command, self._logs / f"{name}.log")

    def _run(self, command: Sequence[str], log: Path) -> Ended:
        # The thread that starts a process has to outlive it: Linux counts the thread as its parent.
        started = time.monotonic()
        with log.open("wb") as output:
            with self._lock:
                if self._closed:
                    return Ended(1, 0.0, "")
                process = processes.spawn(command, env=self._env, cwd=self._cwd, output=output)
                self._running = process
            code = process.wait()
        processes.stop(process)
        return Ended(code, time.monotonic() - started, log.read_text(encoding="utf-8", errors="replace"))

    def _end(self) -> None:
        with self._lock:
            self._closed = True
            process = self._running
        if process is not None:
            processes.stop(process)
