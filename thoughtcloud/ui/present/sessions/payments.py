"""Where the mentee's payment stands, in sentences for the mentor."""

from __future__ import annotations

from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui.pen import Pen

B, P = BookingState, PaymentState


def payment(found: BookingPage, pen: Pen) -> str:
    """Whether the price is secured, was charged, or went back."""
    price, card = pen.money(found.price), f" ({found.card})" if found.card else ""
    match found.payment:
        case P.CHECKOUT_OPEN:
            return "The mentee is at the payment page; nothing is reserved yet."
        case P.CHECKOUT_CLOSED:
            return "The payment page closed unpaid."
        case P.AUTHORIZED:
            text = f"Secured: {price} is reserved on the mentee’s card{card}, not charged."
            end = found.capture_before
            return f"{text} The reservation holds until {pen.moment(end)}." if end else text
        case P.CARD_SAVED if found.state in (B.CANCELLED, B.EXPIRED, B.NO_SHOW):
            return "The card was saved; nothing was reserved on it."
        case P.CARD_SAVED if pen.now >= placed_at(found.starts_at):
            return f"Not secured yet: the price is being reserved on the mentee’s saved card{card}."
        case P.CARD_SAVED:
            day = pen.moment(placed_at(found.starts_at))
            return f"Will be reserved on {day}: the mentee’s card is saved{card}."
        case P.ACTION_REQUIRED if found.state in (B.CANCELLED, B.NO_SHOW):
            return "The mentee’s card was not accepted; nothing was reserved or charged."
        case P.ACTION_REQUIRED if found.state is B.COMPLETED:
            return "Not secured: the mentee’s card was not accepted, and they have still to bring another one."
        case P.ACTION_REQUIRED if found.retry_at is not None:
            again = pen.moment(found.retry_at)
            asked = f"Not secured yet: their card was not accepted for now. The bank is asked again on {again}."
            return f"{asked} {_asked(found, pen)}"
        case P.ACTION_REQUIRED:
            return f"Needs the mentee’s action: their card was not accepted without them. {_asked(found, pen)}"
        case P.CAPTURED:
            charged = f"{pen.money(found.captured)} was charged to the mentee’s card{card}."
            return f"{charged}{_going_back(found, pen)}"
        case P.VOIDED:
            return f"The reservation of {price} was released; nothing was charged."
        case P.LAPSED if found.state in (B.CANCELLED, B.NO_SHOW):
            return "The reservation had lapsed at the bank; nothing was charged."
        case P.LAPSED:
            return "Not secured: the reservation lapsed at the bank. A new one is tried on the saved card."
        case P.PARTIALLY_REFUNDED:
            back = f"{pen.money(found.refunded)} of {pen.money(found.captured)} was refunded."
            return f"{back}{_going_back(found, pen)}"
        case P.REFUNDED:
            return f"{pen.money(found.refunded)} was refunded to the mentee’s card{card}."
        case P.DISPUTED:
            return f"Disputed: the mentee’s bank has taken the money back{card} and decides who gets it."
        case P.CHARGED_BACK:
            return f"The bank gave the money back to the mentee’s card{card}, for good."


def _going_back(found: BookingPage, pen: Pen) -> str:
    """What a refund that has not arrived means for the share; nothing when there is none."""
    if found.returning:
        return f" {pen.money(found.returning)} is on its way back; the share follows once that has arrived."
    came_back = [each.money for each in found.refunds if each.is_open]
    if not came_back:
        return ""
    back = pen.money(came_back[-1])
    return f" A refund of {back} did not reach the card and came back: Thoughtcloud looks after it."


def _asked(found: BookingPage, pen: Pen) -> str:
    if found.act_by is None:
        return "They were asked."
    return f"They were asked; without an answer by {pen.moment(found.act_by)} the session is called off."
