"""The supervisor: keeps processes running, and kills each (-9) at an instant that nobody could foresee.

Each incarnation is given so long to live, by chance, from the moment at which it is at work; then it dies in the
middle of whatever it does, and another one takes its place at once.
"""

import multiprocessing
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[2]
LOOK_SECONDS = 0.02
# What is slow to start is waited for so long before that is a fault of its own.
START_SECONDS = 120.0


class Body(Protocol):
    """One incarnation of a part that somebody plays."""

    def is_ready(self) -> bool:
        """Whether it is at work by now."""

    def exit_code(self) -> int | None:
        """How it ended; None while it lives."""

    def kill(self) -> None:
        """End it at once (-9), whatever it does."""


class Program:
    """A program of ours, started as an operator starts it; `ready` tells from its log whether it is at work."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], log: Path, ready: Callable[[str], bool]
    ) -> None:
        self._log, self._ready = log, ready
        self._from = log.stat().st_size if log.exists() else 0
        with log.open("a") as said:
            self._process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)

    def is_ready(self) -> bool:
        """See `Body`."""
        with self._log.open() as said:
            said.seek(self._from)
            return self._ready(said.read())

    def exit_code(self) -> int | None:
        """See `Body`."""
        return self._process.poll()

    def kill(self) -> None:
        """See `Body`."""
        self._process.kill()
        self._process.wait()


class Fork:
    """A copy of this process that does one thing, so that it begins without any delay."""

    def __init__(self, deed: Callable[[], None]) -> None:
        self._process = multiprocessing.get_context("fork").Process(target=deed)
        self._process.start()

    def is_ready(self) -> bool:
        """See `Body`."""
        return True

    def exit_code(self) -> int | None:
        """See `Body`."""
        return self._process.exitcode

    def kill(self) -> None:
        """See `Body`."""
        self._process.kill()
        self._process.join()


@dataclass
class Part:
    """Something that must always be done by somebody; `longest` bounds how long one incarnation may live."""

    name: str
    begin: Callable[[], Body]
    longest: float
    ends: bool
    body: Body | None = None
    dies_at: float | None = None
    began_at: float = 0.0
    is_over: bool = False


@dataclass
class Supervisor:
    """Runs parts and kills them, while `kills_go_on`; `tick` hears at every look how many seconds have passed."""

    parts: Sequence[Part]
    chance: random.Random
    tick: Callable[[float], None]
    kills_go_on: bool = True
    kills: Counter[str] = field(default_factory=Counter)

    def storm(self, longest: float) -> None:
        """Until every part that ends has ended by itself. AssertionError after `longest` seconds."""
        for part in self.parts:
            part.is_over = False
        self.go_on(lambda: all(part.is_over for part in self.parts if part.ends), longest)

    def go_on(self, until: Callable[[], bool], longest: float) -> None:
        """Until something is true. AssertionError after `longest` seconds."""
        began = last = time.monotonic()
        while not until():
            now = time.monotonic()
            assert now - began < longest, f"it never comes to an end; killed were {dict(self.kills)}"
            self.tick(now - last)
            for part in self.parts:
                self._look(part, now)
            last = now
            time.sleep(LOOK_SECONDS)

    def end(self) -> None:
        """Kill what is left."""
        for part in self.parts:
            if part.body is not None:
                part.body.kill()

    def _look(self, part: Part, now: float) -> None:
        if part.is_over:
            return
        if part.body is None:
            self._begin(part, now)
            return
        code = part.body.exit_code()
        if code is not None:
            assert code == 0 and part.ends, f"{part.name} ended by itself with {code}"
            part.is_over, part.body = True, None
        elif part.dies_at is None:
            assert now - part.began_at < START_SECONDS, f"{part.name} does not begin to work"
            if part.body.is_ready():
                part.dies_at = now + self.chance.uniform(0, part.longest)
        elif now >= part.dies_at and self.kills_go_on:
            part.body.kill()
            self.kills[part.name] += 1
            self._begin(part, now)

    def _begin(self, part: Part, now: float) -> None:
        part.body, part.dies_at, part.began_at = part.begin(), None, now

