"""The toolchain: when packages are installed again, and that our own programs come first."""

import os
import subprocess
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from zipfile import ZipFile

import pytest

from thoughtcloud.commands import toolchain
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "requirements.txt").write_text("")
    return Project(tmp_path)


def wheel(folder: Path, name: str, *needs: str) -> None:
    """A package of one empty module, as an index would offer it."""
    info = f"{name}-1.0.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {one}" for one in needs)]
    with ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", "\n".join(lines) + "\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def test_packages_are_installed_once_for_each_requirements_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole life of an environment in one test, since making one takes seconds."""
    wheel(project.root, "listed", "unlisted")
    wheel(project.root, "unlisted")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(project.root))
    project.requirements.write_text("listed==1.0\n")
    project.programs.mkdir(parents=True)
    project.python.symlink_to("/nonexistent/python3")
    toolchain.ready(project)
    imports = [str(project.python), "-c", "import listed, unlisted"]
    assert subprocess.run(imports, check=False).returncode == 0, "a broken one is made anew, with all it needs"
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
    project.requirements.write_text("listed==1.0\n")
    toolchain.ready(project)
    assert not log.exists(), "what was installed before the mistake still is"


def test_a_list_that_is_complete_here_is_installed_by_two_hands_as_it_stands(project: Project) -> None:
    project.requirements.write_text(f"{toolchain.complete_here()}\none==1.0\ntwo==1.0\nthree==1.0\n")
    first, second = toolchain.installs(project, ["pip"])
    assert "--no-deps" in first and "--no-deps" in second
    assert {line for half in (first, second) for line in Path(half[-1]).read_text().splitlines()} == {
        toolchain.complete_here(), "one==1.0", "two==1.0", "three==1.0",
    }  # fmt: skip


def test_a_list_of_another_platform_is_installed_with_all_that_it_needs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.requirements.write_text(f"{toolchain.complete_here()}\none==1.0\n")
    monkeypatch.setattr(sysconfig, "get_platform", lambda: "win-amd64")
    (only,) = toolchain.installs(project, ["pip"])
    assert "--no-deps" not in only
    assert only[-1] == str(project.requirements)


@pytest.mark.parametrize(("found", "can"), [("22.3", True), ("26.0.1", True), ("22.2.2", False), (None, False)])
def test_an_older_pip_or_none_is_not_asked_to_install_elsewhere(
    monkeypatch: pytest.MonkeyPatch, found: str | None, can: bool
) -> None:
    def version(name: str) -> str:
        if found is None:
            raise PackageNotFoundError(name)
        return found

    monkeypatch.setattr(toolchain, "version", version)
    assert toolchain.can_install_elsewhere() is can


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
