"""Takes what is held: because it is due, or so that it is not lost."""

from datetime import datetime

from thoughtcloud.core.reserving import secured_at
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.payments.work import OFF, Rows, Work

UNDECIDED = (BookingState.NO_SHOW_REPORTED, BookingState.IN_REVIEW)
# What a part of the price is captured for, as its key names it.
_PARTS = {
    BookingState.NO_SHOW: "no-show",
    BookingState.CANCELLED: "late-fee",
    BookingState.COMPLETED: "settled",
}


def capture(work: Work) -> None:
    """Take what the session, or having let it down, costs the mentee."""
    rows = work.rows()
    intent_id = rows.payment.intent_id
    if intent_id is None or not _wants_capture(rows):
        return
    if rows.booking.state == BookingState.COMPLETED and not rows.is_settled:
        work.write(lambda: work.gateway.capture(intent_id, work.key("capture")), wanted=_wants_capture)
    else:
        name = _PARTS[BookingState(rows.booking.state)]
        work.write(lambda: work.gateway.capture(intent_id, work.key(name), rows.due), wanted=_wants_capture)


def _wants_capture(rows: Rows) -> bool:
    asked = rows.booking.state in (BookingState.COMPLETED, *OFF) and rows.due.minor > 0
    return asked and rows.payment.state == PaymentState.AUTHORIZED


def secure(work: Work) -> None:
    """Take the price before its hold ends; it is sent on to nobody until the session is decided."""
    rows = work.rows()
    intent_id = rows.payment.intent_id
    if intent_id is not None and _is_to_be_secured(rows, work.now):
        work.write(
            lambda: work.gateway.capture(intent_id, work.key("capture")),
            wanted=lambda then: _is_to_be_secured(then, work.now),
        )


def _is_to_be_secured(rows: Rows, now: datetime) -> bool:
    if rows.payment.state != PaymentState.AUTHORIZED:
        return False
    ends = rows.payment.capture_before
    confirmed = rows.booking.state == BookingState.CONFIRMED
    return rows.booking.state in UNDECIDED or (confirmed and ends is not None and secured_at(ends) <= now)
