"""Earnings as bars: each as tall as its sum, the scale round, and what is below zero below the line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.money import Money
from thoughtcloud.store.views.earnings import Earnings, MonthEarned
from thoughtcloud.ui import present
from thoughtcloud.ui.display import EarningsChart
from thoughtcloud.ui.pen import Pen

PEN = Pen("Europe/Berlin", "en_GB", datetime(2026, 11, 24, 12, 0, tzinfo=UTC))


def months(*earned: int, currency: str = "eur") -> Earnings:
    """The first months of 2026 with what was earned in each."""
    nothing = Money(0, currency)
    return Earnings(
        currency,
        tuple(
            MonthEarned(f"2026-{number:02d}", 1, Money(minor, currency), nothing, Money(minor, currency), True)
            for number, minor in enumerate(earned, 1)
        ),
    )


def drawn(*earned: int) -> EarningsChart:
    return present.earnings.chart(months(*earned), PEN)


def test_the_bars_stand_on_the_line_and_are_as_tall_as_their_sums() -> None:
    chart = drawn(6800, 0, 17000)
    assert (chart.highest, chart.lowest, chart.zero, chart.box) == ("€200", "", "100.00", "0 0 3 100")
    bars = [(bar.y, bar.height) for bar in chart.months]
    assert bars == [("66.00", "34.00"), ("100.00", "0.00"), ("15.00", "85.00")]
    assert [bar.earned for bar in chart.months] == ["€68.00", "€0.00", "€170.00"]


def test_a_month_below_zero_hangs_from_the_line() -> None:
    chart = drawn(10000, -5000)
    assert (chart.highest, chart.lowest, chart.zero) == ("€100", "−€50", "66.67")
    last = chart.months[-1]
    assert (last.negative, last.y, last.height) == (True, "66.67", "33.33")


def test_nothing_earned_is_a_line_without_a_scale() -> None:
    chart = drawn(0, 0)
    assert (chart.highest, chart.lowest, chart.zero) == ("", "", "100.00")


def test_a_chart_says_what_it_shows_and_each_month_leads_to_its_statement() -> None:
    chart = drawn(6800, 0)
    assert chart.says == "Earned by month: January 2026 €68.00, February 2026 €0.00."
    assert [(bar.short, bar.year, bar.path) for bar in chart.months] == [
        ("Jan", "2026", "/mentor/statements/2026-01"), ("Feb", "", "/mentor/statements/2026-02"),
    ]  # fmt: skip


@pytest.mark.parametrize("currency", ["jpy", "eur"])
@given(earned=st.lists(st.integers(-10**9, 10**9), min_size=1, max_size=12))
def test_every_bar_stays_in_its_frame(earned: list[int], currency: str) -> None:
    chart = present.earnings.chart(months(*earned, currency=currency), PEN)
    for bar, minor in zip(chart.months, earned, strict=True):
        top, height, zero = float(bar.y), float(bar.height), float(chart.zero)
        assert -1.02 <= top <= top + height <= 101.02
        assert (height > 0) == (minor != 0)
        assert abs((top if minor < 0 else top + height) - zero) < 0.02
