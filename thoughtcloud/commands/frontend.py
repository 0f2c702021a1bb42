"""The frontend knows how the screens become files for the browser: built once for each state of the sources.

One build serves every address and port: Reflex writes the address it was built for into one small file,
and we make that file ask the browser instead.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from thoughtcloud.commands import toolchain
from thoughtcloud.commands.locks import exclusive
from thoughtcloud.commands.progress import StepFailed, run_step
from thoughtcloud.commands.project import Project

BUILD_PORT = 3000
# Parts of our package that no screen is made of.
NOT_ON_SCREEN = ("commands", "jobs/demo", "sandbox", "store/migrations")
# What the server reads besides the files for the browser.
SERVER_NEEDS = ("backend", "routes.json", "reflex.json", "env.json")
KEPT = 3
ADVICE = (
    "The screens could not be built. The JavaScript packages come from the npm registry: check the connection\n"
    "(or your proxy's settings) and start again. To begin from nothing, delete the folder .web."
)
# The build runs on keys of nobody, so that no secret can get into a file for the browser.
BUILD_SETTINGS = {
    "STRIPE_PUBLIC_KEY": "pk_test_build",
    "STRIPE_SECRET_KEY": "sk_test_build",
    "STRIPE_WEBHOOK_SECRET": "whsec_build",
    "STRIPE_CONNECT_WEBHOOK_SECRET": "",
    "STRIPE_API_BASE": "",
    "DATABASE_URL": "sqlite:///:memory:",
    "REDIS_URL": "",
    "PUBLIC_URL": "",
    "SMTP_URL": "",
    "SANDBOX": "",
    "PORT": str(BUILD_PORT),
}
BAKED_ADDRESS = re.compile(rf"`(http|ws)://localhost:{BUILD_PORT}(/[^`$]*)`")
ASK_THE_BROWSER = {"http": "location.origin", "ws": "location.origin.replace(`http`,`ws`)"}


def ready(project: Project) -> Path:
    """The folder to serve (Reflex's web folder), built now unless that was done before. Raises StepFailed."""
    with exclusive(project.data / "frontend.lock", wait=True):
        folder = project.frontends / fingerprint(project)
        if not folder.exists():
            _build(project)
            # The build may have noted new packages in reflex.lock, which is part of the fingerprint.
            folder = project.frontends / fingerprint(project)
            _keep(project, folder)
        os.utime(folder)
        _forget_old(project)
    return folder


def fingerprint(project: Project) -> str:
    """Changes whenever the screens have to be built again."""
    digest = hashlib.sha256()
    for path in sorted(_sources(project), key=lambda source: source.as_posix()):
        digest.update(path.relative_to(project.root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def ask_the_browser(script: str) -> str:
    """The script with every address that was baked in replaced by the one that the page came from."""
    return BAKED_ADDRESS.sub(lambda match: f"{ASK_THE_BROWSER[match[1]]}+`{match[2]}`", script)


def _sources(project: Project) -> Iterator[Path]:
    yield from (project.requirements, project.root / "rxconfig.py")
    package = project.root / "thoughtcloud"
    for folder in (package, project.root / "assets", project.root / "reflex.lock"):
        for path in folder.rglob("*"):
            if path.is_file() and not _beside(path.relative_to(folder), folder == package):
                yield path


def _beside(path: Path, in_package: bool) -> bool:
    """Whether a file has no part in the screens."""
    if "__pycache__" in path.parts or path.name.startswith("."):
        return True
    return in_package and path.as_posix().startswith(tuple(f"{part}/" for part in NOT_ON_SCREEN))


def _build(project: Project) -> None:
    try:
        _export(project, "Building the screens")
    except StepFailed:
        # A build that was cut off can leave .web half made; from nothing it takes a few seconds longer.
        shutil.rmtree(project.root / ".web", ignore_errors=True)
        _export(project, "Building the screens, second try")
    if not (_client(project.root / ".web") / "index.html").exists():
        raise StepFailed("The build left no pages behind.\n" + ADVICE)


def _export(project: Project, title: str) -> None:
    run_step(
        title,
        project.module("reflex", "export", "--frontend-only", "--no-zip"),
        log=project.logs / "frontend.log",
        env={**toolchain.environ(project), **_registry(project), **BUILD_SETTINGS},
        cwd=project.root,
        advice=ADVICE,
    )


def _registry(project: Project) -> dict[str, str]:
    """Names the npm registry this machine is set to. Told so, Reflex does not go looking for a faster one."""
    command = [str(project.program("npm")), "config", "get", "registry"]
    answer = subprocess.run(
        command, env=toolchain.environ(project), cwd=project.root, capture_output=True, text=True, check=False
    )
    registry = answer.stdout.strip()
    return {"NPM_CONFIG_REGISTRY": registry} if registry else {}


def _client(web: Path) -> Path:
    return web / "build" / "client"


def _keep(project: Project, folder: Path) -> None:
    """Puts a finished build beside older ones, so that a running server never loses its files."""
    web = project.root / ".web"
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(_client(web), _client(unfinished))
    for name in SERVER_NEEDS:
        if (web / name).is_dir():
            shutil.copytree(web / name, unfinished / name)
        elif (web / name).exists():
            shutil.copy2(web / name, unfinished / name)
    _free_from_address(_client(unfinished) / "assets")
    unfinished.replace(folder)


def _free_from_address(assets: Path) -> None:
    scripts = list(assets.glob("reflex-env-*.js"))
    for script in scripts:
        text = ask_the_browser(script.read_text(encoding="utf-8"))
        if "localhost" in text:
            raise StepFailed(f"The build wrote an address into {script.name} that we do not know how to free.")
        script.write_text(text, encoding="utf-8")
        # Compressed copies still hold the address; without them the server sends the few bytes as they are.
        for compressed in assets.glob(f"{script.name}.*"):
            compressed.unlink()
    if not scripts:
        raise StepFailed("The build has no reflex-env file: this version of Reflex writes addresses elsewhere.")


def _forget_old(project: Project) -> None:
    builds = sorted(project.frontends.iterdir(), key=lambda build: build.stat().st_mtime, reverse=True)
    for build in builds[KEPT:]:
        shutil.rmtree(build, ignore_errors=True)
