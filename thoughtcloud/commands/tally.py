"""The tally knows how many tests passed and failed, from pytest's own JUnit files and from single checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

# pytest's exit codes: https://docs.pytest.org/en/stable/reference/exit-codes.html
ALL_PASSED, SOME_FAILED, NONE_COLLECTED = 0, 1, 5


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one part of the suite and the seconds it took."""

    title: str
    passed: int
    failed: int
    skipped: int = 0
    seconds: float = 0.0
    failures: tuple[str, ...] = ()


def of_check(title: str, code: int, seconds: float) -> Tally:
    """A check is one test: it passed when its program ended with 0."""
    failures = () if code == 0 else (title,)
    return Tally(title, passed=int(code == 0), failed=int(code != 0), seconds=seconds, failures=failures)


def of_pytest(
    title: str, code: int, results: Path, *, seconds: float, skips_fail: bool, may_be_empty: bool
) -> Tally:
    """What pytest counted. Where it ended badly without counting a failure, that is one failure."""
    outcomes = _outcomes(results)
    bad = ("failed", "skipped") if skips_fail else ("failed",)
    failures = [name for name, outcome in outcomes.items() if outcome in bad]
    went_well = code == ALL_PASSED or (code == NONE_COLLECTED and may_be_empty)
    if not went_well and not failures:
        failures = [f"{title}: pytest ended with code {code}"]
    counts = list(outcomes.values())
    skipped = 0 if skips_fail else counts.count("skipped")
    return Tally(title, counts.count("passed"), len(failures), skipped, seconds, tuple(failures))


def total(tallies: Iterable[Tally]) -> Tally:
    """All parts together."""
    parts = list(tallies)
    return Tally(
        title="together",
        passed=sum(part.passed for part in parts),
        failed=sum(part.failed for part in parts),
        skipped=sum(part.skipped for part in parts),
        seconds=sum(part.seconds for part in parts),
        failures=tuple(name for part in parts for name in part.failures),
    )


def summary(tallies: list[Tally]) -> str:
    """A line for each failure and each part; the last line is `N passed, N failed` and nothing else."""
    width = max(len(part.title) for part in tallies)
    lines = [_line(part, width) for part in tallies]
    whole = total(tallies)
    if whole.skipped:
        lines.append(f"{whole.skipped} skipped: they count as failures where CI is set")
    failures = ["", *(f"failed: {name}" for name in whole.failures)] if whole.failures else []
    return "\n".join([*failures, "", *lines, f"{whole.passed} passed, {whole.failed} failed"])


def _line(part: Tally, width: int) -> str:
    skipped = f", {part.skipped} skipped" if part.skipped else ""
    return f"{part.title:<{width}}  {part.passed:>5} passed, {part.failed} failed{skipped}  ({part.seconds:.0f} s)"


def _outcomes(results: Path) -> dict[str, str]:
    """Each test and how it ended; one that fails and whose clean-up fails too is one failure."""
    outcomes: dict[str, str] = {}
    if not results.exists():
        return outcomes
    for case in ElementTree.parse(results).iter("testcase"):
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        if outcomes.get(name) != "failed":
            outcomes[name] = _outcome(case)
    return outcomes


def _outcome(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"
