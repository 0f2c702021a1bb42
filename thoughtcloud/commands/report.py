"""The report knows what a command has to know of the settings before it starts anything."""

import json
import subprocess
from dataclasses import dataclass

from thoughtcloud.commands import toolchain
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.project import Project


@dataclass(frozen=True, slots=True)
class Report:
    """What the settings say; holds no secret.

    `keys` is whether there is a secret key for Stripe. `problems` are what cannot work even with the
    sandbox standing in for missing keys, `problems_for_customers` what cannot work without it.
    `database` differs for different databases without telling which.
    """

    keys: bool
    problems: tuple[str, ...]
    problems_for_customers: tuple[str, ...]
    warnings: tuple[str, ...]
    port: int = 3000
    test_mode: bool = True
    is_sqlite: bool = True
    database: str = ""
    database_file: str | None = None
    redis: bool = False
    public_url: str = ""
    public_url_is_set: bool = False
    stripe_itself: bool = True
    mail: bool = False
    connect_secret: bool = False
    sandbox: bool = False
    currencies_are_set: bool = False

    @classmethod
    def from_json(cls, text: str) -> "Report":
        """The report that `settings_report` printed."""
        values = json.loads(text)
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**{**values, **lists})


def read(project: Project, port: int | None) -> Report:
    """What the settings say; `port` wins over theirs. Raises StepFailed.

    They are read inside the environment, where python-dotenv is.
    """
    command = project.module("thoughtcloud.commands.settings_report")
    env = toolchain.environ(project) | ({"PORT": str(port)} if port else {})
    answer = subprocess.run(command, env=env, cwd=project.root, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise StepFailed(f"The settings could not be read.\n{answer.stderr}")
    return Report.from_json(answer.stdout)
