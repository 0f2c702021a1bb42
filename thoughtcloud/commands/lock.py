"""`manage.py lock`: writes anew which packages, to the last one, the product is made of."""

import re
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from thoughtcloud.commands import frontend, toolchain
from thoughtcloud.commands.progress import StepFailed, run_step, say
from thoughtcloud.commands.project import Project

HEADER = "# Every package, its version pinned: made from requirements.in by `python3 manage.py lock`.\n"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
ADVICE = "A pin in requirements.in may not exist or may contradict another one; with --upgrade older pins go."


def lock(project: Project, options: Namespace) -> int:
    """Writes requirements.txt from requirements.in and reflex.lock from what the screens import.

    Other packages keep the version they have, unless `options.upgrade` is set.
    """
    _write_requirements(project, upgrade=options.upgrade)
    toolchain.ready(project)
    if options.upgrade:
        shutil.rmtree(project.root / "reflex.lock", ignore_errors=True)
        shutil.rmtree(project.root / ".web", ignore_errors=True)
    frontend.ready(project)
    say("requirements.txt and reflex.lock are written: look at the difference, run the tests, commit both.")
    return 0


def constraints(chosen: str, pinned: str) -> str:
    """The lines of `pinned` (requirements.txt) on which `chosen` (requirements.in) says nothing."""
    names = {_normal(name) for name in _pins(chosen)}
    return "".join(f"{line}\n" for line in pinned.splitlines() if _names(line) - names)


def _pins(text: str) -> set[str]:
    return set().union(*(_names(line) for line in text.splitlines()))


def _names(line: str) -> set[str]:
    match = PIN.match(line.strip())
    return {_normal(match[1])} if match else set()


def _normal(name: str) -> str:
    """Package indexes treat `Foo.bar`, `foo_bar` and `foo-bar` as one name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _write_requirements(project: Project, *, upgrade: bool) -> None:
    chosen = project.root / "requirements.in"
    scratch = project.data / "lock"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    kept = scratch / "constraints.txt"
    older = project.requirements.read_text(encoding="utf-8") if project.requirements.exists() else ""
    kept.write_text("" if upgrade else constraints(chosen.read_text(encoding="utf-8"), older), encoding="utf-8")
    clean = Project(scratch)
    _step(clean, "Making a clean environment", [sys.executable, "-m", "venv", str(clean.environment)])
    install = ["install", "--disable-pip-version-check", "-r", str(chosen), "-c", str(kept)]
    _step(clean, "Installing what requirements.in chooses", clean.module("pip", *install))
    project.requirements.write_text(f"{HEADER}{toolchain.complete_here()}\n{_frozen(clean)}", encoding="utf-8")
    shutil.rmtree(scratch, ignore_errors=True)


def _step(clean: Project, title: str, command: list[str]) -> None:
    log = clean.root / "lock.log"
    run_step(title, command, log=log, env=toolchain.environ(clean), cwd=clean.root, advice=ADVICE)


def _frozen(clean: Project) -> str:
    command = clean.module("pip", "freeze", "--disable-pip-version-check")
    answer = subprocess.run(
        command, env=toolchain.environ(clean), capture_output=True, text=True, check=False, cwd=Path(clean.root)
    )
    if answer.returncode != 0 or " @ " in answer.stdout:
        raise StepFailed(f"pip freeze did not give plain pins:\n{answer.stdout}{answer.stderr}")
    return answer.stdout
