"""Payouts to a mentor's bank: on which days Stripe sends them, and what a failed one asks of the mentor."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

PAID, FAILED, CANCELED = "paid", "failed", "canceled"
WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# A month has at most so many days: whatever the schedule is, one of its days lies within.
_AHEAD: Final = 62


class Interval(StrEnum):
    """How often Stripe pays out by itself (docs.stripe.com/payouts#payout-schedule)."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A payout schedule as Stripe tells it. `days` are names of weekdays, or days of the month, by the interval.

    `delay_days` is how long Stripe lets funds clear. `debits_bank`: a balance below zero may be taken from the
    mentor's bank account.
    """

    interval: Interval
    delay_days: int = 0
    days: tuple[str, ...] = ()
    debits_bank: bool = False


def next_day(schedule: Schedule, since: date) -> date | None:
    """The first day from `since` on at which the schedule sends a payout; None when nothing goes by itself.

    Daily ones are made on weekdays; a day that a month does not have is its last one.
    """
    if schedule.interval is Interval.MANUAL:
        return None
    days = (since + timedelta(days=ahead) for ahead in range(_AHEAD))
    return next((day for day in days if _falls_on(schedule, day)), None)


def _falls_on(schedule: Schedule, day: date) -> bool:
    match schedule.interval:
        case Interval.WEEKLY:
            return WEEK[day.weekday()] in (schedule.days or WEEK[:1])
        case Interval.MONTHLY:
            last = monthrange(day.year, day.month)[1]
            return day.day in [min(int(each), last) for each in schedule.days or ("1",)]
        case _:
            return day.weekday() < WEEK.index("saturday")


class Remedy(StrEnum):
    """What the mentor does about a payout that failed."""

    OTHER_BANK = "other_bank"
    ASK_BANK = "ask_bank"
    CORRECT = "correct"
    WAIT = "wait"
    LOOK = "look"


# By Stripe's failure codes (docs.stripe.com/api/payouts/failures): what the mentor has to do.
_REMEDIES: Final[Mapping[str, Remedy]] = {
    "account_closed": Remedy.OTHER_BANK,
    "bank_account_restricted": Remedy.OTHER_BANK,
    "invalid_currency": Remedy.OTHER_BANK,
    "unsupported_card": Remedy.OTHER_BANK,
    "account_frozen": Remedy.ASK_BANK,
    "bank_ownership_changed": Remedy.ASK_BANK,
    "debit_not_authorized": Remedy.ASK_BANK,
    "declined": Remedy.ASK_BANK,
    "could_not_process": Remedy.CORRECT,
    "invalid_account_number": Remedy.CORRECT,
    "no_account": Remedy.CORRECT,
    "incorrect_account_holder_name": Remedy.CORRECT,
    "incorrect_account_holder_address": Remedy.CORRECT,
    "incorrect_account_holder_tax_id": Remedy.CORRECT,
    "insufficient_funds": Remedy.WAIT,
}


def remedy(failure_code: str) -> Remedy:
    """What to do about a failure; a code that is new to us is looked at in Stripe's dashboard."""
    return _REMEDIES.get(failure_code, Remedy.LOOK)
