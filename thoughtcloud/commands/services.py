"""Services knows how to start long-running programs one after the other, watch them, and stop them in reverse."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from thoughtcloud.commands import processes
from thoughtcloud.commands.progress import Display, StepFailed, explanation, say

# A program that is alive may still be on its way up, on a small or busy machine for minutes.
READY_WITHIN = 300.0
# A service that ends more often than this within the window is broken, not unlucky.
RESTARTS = 5
RESTART_WINDOW = 120.0


@dataclass(frozen=True)
class Service:
    """A program that is to run until told otherwise; `ready_at` is an address that answers once it is up."""

    title: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    log: Path
    ready_at: str | None = None


@dataclass
class Running:
    """A service that was started, its process, and when it had to be started again (monotonic seconds)."""

    service: Service
    process: subprocess.Popen[bytes]
    restarts: list[float]


class Services:
    """The services of one command, in the order of their start. As a context it stops them all at its end."""

    def __init__(self, cwd: Path, sleep: Callable[[float], None] = time.sleep) -> None:
        self.cwd = cwd
        self.running: list[Running] = []
        self._sleep = sleep

    def __enter__(self) -> "Services":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, service: Service) -> None:
        """Starts a service and waits until it answers. Raises StepFailed with the end of its log."""
        display = Display(f"Starting {service.title}")
        running = Running(service, self._spawn(service, "wb"), [])
        self.running.append(running)
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers(running):
            display.tick()
            if running.process.poll() is not None or time.monotonic() > deadline:
                display.end("failed")
                raise StepFailed(_ended(running))
            self._sleep(0.1)
        display.end("ready")

    def watch(self, *, restart: bool) -> None:
        """Returns never: raises StepFailed when a service ends, or starts it again when `restart` is set."""
        while True:
            for running in self.running:
                if running.process.poll() is not None:
                    self._ended(running, restart)
            self._sleep(0.3)

    def stop(self, title: str | None = None) -> None:
        """Stops the named service, or all of them, the last one started first."""
        for running in reversed(self.running):
            if title in (None, running.service.title):
                processes.stop(running.process)
        self.running = [running for running in self.running if running.process.poll() is None]

    def _spawn(self, service: Service, mode: str) -> subprocess.Popen[bytes]:
        service.log.parent.mkdir(parents=True, exist_ok=True)
        with open(service.log, mode) as output:
            return processes.spawn(service.command, env=service.env, cwd=self.cwd, output=output)

    def _answers(self, running: Running) -> bool:
        if running.process.poll() is not None:
            return False
        return running.service.ready_at is None or answers(running.service.ready_at)

    def _ended(self, running: Running, restart: bool) -> None:
        if not restart:
            raise StepFailed(_ended(running))
        now = time.monotonic()
        running.restarts = [at for at in running.restarts if now - at < RESTART_WINDOW] + [now]
        if len(running.restarts) > RESTARTS:
            raise StepFailed(_ended(running))
        say(f"{running.service.title} ended with code {running.process.returncode}; starting it again.")
        self._sleep(min(2.0 ** len(running.restarts), 15.0) / 4)
        processes.stop(running.process)
        running.process = self._spawn(running.service, "ab")


def answers(address: str) -> bool:
    """Whether a server answers at `address`, be it with a page or with a refusal."""
    try:
        with urllib.request.urlopen(address, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return not _accepts(host, port)


def _accepts(host: str, port: int) -> bool:
    """Windows lets two programs bind one port, so binding alone does not tell."""
    local = "127.0.0.1" if host in ("0.0.0.0", "") else "::1" if host == "::" else host
    try:
        with socket.create_connection((local, port), timeout=0.3):
            return True
    except OSError:
        return False


def _ended(running: Running) -> str:
    code = running.process.poll()
    what = f"it ended with code {code}" if code is not None else f"it did not answer in {READY_WITHIN:.0f} s"
    return explanation(
        f"{running.service.title}: {what}.",
        running.service.log,
        "If the log names a setting, correct it in .env (every one is explained in .env.example).",
    )
