"""How a mentee sees their bookings: what state they are in, where the money is and what happens next."""

from __future__ import annotations

from datetime import datetime

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation, Returned
from thoughtcloud.core.process.groups import UNDECIDED, UNSECURED
from thoughtcloud.core.reserving import WANTS_CARDHOLDER, placed_at
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine
from thoughtcloud.ui import display, routes, wording
from thoughtcloud.ui.present import absence, money_back, moves, story, terms
from thoughtcloud.ui.present.mentors import there, time_span
from thoughtcloud.ui.present.room import presence
from thoughtcloud.ui.wording import Reader

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

_TONES: dict[str, str] = {
    Event.CARD_AUTHORIZED: "info",
    Event.PAYMENT_CAPTURED: "brand",
    Event.COMPLETED: "brand",
    Event.CANCELLED: "warn",
    Event.LATE_FEE_WAIVED: "good",
    Event.REFUND_GRANTED: "good",
    Event.MOVED: "info",
    Event.MOVE_PROPOSED: "warn",
    Event.PAYMENT_VOIDED: "good",
    Event.PAYMENT_REFUNDED: "good",
    Event.PAYMENT_PARTLY_REFUNDED: "good",
    Event.HOLD_LAPSED: "warn",
    Event.REFUND_FAILED: "bad",
}

# Of a booking that is off nothing is reserved later, and nobody has to confirm anything.
_NOTHING_CHARGED = display.Pill("Nothing charged", "neutral")
_FEE_ASKED = display.Pill("Fee is being charged", "warn")

# The record speaks of everybody by their role; to the mentee it says "you".
_OWN_WORDS: dict[tuple[str, str], str] = {
    (Event.SLOT_HELD, Actor.MENTEE): "You chose this time",
    (Event.CHECKOUT_OPENED, Actor.STRIPE): "Your payment page was opened",
    (Event.CHECKOUT_LEFT, Actor.MENTEE): "You let the slot go",
    (Event.CANCELLED, Actor.MENTEE): "You cancelled",
    (Event.REFUND_GRANTED, Actor.OPERATOR): "Thoughtcloud gives you money back",
    (Event.LATE_FEE_WAIVED, Actor.MENTOR): "Your mentor waived the fee for cancelling late",
    (Event.LATE_FEE_WAIVED, Actor.OPERATOR): "Thoughtcloud waived the fee for cancelling late",
    (Event.NO_SHOW_REPORTED, Actor.MENTEE): "You said that your mentor did not come",
    (Event.NO_SHOW_REPORTED, Actor.MENTOR): "Your mentor said that you did not come",
    (Event.NO_SHOW_OBJECTED, Actor.MENTEE): "You said that you were there",
    (Event.NO_SHOW_OBJECTED, Actor.MENTOR): "Your mentor said that they were there",
    (Event.NO_SHOW_ADMITTED, Actor.MENTEE): "You agreed that you did not come",
    (Event.NO_SHOW_ADMITTED, Actor.MENTOR): "Your mentor agreed that they did not come",
    (Event.NO_SHOW_WITHDRAWN, Actor.MENTEE): "You took your report back",
    (Event.NO_SHOW_WITHDRAWN, Actor.MENTOR): "Your mentor took the report back",
    (Event.PROBLEM_REPORTED, Actor.MENTEE): "You reported a problem",
    (Event.DECIDED_NO_REFUND, Actor.OPERATOR): "Thoughtcloud decided that nothing is refunded",
    (Event.DECIDED_PART_REFUND, Actor.OPERATOR): "Thoughtcloud decided that a part goes back to you",
    (Event.DECIDED_FULL_REFUND, Actor.OPERATOR): "Thoughtcloud decided that everything goes back to you",
    (Event.PROBLEM_ANSWERED, Actor.MENTOR): "Your mentor answered your problem",
    (Event.PROBLEM_UNANSWERED, Actor.CLOCK): "Your mentor did not answer in time",
    (Event.PROBLEM_WITHDRAWN, Actor.MENTEE): "You took your problem back",
    (Event.CANCELLED, Actor.MENTOR): "Your mentor called it off",
    (Event.CANCELLED, Actor.OPERATOR): "Thoughtcloud called it off",
    (Event.COMPLETED, Actor.MENTOR): "Your mentor marked the session completed",
    (Event.HOLD_DUE, Actor.CLOCK): "The session is near: its price is to be reserved on your saved card",
    (Event.HOLD_REFUSED, Actor.STRIPE): "Your card was not accepted without you: you are asked to confirm",
    (Event.LATE_FEE_REFUSED, Actor.STRIPE): "Your saved card did not give the fee: it is waived",
    (Event.CARD_AUTHORIZED, Actor.STRIPE): "The price was reserved on your card, not charged",
    (Event.PAYMENT_CAPTURED, Actor.STRIPE): "Your card was charged",
    (Event.INQUIRY_OPENED, Actor.STRIPE): "Your bank asks us what this charge is",
    (Event.INQUIRY_CLOSED, Actor.STRIPE): "Your bank closed its question about this charge",
    (Event.DISPUTE_OPENED, Actor.STRIPE): "Your bank disputes the charge and has taken the money back",
    (Event.DISPUTE_WON, Actor.STRIPE): "Your bank decided for your mentor: the charge stands",
    (Event.DISPUTE_LOST, Actor.STRIPE): "Your bank decided for you: the money stays with you",
}

