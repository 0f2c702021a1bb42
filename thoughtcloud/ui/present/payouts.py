"""Payouts in words: what became of each, what it pays out, and when the next one is due."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel.dates import format_date
from babel.lists import format_list

from thoughtcloud.core.payouts import CANCELED, FAILED, PAID, WEEK, Interval, Schedule
from thoughtcloud.jobs.letters import of_payouts
from thoughtcloud.store.views.payouts import ItemRow, NextPayout, Outlook, PayoutRow
from thoughtcloud.ui.display import BalanceLine, PayoutLine, Pill, ScheduleStory, SumLine
from thoughtcloud.ui.pen import Pen

_PILLS: Final[dict[str, Pill]] = {
    "pending": Pill("Scheduled", "info"),
    "in_transit": Pill("On its way", "brand"),
    PAID: Pill("Arrived", "good"),
    FAILED: Pill("Failed", "bad"),
    CANCELED: Pill("Cancelled", "neutral"),
}
# What is said on top of the set-up of payouts after one has failed.
ON_HOLD: Final = (
    "Your payouts are on hold",
    "A payout came back from your bank. Put your bank account right at Stripe, and payouts go on by themselves.",
)
# Stripe's words for movements of a balance (docs.stripe.com/reports/balance-transaction-types).
_MOVEMENTS: Final[dict[str, str]] = {
    "payment": "Your share",
    "transfer": "Your share",
    "payment_refund": "Taken back for a refund",
    "transfer_refund": "Taken back for a refund",
    "payout_failure": "An earlier payout that came back",
    "payout_cancel": "An earlier payout that was cancelled",
    "adjustment": "Corrected by Stripe",
    "stripe_fee": "Stripe’s fee",
}


def payout(found: PayoutRow, pen: Pen) -> PayoutLine:
    """One payout with the day it is expected or arrived, or why it failed and what to do."""
    return PayoutLine(
        id=found.payout_id,
        amount=pen.money(found.amount),
        pill=_PILLS.get(found.state, Pill(found.state, "neutral")),
        sent=f"Sent {pen.short_day(found.created_at)}",
        arrives=_arrival(found, pen),
        failure=failure(found) if found.state == FAILED else "",
        failed=found.state == FAILED,
        pressing=not found.followed,
        bank=found.bank,
        opens=found.itemized,
        closed_says=_closed(found),
    )


def of_session(found: PayoutRow, pen: Pen) -> str:
    """That the share of a session is in a payout, and where that is."""
    day = pen.short_day(found.arrives_at)
    told = {
        PAID: f"which arrived {day}",
        FAILED: "which did not arrive: the money is back in your Stripe balance",
        CANCELED: "which was cancelled: the money is back in your Stripe balance",
    }.get(found.state, f"expected {day}")
    return f"In your payout of {pen.money(found.amount)}, {told}."


def in_file(found: PayoutRow, pen: Pen) -> tuple[str, str]:
    """The same for an operator: a fact of a booking's file, with the object at Stripe."""
    return "In payout", f"{found.payout_id} of {pen.money(found.amount)}: {_arrival(found, pen)}"


def failure(found: PayoutRow) -> str:
    """Why a payout failed, where the money is, and what to do; or that there is nothing to do any more."""
    if found.followed:
        again = "The money came back to your Stripe balance and has gone out again since."
        return f"{of_payouts.why(found, str)} {again}"
    back = "The money is back in your Stripe balance."
    return f"{of_payouts.why(found, str)} {back} {of_payouts.advice(found.failure_code, str)}"


def _closed(found: PayoutRow) -> str:
    """Why it cannot be said what a payout pays out."""
    if found.itemized:
        return ""
    if not found.automatic:
        return "Asked for at Stripe by hand: then Stripe does not say which sessions are in it."
    return "Stripe has not said yet which sessions are in it."


def _arrival(found: PayoutRow, pen: Pen) -> str:
    day = pen.short_day(found.arrives_at)
    said = {PAID: f"Arrived {day}", FAILED: "Did not arrive", CANCELED: "Not sent"}
    return said.get(found.state, f"Expected {day}")


def part(item: ItemRow, pen: Pen) -> BalanceLine:
    """One movement that a payout pays out."""
    session = ""
    if item.booking_id and item.title and item.starts_at:
        session = f"{item.title} with {item.mentee_name}, {pen.short_day(item.starts_at)}"
    return BalanceLine(
        id=item.item_id,
        when=pen.stamp(item.at),
        what=_MOVEMENTS.get(item.type, item.type.replace("_", " ").capitalize()),
        session=session,
        session_id=item.booking_id or "",
        amount=pen.signed(item.amount),
        stripe_object=item.stripe_object,
        negative=item.amount.minor < 0,
    )


def schedule(found: Outlook, pen: Pen) -> ScheduleStory:
    """When Stripe pays out, and what is next."""
    if found.schedule is None:
        return ScheduleStory()
    by_itself = found.schedule.interval is not Interval.MANUAL
    return ScheduleStory(
        known=True,
        often=_often(found.schedule, pen.locale),
        clearing=_clearing(found.schedule.delay_days),
        next=[_next(each, pen) for each in found.next] if found.enabled and by_itself else [],
        off="" if found.enabled else "Stripe does not pay you out now: it needs something from you first.",
    )


def _often(found: Schedule, locale: str) -> str:
    match found.interval:
        case Interval.DAILY:
            return "Every weekday, whatever is available"
        case Interval.WEEKLY:
            days = [day.capitalize() for day in sorted(found.days or WEEK[:1], key=WEEK.index)]
            return f"Every week on {format_list(days, locale=locale)}"
        case Interval.MONTHLY:
            numbers = sorted(int(day) for day in found.days or ("1",))
            days = ["the last day" if day == 31 else _ordinal(day) for day in numbers]
            return f"Every month on {format_list(days, locale=locale)}"
        case Interval.MANUAL:
            return "When you ask for it in your Stripe dashboard"


def _ordinal(day: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th") if day not in (11, 12, 13) else "th"
    return f"the {day}{ending}"


def _clearing(days: int) -> str:
    return "at once" if days == 0 else f"about {days} day{'s' if days > 1 else ''} after the charge"


def _next(found: NextPayout, pen: Pen) -> SumLine:
    if found.amount:
        day = _day(found.day, pen.locale) if found.day else ""
        return SumLine(f"Expected to leave on {day}", pen.money(found.amount))
    clears = pen.short_day(found.clears_at) if found.clears_at else ""
    return SumLine(f"Nothing is available in {found.amount.currency.upper()}; the next share clears on {clears}",
                   pen.money(found.amount))  # fmt: skip


def _day(day: date, locale: str) -> str:
    return format_date(day, "EEEE, d MMMM", locale=locale)
