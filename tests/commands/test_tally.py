"""The tally: pytest's JUnit files and checks become one count."""

from pathlib import Path

import pytest

from thoughtcloud.commands import tally
from thoughtcloud.commands.tally import Tally

PASSED = '<testcase classname="a" name="{}"/>'
FAILED = '<testcase classname="a" name="{}"><failure message="no"/></testcase>'
ERROR = '<testcase classname="a" name="{}"><error message="no"/></testcase>'
SKIPPED = '<testcase classname="a" name="{}"><skipped message="no"/></testcase>'


def results(folder: Path, *cases: str) -> Path:
    file = folder / "results.xml"
    body = "".join(case.format(number) if "{}" in case else case for number, case in enumerate(cases))
    file.write_text(f"<testsuites><testsuite>{body}</testsuite></testsuites>")
    return file


def count(file: Path, code: int, *, skips_fail: bool = False, may_be_empty: bool = False) -> Tally:
    return tally.of_pytest("unit", code, file, seconds=1, skips_fail=skips_fail, may_be_empty=may_be_empty)


def test_passed_failed_and_skipped_are_counted(tmp_path: Path) -> None:
    counted = count(results(tmp_path, PASSED, PASSED, FAILED, ERROR, SKIPPED), 1)
    assert (counted.passed, counted.failed, counted.skipped) == (2, 2, 1)
    assert counted.failures == ("a::2", "a::3")


def test_a_skipped_test_is_a_failure_where_ci_is_set(tmp_path: Path) -> None:
    counted = count(results(tmp_path, PASSED, SKIPPED), 0, skips_fail=True)
    assert (counted.passed, counted.failed, counted.skipped) == (1, 1, 0)


def test_a_test_whose_clean_up_fails_after_it_passed_is_one_failure(tmp_path: Path) -> None:
    case = PASSED.format("same") + ERROR.format("same")
    counted = count(results(tmp_path, case), 1)
    assert (counted.passed, counted.failed) == (0, 1)


def test_pytest_that_broke_down_before_counting_is_one_failure(tmp_path: Path) -> None:
    counted = count(tmp_path / "missing.xml", 3)
    assert (counted.passed, counted.failed) == (0, 1)


def test_pytest_that_was_killed_half_way_is_a_failure_beside_what_passed(tmp_path: Path) -> None:
    counted = count(results(tmp_path, PASSED, PASSED), -9)
    assert (counted.passed, counted.failed) == (2, 1)


def test_no_test_at_all_is_a_failure_unless_the_caller_chose(tmp_path: Path) -> None:
    file = results(tmp_path)
    assert count(file, tally.NONE_COLLECTED).failed == 1
    assert count(file, tally.NONE_COLLECTED, may_be_empty=True).failed == 0


@pytest.mark.parametrize(("code", "passed", "failed"), [(0, 1, 0), (1, 0, 1), (-15, 0, 1)])
def test_a_check_is_one_test(code: int, passed: int, failed: int) -> None:
    counted = tally.of_check("style", code, 1.0)
    assert (counted.passed, counted.failed) == (passed, failed)


def test_the_summary_ends_in_the_plain_count() -> None:
    unit = Tally("unit tests", 40, 2, 3, failures=("tests.core::test_a", "tests.core::test_b"))
    text = tally.summary([Tally("style", 1, 0), unit])
    assert text.splitlines()[-1] == "41 passed, 2 failed"
    assert "failed: tests.core::test_b" in text.splitlines()
    assert "3 skipped" in text
