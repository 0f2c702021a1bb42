"""The story of every cent of one booking: what was decided and what happened, in order, and where money is then.

It is made from the booking's history and its lines in the book, and each reader sees of it the places that concern
them: a mentee the card alone (the fee is between mentor and platform), a mentor all but Stripe's own fee, an
operator everything. What a reader sees adds up to the book, whatever happened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event


class Where(StrEnum):
    """Where money of a booking can be, in the order in which it moves.

    What was paid is always the share with the platform, the share sent on and the platform's fee together.
    """

    ON_HOLD = "on_hold"
    PAID = "paid"
    SHARE_HERE = "share_here"
    SHARE_SENT = "share_sent"
    PLATFORM_FEE = "platform_fee"
    STRIPE_FEE = "stripe_fee"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book about the booking; lines with the same kind and object are one posting."""

    number: int
    at: datetime
    kind: Kind
    account: Account
    money: Money
    stripe_object: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the booking's history; the object is Stripe's, where there is one."""

    at: datetime
    event: str
    actor: str
    says: str
    stripe_object: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """So much came to (positive) or left (negative) a place, and what is there `after`."""

    where: Where
    money: Money
    after: Money


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story: money that moved, or (without `kind` and moves) what was decided about it.

    `event`, `actor` and `says` are the history's, empty where it says nothing of the posting.
    """

    at: datetime
    kind: Kind | None
    event: str
    actor: str
    says: str
    stripe_object: str
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """The steps, the oldest first, and what is where at the end, per place and currency."""

    steps: tuple[Step, ...] = ()
    ends: tuple[tuple[Where, Money], ...] = ()


UNTOLD: Final = Story()

# How an account counts in the story. What the platform owes is booked negative (`core.ledger`).
_PLACES: Final[dict[Account, tuple[Where, int]]] = {
    Account.HOLD: (Where.ON_HOLD, -1),
    Account.OWED_TO_MENTOR: (Where.SHARE_HERE, -1),
    Account.SENT_TO_MENTOR: (Where.SHARE_SENT, -1),
    Account.PLATFORM_FEE: (Where.PLATFORM_FEE, -1),
    Account.STRIPE_FEE: (Where.STRIPE_FEE, 1),
}
# The platform's balance moves with the card only in these; else with Stripe's fee and with the share.
_WITH_THE_CARD: Final = frozenset({
    Kind.CAPTURED, Kind.REFUNDED, Kind.REFUND_FAILED, Kind.DISPUTED, Kind.REINSTATED,
})  # fmt: skip

_SEES: Final[Mapping[Actor, frozenset[Where]]] = {
    Actor.MENTEE: frozenset({Where.ON_HOLD, Where.PAID}),
    Actor.MENTOR: frozenset(Where) - {Where.STRIPE_FEE},
    Actor.OPERATOR: frozenset(Where),
}

# Which event of the history each posting comes from.
_CAUSES: Final[dict[Kind, frozenset[str]]] = {
    Kind.HOLD_PLACED: frozenset({Event.CARD_AUTHORIZED}),
    Kind.HOLD_RELEASED: frozenset({Event.PAYMENT_VOIDED, Event.HOLD_LAPSED, Event.PAYMENT_CAPTURED}),
    Kind.CAPTURED: frozenset({Event.PAYMENT_CAPTURED}),
    Kind.STRIPE_FEE: frozenset({Event.STRIPE_FEE_KNOWN, Event.FUNDS_WITHDRAWN, Event.FUNDS_REINSTATED}),
    Kind.REFUNDED: frozenset({Event.PAYMENT_REFUNDED, Event.PAYMENT_PARTLY_REFUNDED}),
    Kind.REFUND_FAILED: frozenset({Event.REFUND_FAILED, Event.REFUND_PARTLY_FAILED}),
    Kind.DISPUTED: frozenset({Event.FUNDS_WITHDRAWN}),
    Kind.REINSTATED: frozenset({Event.FUNDS_REINSTATED}),
    Kind.TRANSFERRED: frozenset({Event.SHARE_TRANSFERRED}),
    Kind.REVERSED: frozenset({Event.SHARE_REVERSED, Event.SHARE_PARTLY_REVERSED}),
    Kind.AVAILABLE: frozenset({Event.SHARE_AVAILABLE}),
}