_LATE = "The mentee cancelled late"
_FEE_CHARGED = "The card was charged; only the fee for cancelling late is kept"

# What concerns only the mentor's side of the money, or our own bookkeeping.
_NOT_FOR_MENTEES = frozenset(
    {
        Event.STRIPE_FEE_KNOWN,
        Event.DISPUTE_ANSWERED,
        Event.DISPUTE_CHANGED,
        Event.DISPUTE_GIVEN_UP,
        Event.EVIDENCE_WANTED,
        Event.FUNDS_WITHDRAWN,
        Event.FUNDS_REINSTATED,
        Event.PAYMENT_DISPUTED,
        Event.PAYMENT_CLEARED,
        Event.PAYMENT_PARTLY_CLEARED,
        Event.PAYMENT_CHARGED_BACK,
        Event.ACCOUNT_NOT_READY,
        Event.ACCOUNT_READY,
        Event.SHARE_RELEASED,
        Event.SHARE_TRANSFERRED,
        Event.SHARE_AVAILABLE,
        Event.SHARE_PARTLY_REVERSED,
        Event.SHARE_REVERSED,
    }
)


def row(found: BookingRow, reader: Reader) -> display.BookingRow:
    """A booking in the mentee's list."""
    return display.BookingRow(
        reference=found.booking_id,
        path=routes.booking(found.booking_id),
        title=found.title,
        mentor=found.other,
        initials=wording.initials(found.other),
        tint=wording.tint(found.other),
        day=wording.short_day(found.starts_at, reader.zone, reader.locale),
        time=wording.span(found.starts_at, found.ends_at, reader.zone, reader.locale),
        price=wording.money(found.price, reader.locale),
        state=STATES[found.state],
        money=money_pill(found),
        until=_until(found, reader),
        asked=moves.in_list(found.proposed_by, found.role, found.other),
        move_path=routes.move(found.booking_id),
    )


def _until(found: BookingRow, reader: Reader) -> str:
    if found.state is BookingState.HELD and found.held_until:
        return f"held until {wording.clock_time(found.held_until, reader.zone, reader.locale)}"
    return wording.until(found.starts_at, reader.now) if found.state is BookingState.CONFIRMED else ""


