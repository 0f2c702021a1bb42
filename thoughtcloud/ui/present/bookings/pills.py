"""The state of a booking, and of its money, in a word or two for its mentee."""

from __future__ import annotations

from thoughtcloud.core.process.groups import UNDECIDED, UNSECURED
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import display
from thoughtcloud.ui.present import absence

STATES: dict[BookingState, display.Pill] = {
    BookingState.HELD: display.Pill("Waiting for payment", "warn"),
    BookingState.CONFIRMED: display.Pill("Confirmed", "good"),
    BookingState.COMPLETED: display.Pill("Completed", "brand"),
    BookingState.EXPIRED: display.Pill("Not paid", "neutral"),
    BookingState.CANCELLED: display.Pill("Cancelled", "neutral"),
    **absence.PILLS,
}

PAYMENTS: dict[PaymentState, display.Pill] = {
    PaymentState.CHECKOUT_OPEN: display.Pill("Nothing reserved yet", "neutral"),
    PaymentState.CHECKOUT_CLOSED: display.Pill("Nothing reserved", "neutral"),
    PaymentState.CARD_SAVED: display.Pill("Card saved, reserved later", "info"),
    PaymentState.AUTHORIZED: display.Pill("Reserved, not charged", "info"),
    PaymentState.ACTION_REQUIRED: display.Pill("Please confirm", "warn"),
    PaymentState.CAPTURED: display.Pill("Charged", "brand"),
    PaymentState.VOIDED: display.Pill("Released", "good"),
    PaymentState.LAPSED: display.Pill("Reservation ended", "neutral"),
    PaymentState.PARTIALLY_REFUNDED: display.Pill("Partly refunded", "good"),
    PaymentState.REFUNDED: display.Pill("Refunded", "good"),
    PaymentState.DISPUTED: display.Pill("Disputed", "warn"),
    PaymentState.CHARGED_BACK: display.Pill("Given back by the bank", "neutral"),
}

# Of a booking that is off nothing is reserved later, and nobody has to confirm anything.
_NOTHING_CHARGED = display.Pill("Nothing charged", "neutral")
_FEE_ASKED = display.Pill("Fee is being charged", "warn")


def money_pill(found: BookingRow | BookingPage) -> display.Pill:
    """Where the money of a booking is, in a word or two."""
    alive = found.state in (BookingState.HELD, BookingState.CONFIRMED, BookingState.COMPLETED, *UNDECIDED)
    if found.payment in UNSECURED and not alive:
        return _FEE_ASKED if found.late_fee else _NOTHING_CHARGED
    return PAYMENTS[found.payment]


def fee_is_taken(page: BookingPage) -> bool:
    """Whether a fee for cancelling late is being taken, or was and is kept."""
    there = (PaymentState.AUTHORIZED, PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED)
    return bool(page.late_fee) and page.payment in there
