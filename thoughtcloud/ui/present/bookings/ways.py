"""Where the money of a booking is between the card and the mentor."""

from __future__ import annotations

from thoughtcloud.core.process.groups import UNDECIDED, UNSECURED
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import display, wording
from thoughtcloud.ui.present import absence
from thoughtcloud.ui.present.bookings.pills import fee_is_taken
from thoughtcloud.ui.wording import Reader


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
            "Late fee charged" if fee_is_taken(page) and not missed else "Charged",
            _charged_detail(page, reader),
            _phase(charged, _is_charging(page, begun and held and not off and not missed), off),
        ),
    ]
    back = _given_back(page, reader)
    return [*stops, back] if back else stops


def _reserved(page: BookingPage) -> str:
    return "To be reserved" if page.payment in UNSECURED else "Reserved"


def _is_charging(page: BookingPage, due: bool) -> bool:
    return due or (fee_is_taken(page) and page.payment is PaymentState.AUTHORIZED)


def _phase(done: bool, now: bool, off: bool) -> str:
    return "done" if done else "now" if now else "off" if off else "next"


def _charged_detail(page: BookingPage, reader: Reader) -> str:
    if fee_is_taken(page):
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
    if fee_is_taken(page):
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
