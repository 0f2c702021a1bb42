"""Appoints an operator from the command line: `python -m thoughtcloud.jobs.appoint EMAIL [--dismiss]`."""

import argparse
import sys
from collections.abc import Sequence

from thoughtcloud import settings
from thoughtcloud.core.errors import Problem
from thoughtcloud.jobs.platform import Platform, open_platform
from thoughtcloud.services import operators


def appoint(platform: Platform, email: str, *, dismiss: bool) -> str:
    """Do it, and return the sentence that says so. Raises `Problem`."""
    change = operators.dismiss if dismiss else operators.appoint
    with platform.db.unit_of_work() as session:
        name = change(session, email=email, now=platform.now())
    return f"{name} is no longer an operator." if dismiss else f"{name} is an operator now: /operator"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when done; 1, with the reason, when there is no such account."""
    parser = argparse.ArgumentParser(prog="manage.py operator", description=__doc__)
    parser.add_argument("email", help="the address of an existing account")
    parser.add_argument("--dismiss", action="store_true", help="take the office away again")
    chosen = parser.parse_args(arguments)
    try:
        told = appoint(open_platform(settings.current()), chosen.email, dismiss=chosen.dismiss)
    except Problem as problem:
        sys.stderr.write(f"{problem.text}\n")
        return 1
    sys.stdout.write(f"{told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
