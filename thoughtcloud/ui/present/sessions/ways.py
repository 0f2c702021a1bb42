"""Where the money of a session is between the card and the mentor's bank."""

from __future__ import annotations

from thoughtcloud.core.process.groups import UNDECIDED, UNSECURED
from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.states import BookingState, PaymentState, ShareState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui.display import Stop
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present.absence import came_to_nothing
from thoughtcloud.ui.present.sessions.money import earned, fee_is_taken, is_moving

B, P, S = BookingState, PaymentState, ShareState


def way(found: BookingPage, pen: Pen) -> list[Stop]:
    """The stops of the money: reserved, charged, transferred, available; or the way back."""
    reserved = _reserved(found, pen)
    if fee_is_taken(found):
        return [reserved, _charged(found, pen), _transferred(found, pen), _available(found, pen)]
    lapsed = found.payment is P.LAPSED and found.state not in (B.CONFIRMED, B.COMPLETED)
    if came_to_nothing(found) or lapsed or found.payment in (P.REFUNDED, P.VOIDED, P.CHARGED_BACK):
        return [reserved, *_way_back(found, pen)]
    return [reserved, _charged(found, pen), _transferred(found, pen), _available(found, pen)]


def _reserved(found: BookingPage, pen: Pen) -> Stop:
    price, phase = pen.money(found.price), _reserved_phase(found)
    if found.payment is P.CARD_SAVED and phase == "next":
        return Stop("Reserved", f"{price}, on {pen.short_day(placed_at(found.starts_at))}", phase)
    if found.payment in UNSECURED and phase == "now":
        asked = "Waits for the mentee" if found.payment is P.ACTION_REQUIRED else "The saved card is being asked"
        return Stop("Reserved", asked, phase)
    return Stop("Reserved", f"{price} on the card", phase)


def _reserved_phase(found: BookingPage) -> str:
    if found.payment in UNSECURED:
        return _unsecured_phase(found)
    if found.state is B.HELD:
        return "now"
    if found.payment in (P.CHECKOUT_OPEN, P.CHECKOUT_CLOSED):
        return "off"
    return "now" if found.state is B.CONFIRMED and found.payment is P.AUTHORIZED else "done"


def _unsecured_phase(found: BookingPage) -> str:
    if found.state not in (B.CONFIRMED, B.COMPLETED):
        return "off"
    return "next" if found.payment is P.CARD_SAVED and found.state is B.CONFIRMED else "now"


def _charged(found: BookingPage, pen: Pen) -> Stop:
    if found.payment in (P.CAPTURED, P.PARTIALLY_REFUNDED):
        return Stop("Charged", pen.money(found.captured), "done")
    if found.state is B.COMPLETED and found.payment in UNSECURED:
        return Stop("Charged", "Once it is reserved", "next")
    if found.state in (B.COMPLETED, B.NO_SHOW) or fee_is_taken(found):
        return Stop("Charged", "Stripe is being asked", "now")
    if found.state in UNDECIDED:
        return Stop("Charged", "When it is decided", "next")
    return Stop("Charged", f"When you mark it completed; by itself on {pen.moment(found.charged_by)}", "next")


def _transferred(found: BookingPage, pen: Pen) -> Stop:
    share = pen.money(earned(found))
    match found.share_state:
        case S.TRANSFERRED | S.PARTIALLY_REVERSED | S.REVERSED:
            return Stop("Transferred", f"{share} to you", "done")
        case S.WAITING_FOR_ACCOUNT:
            return Stop("Transferred", "Waits until you set up payouts", "now")
        case S.DUE if found.release_at is not None and found.release_at > pen.now:
            return Stop("Transferred", f"{share} on {pen.moment(found.release_at)}", "now")
        case S.DUE:
            return Stop("Transferred", f"{share} is going out", "now")
        case S.NOT_DUE:
            return Stop("Transferred", f"{share} to you", "next")


def _available(found: BookingPage, pen: Pen) -> Stop:
    if found.share_available:
        return Stop("Available", "Part of your next payout", "done")
    if found.share_state is S.TRANSFERRED:
        day = f"From {pen.short_day(found.share_available_at)}" if found.share_available_at else "In a few days"
        return Stop("Available", day, "now")
    return Stop("Available", "For payout to your bank", "next")


def _way_back(found: BookingPage, pen: Pen) -> list[Stop]:
    taken, moving = bool(found.captured), is_moving(found, pen)
    if found.payment is P.LAPSED:
        return [Stop("Lapsed", "The bank let the reservation go", "done"), Stop("Charged", "Nothing", "off")]
    if found.payment in UNSECURED:
        return [Stop("Charged", "Nothing", "off")]
    if not taken:
        word = "Stripe is being asked" if moving else "Nothing was charged"
        released = Stop("Released", word, "now" if moving else "done")
        return [released] if found.state is not B.EXPIRED else []
    charged = Stop("Charged", pen.money(found.captured), "done")
    refunded = Stop("Refunded", pen.money(found.refunded or found.captured), "now" if moving else "done")
    if found.payment is P.CHARGED_BACK:
        refunded = Stop("Given back by the bank", pen.money(found.disputed or found.captured), "done")
    if not found.transferred:
        return [charged, refunded]
    back = found.share_state is S.REVERSED
    return [charged, refunded, Stop("Share taken back", pen.money(found.transferred), "done" if back else "now")]
