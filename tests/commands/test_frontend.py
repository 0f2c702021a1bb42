"""The frontend: when it is built again, and that a build serves every address."""

import os
from pathlib import Path

import pytest

from thoughtcloud.commands import frontend
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in (
        "requirements.txt",
        "rxconfig.py",
        "assets/site.css",
        "reflex.lock/package.json",
        "thoughtcloud/thoughtcloud.py",
        "thoughtcloud/ui/theme.py",
        "thoughtcloud/core/process.py",
        "thoughtcloud/sandbox/app.py",
        "thoughtcloud/commands/run.py",
        "thoughtcloud/store/migrations/first.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return Project(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "rxconfig.py",
        "assets/site.css",
        "reflex.lock/package.json",
        "thoughtcloud/thoughtcloud.py",
        "thoughtcloud/ui/theme.py",
        "thoughtcloud/core/process.py",
    ],
)
def test_a_change_of_what_screens_are_made_of_builds_again(project: Project, name: str) -> None:
    before = frontend.fingerprint(project)
    (project.root / name).write_text("changed")
    assert frontend.fingerprint(project) != before


@pytest.mark.parametrize(
    "name",
    [
        "thoughtcloud/sandbox/app.py",
        "thoughtcloud/commands/run.py",
        "thoughtcloud/store/migrations/first.py",
        "thoughtcloud/ui/__pycache__/theme.cpython-311.pyc",
        "thoughtcloud/ui/.theme.py.swp",
        "tests/test_x.py",
        "README.md",
    ],
)
def test_a_change_beside_the_screens_builds_nothing(project: Project, name: str) -> None:
    before = frontend.fingerprint(project)
    path = project.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")
    assert frontend.fingerprint(project) == before


def test_a_renamed_source_builds_again(project: Project) -> None:
    before = frontend.fingerprint(project)
    (project.root / "thoughtcloud/ui/theme.py").rename(project.root / "thoughtcloud/ui/tokens.py")
    assert frontend.fingerprint(project) != before


def test_baked_addresses_become_the_pages_own() -> None:
    script = "var e={PING:`http://localhost:3000/ping`,EVENT:`ws://localhost:3000/_event`,TRANSPORT:`websocket`};"
    assert frontend.ask_the_browser(script) == (
        "var e={PING:location.origin+`/ping`,EVENT:location.origin.replace(`http`,`ws`)+`/_event`,"
        "TRANSPORT:`websocket`};"
    )


def built(project: Project, script: str) -> Path:
    """A finished build of Reflex in .web, with this script of addresses."""
    assets = project.root / ".web/build/client/assets"
    assets.mkdir(parents=True)
    (assets / "reflex-env-abc.js").write_text(script)
    for ending in ("gz", "br", "zst"):
        (assets / f"reflex-env-abc.js.{ending}").write_text("compressed, with the address")
    (assets / "other.js.br").write_text("compressed")
    (project.root / ".web/backend").mkdir()
    (project.root / ".web/backend/stateful_pages.json").write_text("[]")
    (project.root / ".web/env.json").write_text("{}")
    return project.frontends / "fingerprint"


def test_a_build_is_kept_with_no_copy_of_an_address_in_it(project: Project) -> None:
    folder = built(project, "x=`http://localhost:3000/ping`")
    frontend._keep(project, folder)
    script = folder / "build/client/assets/reflex-env-abc.js"
    assert script.read_text() == "x=location.origin+`/ping`"
    assert sorted(path.name for path in script.parent.iterdir()) == ["other.js.br", "reflex-env-abc.js"]
    assert (folder / "backend/stateful_pages.json").exists()
    assert (folder / "env.json").exists()


@pytest.mark.parametrize("script", ["x=`http://localhost:3000`", "x='ws://localhost:3000/_event'"])
def test_an_address_that_cannot_be_freed_stops_the_build(project: Project, script: str) -> None:
    folder = built(project, script)
    with pytest.raises(StepFailed, match="do not know how to free"):
        frontend._keep(project, folder)
    assert not folder.exists()


def test_the_build_gets_no_key_of_the_operator(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting that may be secret is overruled for the build by a value of nobody."""
    secret = {"STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_CONNECT_WEBHOOK_SECRET"}
    secret |= {"DATABASE_URL", "REDIS_URL", "SMTP_URL", "STRIPE_PUBLIC_KEY"}
    assert secret <= set(frontend.BUILD_SETTINGS)


def test_only_the_newest_builds_are_kept(project: Project) -> None:
    for age in range(5):
        build = project.frontends / f"build-{age}"
        build.mkdir(parents=True)
        os.utime(build, (1000 - age, 1000 - age))
    frontend._forget_old(project)
    assert sorted(path.name for path in project.frontends.iterdir()) == ["build-0", "build-1", "build-2"]