def sheet(page: BookingPage, reader: Reader) -> display.BookingSheet:
    """The page of one booking for its mentee."""
    title, text, tone = headline(page, reader)
    return display.BookingSheet(
        reference=page.booking_id,
        title=page.title,
        duration=wording.minutes(page.minutes),
        mentor=page.mentor_name,
        mentor_path=routes.mentor(page.mentor_slug),
        initials=wording.initials(page.mentor_name),
        tint=wording.tint(page.mentor_name),
        day=wording.day(page.starts_at, reader.zone, reader.locale),
        time=time_span(page.starts_at, page.minutes, reader.zone, reader),
        mentor_time=there(page.starts_at, page.minutes, page.mentor_name, page.mentor_zone, reader),
        price=wording.money(page.price, reader.locale),
        card=page.card,
        brief=page.brief,
        room_path=room_path(page),
        file_path=file_path(page),
        receipt_path=routes.receipt(page.booking_id) if page.captured else "",
        room_open=page.door is Door.OPEN,
        attended=attended(page, reader),
        checkout_url=page.checkout_url or "",
        state=STATES[page.state],
        money=money_pill(page),
        headline=title,
        explanation=text,
        tone=tone,
        open=page.state is BookingState.HELD,
        over=page.state not in (BookingState.HELD, BookingState.CONFIRMED, *UNDECIDED),
        confirm=_is_to_confirm(page),
        confirm_text=_how_to_confirm(page),
        confirm_with_bank=page.refusal == WANTS_CARDHOLDER,
        confirm_by=wording.moment(page.act_by, reader.zone, reader.locale) if page.act_by else "",
        can_cancel=Event.CANCELLED in page.actions,
        costs=terms.table(page.agreed, page.starts_at, reader) if _has_money(page) else [],
        zone=wording.zone_name(reader.zone, page.starts_at),
        move_path=routes.move(page.booking_id) if Event.MOVE_PROPOSED in page.actions else "",
        held_until=wording.clock_time(page.held_until, reader.zone, reader.locale) if page.held_until else "",
        way=way(page, reader),
        bill=bill(page, reader),
        record=record(page, reader),
        story=story.story(page.story, page.role, reader),
        refunds=money_back.news(page, reader),
    )


def money_pill(found: BookingRow | BookingPage) -> display.Pill:
    """Where the money of a booking is, in a word or two."""
    alive = found.state in (BookingState.HELD, BookingState.CONFIRMED, BookingState.COMPLETED, *UNDECIDED)
    if found.payment in UNSECURED and not alive:
        return _FEE_ASKED if found.late_fee else _NOTHING_CHARGED
    return PAYMENTS[found.payment]


def _has_money(page: BookingPage) -> bool:
    """Whether a cancel click moves money at all."""
    return bool(page.cancellation and page.cancellation.returned is not Returned.NOTHING)


def _is_to_confirm(page: BookingPage) -> bool:
    """Whether the mentee is asked to put a refused reservation right."""
    alive = page.state in (BookingState.CONFIRMED, BookingState.COMPLETED)
    return alive and page.role is Actor.MENTEE and page.payment is PaymentState.ACTION_REQUIRED


def _how_to_confirm(page: BookingPage) -> str:
    way = (
        f"It takes a minute on your bank's page{f', for {page.card}' if page.card else ''}; or use another card."
        if page.refusal == WANTS_CARDHOLDER
        else "It takes a minute on Stripe's page, where you can use any card."
    )
    charged = "Nothing is charged by it." if page.act_by else "It is charged once the session is completed."
    return f"{way} {charged}"


def room_path(page: BookingPage) -> str:
    """The way to the room's page, where there is or was one; what was noted there stays."""
    return routes.room(page.booking_id) if page.door is not Door.OFF or page.attended else ""


def file_path(page: BookingPage) -> str:
    """The session as a file for a calendar, while it is going to be."""
    return routes.booking_file(page.booking_id) if page.state is BookingState.CONFIRMED else ""


def attended(page: BookingPage, reader: Reader) -> list[tuple[str, str]]:
    """Who was there, from when the room could first be opened."""
    if page.door is Door.EARLY or not room_path(page):
        return []
    return presence(page.attended, page.role, page.mentor_name, page.mentee_name, reader)


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


def _what_to_confirm(page: BookingPage, price: str, reader: Reader) -> str:
    why = (
        f"Your bank wants you to confirm the reservation of {price}."
        if page.refusal == WANTS_CARDHOLDER
        else f"{price} could not be reserved on your card."
    )
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
    if _fee_is_taken(page):
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


def _fee_is_taken(page: BookingPage) -> bool:
    """Whether a fee for cancelling late is being taken, or was and is kept."""
    there = (PaymentState.AUTHORIZED, PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED)
    return bool(page.late_fee) and page.payment in there


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


