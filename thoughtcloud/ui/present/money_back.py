"""What becomes of money that goes back to a mentee, in their words."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.refunds import Answer, RefundState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.store.views.refunds import RefundSeen
from thoughtcloud.ui import wording
from thoughtcloud.ui.display import Pill, RefundNews
from thoughtcloud.ui.wording import Reader

_NEWS: Final[dict[RefundState, tuple[Pill, str]]] = {
    RefundState.WANTED: (Pill("On its way", "info"), "We are sending it to your card."),
    RefundState.PENDING: (Pill("On its way", "info"), "Your card’s bank has it and takes some days."),
    RefundState.REQUIRES_ACTION: (Pill("Needs you", "warn"), "Stripe has sent you a mail: please follow it."),
    RefundState.SUCCEEDED: (
        Pill("Refunded", "good"), "Sent to your card. Your bank shows it on your statement in 5 to 10 days.",
    ),
    RefundState.FAILED: (
        Pill("Came back", "warn"),
        "Your card’s bank sent it back to us. The money is safe: we look for another way and will write to you.",
    ),
    RefundState.CANCELED: (
        Pill("Came back", "warn"), "It did not leave for your card. The money is safe: we look after it.",
    ),
}  # fmt: skip
_ANSWERED: Final[dict[str, str]] = {
    Answer.MADE_AGAIN: "Your card’s bank sent it back to us, so we made it again.",
    Answer.PAID_OTHERWISE: "Your card’s bank sent it back to us. You have it in another way.",
    Answer.GIVEN_UP: "Your card’s bank sent it back to us, and it was settled with you otherwise.",
}


def news(found: BookingPage, reader: Reader) -> list[RefundNews]:
    """What a mentee reads of the refunds of their booking, the newest first; what was never made is no news."""
    return [_news(each, reader) for each in reversed(found.refunds) if each.state in _NEWS]


def _news(each: RefundSeen, reader: Reader) -> RefundNews:
    shown, text = _NEWS[each.state]
    if each.answer:
        shown, text = Pill("Settled", "neutral"), _ANSWERED.get(each.answer, text)
    return RefundNews(
        amount=wording.money(each.money, reader.locale),
        pill=shown,
        text=text,
        when=wording.stamp(each.ended_at or each.asked_at, reader.zone, reader.locale),
    )
