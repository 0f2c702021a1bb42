"""Beside knows how to run programs one after another in the background, and keeps what they say for later."""

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType

from thoughtcloud.commands import processes


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code, how many seconds it took, and everything it said."""

    code: int
    seconds: float
    said: str


@dataclass(frozen=True, slots=True)
class _Program:
    """One that waits for its turn."""

    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    ended: Future[Ended]


class Beside:
    """A queue of programs for another core. Leaving the block waits for them, or ends them after an error."""

    def __init__(self, *, env: Mapping[str, str], cwd: Path, logs: Path) -> None:
        self._env, self._cwd, self._logs = env, cwd, logs
        # None ends the lane that takes it.
        self._waiting: SimpleQueue[_Program | None] = SimpleQueue()
        self._lane = threading.Thread(target=self._work, name="beside")
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def __enter__(self) -> "Beside":
        self._lane.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._end()
        self._waiting.put(None)
        self._lane.join()

    def begin(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> Future[Ended]:
        """Puts `command` at the end of the queue, with `env` added; its output goes to a log called `name`."""
        self._logs.mkdir(parents=True, exist_ok=True)
        program = _Program(command, {**self._env, **(env or {})}, self._logs / f"{name}.log", Future())
        self._waiting.put(program)
        return program.ended

    def lend_a_hand(self) -> None:
        """Runs programs of the queue in this thread as well, until none waits any more."""
        while (program := self._next()) is not None:
            self._do(program)

    def _next(self) -> _Program | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None

    def _work(self) -> None:
        while (program := self._waiting.get()) is not None:
            self._do(program)

    def _do(self, program: _Program) -> None:
        try:
            program.ended.set_result(self._run(program))
        except BaseException as error:
            # Whoever waits for the program is to hear of it, in whatever thread it was run.
            program.ended.set_exception(error)
            if not isinstance(error, OSError):
                raise

    def _run(self, program: _Program) -> Ended:
        # The thread that starts a process has to outlive it: Linux counts the thread as its parent.
        started = time.monotonic()
        with program.log.open("wb") as output:
            with self._lock:
                if self._closed:
                    return Ended(1, 0.0, "")
                process = processes.spawn(program.command, env=program.env, cwd=self._cwd, output=output)
                self._running.add(process)
            code = process.wait()
        processes.stop(process)
        with self._lock:
            self._running.discard(process)
        return Ended(code, time.monotonic() - started, program.log.read_text(encoding="utf-8", errors="replace"))

    def _end(self) -> None:
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            processes.stop(process)
