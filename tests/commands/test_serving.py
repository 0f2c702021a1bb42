"""Serving: what the programs of a running Thoughtcloud are told, and who may read what they keep."""

import os
from pathlib import Path

import pytest

from thoughtcloud.commands import serving
from thoughtcloud.commands.project import Project


@pytest.mark.parametrize("mode", [None, 0o755])
def test_what_is_kept_is_for_its_owner_only(tmp_path: Path, mode: int | None) -> None:
    project = Project(tmp_path / "checkout")
    if mode is not None:
        project.data.mkdir(parents=True)
        project.data.chmod(mode)
    serving.keep_private(project)
    if os.name == "posix":
        assert project.data.stat().st_mode & 0o777 == 0o700
    states = Path(serving.environ(project, 3000)["REFLEX_STATES_WORKDIR"])
    assert project.data in states.parents, "the state of tabs lies in it"
