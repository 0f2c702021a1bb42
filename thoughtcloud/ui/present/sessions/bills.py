"""What a mentor has of a price."""

from __future__ import annotations

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.states import PaymentState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui.display import SumLine
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present.sessions.money import fee_is_taken

P = PaymentState


def bill(found: BookingPage, pen: Pen) -> list[SumLine]:
    """From the price to the mentor's share, to the cent."""
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
