"""Single tasks of a running or resting Thoughtcloud: `migrate`, `seed`, `worker`, `operator`, `build`."""

import subprocess
from argparse import Namespace

from thoughtcloud.commands import frontend, serving, toolchain
from thoughtcloud.commands.progress import say
from thoughtcloud.commands.project import Project
from thoughtcloud.commands.run import Plan, plan_for
from thoughtcloud.commands.services import Services, port_is_free


def migrate(project: Project, options: Namespace) -> int:
    """Brings the database to the newest shape."""
    plan = _plan(project, options)
    serving.migrate(project, plan.env)
    return 0


def seed(project: Project, options: Namespace) -> int:
    """Makes the demo marketplace in an empty database; the sandbox is started for it unless it runs."""
    plan = _plan(project, options)
    with Services(project.root) as services:
        if plan.sandbox_port and port_is_free("127.0.0.1", plan.sandbox_port):
            services.start(serving.sandbox(project, plan.env, plan.sandbox_port, forward_to=None))
        return _attached(plan, "thoughtcloud.jobs.seed", options.arguments)


def worker(project: Project, options: Namespace) -> int:
    """Carries out effects and deadlines until told to stop: one more worker for a PostgreSQL database."""
    return _attached(_plan(project, options), "thoughtcloud.jobs.worker", options.arguments)


def operator(project: Project, options: Namespace) -> int:
    """Makes an account an operator, or dismisses one."""
    return _attached(_plan(project, options), "thoughtcloud.jobs.appoint", options.arguments)


def build(project: Project, options: Namespace) -> int:
    """Builds the screens unless that is done, and names the folder."""
    toolchain.ready(project)
    say(str(frontend.ready(project)))
    return 0


def _plan(project: Project, options: Namespace) -> Plan:
    toolchain.ready(project)
    return plan_for(project, options)


def _attached(plan: Plan, module: str, arguments: list[str]) -> int:
    """Runs a module of ours with our own input and output, and passes on a wish to stop."""
    command = plan.project.module(module, *arguments)
    process = subprocess.Popen(command, env=plan.env, cwd=plan.project.root)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(10)
