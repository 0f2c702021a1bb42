"""`manage.py bench`: brings what the benchmarks need and runs those that are named, or all."""

import subprocess
from argparse import Namespace

from thoughtcloud.commands import needs, toolchain
from thoughtcloud.commands.project import Project


def bench(project: Project, options: Namespace) -> int:
    """Prints the figures; `options.arguments` are names and --full. 0 when every promise was kept."""
    toolchain.ready(project)
    env = {**toolchain.environ(project), **needs.servers(project)}
    command = project.module("benchmarks", *options.arguments)
    return subprocess.run(command, env=env, cwd=project.root, check=False).returncode
