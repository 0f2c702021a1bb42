"""What a mentor's click will do to the money, to be agreed to first."""

from __future__ import annotations

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Returned
from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui.display import Question, SumLine
from thoughtcloud.ui.pen import Pen

B, P = BookingState, PaymentState


def completing(found: BookingPage, account_ready: bool, pen: Pen) -> Question:
    """What "Mark completed" will do, with the exact sums."""
    price, share = found.price, found.share or found.price
    return Question(
        kind="complete",
        id=found.booking_id,
        title="Mark this session completed?",
        text=_what_is_charged(found),
        lines=[
            SumLine(f"Charged to {found.mentee_name}", pen.money(price)),
            SumLine("Platform fee", "−" + pen.money(price - share)),
            SumLine("You receive", pen.money(share), total=True),
        ],
        after=_where_the_share_goes(found, account_ready, pen),
        confirm="Mark completed" if found.payment in UNSECURED else f"Charge {pen.money(price)}",
        keep="Not yet",
    )


def _what_is_charged(found: BookingPage) -> str:
    name = found.mentee_name
    if found.payment is P.ACTION_REQUIRED:
        return f"Nothing is secured yet. {name} is charged once they have confirmed or brought another card."
    if found.payment in UNSECURED:
        return f"Nothing is secured yet. {name}’s saved card is asked now; should it refuse, they are told."
    return f"{name}’s card is charged now. Should that be wrong, you can refund it later."


def _where_the_share_goes(found: BookingPage, account_ready: bool, pen: Pen) -> str:
    if not account_ready:
        return "Your share waits with us until you have set up payouts; nothing of it is lost."
    if found.release_at is not None and found.release_at > pen.now:
        return f"Your share goes out to your Stripe balance on {pen.moment(found.release_at)}."
    return "Your share goes to your Stripe balance at once."


def cancelling(found: BookingPage, pen: Pen) -> Question:
    """What a cancel click will do to the money; after completion it is called a refund."""
    asked = found.cancellation
    returned = asked.returned if asked else Returned.NOTHING
    amount = asked.amount if asked else Money(0, found.price.currency)
    if returned is Returned.REFUND:
        return _refunding(found, amount, pen)
    if returned is Returned.VOID:
        return _releasing(found, amount, pen)
    return Question(
        kind="cancel",
        id=found.booking_id,
        title="Cancel this session?",
        text="Nothing is reserved on the card, so no money moves. The time becomes free again.",
        confirm="Cancel the session",
        keep="Keep it",
    )


def _releasing(found: BookingPage, amount: Money, pen: Pen) -> Question:
    return Question(
        kind="cancel",
        id=found.booking_id,
        title="Cancel this session?",
        text=f"The reservation on {found.mentee_name}’s card is released in full. Nobody is charged, and you "
        "receive nothing.",
        lines=[SumLine(f"Released to {found.mentee_name}", pen.money(amount), total=True)],
        after="The time becomes free again. This cannot be taken back.",
        confirm=f"Cancel and release {pen.money(amount)}",
        keep="Keep the session",
    )


def _refunding(found: BookingPage, amount: Money, pen: Pen) -> Question:
    sent = (found.transferred or _none(found)) - (found.reversed or _none(found))
    fee = found.price - (found.share or found.price)
    lines = [SumLine(f"Refunded to {found.mentee_name}", pen.money(amount), total=True)]
    if sent:
        lines.insert(0, SumLine("Taken back from your Stripe balance", pen.money(sent)))
        lines.insert(1, SumLine("Platform fee given back", pen.money(amount - sent)))
    return Question(
        kind="cancel",
        id=found.booking_id,
        title="Refund this session?",
        text=f"{found.mentee_name} gets the whole sum back on their card, our fee of {pen.money(fee)} included."
        + ("" if sent else " Your share has not been sent yet and will not be."),
        lines=lines,
        after="If your Stripe balance is too small, it goes below zero and your next earnings fill it."
        if sent
        else "",
        confirm=f"Refund {pen.money(amount)}",
        keep="Keep it as it is",
    )


def _none(found: BookingPage) -> Money:
    return Money(0, found.price.currency)


def waiving(found: BookingPage, pen: Pen) -> Question:
    """What letting the mentee off the late fee will do to the money."""
    sent = (found.transferred or _none(found)) - (found.reversed or _none(found))
    kept = found.captured - found.refunded
    back = kept or found.price
    lines = [SumLine("Taken back from your Stripe balance", pen.money(sent))] if sent else []
    word = "Refunded" if kept else "Released"
    return Question(
        kind="waive",
        id=found.booking_id,
        title="Waive the fee?" if found.state is B.NO_SHOW else "Waive the late fee?",
        text=f"{found.mentee_name} pays nothing for having "
        f"{'stayed away' if found.state is B.NO_SHOW else 'cancelled late'}, and you receive nothing.",
        lines=[*lines, SumLine(f"{word} to {found.mentee_name}", pen.money(back), total=True)],
        after="This cannot be taken back.",
        confirm="Waive the fee",
        keep="Keep the fee",
    )
