"""The state of a session, in a word or two for its mentor."""

from __future__ import annotations

from thoughtcloud.core.states import BookingState, Event, PaymentState
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui.display import Pill
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import absence

B, P = BookingState, PaymentState


def pill(found: BookingRow | BookingPage, pen: Pen) -> Pill:
    """The state of the appointment in one or two words."""
    match found.state:
        case B.CONFIRMED if Event.COMPLETED in found.actions and pen.now >= found.ends_at:
            return Pill("To complete", "glow")
        case B.CONFIRMED if found.starts_at <= pen.now < found.ends_at:
            return Pill("Now", "brand")
        case B.CONFIRMED if found.payment is P.LAPSED:
            return Pill("Not secured", "bad")
        case B.CONFIRMED if found.payment is P.ACTION_REQUIRED:
            return Pill("To be confirmed", "warn")
        case B.CONFIRMED:
            return Pill("Confirmed", "good")
        case B.COMPLETED:
            return Pill("Completed", "good")
        case B.CANCELLED:
            return Pill("Cancelled" if found.cancelled_by else "Called off", "neutral")
        case B.NO_SHOW_REPORTED | B.IN_REVIEW | B.NO_SHOW:
            return absence.PILLS[found.state]
        case B.EXPIRED:
            return Pill("Never paid", "neutral")
        case B.HELD:
            return Pill("Being paid", "info")
