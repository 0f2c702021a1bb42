"""One session in full, as its mentor reads it: the way of the money, what happened, and every line of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from thoughtcloud.core import policy
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.process.groups import UNDECIDED, UNSECURED
from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, ShareState
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine, LedgerLine
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import BookLine, Occurrence, Posting, SessionPage, Stop, SumLine
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import absence, moves, story
from thoughtcloud.ui.present.absence import came_to_nothing
from thoughtcloud.ui.present.bookings import attended, file_path, room_path
from thoughtcloud.ui.present.sessions import earned, fee_is_taken, is_moving, money_line, pill

B, P, S = BookingState, PaymentState, ShareState

ACCOUNTS: Final[dict[Account, str]] = {
    Account.HOLD: "Held by the mentee’s bank",
    Account.RESERVED_SHARE: "Reserved for you",
    Account.RESERVED_FEE: "Reserved for the platform",
    Account.AT_STRIPE: "The platform’s balance at Stripe",
    Account.OWED_TO_MENTOR: "Owed to you",
    Account.PLATFORM_FEE: "Platform fee",
    Account.STRIPE_FEE: "Stripe’s fee, paid by the platform",
    Account.SENT_TO_MENTOR: "Sent to your Stripe account",
    Account.MENTOR_PENDING: "Your Stripe balance, pending",
    Account.MENTOR_AVAILABLE: "Your Stripe balance, available",
    Account.ON_ITS_WAY: "On its way to your bank",
    Account.PAID_OUT: "In your bank",
}
KINDS: Final[dict[Kind, str]] = {
    Kind.HOLD_PLACED: "Price reserved",
    Kind.HOLD_RELEASED: "Reservation ended",
    Kind.CAPTURED: "Card charged",
    Kind.STRIPE_FEE: "Stripe’s fee",
    Kind.REFUNDED: "Refunded",
    Kind.REFUND_FAILED: "Refund came back",
    Kind.DISPUTED: "Taken back by the bank",
    Kind.REINSTATED: "Given back by the bank",
    Kind.TRANSFERRED: "Share transferred",
    Kind.REVERSED: "Share taken back",
    Kind.AVAILABLE: "Cleared by Stripe",
    Kind.PAYOUT_SENT: "Payout sent",
    Kind.PAYOUT_PAID: "Payout arrived",
    Kind.PAYOUT_RETURNED: "Payout came back",
}
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


def session_page(found: BookingPage, pen: Pen) -> SessionPage:
    """All of a session, worded for its mentor."""
    outcome, tone = _outcome(found, pen)
    return SessionPage(
        id=found.booking_id,
        title=found.title,
        mentee=found.mentee_name,
        initials=wording.initials(found.mentee_name),
        tint=wording.tint(found.mentee_name),
        brief=found.brief,
        day=pen.day(found.starts_at),
        mine=pen.clock(found.starts_at, found.ends_at),
        my_zone=wording.zone_name(pen.zone, found.starts_at, pen.locale),
        theirs=_their_clock(found, pen),
        their_zone=wording.zone_name(found.mentee_zone, found.starts_at, pen.locale),
        duration=wording.minutes(found.minutes),
        ago=_how_far(found, pen),
        room_path=room_path(found),
        file_path=file_path(found),
        room_open=found.door is Door.OPEN,
        attended=attended(found, pen),
        pill=pill(found, pen),
        payment=_payment(found, pen),
        share=_share(found, pen),
        bill=_bill(found, pen),
        way=_way(found, pen),
        record=[_occurrence(line, found, pen) for line in reversed(found.history)],
        book=book(found.ledger, ACCOUNTS, pen),
        story=story.story(found.story, Actor.MENTOR, pen),
        may_complete=Event.COMPLETED in found.actions,
        may_cancel=Event.CANCELLED in found.actions,
        may_waive=Event.LATE_FEE_WAIVED in found.actions,
        move_path=routes.move(found.booking_id) if Event.MOVE_PROPOSED in found.actions else "",
        waive_text="Waive the fee" if found.state is B.NO_SHOW else "Waive the late fee",
        cancel_text="Refund" if found.state is B.COMPLETED else "Cancel",
        outcome=outcome,
        outcome_tone=tone,
        moving=is_moving(found, pen),
    )


def _how_far(found: BookingPage, pen: Pen) -> str:
    if pen.now < found.starts_at:
        off = found.state in (B.CANCELLED, B.EXPIRED)
        return f"{'Was to start' if off else 'Starts'} {pen.ago(found.starts_at)}"
    return f"Ended {pen.ago(found.ends_at)}" if pen.now >= found.ends_at else f"Ends {pen.ago(found.ends_at)}"


def _their_clock(found: BookingPage, pen: Pen) -> str:
    clock = wording.span(found.starts_at, found.ends_at, found.mentee_zone, pen.locale)
    there = wording.short_day(found.starts_at, found.mentee_zone, pen.locale)
    return clock if there == pen.short_day(found.starts_at) else f"{there}, {clock}"


def _payment(found: BookingPage, pen: Pen) -> str:
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
        case P.ACTION_REQUIRED:
            return f"Needs the mentee’s action: their card was not accepted without them. {_asked(found, pen)}"
        case P.CAPTURED:
            return f"{pen.money(found.captured)} was charged to the mentee’s card{card}."
        case P.VOIDED:
            return f"The reservation of {price} was released; nothing was charged."
        case P.LAPSED if found.state in (B.CANCELLED, B.NO_SHOW):
            return "The reservation had lapsed at the bank; nothing was charged."
        case P.LAPSED:
            return "Not secured: the reservation lapsed at the bank. A new one is tried on the saved card."
        case P.PARTIALLY_REFUNDED:
            return f"{pen.money(found.refunded)} of {pen.money(found.captured)} was refunded."
        case P.REFUNDED:
            return f"{pen.money(found.refunded)} was refunded to the mentee’s card{card}."
        case P.DISPUTED:
            return f"Disputed: the mentee’s bank has taken the money back{card} and decides who gets it."
        case P.CHARGED_BACK:
            return f"The bank gave the money back to the mentee’s card{card}, for good."


def _asked(found: BookingPage, pen: Pen) -> str:
    if found.act_by is None:
        return "They were asked."
    return f"They were asked; without an answer by {pen.moment(found.act_by)} the session is called off."


def _share(found: BookingPage, pen: Pen) -> str:
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


def _bill(found: BookingPage, pen: Pen) -> list[SumLine]:
    kept = found.captured - found.refunded
    if found.refunded:
        lines = [
            SumLine("Charged", pen.money(found.captured)),
            SumLine("Refunded to the mentee", "−" + pen.money(found.refunded)),
        ]
    elif not found.captured and found.payment is not P.AUTHORIZED:
        lines = [SumLine("Price", pen.money(found.price)), SumLine("Charged", pen.money(kept))]
    elif fee_is_taken(found):
        kept = found.late_fee
        rest = found.price - kept
        lines = [SumLine("Price", pen.money(found.price))]
        lines += [SumLine("Released to the mentee", "−" + pen.money(rest))] if rest else []
    else:
        lines, kept = [SumLine("Price", pen.money(found.price))], found.price
    share = policy.share_of(Price(found.price, found.fee or Money(0, found.price.currency)), kept)
    if kept:
        lines.append(SumLine("Platform fee", "−" + pen.money(kept - share)))
    return [*lines, SumLine("Your share", pen.money(share), total=True)]


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


def _way(found: BookingPage, pen: Pen) -> list[Stop]:
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


def _outcome(found: BookingPage, pen: Pen) -> tuple[str, str]:
    if found.state in absence.STATES and not is_moving(found, pen):
        return absence.outcome(found, pen)
    if found.state not in (B.COMPLETED, B.CANCELLED, B.NO_SHOW):
        return "", "info"
    if is_moving(found, pen):
        return f"{money_line(found, pen)}. This takes a moment; you may leave this page.", "info"
    if fee_is_taken(found):
        return f"The mentee cancelled late. {_payment(found, pen)} {_share(found, pen)}", "info"
    if found.state is B.CANCELLED:
        return f"{_cancelled(found)} {_payment(found, pen)}", "neutral"
    if found.share_state is S.WAITING_FOR_ACCOUNT:
        return f"Completed. {_payment(found, pen)} {_share(found, pen)}", "warn"
    if found.share_state is S.NOT_DUE:
        return f"Completed. {_payment(found, pen)}", "warn"
    return f"Completed. {_payment(found, pen)} {_share(found, pen)}", "good"


def _cancelled(found: BookingPage) -> str:
    return {
        "mentor": "You called this session off.",
        "mentee": "The mentee cancelled this session.",
        "operator": "Thoughtcloud called this session off.",
    }.get(found.cancelled_by or "", "This session is off.")


def _occurrence(line: HistoryLine, found: BookingPage, pen: Pen) -> Occurrence:
    return Occurrence(
        when=pen.stamp(line.at),
        title=moves.title(line, found) or line.says,
        detail=moves.detail(line, pen) or _ACTORS.get(line.actor, ""),
        amount=pen.money(line.amount) if line.amount else "",
        tone=_TONES.get(line.event, "neutral"),
    )


def book(ledger: Sequence[LedgerLine], names: Mapping[Account, str], pen: Pen) -> list[Posting]:
    """The postings of a booking, the latest first; lines of one fact about one object belong together."""
    facts = [list(lines) for _, lines in groupby(ledger, key=lambda line: (line.kind, line.stripe_object))]
    return [_posting(lines, names, pen) for lines in reversed(facts)]


def _posting(lines: Sequence[LedgerLine], names: Mapping[Account, str], pen: Pen) -> Posting:
    return Posting(
        what=KINDS[lines[0].kind],
        when=pen.stamp(lines[0].at),
        stripe_object=lines[0].stripe_object,
        lines=[BookLine(names[one.account], pen.signed(one.amount), one.amount.minor < 0) for one in lines],
    )
