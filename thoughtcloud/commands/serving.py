"""Serving knows the programs a running Thoughtcloud consists of: sandbox, application, worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thoughtcloud.commands import sandbox_keys, toolchain
from thoughtcloud.commands.progress import run_step
from thoughtcloud.commands.project import Project
from thoughtcloud.commands.services import Service

APPLICATION = "thoughtcloud.thoughtcloud:app"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
MIGRATION_ADVICE = (
    "The database could not be brought to the newest shape. Check DATABASE_URL and that the database is up.\n"
    "Nothing was lost: every step of a migration is one transaction."
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the application listens."""

    host: str
    port: int

    @property
    def local(self) -> str:
        """The address at which this machine reaches it."""
        host = EVERYWHERE.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)
        return f"http://{host}:{self.port}"


def environ(project: Project, port: int) -> dict[str, str]:
    """Environment variables of every program of ours."""
    return {
        **toolchain.environ(project),
        "PORT": str(port),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_USE_GRANIAN": "1",
        "REFLEX_STATES_WORKDIR": str(project.data / "states"),
    }


def sandbox_environ(project: Project, port: int) -> dict[str, str]:
    """What takes the place of Stripe's keys when there are none: the sandbox at `port`, and its clock."""
    return {
        **sandbox_keys.kept(project.data / "sandbox.env"),
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "SANDBOX": "1",
        "SANDBOX_CLOCK_FILE": str(project.clock),
    }


def keep_private(project: Project) -> None:
    """Closes the data to other users of this machine: what tabs show is kept there, and with it their cookies."""
    project.data.mkdir(parents=True, exist_ok=True)
    project.data.chmod(0o700)


def migrate(project: Project, env: Mapping[str, str]) -> None:
    """Brings the database to the newest shape. Raises StepFailed."""
    keep_private(project)
    run_step(
        "Migrating the database",
        project.module("thoughtcloud.store.migrate"),
        log=project.logs / "migrate.log",
        env=env,
        cwd=project.root,
        advice=MIGRATION_ADVICE,
    )


def sandbox(project: Project, env: Mapping[str, str], port: int, forward_to: str | None) -> Service:
    """The local Stripe; without `forward_to` it keeps its events to itself."""
    forward = ["--forward-to", forward_to] if forward_to else []
    place = ["--port", str(port), "--data", str(project.sandbox), "--clock-file", str(project.clock)]
    return Service(
        title="the sandbox",
        command=tuple(project.module("thoughtcloud.sandbox", *place, *forward)),
        env=env,
        log=project.logs / "sandbox.log",
        ready_at=f"http://127.0.0.1:{port}/",
    )


def application(
    project: Project, env: Mapping[str, str], frontend: Path, address: Address, workers: int
) -> Service:
    """The web server: screens, websocket, webhook. It serves a frontend that was built before."""
    # Reflex compiles and starts a build by itself unless told that both were done.
    served = {
        "REFLEX_WEB_WORKDIR": str(frontend),
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }
    place = ["--host", address.host, "--port", str(address.port), "--workers", str(workers)]
    steady = ["--respawn-failed-workers", "--workers-kill-timeout", "8"]
    command = project.module("granian", "--interface", "asgi", "--factory", *place, *steady, APPLICATION)
    return Service(
        title="the application",
        command=tuple(command),
        env={**env, **served},
        log=project.logs / "app.log",
        ready_at=f"{address.local}/ping",
    )


def worker(project: Project, env: Mapping[str, str]) -> Service:
    """What carries out effects and deadlines. On SQLite the application does that itself."""
    return Service(
        title="the worker",
        command=tuple(project.module("thoughtcloud.jobs.worker")),
        env=env,
        log=project.logs / "worker.log",
    )