def _reserved(page: BookingPage) -> str:
    return "To be reserved" if page.payment in UNSECURED else "Reserved"


def way(page: BookingPage, reader: Reader) -> list[display.Stop]:
    """Where the money is between the card and the mentor."""
    off = absence.came_to_nothing(page)
    missed = page.state is BookingState.NO_SHOW
    held = page.payment not in (PaymentState.CHECKOUT_OPEN, PaymentState.CHECKOUT_CLOSED, *UNSECURED)
    charged = bool(page.captured)
    begun = reader.now >= page.starts_at
    price = wording.money(page.price, reader.locale)
    on_card = f"{price} on {page.card}" if page.card else price
    session = wording.moment(page.starts_at, reader.zone, reader.locale)
    stops = [
        display.Stop(_reserved(page), on_card, _phase(held, not off, off)),
        display.Stop(
            "Session",
            session,
            _phase(page.state is BookingState.COMPLETED, held and not off and not missed, off or missed),
        ),
        display.Stop(
            "Late fee charged" if _fee_is_taken(page) and not missed else "Charged",
            _charged_detail(page, reader),
            _phase(charged, _is_charging(page, begun and held and not off and not missed), off),
        ),
    ]
    back = _given_back(page, reader)
    return [*stops, back] if back else stops


def _is_charging(page: BookingPage, due: bool) -> bool:
    return due or (_fee_is_taken(page) and page.payment is PaymentState.AUTHORIZED)


def _phase(done: bool, now: bool, off: bool) -> str:
    return "done" if done else "now" if now else "off" if off else "next"


def _charged_detail(page: BookingPage, reader: Reader) -> str:
    if _fee_is_taken(page):
        return wording.money(page.late_fee, reader.locale)
    if page.captured:
        return wording.money(page.captured, reader.locale)
    if absence.came_to_nothing(page):
        return "nothing"
    return "when it is decided" if page.state in UNDECIDED else "after the session"


def _given_back(page: BookingPage, reader: Reader) -> display.Stop | None:
    price = wording.money(page.price, reader.locale)
    if page.payment is PaymentState.VOIDED:
        return display.Stop("Released", price, "done")
    if page.refunded:
        return display.Stop("Refunded", wording.money(page.refunded, reader.locale), "done")
    if _fee_is_taken(page):
        return _rest_of_hold(page, reader)
    if absence.came_to_nothing(page) and page.payment is PaymentState.AUTHORIZED:
        return display.Stop("Released", f"{price}, on its way", "now")
    if absence.came_to_nothing(page) and page.payment is PaymentState.CAPTURED:
        return display.Stop("Refunded", f"{price}, on its way", "now")
    return None


def _rest_of_hold(page: BookingPage, reader: Reader) -> display.Stop | None:
    """What goes back when a fee is kept, before any of it was refunded."""
    rest = wording.money(page.price - page.late_fee, reader.locale)
    if page.late_fee == page.price:
        return None
    if page.payment is PaymentState.AUTHORIZED:
        return display.Stop("Released", f"{rest}, on its way", "now")
    if page.captured == page.price:
        return display.Stop("Refunded", f"{rest}, on its way", "now")
    return display.Stop("Released", rest, "done")


def bill(page: BookingPage, reader: Reader) -> list[display.SumLine]:
    """Price, reserved, charged and refunded, to the cent."""

    def shown(amount: Money) -> str:
        return wording.money(amount, reader.locale)

    lines = [display.SumLine("Agreed price", shown(page.price), f"{page.title}, {wording.minutes(page.minutes)}")]
    if page.payment in (PaymentState.AUTHORIZED, PaymentState.VOIDED, PaymentState.LAPSED):
        lines.append(display.SumLine("Reserved on your card", shown(page.price), "not a charge"))
    if page.payment in (PaymentState.VOIDED, PaymentState.LAPSED):
        lines.append(display.SumLine("Released", shown(-page.price)))
    if page.captured and page.captured != page.price:
        lines.append(display.SumLine("Reserved on your card", shown(page.price), "not a charge"))
        lines.append(display.SumLine("Released", shown(page.captured - page.price)))
    if page.captured:
        lines.append(display.SumLine("Charged to your card", shown(page.captured), page.card))
    if page.refunded:
        lines.append(display.SumLine("Refunded to your card", shown(-page.refunded), page.card))
    paid = page.captured - page.refunded
    if page.disputed:
        lines.append(display.SumLine("Given back by your bank", shown(-page.disputed), page.card))
        paid -= page.disputed
    lines.append(display.SumLine("You have paid", shown(paid), total=True))
    return lines


