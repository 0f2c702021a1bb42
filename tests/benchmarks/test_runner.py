"""The runner: benchmarks are found by name, and a broken promise is the exit code."""

from collections.abc import Iterator

import pytest

from benchmarks import runner
from benchmarks.figures import Figure


def test_every_name_is_a_module_that_measures_and_says_what() -> None:
    for name in runner.BENCHMARKS:
        module = __import__(f"benchmarks.{name}", fromlist=["measure"])
        assert runner.measure_of(name) is module.measure
        assert module.__doc__


def test_an_unknown_name_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        runner.main(["sandbx"])
    assert "no such benchmark: sandbx (there are effects, sandbox, slots, webhook" in capsys.readouterr().err


@pytest.mark.parametrize(("other", "code"), [(10, 0), (1, 1)])
def test_a_broken_promise_is_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], other: float, code: int
) -> None:
    def measure(full: bool) -> Iterator[Figure]:
        assert full
        yield Figure(what="a list", value=12, unit="ms", against="before", other=other, at_most=2)

    monkeypatch.setattr(runner, "measure_of", lambda name: measure)
    assert runner.main(["sandbox", "--full"]) == code
    assert "a list: 12 ms" in capsys.readouterr().out
