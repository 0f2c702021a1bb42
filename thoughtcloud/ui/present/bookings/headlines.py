"""What a booking's state means for its mentee, in a title and a sentence."""

from __future__ import annotations

from thoughtcloud.core.reserving import WANTS_CARDHOLDER, placed_at
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import wording
from thoughtcloud.ui.present import absence
from thoughtcloud.ui.present.bookings.pills import fee_is_taken
from thoughtcloud.ui.wording import Reader


def headline(page: BookingPage, reader: Reader) -> tuple[str, str, str]:
    """What the booking's state means for the reader: a title, a sentence and a tone."""
    price = wording.money(page.price, reader.locale)
    match page.state:
        case BookingState.HELD:
            until = wording.clock_time(page.held_until, reader.zone, reader.locale) if page.held_until else ""
            return (
                "Not paid yet",
                f"This slot is held for you until {until}. Nothing is reserved or charged yet.",
                "warn",
            )
        case BookingState.CONFIRMED:
            return _confirmed(page, price, reader)
        case BookingState.COMPLETED:
            return _completed(page, price, reader)
        case BookingState.CANCELLED:
            return _cancelled(page, price, reader)
        case BookingState.NO_SHOW_REPORTED | BookingState.IN_REVIEW | BookingState.NO_SHOW:
            return absence.headline(page, reader)
        case BookingState.EXPIRED:
            if page.payment is PaymentState.AUTHORIZED:
                return "Too late for this slot", f"The {price} reserved on your card is being released.", "info"
            if page.payment is PaymentState.VOIDED:
                return "Too late for this slot", f"The {price} was released. Nothing was charged.", "info"
            return "This booking was not paid", "The slot is free again. Nothing was reserved or charged.", "info"


def _confirmed(page: BookingPage, price: str, reader: Reader) -> tuple[str, str, str]:
    if page.payment is PaymentState.AUTHORIZED:
        latest = wording.moment(page.charged_by, reader.zone, reader.locale)
        return (
            "Reserved, not charged",
            f"{price} is reserved on your card. It is charged when {page.mentor_name} marks the session "
            f"completed, at the latest on {latest}.",
            "good",
        )
    if page.payment is PaymentState.CARD_SAVED and reader.now >= placed_at(page.starts_at):
        on = f" ({page.card})" if page.card else ""
        return "Your session is confirmed", f"{price} is being reserved on your saved card{on} just now.", "info"
    if page.payment is PaymentState.CARD_SAVED:
        day = wording.moment(placed_at(page.starts_at), reader.zone, reader.locale)
        saved = f"Your card{f' ({page.card})' if page.card else ''} is saved. "
        later = f"{price} will be reserved on it on {day}; nothing is reserved yet."
        return "Your session is confirmed", f"{saved}{later}", "good"
    if page.payment is PaymentState.ACTION_REQUIRED:
        return "Please confirm your reservation", _what_to_confirm(page, price, reader), "warn"
    if page.payment is PaymentState.LAPSED:
        text = f"The reservation of {price} ended at your bank; it is being made again on your saved card."
        return "Your session is confirmed", text, "info"
    if page.payment is PaymentState.CAPTURED:
        return "Your session is confirmed", f"{price} was charged.", "good"
    return "Your session is confirmed", "At the moment nothing is reserved or charged.", "info"


# The bank's words for why a card was refused for the time being (core/reserving).
_WHY_REFUSED = {
    "insufficient_funds": ": it lacks cover",
    "card_velocity_exceeded": ": a limit of it is used up",
    "withdrawal_count_limit_exceeded": ": a limit of it is used up",
    **dict.fromkeys(
        ("processing_error", "try_again_later", "reenter_transaction", "issuer_not_available", "approve_with_id"),
        ": its bank did not carry it out",
    ),
}


def _what_to_confirm(page: BookingPage, price: str, reader: Reader) -> str:
    why = (
        f"Your bank wants you to confirm the reservation of {price}."
        if page.refusal == WANTS_CARDHOLDER
        else f"{price} could not be reserved on your card{_WHY_REFUSED.get(page.refusal, '')}."
    )
    if page.retry_at is not None:
        again = wording.moment(page.retry_at, reader.zone, reader.locale)
        why = f"{why} We ask your bank again by ourselves, next on {again}; or use another card now."
    if page.act_by is None:
        return why
    by = wording.moment(page.act_by, reader.zone, reader.locale)
    return f"{why} If it stays so until {by}, the session is called off and nobody is charged."


