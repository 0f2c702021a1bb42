"""How a session stands, said to its mentor: where the appointment is, where the money is, what a click will do."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, Returned
from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.states import BookingState, Event, PaymentState, ShareState
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import Pill, Question, SessionRow, SumLine
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import absence, moves

B, P, S = BookingState, PaymentState, ShareState

# Money at Stripe that a finished session has not yet come to rest with.
_CANCELLING: Final = frozenset({P.AUTHORIZED, P.CAPTURED, P.PARTIALLY_REFUNDED})


def row(found: BookingRow, pen: Pen) -> SessionRow:
    """One line of a list."""
    share = found.share or found.price
    return SessionRow(
        id=found.booking_id,
        title=found.title,
        mentee=found.other,
        initials=wording.initials(found.other),
        tint=wording.tint(found.other),
        when=pen.short_day(found.starts_at),
        clock=pen.clock(found.starts_at, found.ends_at),
        ago=_how_far(found, pen),
        price=pen.money(found.price),
        share=pen.money(share),
        fee=pen.money(found.price - share),
        pill=pill(found, pen),
        money=money_line(found, pen),
        unsecured=_how_secured(found, pen.money(share), pen) if found.payment in UNSECURED else "",
        asked=moves.in_list(found.proposed_by, found.role, found.other),
        move_path=routes.move(found.booking_id),
    )


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
    return _how_secured(found, share, pen)


def _how_secured(found: BookingRow | BookingPage, share: str, pen: Pen) -> str:
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


def fee_is_taken(found: BookingRow | BookingPage) -> bool:
    """Whether a fee for cancelling late is being taken, or was and is kept."""
    return found.state is B.CANCELLED and bool(found.late_fee) and found.payment in _CANCELLING


def earned(found: BookingRow | BookingPage) -> Money:
    """What the mentor is to have: the share of the price, or of the fee for cancelling late."""
    share = found.share or found.price
    if not fee_is_taken(found):
        return share
    return policy.share_of(Price(found.price, found.price - share), found.late_fee)


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


def _how_far(found: BookingRow, pen: Pen) -> str:
    if pen.now < found.starts_at:
        return f"starts {pen.ago(found.starts_at)}"
    if pen.now < found.ends_at:
        return f"ends {pen.ago(found.ends_at)}"
    return f"ended {pen.ago(found.ends_at)}"


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
