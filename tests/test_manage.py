"""`manage.py`: what may be said on its command line, and that it needs nothing but Python."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import manage
from thoughtcloud import settings

COMMANDS = settings.ROOT / "thoughtcloud" / "commands"
FILES = [settings.ROOT / "manage.py", *sorted(COMMANDS.glob("*.py"))]
# Runs inside the environment, as a program of its own.
INSIDE = "settings_report.py"


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_has_to_be_installed_for_the_commands(file: Path) -> None:
    foreign = {
        name
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("thoughtcloud.commands")
    }
    assert foreign == ({"thoughtcloud"} if file.name == INSIDE else set())


def test_it_starts_with_no_package_at_hand() -> None:
    """-I and -S leave site-packages out; the help needs every command's module."""
    code = f"import sys; sys.path.insert(0, {str(settings.ROOT)!r}); import manage; manage.main(['--help'])"
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert all(command in answer.stdout for command in manage.COMMANDS)


def test_an_older_python_is_told_kindly() -> None:
    code = "import sys; sys.version_info = (3, 9, 1); import manage"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=settings.ROOT
    )
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer, and this is 3.9" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_run_listens_on_this_machine_only_unless_told() -> None:
    assert manage.parsed(["run"]).host == "127.0.0.1"
    assert manage.parsed(["run", "--host", "0.0.0.0", "--port", "4000"]).port == 4000


@pytest.mark.parametrize("port", ["0", "65535", "high"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SystemExit):
        manage.parsed(["run", "--port", port])


def test_unknown_words_are_refused_where_nobody_takes_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        manage.parsed(["run", "--prot", "4000"])
    assert "--prot" in capsys.readouterr().err


def test_seed_hands_on_what_it_does_not_know() -> None:
    options = manage.parsed(["seed", "--accounts", "--port", "4000"])
    assert options.arguments == ["--accounts"]
    assert options.port == 4000


@pytest.mark.parametrize("name", ["deploy.sh", "deploy.bat"])
def test_the_deploy_scripts_hand_over_in_one_line(name: str) -> None:
    lines = (settings.ROOT / name).read_text(encoding="ascii").splitlines()
    commands = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(commands) == 1
    assert "manage.py deploy" in commands[0]


def test_ci_calls_the_command_of_the_readme() -> None:
    assert "python3 manage.py test" in (settings.ROOT / ".ci" / "run").read_text(encoding="utf-8")
