"""A mentor's money in words: the places it can be in, the entries behind each, and why it is below zero."""

from __future__ import annotations

from typing import Final

from babel.numbers import get_currency_name

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.payouts import Schedule
from thoughtcloud.store.views.balance import Balance, Bucket, Debt, EntryRow
from thoughtcloud.ui.display import BalanceLine, CurrencyBalance, DebtStory, EarningsChart, Place
from thoughtcloud.ui.pen import Pen

NO_DEBT: Final = DebtStory()
NO_CHART: Final = EarningsChart()
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
    (Kind.REVERSED, Account.OWED_TO_MENTOR): "Taken back to us",
    (Kind.REVERSED, Account.MENTOR_PENDING): "Taken back for a refund or a dispute",
    (Kind.REVERSED, Account.MENTOR_AVAILABLE): "Taken back for a refund or a dispute",
    (Kind.REFUNDED, Account.OWED_TO_MENTOR): "Refunded to the mentee",
    (Kind.REFUND_FAILED, Account.OWED_TO_MENTOR): "A refund came back",
    (Kind.DISPUTED, Account.OWED_TO_MENTOR): "Taken back by the mentee’s bank",
    (Kind.REINSTATED, Account.OWED_TO_MENTOR): "Given back by the mentee’s bank",
    (Kind.AVAILABLE, Account.MENTOR_PENDING): "Cleared",
    (Kind.AVAILABLE, Account.MENTOR_AVAILABLE): "Cleared by Stripe",
    (Kind.PAYOUT_SENT, Account.MENTOR_AVAILABLE): "Payout to your bank",
    (Kind.PAYOUT_SENT, Account.ON_ITS_WAY): "Payout sent",
    (Kind.PAYOUT_PAID, Account.ON_ITS_WAY): "Arrived",
    (Kind.PAYOUT_PAID, Account.PAID_OUT): "Arrived at your bank",
    (Kind.PAYOUT_RETURNED, Account.MENTOR_AVAILABLE): "A payout came back",
}


def currency(
    balance: Balance, fee: Money, pen: Pen, *, debt: DebtStory = NO_DEBT, chart: EarningsChart = NO_CHART
) -> CurrencyBalance:
    """All that a mentor has in one currency; `fee` is what the platform has kept."""
    return CurrencyBalance(
        code=balance.currency,
        name=get_currency_name(balance.currency.upper(), locale=pen.locale),
        fee=pen.money(fee),
        places=[_place(bucket, getattr(balance, bucket), pen) for bucket in Bucket],
        debt=debt,
        chart=chart,
    )


def in_short(balance: Balance, pen: Pen) -> CurrencyBalance:
    """The three places a mentor asks about first."""
    asked = (Bucket.PENDING, Bucket.AVAILABLE, Bucket.ON_ITS_WAY)
    places = [_place(bucket, getattr(balance, bucket), pen) for bucket in asked]
    return CurrencyBalance(code=balance.currency, name=balance.currency.upper(), fee="", places=places)


def _place(bucket: Bucket, amount: Money, pen: Pen) -> Place:
    return Place(str(bucket), NAMES[bucket], pen.money(amount), _SHORT[bucket], negative=amount.minor < 0)


def debt(found: Debt, schedule: Schedule | None, pen: Pen) -> DebtStory:
    """Why a balance is below zero, what took it there, and how it gets above again."""
    return DebtStory(
        title=f"{pen.money(found.balance.below_zero)} below zero",
        says="What was refunded to mentees was taken back from your Stripe balance, and there was less in it than "
        "that: the rest had been paid out to your bank before."
        if found.causes
        else "More was taken from your Stripe balance than was in it.",
        causes=[line(entry, pen) for entry in found.causes],
        settled=_settled(found.balance, schedule, pen),
    )


def _settled(balance: Balance, schedule: Schedule | None, pen: Pen) -> str:
    first = "Your next earnings fill the gap first, and payouts go on when it is filled."
    if balance.pending.minor > 0:
        first += f" {pen.money(balance.pending)} is clearing already."
    if schedule is not None and schedule.debits_bank:
        return f"{first} If nothing comes in for a while, Stripe may take it from your bank account instead."
    return f"{first} You need not do anything."


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
