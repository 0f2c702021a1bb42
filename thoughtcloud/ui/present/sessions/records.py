"""What happened to a session, in words for its mentor."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.states import Event
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine
from thoughtcloud.ui.display import Occurrence
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import moves

_ACTORS: Final = {"mentor": "by you", "operator": "by Thoughtcloud", "clock": "by itself"}
_TONES: Final[dict[str, str]] = {
    Event.CARD_AUTHORIZED: "good",
    Event.COMPLETED: "good",
    Event.PAYMENT_CAPTURED: "good",
    Event.SHARE_TRANSFERRED: "good",
    Event.SHARE_AVAILABLE: "good",
    Event.CANCELLED: "warn",
    Event.MOVED: "info",
    Event.MOVE_PROPOSED: "warn",
    Event.PAYMENT_VOIDED: "warn",
    Event.PAYMENT_REFUNDED: "warn",
    Event.PAYMENT_PARTLY_REFUNDED: "warn",
    Event.SHARE_REVERSED: "warn",
    Event.SHARE_PARTLY_REVERSED: "warn",
    Event.ACCOUNT_NOT_READY: "warn",
    Event.HOLD_LAPSED: "bad",
    Event.REFUND_FAILED: "bad",
}


def occurrence(line: HistoryLine, found: BookingPage, pen: Pen) -> Occurrence:
    """One line of the history."""
    return Occurrence(
        when=pen.stamp(line.at),
        title=moves.title(line, found) or line.says,
        detail=moves.detail(line, pen) or _ACTORS.get(line.actor, ""),
        amount=pen.money(line.amount) if line.amount else "",
        tone=_TONES.get(line.event, "neutral"),
    )
