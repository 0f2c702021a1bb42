"""A mentor's money in words: the places it can be in, the entries behind each, and the payouts."""

from __future__ import annotations

from typing import Final

from babel.numbers import get_currency_name

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.jobs.letters import of_payouts
from thoughtcloud.store.views.balance import Balance, Bucket, EntryRow
from thoughtcloud.store.views.payouts import PayoutRow
from thoughtcloud.ui.display import Pill
from thoughtcloud.ui.display_mentor import BalanceLine, CurrencyBalance, PayoutLine, Place
from thoughtcloud.ui.pen import Pen

NAMES: Final[dict[Bucket, str]] = {
    Bucket.RESERVED: "Reserved",
    Bucket.PENDING: "Pending",
    Bucket.AVAILABLE: "Available",
    Bucket.ON_ITS_WAY: "On its way",
    Bucket.PAID_OUT: "Paid out",
}
_SHORT: Final[dict[Bucket, str]] = {
    Bucket.RESERVED: "Yours once you have met",
    Bucket.PENDING: "Charged; clearing",
    Bucket.AVAILABLE: "Ready for your next payout",
    Bucket.ON_ITS_WAY: "Between Stripe and your bank",
    Bucket.PAID_OUT: "Arrived at your bank",
}
_LONG: Final[dict[Bucket, str]] = {
    Bucket.RESERVED: "Your share of what is reserved on mentees’ cards. Nothing of it has been charged: it "
    "becomes yours when you mark a session completed, and goes back if the session is cancelled.",
    Bucket.PENDING: "Your share of what has been charged. It waits with us or in your Stripe balance until Stripe "
    "has cleared it.",
    Bucket.AVAILABLE: "Cleared money in your Stripe balance. Stripe sends it to your bank with the next payout.",
    Bucket.ON_ITS_WAY: "Payouts that Stripe has sent and your bank has not received yet.",
    Bucket.PAID_OUT: "Payouts that have arrived at your bank.",
}
_INTO: Final[dict[tuple[Kind, Account], str]] = {
    (Kind.HOLD_PLACED, Account.RESERVED_SHARE): "Reserved on the mentee’s card",
    (Kind.HOLD_RELEASED, Account.RESERVED_SHARE): "Reservation ended",
    (Kind.CAPTURED, Account.OWED_TO_MENTOR): "Charged: your share",
    (Kind.TRANSFERRED, Account.OWED_TO_MENTOR): "Sent on by us",
    (Kind.TRANSFERRED, Account.MENTOR_PENDING): "Received in your Stripe balance",
    (Kind.REVERSED, Account.OWED_TO_MENTOR): "Taken back to us, for a refund",
    (Kind.REVERSED, Account.MENTOR_PENDING): "Taken back for a refund",
    (Kind.REVERSED, Account.MENTOR_AVAILABLE): "Taken back for a refund",
    (Kind.REFUNDED, Account.OWED_TO_MENTOR): "Refunded to the mentee",
    (Kind.REFUND_FAILED, Account.OWED_TO_MENTOR): "A refund came back",
    (Kind.AVAILABLE, Account.MENTOR_PENDING): "Cleared",
    (Kind.AVAILABLE, Account.MENTOR_AVAILABLE): "Cleared by Stripe",
    (Kind.PAYOUT_SENT, Account.MENTOR_AVAILABLE): "Payout to your bank",
    (Kind.PAYOUT_SENT, Account.ON_ITS_WAY): "Payout sent",
    (Kind.PAYOUT_PAID, Account.ON_ITS_WAY): "Arrived",
    (Kind.PAYOUT_PAID, Account.PAID_OUT): "Arrived at your bank",
    (Kind.PAYOUT_RETURNED, Account.MENTOR_AVAILABLE): "A payout came back",
}
_PAYOUT_PILLS: Final[dict[str, Pill]] = {
    "pending": Pill("Scheduled", "info"),
    "in_transit": Pill("On its way", "brand"),
    "paid": Pill("Arrived", "good"),
    "failed": Pill("Failed", "bad"),
    "canceled": Pill("Cancelled", "neutral"),
}


def currency(balance: Balance, fee: Money, pen: Pen) -> CurrencyBalance:
    """All that a mentor has in one currency; `fee` is what the platform has kept."""
    return CurrencyBalance(
        code=balance.currency,
        name=get_currency_name(balance.currency.upper(), locale=pen.locale),
        fee=pen.money(fee),
        places=[_place(bucket, getattr(balance, bucket), pen) for bucket in Bucket],
        debt=_debt(balance, pen),
    )


def in_short(balance: Balance, pen: Pen) -> CurrencyBalance:
    """The three places a mentor asks about first."""
    asked = (Bucket.PENDING, Bucket.AVAILABLE, Bucket.ON_ITS_WAY)
    places = [_place(bucket, getattr(balance, bucket), pen) for bucket in asked]
    return CurrencyBalance(code=balance.currency, name=balance.currency.upper(), fee="", places=places)


def _place(bucket: Bucket, amount: Money, pen: Pen) -> Place:
    return Place(str(bucket), NAMES[bucket], pen.money(amount), _SHORT[bucket], negative=amount.minor < 0)


def _debt(balance: Balance, pen: Pen) -> str:
    if balance.available.minor >= 0 and balance.pending.minor >= 0:
        return ""
    short = min(balance.available, balance.pending, key=lambda money: money.minor)
    return (
        f"A refund took back {pen.money(-short)} more than was left after your last payout. Your next earnings "
        "fill the gap first; you need not do anything."
    )


def about(bucket: Bucket) -> str:
    """What a place of money means, in full."""
    return _LONG[bucket]


def line(entry: EntryRow, pen: Pen) -> BalanceLine:
    """One entry behind a sum."""
    session = ""
    if entry.booking_id and entry.title and entry.starts_at:
        session = f"{entry.title} with {entry.mentee_name}, {pen.short_day(entry.starts_at)}"
    return BalanceLine(
        id=str(entry.entry_id),
        when=pen.stamp(entry.at),
        what=_INTO.get((entry.kind, entry.account), "Corrected"),
        session=session,
        session_id=entry.booking_id or "",
        amount=pen.signed(entry.amount),
        stripe_object=entry.stripe_object,
        negative=entry.amount.minor < 0,
    )


def payout(found: PayoutRow, pen: Pen) -> PayoutLine:
    """One payout with the day it is expected or arrived, or why it failed."""
    return PayoutLine(
        id=found.payout_id,
        amount=pen.money(found.amount),
        pill=_PAYOUT_PILLS.get(found.state, Pill(found.state, "neutral")),
        sent=f"Sent {pen.short_day(found.created_at)}",
        arrives=_arrival(found, pen),
        failure=_failure(found),
    )


def _arrival(found: PayoutRow, pen: Pen) -> str:
    day = pen.short_day(found.arrives_at)
    return {"paid": f"Arrived {day}", "failed": "Did not arrive", "canceled": "Not sent"}.get(
        found.state, f"Expected {day}"
    )


def _failure(found: PayoutRow) -> str:
    if found.state != "failed":
        return ""
    back = "The money is back in your Stripe balance."
    return f"{of_payouts.why(found, str)} {back} {of_payouts.advice(found.failure_code, str)}"