def _completed(page: BookingPage, price: str, reader: Reader) -> tuple[str, str, str]:
    match page.payment:
        case PaymentState.AUTHORIZED if page.settled is not None and not page.settled:
            return "Session completed", f"The {price} reserved on your card is being released.", "good"
        case PaymentState.AUTHORIZED:
            due = wording.money(page.settled, reader.locale) if page.settled is not None else price
            return "Session completed", f"Your card is being charged {due}.", "good"
        case PaymentState.REFUNDED | PaymentState.PARTIALLY_REFUNDED:
            return (
                "Session completed",
                f"{wording.money(page.refunded, reader.locale)} was refunded to your card.",
                "good",
            )
        case PaymentState.ACTION_REQUIRED:
            return "Your payment is missing", _what_to_confirm(page, price, reader), "warn"
        case PaymentState.CARD_SAVED | PaymentState.LAPSED:
            return "Session completed", f"{price} is being taken from your saved card.", "good"
        case PaymentState.CAPTURED:
            taken = wording.money(page.captured, reader.locale)
            return "Session completed", f"{taken} was charged. Thank you for learning here.", "good"
        case PaymentState.DISPUTED:
            return "Session completed", "Your bank disputes the charge and decides about the money.", "info"
        case PaymentState.CHARGED_BACK:
            return "Session completed", "Your bank gave the money back to you.", "info"
        case _:
            return "Session completed", "Nothing was charged.", "good"


def _cancelled(page: BookingPage, price: str, reader: Reader) -> tuple[str, str, str]:
    who = {"mentee": "You cancelled", "mentor": f"{page.mentor_name} cancelled"}.get(
        page.cancelled_by or "", "Cancelled"
    )
    if fee_is_taken(page):
        return _cancelled_late(page, reader)
    match page.payment:
        case PaymentState.ACTION_REQUIRED if page.cancelled_by == "stripe":
            return "Called off", "The reservation was not confirmed in time. Nothing was charged.", "info"
        case PaymentState.CARD_SAVED | PaymentState.ACTION_REQUIRED | PaymentState.LAPSED if page.late_fee:
            fee = wording.money(page.late_fee, reader.locale)
            return "You cancelled late", f"The agreed fee of {fee} is being charged to your saved card.", "info"
        case PaymentState.VOIDED:
            return (
                f"{who}: released",
                f"The {price} reserved on your card was released. Nothing was charged.",
                "good",
            )
        case PaymentState.REFUNDED:
            back = wording.money(page.refunded, reader.locale)
            return (
                f"{who}: refunded",
                f"{back} was refunded to your card. Banks show it within 5 to 10 days.",
                "good",
            )
        case PaymentState.AUTHORIZED:
            return who, f"The {price} reserved on your card is being released. Nothing will be charged.", "info"
        case PaymentState.CAPTURED | PaymentState.PARTIALLY_REFUNDED:
            return who, f"{price} is being refunded to your card.", "info"
        case PaymentState.DISPUTED:
            return who, "Your bank disputes the charge and decides about the money.", "info"
        case PaymentState.CHARGED_BACK:
            return who, "Your bank gave the money back to you.", "info"
        case _:
            return who, "Nothing was charged.", "info"


def _cancelled_late(page: BookingPage, reader: Reader) -> tuple[str, str, str]:
    fee = wording.money(page.late_fee, reader.locale)
    if page.payment is PaymentState.AUTHORIZED:
        other = wording.money(page.price - page.late_fee, reader.locale)
        released = f", and {other} is released" if page.late_fee != page.price else ""
        return "You cancelled late", f"The agreed fee of {fee} is being charged{released}.", "info"
    said = f"You cancelled late: {fee} charged"
    if page.captured == page.price and page.late_fee != page.price:
        rest = wording.money(page.captured - page.late_fee, reader.locale)
        done = page.captured - page.refunded == page.late_fee
        where = "was refunded to your card" if done else "is being refunded to your card"
        return said, f"Of what was charged before, {fee} stays as the agreed fee; {rest} {where}.", "info"
    other = wording.money(page.price - page.captured, reader.locale)
    released = f" The other {other} was released." if page.captured != page.price else ""
    return said, f"The agreed fee of {fee} was charged to your card.{released}", "info"