def record(page: BookingPage, reader: Reader) -> list[display.Occurrence]:
    """What happened, newest first, without what concerns the mentor's side only."""
    shown = [line for line in page.history if line.event not in _NOT_FOR_MENTEES]
    return [_occurrence(line, page, reader) for line in reversed(shown)]


def _occurrence(line: HistoryLine, page: BookingPage, reader: Reader) -> display.Occurrence:
    return display.Occurrence(
        when=_when(line.at, reader),
        title=moves.title(line, page) or _own_words(line),
        detail=moves.detail(line, reader),
        amount=wording.money(line.amount, reader.locale) if line.amount else "",
        tone=_TONES.get(line.event, "neutral"),
    )


def _own_words(line: HistoryLine) -> str:
    if line.says.startswith(_LATE):
        return line.says.replace("The mentee", "You", 1)
    if line.says == _FEE_CHARGED:
        return "Your card was charged the fee for cancelling late"
    return _OWN_WORDS.get((line.event, line.actor), line.says)


def _when(at: datetime, reader: Reader) -> str:
    return wording.stamp(at, reader.zone, reader.locale)


def quote(cancellation: Cancellation, card: str, reader: Reader) -> display.CancelQuote:
    """What a cancel click will do with the money."""
    amount = wording.money(cancellation.amount, reader.locale)
    where = card or "your card"
    if cancellation.fee:
        return _late_quote(cancellation, where, reader)
    match cancellation.returned:
        case Returned.VOID:
            return display.CancelQuote(
                f"The {amount} reserved on {where} is released at once, all of it. Nothing is charged.",
                f"Cancel and release {amount}",
                [display.SumLine("Released", amount), display.SumLine("Charged", "nothing", total=True)],
            )
        case Returned.REFUND:
            return display.CancelQuote(
                f"The {amount} charged to {where} is refunded, all of it. Banks show it within 5 to 10 days.",
                f"Cancel and refund {amount}",
                [display.SumLine("Refunded to your card", amount, total=True)],
            )
        case Returned.NOTHING:
            return display.CancelQuote(
                "Nothing was reserved or charged, so no money moves.", "Cancel the session", []
            )


def _late_quote(cancellation: Cancellation, where: str, reader: Reader) -> display.CancelQuote:
    fee = wording.money(cancellation.fee, reader.locale)
    held = cancellation.returned is Returned.VOID
    back, rest = cancellation.amount, wording.money(cancellation.amount, reader.locale)
    paid = f"The time to cancel free of charge is over: the agreed fee of {fee} "
    paid += f"is charged to {where} at once. " if held else f"stays charged to {where}. "
    returns = f"The other {rest} is released." if held else f"The other {rest} is refunded."
    lines = [display.SumLine("Released" if held else "Refunded to your card", rest)] if back else []
    return display.CancelQuote(
        sentence=paid + (returns if back else "That is the whole price."),
        button=f"Cancel and pay {fee}",
        lines=[*lines, display.SumLine("You pay for cancelling", fee, total=True)],
    )


def done(cancellation: Cancellation, reader: Reader) -> str:
    """What a cancel click did with the money."""
    amount = wording.money(cancellation.amount, reader.locale)
    if cancellation.fee:
        back = "released" if cancellation.returned is Returned.VOID else "refunded"
        rest = f", and {amount} is {back}" if cancellation.amount else ""
        return f"Cancelled. You pay the agreed fee of {wording.money(cancellation.fee, reader.locale)}{rest}."
    match cancellation.returned:
        case Returned.VOID:
            return f"Cancelled. The {amount} reserved on your card is released; nothing was charged."
        case Returned.REFUND:
            return f"Cancelled. {amount} is refunded to your card."
        case Returned.NOTHING:
            return "Cancelled. No money moved."
