"""What a mentor earned month by month, in words and as bars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from babel.dates import format_date

from thoughtcloud.core.money import Money
from thoughtcloud.store.views.earnings import Earnings, MonthEarned
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import EarnedMonth, EarningsChart
from thoughtcloud.ui.pen import Pen

# A bar takes so much of its column, in the middle; the smallest sum still has so much height, of a hundred.
_BAR: Final = 0.62
_LEAST: Final = 1.0


def chart(found: Earnings, pen: Pen) -> EarningsChart:
    """The months as bars between the highest and the lowest round sum, and where nothing is between them."""
    sums = [month.earned.minor for month in found.months]
    above, below = _round_up(max(sums)), _round_up(-min(sums))
    range_ = (above + below) or 1
    zero = 100 * above / range_ if any(sums) else 100.0
    return EarningsChart(
        says=_says(found.months, pen),
        highest=wording.money(Money(above, found.currency), pen.locale, short=True) if above else "",
        lowest=wording.money(Money(-below, found.currency), pen.locale, short=True) if below else "",
        zero=_number(zero),
        box=f"0 0 {len(sums)} 100",
        width=str(len(sums)),
        months=[
            _month(month, number, zero, range_ / 100, pen) for number, month in enumerate(found.months)
        ],
    )


def _round_up(minor: int) -> int:
    """The next sum with one digit of 1, 2 or 5; nothing for what is not above zero."""
    if minor <= 0:
        return 0
    unit: int = 10 ** (len(str(minor)) - 1)
    return next(unit * digit for digit in (1, 2, 5, 10) if unit * digit >= minor)


def _month(found: MonthEarned, number: int, zero: float, hundredth: float, pen: Pen) -> EarnedMonth:
    day, name = _day(found), _name(found, pen)
    tall = abs(found.earned.minor) / hundredth
    height = max(tall, _LEAST) if tall else 0.0
    negative = found.earned.minor < 0
    return EarnedMonth(
        key=found.month,
        short=format_date(day, "MMM", locale=pen.locale)[:3],
        year=str(day.year) if number == 0 or day.month == 1 else "",
        name=name,
        charged=str(found.charged),
        paid=pen.money(found.paid),
        fee=pen.money(found.fee),
        earned=pen.money(found.earned),
        says=f"{name}: {pen.money(found.earned)}",
        y=_number(zero if negative else zero - height),
        height=_number(height),
        x=_number(number + (1 - _BAR) / 2),
        negative=negative,
        path=routes.statement(found.month) if found.has_statement else "",
    )


def _says(months: Iterable[MonthEarned], pen: Pen) -> str:
    return f"Earned by month: {', '.join(f'{_name(month, pen)} {pen.money(month.earned)}' for month in months)}."


def _name(month: MonthEarned, pen: Pen) -> str:
    return str(format_date(_day(month), "MMMM y", locale=pen.locale))


def _day(month: MonthEarned) -> date:
    year, number = (int(part) for part in month.month.split("-"))
    return date(year, number, 1)


def _number(value: float) -> str:
    return f"{value:.2f}"
