"""Needs knows how to find or bring what only the tests use: Chromium, PostgreSQL and a Redis server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from thoughtcloud.commands import toolchain
from thoughtcloud.commands.progress import StepFailed, run_step
from thoughtcloud.commands.project import Project

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge")
CHROMIUM_PLACES = (
    # Debian's program itself; the one on PATH is a shell script around it that is noisier and slower.
    "/usr/lib/chromium/chromium",
    "/usr/lib/chromium-browser/chromium-browser",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
POSTGRES_PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "C:/Program Files/PostgreSQL")
REDIS_NAMES = ("redis-server", "valkey-server")
APT = {"chromium": ["chromium"], "postgres": ["postgresql"], "redis": ["redis-server"]}
BROWSER_ADVICE = "The browser tests need Chromium or Chrome: install one, or set THOUGHTCLOUD_CHROMIUM to it."
SERVER_ADVICE = (
    "Some tests run against real servers. Install them (Debian, Ubuntu: apt-get install postgresql redis-server;\n"
    "macOS: brew install postgresql redis), or set THOUGHTCLOUD_PG_BIN and THOUGHTCLOUD_REDIS to where they are."
)


def browser(project: Project) -> dict[str, str]:
    """Where Chromium is, as a variable for the tests; brought here when it is missing. Raises StepFailed."""
    found = find_chromium()
    if found is None and _can_install():
        _apt(project, "chromium")
        found = find_chromium()
    found = found or _playwrights_own(project) or _download(project)
    return {"THOUGHTCLOUD_CHROMIUM": found}


def servers(project: Project) -> dict[str, str]:
    """Where PostgreSQL's programs and the Redis server are. Raises StepFailed when they cannot be had."""
    missing = [name for name, find in (("postgres", find_postgres), ("redis", find_redis)) if find() is None]
    if missing and _can_install():
        for name in missing:
            _apt(project, name)
    postgres, redis = find_postgres(), find_redis()
    if postgres is None or redis is None:
        raise StepFailed(SERVER_ADVICE)
    return {"THOUGHTCLOUD_PG_BIN": postgres, "THOUGHTCLOUD_REDIS": redis}


def find_chromium() -> str | None:
    """An installed Chromium, Chrome or Edge."""
    named = os.environ.get("THOUGHTCLOUD_CHROMIUM")
    places = [named] if named else [*CHROMIUM_PLACES, *(shutil.which(name) for name in CHROMIUM_NAMES)]
    return next((place for place in places if place and _starts(place)), None)


def find_postgres() -> str | None:
    """The folder of PostgreSQL's programs, of the newest version installed."""
    named = os.environ.get("THOUGHTCLOUD_PG_BIN")
    if named:
        return named
    on_path = shutil.which("postgres")
    if on_path:
        return str(Path(on_path).resolve().parent)
    folders = sorted(_postgres_folders(), key=_version)
    return str(folders[-1]) if folders else None


def find_redis() -> str | None:
    """A program that serves as Redis does."""
    named = os.environ.get("THOUGHTCLOUD_REDIS")
    return named or next((path for path in map(shutil.which, REDIS_NAMES) if path), None)


def _postgres_folders() -> Iterator[Path]:
    for place in POSTGRES_PLACES:
        for folder in Path(place).glob("*/bin"):
            if (folder / "initdb").exists() or (folder / "initdb.exe").exists():
                yield folder


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in folder.parent.name)
    return tuple(int(number) for number in digits.split())


def _starts(program: str) -> bool:
    """Whether it is a real browser: Ubuntu's package of that name is a stub that wants snap."""
    if not Path(program).exists():
        return False
    if sys.platform == "win32":
        return True  # Chrome on Windows opens a window when it is asked for its version.
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _can_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(project: Project, name: str) -> None:
    """Installs a Debian package; when that fails, the caller looks for another way."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *APT[name]]
    for title, command in (
        (f"Installing {name}", install),
        ("Reading the list of packages", ["apt-get", "update"]),
        (f"Installing {name}, second try", install),
    ):
        try:
            log = project.logs / f"apt-{name}.log"
            run_step(title, command, log=log, env=env, cwd=project.root, advice="")
        except StepFailed:
            continue
        if command is install:
            return


def _playwrights_own(project: Project) -> str | None:
    """The Chromium that Playwright downloaded earlier."""
    code = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    command = [str(project.python), "-c", code]
    answer = subprocess.run(
        command, env=toolchain.environ(project), capture_output=True, text=True, check=False
    )
    place = answer.stdout.strip()
    return place if answer.returncode == 0 and _starts(place) else None


def _download(project: Project) -> str:
    libraries = ["--with-deps"] if _can_install() else []
    run_step(
        "Downloading Chromium",
        project.module("playwright", "install", *libraries, "chromium"),
        log=project.logs / "chromium.log",
        env=toolchain.environ(project),
        cwd=project.root,
        advice=BROWSER_ADVICE,
    )
    found = _playwrights_own(project)
    if found is None:
        raise StepFailed(BROWSER_ADVICE)
    return found
