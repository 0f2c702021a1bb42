"""The toolchain: when packages are installed again, and that our own programs come first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from thoughtcloud.commands import toolchain
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "requirements.txt").write_text("")
    return Project(tmp_path)


def test_packages_are_installed_once_for_each_requirements_file(project: Project) -> None:
    """The whole life of an environment in one test, since making one takes seconds."""
    project.programs.mkdir(parents=True)
    project.python.symlink_to("/nonexistent/python3")
    toolchain.ready(project)
    assert subprocess.run([project.python, "-c", ""], check=False).returncode == 0, "a broken one is made anew"
    log = project.logs / "packages.log"
    log.unlink()
    toolchain.ready(project)
    assert not log.exists(), "nothing changed, nothing to install"
    project.requirements.write_text("./no-such-folder\n")
    with pytest.raises(StepFailed) as caught:
        toolchain.ready(project)
    assert "no-such-folder" in str(caught.value)
    assert "delete the folder .venv" in str(caught.value)
    log.unlink()
    project.requirements.write_text("")
    toolchain.ready(project)
    assert not log.exists(), "what was installed before the mistake still is"


@pytest.mark.parametrize(
    ("said", "can"),
    [
        ("pip 22.3 from /usr/lib/python3/dist-packages/pip (python 3.11)", True),
        ("pip 26.0.1 from /usr/lib (python 3.11)", True),
        ("pip 22.2.2 from /usr/lib (python 3.11)", False),
        ("/usr/bin/python3: No module named pip", False),
    ],
)
def test_an_older_pip_or_none_is_not_asked_to_install_elsewhere(tmp_path: Path, said: str, can: bool) -> None:
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\necho '{said}'\n")
    python.chmod(0o755)
    assert toolchain.can_install_elsewhere(str(python)) is can


def test_the_environments_programs_come_before_all_others(project: Project) -> None:
    path = toolchain.environ(project)["PATH"].split(os.pathsep)
    assert path[0] == str(project.programs)


def test_no_program_is_taken_from_a_home_of_another_python(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/elsewhere")
    assert "PYTHONHOME" not in toolchain.environ(project)


def test_modules_are_compiled_once_whatever_our_shell_says(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in toolchain.environ(project)


def test_another_python_installs_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = toolchain.fingerprint(project)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert toolchain.fingerprint(project) != before
