"""The suite: which run of pytest gets which arguments, and what the whole says in the end."""

from argparse import Namespace
from pathlib import Path

import pytest

from thoughtcloud.commands import suite, toolchain
from thoughtcloud.commands.beside import Beside
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.project import HERE, Project
from thoughtcloud.commands.tally import Tally

WHOLE_UNIT = ["tests", "--ignore=tests/browser"]
WHOLE_BROWSER = ["tests/browser"]


@pytest.mark.parametrize(
    ("arguments", "unit", "browser"),
    [
        ([], WHOLE_UNIT, WHOLE_BROWSER),
        (["-x"], [*WHOLE_UNIT, "-x"], [*WHOLE_BROWSER, "-x"]),
        (["-k", "refund"], [*WHOLE_UNIT, "-k", "refund"], [*WHOLE_BROWSER, "-k", "refund"]),
        (["tests/core"], ["tests/core"], None),
        (["tests/browser"], None, ["tests/browser"]),
        (["tests/browser/test_book.py::test_a", "-x"], None, ["tests/browser/test_book.py::test_a", "-x"]),
        (["-x", "tests/core", "tests/browser/x.py"], ["tests/core", "-x"], ["tests/browser/x.py", "-x"]),
        (["--maxfail", "1", "tests/core"], ["tests/core", "--maxfail", "1"], None),
    ],
)
def test_unit_tests_and_journeys_never_share_a_process(
    arguments: list[str], unit: list[str] | None, browser: list[str] | None
) -> None:
    assert suite.split(arguments) == (unit, browser)


def test_the_exit_code_says_whether_anything_failed(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite._close([Tally("a", 3, 0)]) == 0
    assert suite._close([Tally("a", 3, 0), Tally("b", 0, 1)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 1 failed"


def test_a_run_beside_the_others_is_shown_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path)
    project.environment.symlink_to(HERE.environment, target_is_directory=True)
    (tmp_path / "test_it.py").write_text("def test_right(): pass\ndef test_wrong(): assert 1 == 2\n")
    with Beside(env=toolchain.environ(project), cwd=tmp_path, logs=project.logs) as beside:
        running = beside.begin("it", suite._pytest(project, "its tests", ["test_it.py"]))
    counted = suite._counted(project, "its tests", *suite._shown("its tests", running.result()), chosen=False)
    assert (counted.title, counted.passed, counted.failures) == ("its tests", 1, ("test_it::test_wrong",))
    assert "== its tests" in (shown := capsys.readouterr().out)
    assert "1 failed, 1 passed" in shown


def test_choosing_no_test_is_said() -> None:
    with pytest.raises(StepFailed, match="choose no tests"):
        suite._close([])


def test_what_cannot_be_brought_is_said_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> str:
        raise StepFailed("Install a browser.")

    counted, brought = suite._brought("Chromium", missing)
    assert brought is None
    assert (counted.passed, counted.failed) == (0, 1)
    assert "Install a browser." in capsys.readouterr().out
    assert suite._brought("Chromium", lambda: "/bin/chromium")[1] == "/bin/chromium"


def test_packages_that_cannot_be_installed_end_in_a_count_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def offline(_: Project) -> None:
        raise StepFailed("No connection.")

    monkeypatch.setattr(toolchain, "ready", offline)
    assert suite.test(Project(tmp_path), Namespace(arguments=[])) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_options_are_handed_on_untouched() -> None:
    import manage

    options = manage.parsed(["test", "-k", "a or b", "tests/core", "-x", "--port", "3"])
    assert isinstance(options, Namespace)
    assert options.arguments == ["-k", "a or b", "tests/core", "-x", "--port", "3"]
