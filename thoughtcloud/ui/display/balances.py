"""A mentor's money by currency, month and place."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """One of the places a mentor's money can be, in one currency. `share` is its part in percent, for the bar."""

    key: str
    name: str
    amount: str
    says: str
    percent: int = 0
    negative: bool = False


@dataclass(frozen=True)
class BalanceLine:
    """One entry behind a sum of the balance."""

    id: str
    when: str
    what: str
    session: str
    session_id: str
    amount: str
    stripe_object: str
    negative: bool = False


@dataclass(frozen=True)
class EarnedMonth:
    """One month of earnings: in words for a table, and its bar in parts of a hundred from the top of the chart."""

    key: str
    short: str
    year: str
    name: str
    charged: str
    paid: str
    fee: str
    earned: str
    says: str
    y: str
    height: str
    x: str
    negative: bool = False
    path: str = ""


@dataclass(frozen=True)
class EarningsChart:
    """Earnings by month in one currency. `zero` is where nothing is, in parts of a hundred from the top.

    `lowest` is empty unless a month is below zero; `box` is the drawing's frame, `says` what it shows in words.
    """

    says: str = ""
    highest: str = ""
    lowest: str = ""
    zero: str = "100"
    box: str = "0 0 1 100"
    width: str = "1"
    months: list[EarnedMonth] = field(default_factory=list)


@dataclass(frozen=True)
class DebtStory:
    """Why a balance is below zero, what took it there, and how it is settled. Empty when it is not."""

    title: str = ""
    says: str = ""
    causes: list[BalanceLine] = field(default_factory=list)
    settled: str = ""


@dataclass(frozen=True)
class CurrencyBalance:
    """A mentor's money in one currency; currencies are never added up."""

    code: str
    name: str
    fee: str
    places: list[Place] = field(default_factory=list)
    debt: DebtStory = field(default_factory=DebtStory)
    chart: EarningsChart = field(default_factory=EarningsChart)
