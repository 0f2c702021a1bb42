"""Where the money of a session is, in one line for its mentor, and whether it still moves."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.states import BookingState, PaymentState, ShareState
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import absence

B, P, S = BookingState, PaymentState, ShareState

# Money at Stripe that a finished session has not yet come to rest with.
_CANCELLING: Final = frozenset({P.AUTHORIZED, P.CAPTURED, P.PARTIALLY_REFUNDED})


def money_line(found: BookingRow | BookingPage, pen: Pen) -> str:
    """Where the money of a session is, in one line."""
    share, price = pen.money(found.share or found.price), pen.money(found.price)
    if found.state in absence.STATES:
        return absence.money_line(found, pen)
    if found.state is B.COMPLETED:
        return _after_completing(found, share, price)
    if fee_is_taken(found):
        return _after_cancelling_late(found, pen)
    if found.state in (B.CANCELLED, B.EXPIRED):
        return absence.given_back(found, price)
    if found.state is B.HELD:
        return "Nothing is reserved yet"
    return how_secured(found, share, pen)


def how_secured(found: BookingRow | BookingPage, share: str, pen: Pen) -> str:
    """Whether the price of a session to come can be taken."""
    match found.payment:
        case P.CARD_SAVED if pen.now < placed_at(found.starts_at):
            return f"Will be reserved on {pen.short_day(placed_at(found.starts_at))}: {share} for you"
        case P.CARD_SAVED:
            return f"Being reserved now: {share} for you"
        case P.ACTION_REQUIRED:
            return "Not secured: needs the mentee’s action"
        case P.LAPSED:
            return "Not secured: the reservation lapsed at the bank"
        case P.REFUNDED:
            return "Not secured: the price was refunded"
        case _:
            return f"Secured: {share} for you once completed"


def _after_completing(found: BookingRow | BookingPage, share: str, price: str) -> str:
    match found.share_state, found.payment:
        case _, P.DISPUTED:
            return "Disputed: the mentee’s bank decides"
        case _, P.CHARGED_BACK:
            return "The bank gave the money back to the mentee"
        case S.WAITING_FOR_ACCOUNT, _:
            return f"{share} waits until you set up payouts"
        case S.TRANSFERRED, _:
            return f"{share} transferred to you"
        case S.PARTIALLY_REVERSED, _:
            return "Transferred; a part was taken back"
        case S.REVERSED, _:
            return "Refunded; the share was taken back"
        case S.DUE, _:
            return f"{share} is on its way to you"
        case _, P.AUTHORIZED:
            return "The card is being charged"
        case _, P.REFUNDED:
            return f"{price} refunded"
        case _, P.ACTION_REQUIRED:
            return "Not secured: the mentee has still to bring a card"
        case _, P.CARD_SAVED | P.LAPSED:
            return "Not secured: the saved card is being asked"
        case _:
            return "Nothing was charged"


def _after_cancelling_late(found: BookingRow | BookingPage, pen: Pen) -> str:
    share = f"{pen.money(earned(found))} of the late fee"
    match found.share_state:
        case S.WAITING_FOR_ACCOUNT:
            return f"{share} waits until you set up payouts"
        case S.TRANSFERRED:
            return f"{share} transferred to you"
        case S.DUE:
            return f"{share} is on its way to you"
        case S.NOT_DUE if found.payment is P.AUTHORIZED:
            return f"The late fee is being charged: {pen.money(earned(found))} for you"
        case _:
            return "The late fee was taken back"


def fee_is_taken(found: BookingRow | BookingPage) -> bool:
    """Whether a fee for cancelling late is being taken, or was and is kept."""
    return found.state is B.CANCELLED and bool(found.late_fee) and found.payment in _CANCELLING


def earned(found: BookingRow | BookingPage) -> Money:
    """What the mentor is to have: the share of the price, or of the fee for cancelling late."""
    share = found.share or found.price
    if not fee_is_taken(found):
        return share
    return policy.share_of(Price(found.price, found.price - share), found.late_fee)


def is_moving(found: BookingPage, pen: Pen) -> bool:
    """Whether Stripe has yet to confirm what was asked of it."""
    if found.state in absence.STATES:
        return absence.is_moving(found)
    if found.state is B.COMPLETED:
        waits = found.release_at is not None and found.release_at > pen.now
        return found.payment is P.AUTHORIZED or (found.share_state is S.DUE and not waits)
    if fee_is_taken(found):
        too_much = found.captured - found.refunded != found.late_fee
        return found.payment is P.AUTHORIZED or found.share_state is S.DUE or too_much
    return found.state is B.CANCELLED and found.payment in _CANCELLING
