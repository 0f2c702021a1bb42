"""A sandbox as a process of its own, as it runs beside the product, and its console."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
SECRET_KEY = "sk_test_thoughtcloud"
WEBHOOK_SECRET = "whsec_thoughtcloud"


@dataclass
class SandboxProcess:
    """A running sandbox; `http` speaks to its API as an operator's dashboard would, `console` moves its world."""

    url: str
    http: httpx.Client = field(init=False)
    # By how much the sandbox's clock is ahead; only `console` moves it.
    offset_seconds: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, auth=(SECRET_KEY, ""), timeout=120)

    def console(self, path: str, /, **body: Any) -> dict[str, Any]:
        """Post to the console: clock, webhooks, faults, reset, flush, accounts/…/onboard."""
        answer = self.http.post(f"/_console/api/{path}", json=body)
        assert answer.status_code == 200, answer.text
        said = dict(answer.json())
        self.offset_seconds = said.get("offset_seconds", self.offset_seconds)
        return said

    def state(self) -> dict[str, Any]:
        """Clock, counts and the health of the sandbox's own book."""
        return dict(self.http.get("/_console/api/state").json())

    def events(self, limit: int = 1000) -> list[dict[str, Any]]:
        """The last events of all accounts, oldest first."""
        answer = self.http.get("/_console/api/events", params={"limit": limit})
        return list(reversed(answer.json()["data"]))

    def post(self, path: str, /, account: str = "", **params: Any) -> dict[str, Any]:
        """An API call made by hand, in the name of a connected account if one is given."""
        headers = {"Stripe-Account": account} if account else {}
        answer = self.http.post(f"/v1/{path}", data=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def get(self, path: str, /, account: str = "", **params: Any) -> dict[str, Any]:
        """Read from the API."""
        headers = {"Stripe-Account": account} if account else {}
        answer = self.http.get(f"/v1/{path}", params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@contextmanager
def running(port: int, *options: str) -> Iterator[SandboxProcess]:
    """A sandbox in memory on this port, stopped at the end."""
    command = [sys.executable, "-m", "thoughtcloud.sandbox", "--port", str(port), "--data", ":memory:", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "ready" in line, f"the sandbox did not start: {line!r}"
        sandbox = SandboxProcess(f"http://127.0.0.1:{port}")
        yield sandbox
        sandbox.http.close()
    finally:
        process.terminate()
        process.communicate(timeout=60)
