"""A mentor's payouts and when the next is due."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Pill, SumLine


@dataclass(frozen=True)
class PayoutLine:
    """One payout from Stripe to the mentor's bank. `opens` says whether its parts can be shown.

    `pressing` says of one that failed that its mentor has something to do about it.
    """

    id: str
    amount: str
    pill: Pill
    sent: str
    arrives: str
    failure: str = ""
    failed: bool = False
    pressing: bool = False
    bank: str = ""
    opens: bool = False
    closed_says: str = ""


@dataclass(frozen=True)
class ScheduleStory:
    """When the mentor is paid out by Stripe: how often, how long funds clear, and what is next per currency."""

    known: bool = False
    often: str = ""
    clearing: str = ""
    next: list[SumLine] = field(default_factory=list)
    off: str = ""
