"""The one way into Thoughtcloud: `python3 manage.py run | test | deploy`, and the smaller tasks beside them.

Standard library only, since it runs before anything is installed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the very thing this is for
    sys.exit(
        f"Thoughtcloud needs Python 3.11 or newer, and this is {sys.version_info[0]}.{sys.version_info[1]}.\n"
        "Install a newer one (python.org, or your system's packages) and start again with it, as in:\n"
        "    python3.11 manage.py run"
    )

import signal
from argparse import ArgumentParser, Namespace
from types import FrameType

from thoughtcloud.commands import bench, deploy, lock, one_off, run, suite
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.project import HERE

COMMANDS = {
    "run": run.run,
    "test": suite.test,
    "deploy": deploy.deploy,
    "worker": one_off.worker,
    "migrate": one_off.migrate,
    "seed": one_off.seed,
    "operator": one_off.operator,
    "build": one_off.build,
    "check": suite.check,
    "bench": bench.bench,
    "lock": lock.lock,
}
# Commands that hand what they do not know on to another program, such as pytest.
HANDS_ON = ("test", "worker", "migrate", "seed", "operator", "bench")
STOPPED = 130


def main(arguments: list[str]) -> int:
    """Runs one command; answers with the exit code."""
    options = parsed(arguments)
    stop_as_with_ctrl_c()
    try:
        return COMMANDS[options.command](HERE, options)
    except StepFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0 if options.command in ("run", "deploy", "worker") else STOPPED


def parsed(arguments: list[str]) -> Namespace:
    """The options; what a command hands on to another program is in `arguments`."""
    reader = parser()
    options, rest = reader.parse_known_args(arguments)
    if rest and options.command not in HANDS_ON:
        reader.error(f"unrecognized arguments: {' '.join(rest)}")
    options.arguments = rest
    return options


def parser() -> ArgumentParser:
    """What may be said on the command line."""
    parser = ArgumentParser(prog="manage.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    running = commands.add_parser("run", help="install, build, migrate, and run it all (port 3000)")
    _add_address(running)
    commands.add_parser("test", help="run every test; takes pytest's arguments", allow_abbrev=False)
    _add_deploy(commands.add_parser("deploy", help="check the settings, then serve customers"))
    for name, text in {
        "worker": "run one more worker (PostgreSQL)",
        "migrate": "bring the database to the newest shape",
        "seed": "make the demo marketplace in an empty database",
        "operator": "make an account an operator: operator EMAIL [--dismiss]",
    }.items():
        _add_address(commands.add_parser(name, help=text, allow_abbrev=False))
    commands.add_parser("build", help="build the screens and name the folder they are in")
    commands.add_parser("check", help="style and types only")
    commands.add_parser("bench", help="measure: bench [NAME ...] [--full]", allow_abbrev=False)
    locking = commands.add_parser("lock", help="write requirements.txt and reflex.lock anew")
    locking.add_argument("--upgrade", action="store_true", help="take the newest of what is not chosen")
    return parser


def stop_as_with_ctrl_c() -> None:
    """A polite request to end, or a closed terminal, is handled like Ctrl-C."""

    def interrupted(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupted)


def _add_deploy(deploying: ArgumentParser) -> None:
    _add_address(deploying)
    deploying.add_argument("--workers", type=int, help="web processes (with PostgreSQL and Redis; default 2)")
    deploying.add_argument("--allow-test-keys", action="store_true", help="rehearse with Stripe's test keys")
    deploying.add_argument("--allow-sqlite", action="store_true", help="live keys on a SQLite file")


def _add_address(command: ArgumentParser) -> None:
    command.add_argument("--port", type=_port, help="where the site is served (default: PORT or 3000)")
    command.add_argument("--sandbox-port", type=_port, help="where the local Stripe is (default: port + 1)")
    command.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from other machines")


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65534:
        raise ValueError
    return port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
