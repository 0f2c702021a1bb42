"""Runs benchmarks by name, prints each figure as soon as it is known, and says whether promises were kept."""

import argparse
import importlib
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from os import cpu_count, getloadavg

from benchmarks.figures import Figure

Measure = Callable[[bool], Iterator[Figure]]
# Each is a module of this package.
BENCHMARKS = ("effects", "sandbox", "slots", "webhook")


def main(arguments: Sequence[str]) -> int:
    """Runs the benchmarks named, or all. 0 when every promise was kept."""
    parser = _parser()
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(BENCHMARKS)})")
    _say(f"{machine()}\n")
    broken = 0
    for name in options.names or BENCHMARKS:
        measure = measure_of(name)
        _say(f"{name}: {(sys.modules[measure.__module__].__doc__ or '').splitlines()[0]}")
        for figure in measure(options.full):
            broken += not figure.kept
            _say(f"  {figure}")
    return 1 if broken else 0


def measure_of(name: str) -> Measure:
    """The function behind a name; its module is imported only now, for each has needs of its own."""
    measure: Measure = importlib.import_module(f"benchmarks.{name}").measure
    return measure


def machine() -> str:
    """Where the numbers come from, and how busy it was."""
    parts = [f"{platform.system()} {platform.machine()}", f"{cpu_count()} cores"]
    parts += [f"load {getloadavg()[0]:.1f}"] if sys.platform != "win32" else []
    return ", ".join([*parts, f"Python {platform.python_version()}"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--full", action="store_true", help="at full size; may take an hour")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
