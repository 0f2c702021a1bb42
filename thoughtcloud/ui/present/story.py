"""The story of every cent of a booking in the words of its reader."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.story import Move, Step, Story, Where
from thoughtcloud.ui import wording
from thoughtcloud.ui.display import CentMove, CentStep, CentStory, SumLine
from thoughtcloud.ui.wording import Reader

_PLACES: Final[dict[Actor, dict[Where, str]]] = {
    Actor.MENTEE: {Where.ON_HOLD: "Reserved on your card", Where.PAID: "Paid by you"},
    Actor.MENTOR: {
        Where.ON_HOLD: "Reserved on the mentee’s card",
        Where.PAID: "Paid by the mentee",
        Where.SHARE_HERE: "Your share, with Thoughtcloud",
        Where.SHARE_SENT: "Your share, sent to your Stripe balance",
        Where.PLATFORM_FEE: "Platform fee",
    },
    Actor.OPERATOR: {
        Where.ON_HOLD: "Reserved on the card",
        Where.PAID: "Paid by the mentee",
        Where.SHARE_HERE: "Mentor’s share, with us",
        Where.SHARE_SENT: "Mentor’s share, sent on",
        Where.PLATFORM_FEE: "Platform fee",
        Where.STRIPE_FEE: "Stripe’s fee",
    },
}
_TITLES: Final[dict[Kind, str]] = {
    Kind.HOLD_PLACED: "Price reserved, not charged",
    Kind.HOLD_RELEASED: "Reservation ended",
    Kind.CAPTURED: "Card charged",
    Kind.STRIPE_FEE: "Stripe’s fee",
    Kind.REFUNDED: "Refunded to the card",
    Kind.REFUND_FAILED: "A refund came back",
    Kind.DISPUTED: "Taken back by the bank",
    Kind.REINSTATED: "Given back by the bank",
    Kind.TRANSFERRED: "Share transferred",
    Kind.REVERSED: "Share taken back",
}
_TONES: Final[dict[Kind, str]] = {
    Kind.HOLD_PLACED: "info",
    Kind.CAPTURED: "brand",
    Kind.REFUNDED: "good",
    Kind.REFUND_FAILED: "bad",
    Kind.DISPUTED: "warn",
    Kind.REINSTATED: "good",
    Kind.TRANSFERRED: "brand",
    Kind.REVERSED: "warn",
}
# What was decided, by whom: the reader's own decisions are told as theirs.
_DECIDED: Final[dict[str, str]] = {
    Event.COMPLETED: "Session completed",
    Event.CANCELLED: "Session cancelled",
    Event.LATE_FEE_WAIVED: "Late fee waived",
    Event.REFUND_GRANTED: "Money back given",
    Event.SHARE_RELEASED: "Share released",
    Event.LATE_FEE_REFUSED: "Late fee refused by the bank",
    Event.HOLD_REFUSED: "Reservation refused by the bank",
    Event.HOLD_REFUSED_AGAIN: "Reservation refused by the bank again",
    Event.GIVEN_UP: "Given up: nothing could be reserved",
    Event.CARD_SAVED: "Card saved; nothing is reserved yet",
    Event.SAFETY_DUE: "Reservation about to end",
    Event.ACCOUNT_NOT_READY: "Share waits for a payout account",
    Event.ACCOUNT_READY: "Payout account is ready",
    Event.PROBLEM_REPORTED: "Problem reported: nothing moves until it is decided",
    Event.PROBLEM_WITHDRAWN: "Problem taken back",
    Event.DECIDED_NO_REFUND: "Thoughtcloud decided: nothing goes back",
    Event.DECIDED_PART_REFUND: "Thoughtcloud decided: a part goes back",
    Event.DECIDED_FULL_REFUND: "Thoughtcloud decided: everything goes back",
    Event.INQUIRY_OPENED: "The bank asks what this charge is",
    Event.INQUIRY_CLOSED: "The bank closed its inquiry",
    Event.DISPUTE_OPENED: "The bank disputes the charge",
    Event.DISPUTE_ANSWERED: "Our evidence is with the bank",
    Event.DISPUTE_WON: "The bank decided for the mentor",
    Event.DISPUTE_LOST: "The bank decided for the mentee",
}
_BY: Final[dict[str, str]] = {
    Actor.MENTEE: "by the mentee",
    Actor.MENTOR: "by the mentor",
    Actor.OPERATOR: "by Thoughtcloud",
    Actor.CLOCK: "by itself, in time",
}
_REFUSALS: Final = frozenset({
    Event.LATE_FEE_REFUSED, Event.HOLD_REFUSED, Event.HOLD_REFUSED_AGAIN, Event.GIVEN_UP,
})  # fmt: skip


def story(told: Story, role: Actor, reader: Reader) -> CentStory:
    """The whole story, the oldest step first; at the end, every place where there was money."""
    names = _PLACES[role]
    return CentStory(
        steps=[_step(step, role, reader) for step in told.steps],
        ends=[SumLine(names[where], wording.money(money, reader.locale)) for where, money in told.ends],
    )


def _step(step: Step, role: Actor, reader: Reader) -> CentStep:
    return CentStep(
        when=wording.stamp(step.at, reader.zone, reader.locale),
        title=_title(step),
        detail=_detail(step, role),
        stripe_object=step.stripe_object,
        tone=_tone(step),
        moves=[_move(move, role, reader) for move in step.moves],
    )


def _title(step: Step) -> str:
    if step.kind is None:
        return _DECIDED.get(step.event, step.says)
    return _TITLES.get(step.kind, step.says)


def _tone(step: Step) -> str:
    if step.kind is not None:
        return _TONES.get(step.kind, "neutral")
    return "warn" if step.event in _REFUSALS else "neutral"


def _detail(step: Step, role: Actor) -> str:
    """Who decided it; for the operator, and for what nobody decided, what the history says of it."""
    if role is Actor.OPERATOR and step.says:
        return step.says
    if step.kind is not None:
        return ""
    return "by you" if step.actor == role else _BY.get(step.actor, "")


def _move(move: Move, role: Actor, reader: Reader) -> CentMove:
    return CentMove(
        place=_PLACES[role][move.where],
        amount=wording.signed_money(move.money, reader.locale),
        after=wording.money(move.after, reader.locale),
        negative=move.money.minor < 0,
    )