# What was decided or refused, and so explains the money that moves next.
DECISIONS: Final = frozenset({
    Event.COMPLETED, Event.CANCELLED, Event.REFUND_GRANTED, Event.LATE_FEE_WAIVED, Event.LATE_FEE_REFUSED,
    Event.HOLD_REFUSED,
    Event.HOLD_REFUSED_AGAIN,
    Event.GIVEN_UP, Event.CARD_SAVED, Event.SAFETY_DUE, Event.NO_SHOW_ADMITTED, Event.NO_SHOW_STOOD,
    Event.DECIDED_COMPLETED, Event.DECIDED_MENTEE_ABSENT, Event.DECIDED_MENTOR_ABSENT, Event.INQUIRY_OPENED,
    Event.INQUIRY_CLOSED, Event.DISPUTE_OPENED, Event.DISPUTE_ANSWERED, Event.DISPUTE_WON, Event.DISPUTE_LOST,
    Event.PROBLEM_REPORTED, Event.PROBLEM_WITHDRAWN, Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND,
    Event.DECIDED_FULL_REFUND,
})  # fmt: skip
SHARE_DECISIONS: Final = frozenset({Event.ACCOUNT_NOT_READY, Event.ACCOUNT_READY, Event.SHARE_RELEASED})


def tell(history: Sequence[Told], book: Iterable[Entry], reader: Actor) -> Story:
    """The story as `reader` (mentee, mentor or operator) sees it. Steps without anything for them are left out."""
    sees, shown = _SEES[reader], _decisions(reader)
    decided = [
        Step(told.at, None, told.event, told.actor, told.says, told.stripe_object)
        for told in history
        if told.event in shown
    ]
    booked = [_step(posting, history, sees) for posting in _postings(book)]
    # At one instant the decision comes before what it led to; the sort keeps the order within each.
    steps = sorted([*decided, *(step for step in booked if step.moves)], key=lambda step: step.at)
    return _with_sums(steps)


def _decisions(reader: Actor) -> frozenset[Event]:
    return DECISIONS if reader is Actor.MENTEE else DECISIONS | SHARE_DECISIONS


def _postings(book: Iterable[Entry]) -> list[list[Entry]]:
    found: dict[tuple[Kind, str], list[Entry]] = {}
    for entry in sorted(book, key=lambda entry: entry.number):
        found.setdefault((entry.kind, entry.stripe_object), []).append(entry)
    return list(found.values())


def _step(posting: Sequence[Entry], history: Sequence[Told], sees: frozenset[Where]) -> Step:
    first = posting[0]
    causes = _CAUSES.get(first.kind, frozenset())
    near = [told for told in history if told.event in causes and told.at == first.at]
    # Several refunds may be read at one instant; the object tells them apart.
    near.sort(key=lambda told: told.stripe_object != first.stripe_object)
    told = near[0] if near else Told(first.at, "", "", "")
    return Step(
        at=first.at,
        kind=first.kind,
        event=told.event,
        actor=told.actor,
        says=told.says,
        stripe_object=first.stripe_object,
        moves=tuple(_moves(posting, sees)),
    )


def _moves(posting: Sequence[Entry], sees: frozenset[Where]) -> Iterable[Move]:
    sums: dict[Where, Money] = {}
    for entry in posting:
        where, sign = _place(entry)
        if where is not None and where in sees:
            money = Money(sign * entry.money.minor, entry.money.currency)
            sums[where] = sums[where] + money if where in sums else money
    return [Move(where, sums[where], sums[where]) for where in Where if sums.get(where)]


def _place(entry: Entry) -> tuple[Where | None, int]:
    if entry.account is Account.AT_STRIPE and entry.kind in _WITH_THE_CARD:
        return Where.PAID, 1
    return _PLACES.get(entry.account, (None, 0))


def _with_sums(steps: Iterable[Step]) -> Story:
    now: dict[tuple[Where, str], Money] = {}
    told: list[Step] = []
    for step in steps:
        moves: list[Move] = []
        for move in step.moves:
            place = (move.where, move.money.currency)
            now[place] = now.get(place, Money(0, move.money.currency)) + move.money
            moves.append(Move(move.where, move.money, now[place]))
        told.append(Step(step.at, step.kind, step.event, step.actor, step.says, step.stripe_object, tuple(moves)))
    ends = sorted(now.items(), key=lambda item: (list(Where).index(item[0][0]), item[0][1]))
    return Story(tuple(told), tuple((where, money) for (where, _), money in ends))
