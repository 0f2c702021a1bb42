"""A session to which somebody is said not to have come, in the words of whoever reads it."""

from __future__ import annotations

from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.core.states import Actor, BookingState, PaymentState, ShareState
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import wording
from thoughtcloud.ui.display import Pill
from thoughtcloud.ui.present import problems
from thoughtcloud.ui.wording import Reader

B, P, S = BookingState, PaymentState, ShareState

PILLS: dict[BookingState, Pill] = {
    B.NO_SHOW_REPORTED: Pill("Absence reported", "warn"),
    B.IN_REVIEW: Pill("In review", "warn"),
    B.NO_SHOW: Pill("No-show", "neutral"),
}
STATES = frozenset(PILLS)


def came_to_nothing(found: BookingRow | BookingPage) -> bool:
    """Whether the session is off with nothing to be paid for it: called off, never paid, or without its mentor."""
    no_mentor = found.state is B.NO_SHOW and found.absent is not Actor.MENTEE
    return no_mentor or found.state in (B.CANCELLED, B.EXPIRED)


def headline(page: BookingPage, reader: Reader) -> tuple[str, str, str]:
    """What it means for the mentee: a title, a sentence and a tone."""
    price = wording.money(page.price, reader.locale)
    mine = page.absent is Actor.MENTEE
    match page.state:
        case B.NO_SHOW_REPORTED if mine:
            return (
                f"{page.mentor_name} says that you did not come",
                f"Please answer until {until(page, reader)}. If you do not, {price} is charged.",
                "warn",
            )
        case B.NO_SHOW_REPORTED:
            return (
                f"You said that {page.mentor_name} did not come",
                f"They may object until {until(page, reader)}. If they do not, {_goes_back(page, price)}.",
                "info",
            )
        case B.IN_REVIEW if problems.is_open(page):
            return problems.headline(page, reader)
        case B.IN_REVIEW:
            return (
                "We are looking into it",
                "The two of you say different things, so somebody of Thoughtcloud decides. "
                f"Until then {_waits(page, price)}.",
                "info",
            )
        case _:
            return _no_show(page, reader, mine=mine)


def until(page: BookingPage, reader: Reader) -> str:
    """Until when the other side may object."""
    return wording.moment(page.answer_by, reader.zone, reader.locale) if page.answer_by else "then"


def _goes_back(page: BookingPage, price: str) -> str:
    match page.payment:
        case P.AUTHORIZED:
            return f"the {price} on your card is released"
        case P.CAPTURED | P.PARTIALLY_REFUNDED:
            return "what was charged is refunded"
        case _:
            return "that is that: nothing was charged"


def _waits(page: BookingPage, price: str) -> str:
    match page.payment:
        case P.AUTHORIZED:
            return f"the {price} stays reserved on the card"
        case P.CAPTURED | P.PARTIALLY_REFUNDED:
            return "what was charged stays with us, and is sent on to nobody"
        case _:
            return "no money moves"


def _no_show(page: BookingPage, reader: Reader, *, mine: bool) -> tuple[str, str, str]:
    price = wording.money(page.price, reader.locale)
    back = wording.money(page.refunded, reader.locale)
    if mine:
        return "You did not come", _paid(page, price, back), "info"
    title = f"{page.mentor_name} did not come"
    match page.payment:
        case P.VOIDED:
            said = f"The {price} reserved on your card was released. Nothing was charged."
            return f"{title}: released", said, "good"
        case P.REFUNDED:
            return f"{title}: refunded", f"{back} was refunded. Banks show it within 5 to 10 days.", "good"
        case P.AUTHORIZED:
            return title, f"The {price} reserved on your card is being released. Nothing will be charged.", "info"
        case P.CAPTURED | P.PARTIALLY_REFUNDED:
            return title, f"{price} is being refunded to your card.", "info"
        case _:
            return title, "Nothing was charged.", "info"


def _paid(page: BookingPage, price: str, back: str) -> str:
    match page.payment:
        case P.AUTHORIZED:
            return f"Your mentor kept the time for you: {price} is being charged."
        case _ if page.payment in UNSECURED and page.late_fee:
            return f"Your mentor kept the time for you: {price} is being charged to your saved card."
        case P.CAPTURED:
            return f"Your mentor kept the time for you: {price} was charged."
        case P.REFUNDED | P.PARTIALLY_REFUNDED:
            return f"{back} was refunded to your card."
        case _:
            return "Nothing was charged."


def money_line(found: BookingRow | BookingPage, reader: Reader) -> str:
    """Where the money of such a session is, in one line for its mentor."""
    price, share = (wording.money(sum_, reader.locale) for sum_ in (found.price, found.share or found.price))
    if found.state is not B.NO_SHOW:
        return f"{price} waits for {'an answer' if found.state is B.NO_SHOW_REPORTED else 'a decision'}"
    if found.absent is Actor.MENTOR:
        return given_back(found, price)
    match found.share_state:
        case S.WAITING_FOR_ACCOUNT:
            return f"{share} waits until you set up payouts"
        case S.TRANSFERRED:
            return f"{share} transferred to you"
        case S.DUE:
            return f"{share} is on its way to you"
        case S.PARTIALLY_REVERSED | S.REVERSED:
            return "Refunded; the share was taken back"
        case S.NOT_DUE if found.payment is P.AUTHORIZED:
            return "The card is being charged"
        case S.NOT_DUE if found.payment in UNSECURED and found.late_fee:
            return "The saved card is being charged"
        case S.NOT_DUE:
            return "Nothing was charged"


def given_back(found: BookingRow | BookingPage, price: str) -> str:
    """What became of the money of a session that is off."""
    match found.payment:
        case P.AUTHORIZED:
            return "The reservation is being released"
        case P.CAPTURED | P.PARTIALLY_REFUNDED:
            return "The refund is under way"
        case P.REFUNDED:
            return f"{price} refunded"
        case P.VOIDED:
            return f"{price} released, nothing charged"
        case _:
            return "Nothing was charged"


def is_moving(found: BookingPage) -> bool:
    """Whether Stripe has yet to confirm what the end of the case asked of it."""
    if found.state is not B.NO_SHOW:
        return False
    taken = (P.CAPTURED, P.PARTIALLY_REFUNDED)
    if found.absent is Actor.MENTEE:
        return found.payment is P.AUTHORIZED or (found.share_state is S.DUE and found.payment in taken)
    return found.payment in (P.AUTHORIZED, *taken)


def outcome(found: BookingPage, reader: Reader) -> tuple[str, str]:
    """How it stands for the mentor: a sentence and a tone."""
    who = "You" if found.absent is Actor.MENTOR else found.mentee_name
    match found.state:
        case B.NO_SHOW:
            return f"{who} did not come. {money_line(found, reader)}.", "info"
        case B.IN_REVIEW if problems.is_open(found):
            return problems.outcome(found, reader)
        case B.IN_REVIEW:
            return "We are looking into it: you say different things. No money moves until it is decided.", "info"
        case _ if found.absent is Actor.MENTOR:
            by = until(found, reader)
            return f"{found.mentee_name} says that you did not come. Please answer until {by}.", "warn"
        case _:
            return f"{found.mentee_name} may object until {until(found, reader)}.", "info"
