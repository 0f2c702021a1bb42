"""Refunds: every try to give money back to a card, why it was made, how far it is, and what it does to the rest.

A refund is first wanted here, then made at Stripe, where it may wait for the card's bank, succeed, and even after
that come back. Some are never wanted here: they are made in Stripe's own dashboard and are seen afterwards.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from thoughtcloud.core.errors import Problem, conflict, invalid
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, share_of

LONGEST_REASON = 500


class RefundState(StrEnum):
    """How far a refund is. All but `wanted` and `dropped` are Stripe's words (docs.stripe.com/api/refunds/object).

    `dropped` was wanted and never made, because the money had gone back in another way by then.
    """

    WANTED = "wanted"
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    DROPPED = "dropped"


class Origin(StrEnum):
    """Why there is a refund: the session is off, an operator or a case gave it, or Stripe's dashboard did."""

    CALLED_OFF = "called_off"
    OPERATOR = "operator"
    CASE = "case"
    DASHBOARD = "dashboard"


class Answer(StrEnum):
    """What an operator, or the next refund, made of one that came back."""

    MADE_AGAIN = "made_again"
    PAID_OTHERWISE = "paid_otherwise"
    GIVEN_UP = "given_up"


# Money of these is on its way to the card: it must not be given back a second time.
IN_FLIGHT = frozenset({RefundState.WANTED, RefundState.PENDING, RefundState.REQUIRES_ACTION})
CAME_BACK = frozenset({RefundState.FAILED, RefundState.CANCELED})

# What a session that is off gives back is sent to the card so often; then a person has to find another way.
MOST_TRIES = 2

# A state is never followed by one of a lower rank: what says so was read before.
_RANK = {
    RefundState.WANTED: 0, RefundState.PENDING: 1, RefundState.REQUIRES_ACTION: 1, RefundState.SUCCEEDED: 2,
    RefundState.FAILED: 3, RefundState.CANCELED: 3, RefundState.DROPPED: 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """One refund as Stripe tells it. `wanted_id` is our mark: which one was wanted here; `ours`: made by us."""

    stripe_id: str
    money: Money
    state: RefundState
    made_at: datetime | None = None
    wanted_id: str = ""
    ours: bool = False
    failure: str = ""


def follows(before: RefundState, after: RefundState) -> bool:
    """Whether a refund can have come from `before` to `after`, so that `after` is news and not an older look."""
    return before is not after and _RANK[after] >= _RANK[before] and _RANK[before] < _RANK[RefundState.FAILED]


def left(kept: Money, in_flight: Money, owed: Money | None = None) -> Money:
    """What can still be given back by hand. `kept`: taken and not refunded; `in_flight`: on its way back.

    `owed` is what the mentee of a session that is off is to pay for it: all beyond that goes back by itself.
    """
    there = kept - in_flight
    stays = there if owed is None else min(there, owed, key=lambda money: money.minor)
    return Money(max(0, stays.minor), kept.currency)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a refund of `back` does: `share + fee == back`. `stays` is what is kept of the price afterwards.

    `share` is taken back from the mentor when it was sent, or not sent at all; `fee` is the platform's part of it.
    What Stripe took for the charge is not among them: it does not give that back (docs.stripe.com/refunds).
    """

    back: Money
    stays: Money
    share: Money
    fee: Money
    share_stays: Money


def consequence(price: Price, there: Money, back: Money) -> Consequence:
    """The exact sums of refunding `back` of what is `there` (kept, and not on its way back)."""
    stays = there - back
    share_stays = share_of(price, stays)
    share = share_of(price, there) - share_stays
    return Consequence(back, stays, share, back - share, share_stays)


def checked(back: Money, can_go: Money) -> Money:
    """The sum if so much can be refunded. Raises `Problem` nothing_left, bad_refund or refund_too_much."""
    if can_go.minor <= 0:
        raise nothing_left()
    if back.minor <= 0:
        raise invalid("bad_refund", "Please give back more than nothing.", "amount")
    if back.minor > can_go.minor:
        most = f"{can_go.major} {can_go.currency.upper()}"
        raise invalid("refund_too_much", f"No more than {most} can be given back.", "amount")
    return back


def nothing_left() -> Problem:
    """Nothing of the price is here that could be refunded."""
    return conflict("nothing_left", "Nothing is left of this payment that could be refunded.")
