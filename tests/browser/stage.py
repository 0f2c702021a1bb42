"""The stage of the journeys: the real production build, the real webhook route, the real sandbox, one database."""

import math
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests import memory
from thoughtcloud import settings
from thoughtcloud.clock import LOOK_AGAIN_AFTER, FileOffset
from thoughtcloud.commands import frontend, serving
from thoughtcloud.commands.project import HERE, Project
from thoughtcloud.commands.services import Service, Services
from thoughtcloud.commands.serving import Address
from thoughtcloud.jobs.platform import Platform, open_platform

# A connection that is kept may be closed from the other side just when it is used again.
ONE_BY_ONE = httpx.Limits(max_keepalive_connections=0)


@dataclass(frozen=True)
class StageProject(Project):
    """This checkout, with its data in one folder of the test run, and its logs in one that is kept for a while."""

    folder: Path = field(default_factory=Path)
    told: Path = field(default_factory=Path)

    @property
    def data(self) -> Path:
        return self.folder

    @property
    def logs(self) -> Path:
        return self.told


@dataclass(frozen=True)
class Stage:
    """A running product. `url` is the application, `sandbox_url` the local Stripe, `platform` our hands in it.

    `http` asks as a program does; one for all, because every new one reads all certificates of this machine anew.
    """

    url: str
    sandbox_url: str
    platform: Platform
    http: httpx.Client
    logs: Path
    recording: Path
    web: Path
    services: Services
    application: Service

    def console(self, path: str, /, **body: Any) -> dict[str, Any]:
        """Post to the sandbox's console: clock, webhooks, faults, flush."""
        answer = self.http.post(f"{self.sandbox_url}/_console/api/{path}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def advance(self, **span: float) -> None:
        """Move the shared clock ahead by so many days, hours or minutes."""
        units = {"days": 86_400, "hours": 3_600, "minutes": 60}
        self._move(int(sum(units[name] * value for name, value in span.items())))

    def pass_to(self, moment: datetime) -> None:
        """Move the shared clock to an aware instant; nothing when that has been."""
        ahead = (moment - self.platform.now()).total_seconds()
        if ahead > 0:
            self._move(math.ceil(ahead))

    def _move(self, seconds: int) -> None:
        """Move the shared clock, and wait until this process has read it: it looks ten times a second at most."""
        moved = self.platform.now() + timedelta(seconds=seconds)
        self.console("clock", advance_seconds=seconds)
        while self.platform.now() < moved:
            time.sleep(LOOK_AGAIN_AFTER / 4)

    def crash(self) -> None:
        """Kill the application as a power cut would; `start_again` brings it back."""
        running = next(one for one in self.services.running if one.service.title == self.application.title)
        os.killpg(running.process.pid, signal.SIGKILL)
        self.services.stop(self.application.title)

    def start_again(self) -> None:
        """The application after a crash, on the same database; its log goes on in a file of its own."""
        log = self.logs / f"app-{len(list(self.logs.glob('app*.log')))}.log"
        self.services.start(replace(self.application, log=log))

    def logged(self) -> str:
        """All that the application has said so far."""
        return "\n".join(log.read_text("utf-8", "replace") for log in sorted(self.logs.glob("app*.log")))

    def stripe(self, method: str, path: str, **params: Any) -> dict[str, Any]:
        """Ask the sandbox as an operator would in Stripe's own dashboard."""
        key = self.platform.settings.stripe_secret_key
        answer = self.http.request(method, f"{self.sandbox_url}{path}", auth=(key, ""), **params)
        return dict(answer.json())


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


@contextmanager
def running(logs: Path) -> Iterator[Stage]:
    """Everything started as `manage.py run` starts it, stopped at the end."""
    with memory.folder() as folder, httpx.Client(timeout=120, limits=ONE_BY_ONE) as http:
        yield from _running(StageProject(HERE.root, folder=folder, told=logs), http)


def _running(project: StageProject, http: httpx.Client) -> Iterator[Stage]:
    port, sandbox_port = free_port(), free_port()
    env = _environ(project, port, sandbox_port)
    recording = project.logs / "exchanges.jsonl"
    with Services(HERE.root) as services:
        serving.migrate(project, env)
        forward = f"http://127.0.0.1:{port}/api/webhook"
        sandbox = serving.sandbox(project, env, sandbox_port, forward)
        services.start(replace(sandbox, command=(*sandbox.command, "--record", str(recording))))
        web = _web()
        application = serving.application(project, env, web, Address("127.0.0.1", port), workers=1)
        services.start(application)
        chosen = settings.load(environ=env, env_file=project.data / "no.env")
        platform = replace(open_platform(chosen), now=_clock(chosen))
        yield Stage(
            url=f"http://localhost:{port}",
            sandbox_url=f"http://127.0.0.1:{sandbox_port}",
            platform=platform,
            http=http,
            logs=project.logs,
            recording=recording,
            web=web,
            services=services,
            application=application,
        )
        platform.db.dispose()


def _clock(chosen: settings.Settings) -> Callable[[], datetime]:
    """This stage's own moved clock: a process that has two stages has two of them."""
    offset = FileOffset()
    return lambda: datetime.now(UTC) + offset.current(chosen.sandbox_clock_file)


def _environ(project: Project, port: int, sandbox_port: int) -> dict[str, str]:
    env = {
        **serving.environ(project, port),
        **serving.sandbox_environ(project, sandbox_port),
        "DATABASE_URL": f"sqlite:///{project.data / 'thoughtcloud.db'}",
        "PUBLIC_URL": f"http://localhost:{port}",
    }
    # Our own hands in the product read the same keys as the application does.
    os.environ.update({name: value for name, value in env.items() if name.startswith(("STRIPE_", "SANDBOX"))})
    return env


def _web() -> Path:
    """The production build: brought by `manage.py test`, or made here when pytest was started by hand."""
    given = os.environ.get("THOUGHTCLOUD_WEB")
    return Path(given) if given else frontend.ready(HERE)
