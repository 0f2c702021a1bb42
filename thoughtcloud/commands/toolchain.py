"""The toolchain knows how to bring Python packages and Node from the package index into `.venv`."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from thoughtcloud.commands.progress import StepFailed, run_step
from thoughtcloud.commands.project import Project

OFFLINE_ADVICE = (
    "Packages come from the Python package index: check the connection (or your proxy's settings) and start\n"
    "again; what was finished is kept. To begin from nothing, delete the folder .venv."
)
VENV_ADVICE = (
    "Python's venv module could not make .venv. On Debian and Ubuntu it is a package of its own:\n"
    "    sudo apt-get install python3-venv\n"
    "then start again."
)
# The first pip that installs into another environment (its option --python).
OLDEST_PIP = (22, 3)
# Reflex reports usage and looks for newer versions unless told not to; npm would offer its own updates.
QUIET = {
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "npm_config_update_notifier": "false",
    "npm_config_fund": "false",
    "npm_config_audit": "false",
    # The lock then names packages and their checksums, not the registry of whoever made it.
    "npm_config_omit_lockfile_registry_resolved": "true",
}
# The first would lead our Python to another one's library. With the second every process would compile anew every
# module that it imports, since packages are installed without their bytecode (see `_install_once`).
NOT_INHERITED = ("PYTHONHOME", "PYTHONDONTWRITEBYTECODE")


def ready(project: Project) -> None:
    """Makes `.venv` with requirements.txt in it, unless that is done already. Raises StepFailed."""
    if not _works(project):
        _make(project)
    wanted = fingerprint(project)
    mark = _mark(project)
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    _install(project)
    mark.write_text(wanted, encoding="ascii")


def fingerprint(project: Project) -> str:
    """Changes whenever the packages have to be installed again."""
    digest = hashlib.sha256(project.requirements.read_bytes())
    digest.update(repr(sys.version_info[:2]).encode())
    return digest.hexdigest()


def environ(project: Project) -> dict[str, str]:
    """Our environment variables with the environment's programs, its Node among them, before all others."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    path = os.pathsep.join([str(project.programs), inherited.get("PATH", os.defpath)])
    ours = {
        "PATH": path,
        "VIRTUAL_ENV": str(project.environment),
        "PYTHONUNBUFFERED": "1",
        "REFLEX_USE_NPM": "1",
        **QUIET,
    }
    return {**inherited, **ours}


def _mark(project: Project) -> Path:
    return project.environment / "thoughtcloud-packages"


def _works(project: Project) -> bool:
    """Whether the environment's Python starts: it does not after the system's Python was replaced."""
    if not project.python.exists():
        return False
    check = [str(project.python), "-c", ""]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def _make(project: Project) -> None:
    shutil.rmtree(project.environment, ignore_errors=True)
    # A pip of its own is most of the work, and seldom needed (see `_pip`).
    make = [sys.executable, "-m", "venv", "--without-pip", str(project.environment)]
    _step(project, "Making .venv", make, log="venv", advice=VENV_ADVICE)


def _pip(project: Project) -> list[str]:
    """The command that installs into the environment: our own Python's pip, or else one that is brought there."""
    if can_install_elsewhere():
        return [sys.executable, "-m", "pip", "--python", str(project.python)]
    _step(project, "Bringing pip", project.module("ensurepip"), log="pip", advice=VENV_ADVICE)
    return project.module("pip")


def can_install_elsewhere() -> bool:
    """Whether our Python has a pip that is new enough to install into an environment that has none."""
    try:
        found = re.match(r"(\d+)\.(\d+)", version("pip"))
    except PackageNotFoundError:
        return False
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_PIP


def _install(project: Project) -> None:
    try:
        _install_once(project, "Installing packages")
    except StepFailed:
        # Downloads break; what has arrived is in pip's cache, so a second try is short.
        _install_once(project, "Installing packages, second try")


def _install_once(project: Project, title: str) -> None:
    _step(project, title, *installs(project, _pip(project)), log="packages", advice=OFFLINE_ADVICE)


def installs(project: Project, pip: list[str]) -> list[list[str]]:
    """The commands, to run side by side, that install requirements.txt with the command `pip`.

    On the platform where the list was written it is complete, and nothing has to be found out about what needs
    what. On another one a package may need one more, as click needs colorama on Windows.
    """
    # Compiling every module of every package takes a third of the time, and most are never imported.
    install = [*pip, "install", "--disable-pip-version-check", "--no-compile"]
    if complete_here() in project.requirements.read_text(encoding="utf-8").splitlines():
        return [[*install, "--no-deps", "-r", str(half)] for half in _halves(project)]
    return [[*install, "-r", str(project.requirements)]]


def complete_here() -> str:
    """The line of requirements.txt which says that it names all that this platform needs."""
    return f"# Complete for Python {sys.version_info[0]}.{sys.version_info[1]} on {sysconfig.get_platform()}."


def _halves(project: Project) -> list[Path]:
    """The list of packages in two files: one pip downloads while the other one unpacks, on two cores."""
    lines = project.requirements.read_text(encoding="utf-8").splitlines(keepends=True)
    folder = project.data / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    halves = [folder / "even.txt", folder / "odd.txt"]
    for number, half in enumerate(halves):
        half.write_text("".join(lines[number::2]), encoding="utf-8")
    return halves


def _step(project: Project, title: str, *commands: list[str], log: str, advice: str) -> None:
    path = project.logs / f"{log}.log"
    run_step(title, *commands, log=path, env=environ(project), cwd=project.root, advice=advice)
