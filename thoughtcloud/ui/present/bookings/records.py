"""What happened to a booking, in words for its mentee."""

from __future__ import annotations

from datetime import datetime

from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine
from thoughtcloud.ui import display, wording
from thoughtcloud.ui.present import moves
from thoughtcloud.ui.wording import Reader

_TONES: dict[str, str] = {
    Event.CARD_AUTHORIZED: "info",
    Event.PAYMENT_CAPTURED: "brand",
    Event.COMPLETED: "brand",
    Event.CANCELLED: "warn",
    Event.LATE_FEE_WAIVED: "good",
    Event.REFUND_GRANTED: "good",
    Event.MOVED: "info",
    Event.MOVE_PROPOSED: "warn",
    Event.PAYMENT_VOIDED: "good",
    Event.PAYMENT_REFUNDED: "good",
    Event.PAYMENT_PARTLY_REFUNDED: "good",
    Event.HOLD_LAPSED: "warn",
    Event.REFUND_FAILED: "bad",
}

# The record speaks of everybody by their role; to the mentee it says "you".
_OWN_WORDS: dict[tuple[str, str], str] = {
    (Event.SLOT_HELD, Actor.MENTEE): "You chose this time",
    (Event.CHECKOUT_OPENED, Actor.STRIPE): "Your payment page was opened",
    (Event.CHECKOUT_LEFT, Actor.MENTEE): "You let the slot go",
    (Event.CANCELLED, Actor.MENTEE): "You cancelled",
    (Event.REFUND_GRANTED, Actor.OPERATOR): "Thoughtcloud gives you money back",
    (Event.LATE_FEE_WAIVED, Actor.MENTOR): "Your mentor waived the fee for cancelling late",
    (Event.LATE_FEE_WAIVED, Actor.OPERATOR): "Thoughtcloud waived the fee for cancelling late",
    (Event.NO_SHOW_REPORTED, Actor.MENTEE): "You said that your mentor did not come",
    (Event.NO_SHOW_REPORTED, Actor.MENTOR): "Your mentor said that you did not come",
    (Event.NO_SHOW_OBJECTED, Actor.MENTEE): "You said that you were there",
    (Event.NO_SHOW_OBJECTED, Actor.MENTOR): "Your mentor said that they were there",
    (Event.NO_SHOW_ADMITTED, Actor.MENTEE): "You agreed that you did not come",
    (Event.NO_SHOW_ADMITTED, Actor.MENTOR): "Your mentor agreed that they did not come",
    (Event.NO_SHOW_WITHDRAWN, Actor.MENTEE): "You took your report back",
    (Event.NO_SHOW_WITHDRAWN, Actor.MENTOR): "Your mentor took the report back",
    (Event.PROBLEM_REPORTED, Actor.MENTEE): "You reported a problem",
    (Event.DECIDED_NO_REFUND, Actor.OPERATOR): "Thoughtcloud decided that nothing is refunded",
    (Event.DECIDED_PART_REFUND, Actor.OPERATOR): "Thoughtcloud decided that a part goes back to you",
    (Event.DECIDED_FULL_REFUND, Actor.OPERATOR): "Thoughtcloud decided that everything goes back to you",
    (Event.PROBLEM_ANSWERED, Actor.MENTOR): "Your mentor answered your problem",
    (Event.PROBLEM_UNANSWERED, Actor.CLOCK): "Your mentor did not answer in time",
    (Event.PROBLEM_WITHDRAWN, Actor.MENTEE): "You took your problem back",
    (Event.CANCELLED, Actor.MENTOR): "Your mentor called it off",
    (Event.CANCELLED, Actor.OPERATOR): "Thoughtcloud called it off",
    (Event.COMPLETED, Actor.MENTOR): "Your mentor marked the session completed",
    (Event.HOLD_DUE, Actor.CLOCK): "The session is near: its price is to be reserved on your saved card",
    (Event.HOLD_REFUSED, Actor.STRIPE): "Your card was not accepted without you: you are asked to confirm",
    (Event.RETRY_DUE, Actor.CLOCK): "Your bank is asked again whether it reserves the price",
    (Event.RETRY_PUT_OFF, Actor.STRIPE): "You are at the payment page, so your bank is not asked again meanwhile",
    (Event.HOLD_REFUSED_AGAIN, Actor.STRIPE): "Your card was not accepted this time either",
    (Event.LATE_FEE_REFUSED, Actor.STRIPE): "Your saved card did not give the fee: it is waived",
    (Event.CARD_AUTHORIZED, Actor.STRIPE): "The price was reserved on your card, not charged",
    (Event.PAYMENT_CAPTURED, Actor.STRIPE): "Your card was charged",
    (Event.INQUIRY_OPENED, Actor.STRIPE): "Your bank asks us what this charge is",
    (Event.INQUIRY_CLOSED, Actor.STRIPE): "Your bank closed its question about this charge",
    (Event.DISPUTE_OPENED, Actor.STRIPE): "Your bank disputes the charge and has taken the money back",
    (Event.DISPUTE_WON, Actor.STRIPE): "Your bank decided for your mentor: the charge stands",
    (Event.DISPUTE_LOST, Actor.STRIPE): "Your bank decided for you: the money stays with you",
}

_LATE = "The mentee cancelled late"
_FEE_CHARGED = "The card was charged; only the fee for cancelling late is kept"
# What concerns only the mentor's side of the money, or our own bookkeeping.
_NOT_FOR_MENTEES = frozenset(
    {
        Event.STRIPE_FEE_KNOWN,
        Event.DISPUTE_ANSWERED,
        Event.DISPUTE_CHANGED,
        Event.DISPUTE_GIVEN_UP,
        Event.EVIDENCE_WANTED,
        Event.FUNDS_WITHDRAWN,
        Event.FUNDS_REINSTATED,
        Event.PAYMENT_DISPUTED,
        Event.PAYMENT_CLEARED,
        Event.PAYMENT_PARTLY_CLEARED,
        Event.PAYMENT_CHARGED_BACK,
        Event.ACCOUNT_NOT_READY,
        Event.ACCOUNT_READY,
        Event.SHARE_RELEASED,
        Event.SHARE_TRANSFERRED,
        Event.SHARE_AVAILABLE,
        Event.SHARE_PARTLY_REVERSED,
        Event.SHARE_REVERSED,
    }
)


def record(page: BookingPage, reader: Reader) -> list[display.Occurrence]:
    """What happened, newest first, without what concerns the mentor's side only."""
    shown = [line for line in page.history if line.event not in _NOT_FOR_MENTEES]
    return [_occurrence(line, page, reader) for line in reversed(shown)]


def _occurrence(line: HistoryLine, page: BookingPage, reader: Reader) -> display.Occurrence:
    return display.Occurrence(
        when=_when(line.at, reader),
        title=moves.title(line, page) or _own_words(line),
        detail=moves.detail(line, reader),
        amount=wording.money(line.amount, reader.locale) if line.amount else "",
        tone=_TONES.get(line.event, "neutral"),
    )


def _own_words(line: HistoryLine) -> str:
    if line.says.startswith(_LATE):
        return line.says.replace("The mentee", "You", 1)
    if line.says == _FEE_CHARGED:
        return "Your card was charged the fee for cancelling late"
    return _OWN_WORDS.get((line.event, line.actor), line.says)


def _when(at: datetime, reader: Reader) -> str:
    return wording.stamp(at, reader.zone, reader.locale)
