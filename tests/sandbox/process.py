"""A sandbox in a process of its own on a free port, and its console, for the tests of the sandbox itself."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
MEMORY = ":memory:"


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Console:
    """The sandbox's console: the clock, the weather, and what is stored."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(base_url=f"{base_url}/_console/api", timeout=60, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def _get(self, path: str, **query: Any) -> Any:
        return self._client.get(path, params=query).raise_for_status().json()

    def _post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._client.post(path, json=body or {}).raise_for_status().json()

    def state(self) -> dict[str, Any]:
        """Clock, counts, weather, and `discrepancies` of the book (normally none)."""
        return dict(self._get("/state"))

    def now(self) -> int:
        """The simulated time in unix seconds."""
        return int(self.state()["now"])

    def advance(self, seconds: int) -> int:
        """Moves the clock; everything that falls due is done before this returns the new time."""
        return int(self._post("/clock", {"advance_seconds": seconds})["now"])

    def move_to(self, now: int) -> int:
        """Sets the clock to a unix time."""
        return int(self._post("/clock", {"now": now})["now"])

    def fault(
        self, kind: str, calls: int = 1, method: str = "", path: str = "", seconds: float | None = None
    ) -> None:
        """Makes the next calls fail: timeout, 500, 429, 409, lost_answer or slow."""
        body: dict[str, Any] = {"kind": kind, "calls": calls, "method": method, "path": path}
        self._post("/faults", body if seconds is None else body | {"seconds": seconds})

    def clear_faults(self) -> None:
        """Good weather for calls again."""
        self._post("/faults")

    def webhooks(self, mode: str, times: int = 2, seconds: float = 0.0) -> None:
        """How events are delivered: normal, drop, repeat, delay or reverse."""
        self._post("/webhooks", {"mode": mode, "times": times, "seconds": seconds})

    def flush(self) -> dict[str, int]:
        """Delivers everything that waits, now; returns how many were delivered, failed and dropped."""
        return dict(self._post("/flush"))

    def resend(self, event_id: str) -> None:
        """Sends an event again."""
        self._post(f"/events/{event_id}/resend")

    def roll_secret(self, endpoint_id: str, keep_seconds: int) -> str:
        """A new signing secret for a webhook endpoint; the old one signs beside it for so many seconds."""
        return str(self._post(f"/webhook_endpoints/{endpoint_id}/roll", {"keep_seconds": keep_seconds})["secret"])

    def onboard(self, account_id: str, **form: Any) -> dict[str, Any]:
        """Fills in the onboarding page; see `hosted.Onboarding` for the fields."""
        return dict(self._post(f"/accounts/{account_id}/onboard", form))

    def object_to(self, charge_id: str, **objection: Any) -> dict[str, Any]:
        """The cardholder disputes a charge: `kind`, and the `amount` that they want of it."""
        return dict(self._post(f"/charges/{charge_id}/dispute", objection))

    def rule(self, dispute_id: str, verdict: str) -> dict[str, Any]:
        """The bank decides a dispute that was answered: won, lost or escalated."""
        return dict(self._post(f"/disputes/{dispute_id}/rule", {"verdict": verdict}))

    def events(self, type: str = "", limit: int = 1000) -> list[dict[str, Any]]:
        """Events of all accounts, the oldest first."""
        query = {"type": type} if type else {}
        return list(reversed(self._get("/events", limit=limit, **query)["data"]))

    def deliveries(self) -> list[dict[str, Any]]:
        """Deliveries, the newest first."""
        return list(self._get("/deliveries")["data"])

    def reset(self) -> None:
        """Forgets everything (only with :memory:) and puts the clock right."""
        self._post("/clock", {"offset_seconds": 0})
        self._post("/reset")


@dataclass
class SandboxProcess:
    """A running sandbox."""

    port: int
    process: subprocess.Popen[str]
    console: Console

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Ends it as a power cut would (SIGKILL)."""
        self.process.send_signal(signal.SIGKILL)
        self._close()

    def stop(self) -> None:
        """Ends it in order."""
        self.process.terminate()
        self._close()

    def _close(self) -> None:
        self.console.close()
        self.process.communicate(timeout=60)


def start_sandbox(
    data: str = MEMORY,
    port: int | None = None,
    forward_to: str = "",
    webhook_secret: str = "",
    connect_secret: str = "",
    clock_file: Path | None = None,
    record: Path | None = None,
) -> SandboxProcess:
    """Starts a sandbox and waits until it listens."""
    port = port or free_port()
    command = [sys.executable, "-m", "thoughtcloud.sandbox", "--port", str(port), "--data", data]
    command += ["--forward-to", forward_to] if forward_to else []
    command += ["--clock-file", str(clock_file)] if clock_file else []
    command += ["--record", str(record)] if record else []
    environment = os.environ | {
        "STRIPE_WEBHOOK_SECRET": webhook_secret,
        "STRIPE_CONNECT_WEBHOOK_SECRET": connect_secret,
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("sandbox ready"), f"the sandbox did not start: {line!r}"
    return SandboxProcess(port, process, Console(f"http://127.0.0.1:{port}"))


@contextmanager
def running_sandbox(**options: Any) -> Iterator[SandboxProcess]:
    """A sandbox for the length of a block; takes the arguments of `start_sandbox`."""
    sandbox = start_sandbox(**options)
    try:
        yield sandbox
    finally:
        sandbox.stop()
