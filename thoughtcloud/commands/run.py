"""`manage.py run`: from a fresh checkout to a running marketplace, with a local Stripe when there are no keys."""

import shutil
import subprocess
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thoughtcloud.commands import frontend, locks, report, serving, toolchain
from thoughtcloud.commands.progress import StepFailed, run_step, say
from thoughtcloud.commands.project import Project
from thoughtcloud.commands.report import Report
from thoughtcloud.commands.services import Services, port_is_free
from thoughtcloud.commands.serving import Address

SEED_ADVICE = "The demo marketplace could not be made. Start again: it begins anew."
LIVE_KEYS = (
    "STRIPE_SECRET_KEY is a live key: real cards would be charged. `run` is for trying out;\n"
    "for customers use `python3 manage.py deploy`, which checks more."
)


@dataclass(frozen=True)
class Plan:
    """What one `run` is to start, decided before anything is."""

    project: Project
    address: Address
    sandbox_port: int | None
    is_sqlite: bool
    database: str
    database_file: str | None
    public_url: str
    env: Mapping[str, str]


def run(project: Project, options: Namespace) -> int:
    """Starts everything and stays until Ctrl-C. Raises StepFailed."""
    try:
        with locks.exclusive(project.data / "run.lock", wait=False):
            return _run(project, options)
    except locks.Taken:
        raise StepFailed(
            "Thoughtcloud is already running from this folder. Stop the other one first (Ctrl-C there)."
        ) from None


def _run(project: Project, options: Namespace) -> int:
    toolchain.ready(project)
    plan = plan_for(project, options)
    check_port(plan.address.host, plan.address.port, "--port")
    if plan.sandbox_port:
        check_port("127.0.0.1", plan.sandbox_port, "--sandbox-port")
    web = frontend.ready(project)
    with Services(project.root) as services:
        _prepare_data(plan, services)
        _start(plan, services, web)
        say(_welcome(plan))
        services.watch(restart=False)
    return 0


def plan_for(project: Project, options: Namespace) -> Plan:
    """Decides between the sandbox and Stripe's test mode. Raises StepFailed for settings that cannot work."""
    said = report.read(project, options.port)
    _refuse(said)
    env = serving.environ(project, said.port)
    sandbox_port = None if said.keys else options.sandbox_port or said.port + 1
    if sandbox_port:
        env |= serving.sandbox_environ(project, sandbox_port)
    return Plan(
        project=project,
        address=Address(options.host, said.port),
        sandbox_port=sandbox_port,
        is_sqlite=said.is_sqlite,
        database=said.database,
        database_file=said.database_file,
        public_url=said.public_url,
        env=env,
    )


def check_port(host: str, port: int, option: str) -> None:
    """Raises StepFailed when another program has the port."""
    if not port_is_free(host, port):
        raise StepFailed(
            f"Port {port} is in use. Stop the program that has it, or choose another one, as in:\n"
            f"    python3 manage.py run {option} {port + 10}"
        )


def _refuse(said: Report) -> None:
    for warning in said.warnings:
        say(f"Note: {warning}")
    if said.problems:
        lines = "\n".join(f"  - {problem}" for problem in said.problems)
        raise StepFailed(f"Some settings are missing or wrong:\n{lines}\nEach is explained in .env.example.")
    if said.keys and not said.test_mode:
        raise StepFailed(LIVE_KEYS)


def _prepare_data(plan: Plan, services: Services) -> None:
    mark = seed_mark(plan)
    forget_unfinished_seed(plan, mark)
    wanted = plan.sandbox_port is not None and not mark.exists()
    begun = _begun(mark)
    if wanted and plan.database_file and not Path(plan.database_file).exists():
        begun.parent.mkdir(parents=True, exist_ok=True)
        begun.touch()
    serving.migrate(plan.project, plan.env)
    if wanted:
        _seed(plan, services)
        mark.touch()
        begun.unlink(missing_ok=True)


def seed_mark(plan: Plan) -> Path:
    """The file that says that this database has its demo marketplace."""
    return plan.project.sandbox / f"seeded-{plan.database}"


def forget_unfinished_seed(plan: Plan, mark: Path) -> None:
    """Takes away what an interrupted first start left, and the mark of a database file that is gone."""
    if not plan.sandbox_port or not plan.database_file:
        return
    database = Path(plan.database_file)
    if _begun(mark).exists():
        for ending in ("", "-journal", "-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
    if not database.exists():
        # The sandbox's payments belong to the bookings that are gone with it.
        shutil.rmtree(plan.project.sandbox, ignore_errors=True)


def _begun(mark: Path) -> Path:
    """Exists while a database that we made is being filled, and after that was cut off."""
    return mark.with_name(f"{mark.name}.begun")


def _seed(plan: Plan, services: Services) -> None:
    """Fills an empty marketplace through the application's own use cases, while no webhook goes out."""
    assert plan.sandbox_port is not None
    quiet = serving.sandbox(plan.project, plan.env, plan.sandbox_port, forward_to=None)
    services.start(quiet)
    run_step(
        "Making the demo marketplace",
        plan.project.module("thoughtcloud.jobs.seed"),
        log=plan.project.logs / "seed.log",
        env=plan.env,
        cwd=plan.project.root,
        advice=SEED_ADVICE,
    )
    services.stop(quiet.title)
    _note_accounts(plan)


def _note_accounts(plan: Plan) -> None:
    accounts = plan.project.module("thoughtcloud.jobs.seed", "--accounts")
    answer = subprocess.run(
        accounts, env=plan.env, cwd=plan.project.root, capture_output=True, text=True, check=False
    )
    _accounts_file(plan).write_text(answer.stdout, encoding="utf-8")


def _start(plan: Plan, services: Services, web: Path) -> None:
    if plan.sandbox_port:
        webhook = f"{plan.address.local}/api/webhook"
        services.start(serving.sandbox(plan.project, plan.env, plan.sandbox_port, webhook))
    services.start(serving.application(plan.project, plan.env, web, plan.address, workers=1))
    if not plan.is_sqlite:
        services.start(serving.worker(plan.project, plan.env))


def _accounts_file(plan: Plan) -> Path:
    return plan.project.sandbox / "demo-accounts.txt"


def _welcome(plan: Plan) -> str:
    lines = ["", f"Thoughtcloud is running: {plan.public_url}"]
    if plan.sandbox_port:
        lines += [
            "No Stripe keys in .env, so a local Stripe stands in: no real card, no real money.",
            f"Its console: http://localhost:{plan.sandbox_port}/    Pay with card 4242 4242 4242 4242.",
        ]
    accounts = _accounts_file(plan)
    if plan.sandbox_port and accounts.exists():
        lines += ["", *accounts.read_text(encoding="utf-8").splitlines()]
    return "\n".join([*lines, "", f"Logs: {plan.project.logs}    Stop: Ctrl-C"])
