"""Where the mentor's share stands, in sentences."""

from __future__ import annotations

from thoughtcloud.core.process.groups import UNDECIDED, UNSECURED
from thoughtcloud.core.states import Actor, BookingState, PaymentState, ShareState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present.sessions.money import earned, fee_is_taken

B, P, S = BookingState, PaymentState, ShareState


def share(found: BookingPage, pen: Pen) -> str:
    """Whose the share is, where it is, and when it is there."""
    share = pen.money(earned(found))
    if found.payment in (P.DISPUTED, P.CHARGED_BACK):
        return _disputed_share(found, share)
    match found.share_state:
        case S.NOT_DUE if fee_is_taken(found):
            return f"{share} of the late fee is yours once it is charged."
        case S.NOT_DUE if found.state in UNDECIDED:
            return f"Whether {share} is yours is decided first."
        case S.NOT_DUE if found.state is B.NO_SHOW and found.absent is Actor.MENTEE:
            return f"{share} is yours once the card is charged." if found.payment is P.AUTHORIZED else ""
        case S.NOT_DUE if found.state is B.CONFIRMED and found.payment in UNSECURED:
            return f"{share} is yours once the price is reserved and you have marked the session completed."
        case S.NOT_DUE if found.state is B.CONFIRMED:
            return f"{share} is yours once you have marked the session completed."
        case S.NOT_DUE:
            return "Nothing is due to you." if found.state is not B.COMPLETED else ""
        case S.DUE if found.release_at is not None and found.release_at > pen.now:
            return f"{share} goes out to you on {pen.moment(found.release_at)}."
        case S.DUE:
            return f"{share} is being transferred to you."
        case S.WAITING_FOR_ACCOUNT:
            return f"{share} is yours and waits with us until you have set up payouts."
        case S.TRANSFERRED if found.payment is P.REFUNDED:
            return (
                f"{share} is being taken back from your Stripe balance, because of the refund. If there is not "
                "enough in it, your next earnings make it up."
            )
        case S.TRANSFERRED:
            return f"{share} is in your Stripe balance{_clearing(found, pen)}."
        case S.PARTIALLY_REVERSED | S.REVERSED:
            back = pen.money(found.reversed or found.price)
            return f"{back} of your share was taken back because of the refund."


def _clearing(found: BookingPage, pen: Pen) -> str:
    if found.share_available:
        return ", available for payout"
    if found.share_available_at is not None:
        return f", available for payout from {pen.short_day(found.share_available_at)}"
    return ""


def _disputed_share(found: BookingPage, share: str) -> str:
    """What a dispute means for the mentor, who can do nothing about it and is to know everything."""
    sent = found.share_state in (S.TRANSFERRED, S.PARTIALLY_REVERSED, S.REVERSED)
    if found.payment is P.CHARGED_BACK:
        lost = f"{share} was taken back from you" if sent else f"{share} is not paid out"
        below = " If your balance is below zero, your next earnings fill it." if sent else ""
        return f"{lost}: the bank decided for the mentee.{below}"
    if not sent:
        return (
            f"{share} waits until the bank has decided. We answer it with the record of the session; there is "
            "nothing that you have to do."
        )
    return (
        "Your share of the disputed money is taken back from your Stripe balance until the bank has decided; if "
        "there is not enough in it, your next earnings make it up. We answer the bank; once that is won, it is "
        "sent to you again."
    )
