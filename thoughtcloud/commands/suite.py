"""`manage.py test` and `check`: brings what the tests need, runs them all, and ends in one count."""

import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from thoughtcloud.commands import frontend, needs, processes, tally, toolchain
from thoughtcloud.commands.beside import Beside, Ended
from thoughtcloud.commands.progress import StepFailed, say
from thoughtcloud.commands.project import Project
from thoughtcloud.commands.tally import Tally

Brought = TypeVar("Brought")

BROWSER_TESTS, JOURNEYS = "tests/browser", "browser journeys"
# Few, because each starts a product; enough for the last one not to be long alone.
JOURNEY_PARTS = 3
TYPED = ("thoughtcloud", "tests", "benchmarks", "manage.py", "rxconfig.py")
# Options of pytest that take the next argument as their value.
WITH_VALUE = ("-k", "-m", "-p", "-o", "-c", "-W", "-n", "-r", "--deselect", "--ignore", "--maxfail")


def test(project: Project, options: Namespace) -> int:
    """Everything, or what `options.arguments` (pytest's own) choose of it. 0 when nothing failed."""
    unit, browser = split(options.arguments)
    chosen = bool(options.arguments)
    packages, _ = _brought("packages", lambda: toolchain.ready(project))
    if packages.failed:
        return _close([packages])
    if not chosen:
        return _close(_whole(project, unit or [], browser or []))
    tallies = _unit(project, unit, chosen) if unit is not None else []
    if browser is not None and (project.root / BROWSER_TESTS).is_dir():
        tallies += _browser(project, browser)
    return _close(tallies)


def check(project: Project, options: Namespace) -> int:
    """The quick part of `test`: style, types and the lock of JavaScript packages."""
    toolchain.ready(project)
    return _close([*static(project), *_lock(project)])


def split(arguments: Sequence[str]) -> tuple[list[str] | None, list[str] | None]:
    """Arguments for the two runs of pytest, None where a run is not asked for.

    Two, because pytest-asyncio and Playwright's synchronous interface cannot share a process.
    """
    paths = _paths(arguments)
    rest = [argument for argument in arguments if argument not in paths]
    if not paths:
        return ["tests", f"--ignore={BROWSER_TESTS}", *rest], [BROWSER_TESTS, *rest]
    in_browser = [path for path in paths if _is_browser(path)]
    others = [path for path in paths if not _is_browser(path)]
    return ([*others, *rest] if others else None), ([*in_browser, *rest] if in_browser else None)


def static(project: Project) -> list[Tally]:
    """Style and types."""
    return [_style(project), _check(project, "types", _types(project))]


def _whole(project: Project, unit: list[str], browser: list[str]) -> list[Tally]:
    """Every part, in two lanes: while tests without a browser keep one core busy, another makes the journeys.

    Whoever has done with its own takes the next part of the journeys, so that both are busy until the end.
    """
    with Beside(env=toolchain.environ(project), cwd=project.root, logs=project.logs) as beside:
        built = beside.begin("build", [sys.executable, "manage.py", "build"])
        there, chromium = _brought("Chromium", lambda: needs.browser(project))
        journeys = _journeys(project, beside, browser, chromium) if chromium else {}
        tallies = [_style(project), *_unit(project, unit, chosen=False)]
        tallies.append(_check(project, "types", _types(project)))
        beside.lend_a_hand()
        tallies.append(tally.of_check("production build", *_shown("production build", built.result())))
        tallies += [
            _counted(project, title, *_shown(title, run.result()), chosen=False) for title, run in journeys.items()
        ]
    # Last, because the build may have touched it.
    return tallies + ([] if chromium else [there]) + _lock(project)


def _journeys(
    project: Project, beside: Beside, arguments: list[str], env: Mapping[str, str]
) -> dict[str, Future[Ended]]:
    """The runs of pytest that make all journeys together, each on a product of its own; by their titles."""
    runs = {}
    for number in range(1, JOURNEY_PARTS + 1):
        title = f"{JOURNEYS} {number} of {JOURNEY_PARTS}"
        command = _pytest(project, title, [*arguments, f"--part={number}/{JOURNEY_PARTS}"])
        runs[title] = beside.begin(f"journeys-{number}", command, env)
    return runs


