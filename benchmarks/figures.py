"""What a benchmark says: a number beside what it is measured against in the same run.

Absolute numbers belong to one machine on one day. A ratio to a floor (the least that the same machine can do) or
a peer (another way to do the same) holds longer, so no number is shown without one.
"""

from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`value` of `what` beside `other` of `against`, both in `unit`.

    `at_most` and `at_least` are promises about the ratio value / other; None is no promise.
    """

    what: str
    value: float
    unit: str
    against: str
    other: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the other number it is."""
        return self.value / self.other

    @property
    def kept(self) -> bool:
        """Whether the ratio is within what was promised."""
        low, high = self.at_least, self.at_most
        return (low is None or self.ratio >= low) and (high is None or self.ratio <= high)

    def __str__(self) -> str:
        line = (
            f"{self.what}: {_number(self.value)} {self.unit}, {_number(self.ratio)} x "
            f"{self.against} ({_number(self.other)} {self.unit})"
        )
        return line if self.kept else f"{line}  BROKEN: {self._promise()} was promised"

    def _promise(self) -> str:
        bounds = [("at least", self.at_least), ("at most", self.at_most)]
        return " and ".join(f"{word} {_number(bound)}" for word, bound in bounds if bound is not None)


def median(samples: list[float]) -> float:
    """The middle of the samples."""
    return percentile(samples, 50)


def percentile(samples: list[float], percent: int) -> float:
    """The value that `percent` of the samples (two or more) do not exceed."""
    return quantiles(samples, n=100, method="inclusive")[percent - 1]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
