"""Progress knows how a long step is shown: a moving line on a terminal, plain lines elsewhere, a log behind."""

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from thoughtcloud.commands import processes

SPINNER = "|/-\\"
# Where nobody watches (a file, a CI log) a sign of life this often is enough, in seconds.
PLAIN_INTERVAL = 15.0
# How often a moving line moves, in seconds.
TICK = 0.15
TAIL_LINES = 25


class StepFailed(Exception):
    """A step did not succeed. The text says what happened and what to do, ready to be shown."""


def say(text: str = "") -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run_step(
    title: str, *commands: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path, advice: str
) -> None:
    """Runs the commands side by side to their ends, showing the seconds.

    Raises StepFailed with the end of their common log and `advice` when one of them fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    display = Display(title)
    with log.open("wb") as output:
        code = _run(commands, env, cwd, output, display)
    if code != 0:
        display.end("failed")
        raise StepFailed(explanation(f"{title}: it ended with code {code}.", log, advice))
    display.end("done")


def explanation(what: str, log: Path, advice: str) -> str:
    """What happened, the end of the log, where the whole log is, and what to do."""
    lines = [what, "", *(f"    {line}" for line in tail(log)), "", f"The whole log: {log}", advice]
    return "\n".join(lines)


def tail(log: Path, count: int = TAIL_LINES) -> list[str]:
    """The last `count` lines of a log that are not empty."""
    if not log.exists():
        return ["(no output)"]
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return lines[-count:] or ["(no output)"]


class Display:
    """One step's line: its title, the seconds so far, and how it ended."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.started = time.monotonic()
        self.moving = sys.stdout.isatty()
        self._next_line = PLAIN_INTERVAL
        self._turns = 0
        if not self.moving:
            say(f"{title} ...")

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self.started

    def tick(self) -> None:
        """Shows that the step is still at work; to be called a few times a second."""
        if self.moving:
            self._turns += 1
            spin = SPINNER[self._turns % len(SPINNER)]
            sys.stdout.write(f"\r  {spin} {self.title} {self.seconds:.0f} s ")
            sys.stdout.flush()
        elif self.seconds >= self._next_line:
            self._next_line += PLAIN_INTERVAL
            say(f"  still at it: {self.title}, {self.seconds:.0f} s")

    def end(self, how: str) -> None:
        """Closes the line with the time that the step took."""
        start = "\r  " if self.moving else "  "
        say(f"{start}{self.title}: {how} ({self.seconds:.1f} s)")


def _run(
    commands: Sequence[Sequence[str]], env: Mapping[str, str], cwd: Path, output: IO[bytes], display: Display
) -> int:
    running: list[subprocess.Popen[bytes]] = []
    ended = threading.Event()

    def watch() -> None:
        for process in running:
            process.wait()
        ended.set()

    try:
        for command in commands:
            running.append(processes.spawn(command, env=env, cwd=cwd, output=output))
        # A thread that sleeps until the end: `wait` with a time-out would look for it dozens of times a second.
        threading.Thread(target=watch, daemon=True).start()
        display.tick()
        while not ended.wait(TICK):
            display.tick()
        return next((process.returncode for process in running if process.returncode), 0)
    finally:
        for process in running:
            processes.stop(process)