def _style(project: Project) -> Tally:
    return _check(project, "style", project.module("ruff", "check", "."))


def _types(project: Project) -> list[str]:
    return project.module("mypy", "--strict", *TYPED)


def _shown(title: str, ended: Ended) -> tuple[int, float]:
    """Shows what a program that ran beside said; its exit code and seconds."""
    say(f"\n== {title}\n{ended.said.rstrip()}")
    return ended.code, ended.seconds


def _paths(arguments: Sequence[str]) -> list[str]:
    before = ["", *arguments[:-1]] if arguments else []
    pairs = zip(before, arguments, strict=True)
    return [word for last, word in pairs if not word.startswith("-") and last not in WITH_VALUE]


def _is_browser(path: str) -> bool:
    return Path(path.partition("::")[0]).as_posix().startswith(BROWSER_TESTS)


def _unit(project: Project, arguments: list[str], chosen: bool) -> list[Tally]:
    """The tests without a browser; those that need no server run even where none can be had."""
    there, servers = _brought("PostgreSQL and Redis", lambda: needs.servers(project))
    env = {**toolchain.environ(project), **(servers or {})}
    return [*([there] if there.failed else []), _run(project, "unit tests", arguments, env, chosen)]


def _browser(project: Project, arguments: list[str]) -> list[Tally]:
    """The chosen journeys, on the production build."""
    built, web = _brought("production build", lambda: frontend.ready(project))
    there, browser = _brought("Chromium", lambda: needs.browser(project))
    if web is None or browser is None:
        return [built, there]
    env = {**toolchain.environ(project), **browser, "THOUGHTCLOUD_WEB": str(web)}
    return [built, _run(project, JOURNEYS, arguments, env, chosen=True)]


def _brought(title: str, bring: Callable[[], Brought]) -> tuple[Tally, Brought | None]:
    """Whether something that tests need could be had, counted as one test, and the thing itself."""
    started = time.monotonic()
    try:
        brought = bring()
    except StepFailed as failure:
        say(f"\n{failure}")
        return tally.of_check(title, 1, time.monotonic() - started), None
    return tally.of_check(title, 0, time.monotonic() - started), brought


def _lock(project: Project) -> list[Tally]:
    """Whether the committed list of JavaScript packages is the one that the build uses."""
    if not (project.root / ".git").exists():
        return []
    return [_check(project, "reflex.lock is committed", ["git", "diff", "--exit-code", "--stat", "reflex.lock"])]


def _check(project: Project, title: str, command: Sequence[str]) -> Tally:
    return tally.of_check(title, *_stream(project, title, command, toolchain.environ(project)))


def _run(project: Project, title: str, arguments: list[str], env: Mapping[str, str], chosen: bool) -> Tally:
    ended = _stream(project, title, _pytest(project, title, arguments), env)
    return _counted(project, title, *ended, chosen=chosen)


def _pytest(project: Project, title: str, arguments: list[str]) -> list[str]:
    """The command of one run of pytest; what an earlier one counted is forgotten."""
    results = _results(project, title)
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    return project.module("pytest", f"--junitxml={results}", *arguments)


def _results(project: Project, title: str) -> Path:
    return project.data / "results" / f"{title.replace(' ', '-')}.xml"


def _counted(project: Project, title: str, code: int, seconds: float, *, chosen: bool) -> Tally:
    skips_fail = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    results = _results(project, title)
    return tally.of_pytest(title, code, results, seconds=seconds, skips_fail=skips_fail, may_be_empty=chosen)


def _stream(project: Project, title: str, command: Sequence[str], env: Mapping[str, str]) -> tuple[int, float]:
    """Runs a part with its output going straight to the terminal; its exit code and seconds."""
    say(f"\n== {title}")
    started = time.monotonic()
    process = processes.spawn(command, env=env, cwd=project.root, output=None)
    try:
        code = process.wait()
    finally:
        processes.stop(process)
    return code, time.monotonic() - started


def _close(tallies: list[Tally]) -> int:
    if not tallies:
        raise StepFailed("These arguments choose no tests.")
    say(tally.summary(tallies))
    return 1 if tally.total(tallies).failed else 0
