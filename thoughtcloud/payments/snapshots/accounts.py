"""The connected accounts of mentors and the schedules of their payouts, as Stripe shows them."""

from dataclasses import dataclass

from thoughtcloud.core.payouts import WEEK, Interval, Schedule
from thoughtcloud.payments.snapshots.answers import Answer, mark


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """A mentor's connected account. `ready`: transfers may be sent to it. `schedule` is that of its payouts."""

    id: str
    mentor_id: str
    ready: bool
    details_submitted: bool
    payouts_enabled: bool
    requirements: tuple[str, ...]
    schedule: Schedule | None = None


def account(answer: Answer) -> AccountSnapshot:
    """Read an `account`."""
    requirements = answer.get("requirements") or {}
    due = [*(requirements.get("past_due") or []), *(requirements.get("currently_due") or [])]
    return AccountSnapshot(
        id=answer["id"],
        mentor_id=mark(answer, "mentor"),
        ready=(answer.get("capabilities") or {}).get("transfers") == "active",
        details_submitted=bool(answer.get("details_submitted")),
        payouts_enabled=bool(answer.get("payouts_enabled")),
        requirements=tuple(dict.fromkeys(due)),
        schedule=_schedule((answer.get("settings") or {}).get("payouts") or {}),
    )


def _schedule(payouts: Answer) -> Schedule | None:
    """The payout schedule; None where Stripe tells none, or one of a kind that is new to us."""
    told = payouts.get("schedule") or {}
    interval = told.get("interval")
    if interval not in tuple(Interval):
        return None
    return Schedule(
        interval=Interval(interval),
        delay_days=int(told.get("delay_days") or 0),
        days=tuple(day for day in _payout_days(told, str(interval)) if day in WEEK or day.isdecimal()),
        debits_bank=bool(payouts.get("debit_negative_balances")),
    )


def _payout_days(told: Answer, interval: str) -> list[str]:
    """The days of the schedule; accounts of before several were possible have one, the anchor."""
    anchor = told.get(f"{interval}_anchor")
    days = told.get(f"{interval}_payout_days") or ([] if anchor is None else [anchor])
    return [str(day) for day in days]
