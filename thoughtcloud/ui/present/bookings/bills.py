"""What a mentee was charged, to the cent."""

from __future__ import annotations

from thoughtcloud.core.money import Money
from thoughtcloud.core.states import PaymentState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import display, wording
from thoughtcloud.ui.wording import Reader


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
