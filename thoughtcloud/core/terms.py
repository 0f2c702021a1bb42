"""Cancellation terms: what it costs a mentee to call a session off, as rules that travel with the booking.

Hours are elapsed time before the start, not wall-clock time, so a clock change moves nothing. From the very
instant at which a step begins it applies. After the start a mentee cannot cancel any more; what the last step
asked for is then the most that the terms ever ask for (`Agreed.fee_at_start`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from thoughtcloud.core.errors import invalid
from thoughtcloud.core.money import MINIMUM_CHARGE, Money

# Whoever has just booked may think it over free of charge, but not in the last hour before the start.
GRACE = timedelta(hours=1)
MOST_STEPS = 5
LONGEST_AHEAD = 30 * 24


@dataclass(frozen=True, slots=True)
class Step:
    """From so many whole hours before the start on, cancelling costs so many percent of the price."""

    hours: int
    percent: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Free at first, then step by step dearer; without steps free until the start.

    Raises `Problem` bad_terms, with a sentence that says which rule the steps break.
    """

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if len(self.steps) > MOST_STEPS:
            raise _bad(f"Terms have at most {MOST_STEPS} steps.")
        for step in self.steps:
            _check_step(step)
        for earlier, later in pairwise(self.steps):
            if later.hours >= earlier.hours:
                raise _bad("Each step begins closer to the start than the one before it.")
            if later.percent <= earlier.percent:
                raise _bad("Each step costs more than the one before it.")

    def __str__(self) -> str:
        """As it is kept in the database: "72:50,24:100"; nothing when free until the start."""
        return ",".join(f"{step.hours}:{step.percent}" for step in self.steps)

    def percent_at(self, ahead: timedelta) -> int:
        """What cancelling costs, in percent of the price, so long before the start."""
        reached = [step.percent for step in self.steps if ahead <= timedelta(hours=step.hours)]
        return reached[-1] if reached else 0


def _check_step(step: Step) -> None:
    if type(step.hours) is not int or not 1 <= step.hours <= LONGEST_AHEAD:
        raise _bad(f"A step begins 1 to {LONGEST_AHEAD} whole hours before the start.")
    if type(step.percent) is not int or not 1 <= step.percent <= 100:
        raise _bad("A step costs 1 to 100 percent of the price.")


def _bad(text: str) -> Exception:
    return invalid("bad_terms", text, "steps")


def read(kept: str) -> Terms:
    """The terms that `str` wrote. Raises ValueError or `Problem` for anything else."""
    if not kept:
        return Terms()
    pairs = (part.split(":") for part in kept.split(","))
    return Terms(tuple(Step(int(hours), int(percent)) for hours, percent in pairs))


class ReadyMade(StrEnum):
    """The sets of terms that every mentor may choose."""

    FLEXIBLE = "flexible"
    MODERATE = "moderate"
    STRICT = "strict"

    @property
    def terms(self) -> Terms:
        """The rules behind the name."""
        return _READY_MADE[self]


_READY_MADE = {
    ReadyMade.FLEXIBLE: Terms(),
    ReadyMade.MODERATE: Terms((Step(24, 50),)),
    ReadyMade.STRICT: Terms((Step(72, 100),)),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Until `until` (aware UTC, exclusive) cancelling costs `fee`, and `back` is released or refunded."""

    until: datetime
    fee: Money
    back: Money


@dataclass(frozen=True, slots=True)
class Agreed:
    """The terms as they bear on one booking: its price, when it was booked and when it starts (aware UTC)."""

    terms: Terms
    total: Money
    booked_at: datetime
    starts_at: datetime

    @property
    def thought_over_at(self) -> datetime:
        """Until when cancelling is free because the booking is fresh; in the past when there is no time for it."""
        return min(self.booked_at + GRACE, self.starts_at - GRACE)

    def fee_at(self, now: datetime) -> Money:
        """What the mentee pays for cancelling at `now`: exact, at least nothing and at most the whole price."""
        if now < self.thought_over_at:
            return Money(0, self.total.currency)
        return late_fee(self.total, self.terms.percent_at(self.starts_at - now))

    @property
    def fee_at_start(self) -> Money:
        """The most that these terms ever ask for: what the last step costs, nothing when there is none."""
        return late_fee(self.total, self.terms.percent_at(timedelta(0)))

    def is_free(self, now: datetime) -> bool:
        """Whether cancelling costs the mentee nothing at `now`."""
        return not self.fee_at(now)

    def periods(self, now: datetime, *, until: datetime | None = None) -> tuple[Period, ...]:
        """From `now` until the start: what cancelling costs when, without gaps; empty from the start on.

        `until` is when cancelling really ends, for a booking that was moved and kept the terms of its old start.
        """
        last = until or self.starts_at
        ends = {self.thought_over_at, last}
        ends |= {self.starts_at - timedelta(hours=step.hours) for step in self.terms.steps}
        moments = [now, *sorted(end for end in ends if now < end <= last)]
        found = [(end, self.fee_at(begin)) for begin, end in pairwise(moments)]
        return tuple(Period(end, fee, self.total - fee) for end, fee in _merged(found))


def late_fee(total: Money, percent: int) -> Money:
    """That part of the price, rounded half to even, as a sum that a card can be charged.

    What is less than Stripe charges at all (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts) is
    waived: a smaller capture would be refused.
    """
    fee = total.percent(Decimal(percent))
    return fee if fee.minor >= MINIMUM_CHARGE.get(total.currency, 0) else Money(0, total.currency)


def _merged(found: Iterable[tuple[datetime, Money]]) -> list[tuple[datetime, Money]]:
    """Neighbours that cost the same are one period."""
    merged: list[tuple[datetime, Money]] = []
    for end, fee in found:
        if merged and merged[-1][1] == fee:
            merged.pop()
        merged.append((end, fee))
    return merged
