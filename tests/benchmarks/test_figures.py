"""Figures: what a number says beside its floor or peer, and when a promise is broken."""

import pytest

from benchmarks.figures import Figure, median, percentile


def figure(value: float, **promise: float) -> Figure:
    return Figure(what="a list", value=value, unit="ms", against="before", other=10, **promise)


def test_a_number_is_never_shown_without_its_ratio() -> None:
    assert str(figure(25)) == "a list: 25 ms, 2.5 x before (10 ms)"
    assert str(figure(12_500)) == "a list: 12,500 ms, 1,250 x before (10 ms)"


@pytest.mark.parametrize(
    ("value", "promise", "kept"),
    [
        (20, {}, True),
        (20, {"at_most": 2}, True),
        (21, {"at_most": 2}, False),
        (5, {"at_least": 0.5}, True),
        (4, {"at_least": 0.5}, False),
    ],
)
def test_a_promise_is_about_the_ratio(value: float, promise: dict[str, float], kept: bool) -> None:
    assert figure(value, **promise).kept is kept
    assert ("BROKEN" in str(figure(value, **promise))) is not kept


def test_percentiles_are_of_the_samples() -> None:
    assert median([1, 2, 3, 4, 100]) == 3
    assert percentile([float(number) for number in range(101)], 99) == 99
