"""What a mentor sells, in words for its owner: the price, what it brings, and the form."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from babel.numbers import get_currency_name

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.services.mentors import CURRENCIES
from thoughtcloud.store.views.mentor_page import OfferRow as Found
from thoughtcloud.ui import wording
from thoughtcloud.ui.display_mentor import OfferForm, OfferRow
from thoughtcloud.ui.pen import Pen

LENGTHS: Final = tuple(
    (str(count), wording.minutes(count)) for count in (15, 30, 45, 60, 75, 90, 120, 150, 180, 240)
)
CURRENCY_CHOICES: Final = tuple(
    (code, f"{code.upper()} · {get_currency_name(code.upper(), locale='en')}") for code in CURRENCIES
)


def row(found: Found, fee_percent: Decimal, pen: Pen) -> OfferRow:
    """One offer with what a session of it would bring its mentor today."""
    return OfferRow(
        id=found.offer_id,
        title=found.title,
        description=found.description,
        minutes=str(found.minutes),
        duration=wording.minutes(found.minutes),
        price=pen.money(found.price),
        share=pen.money(policy.price(found.price, fee_percent).share),
        typed_price=typed(found.price),
        currency=found.price.currency,
        active=found.active,
    )


def typed(price: Money) -> str:
    """A price as one would type it: 80 or 79.50."""
    whole = price.major == price.major.to_integral_value()
    return f"{price.major:.0f}" if whole else f"{price.major:.2f}"


def form(chosen: OfferRow) -> OfferForm:
    """The form filled with an offer."""
    return OfferForm(
        open=True,
        id=chosen.id,
        heading="Change this offer",
        title=chosen.title,
        description=chosen.description,
        minutes=chosen.minutes,
        price=chosen.typed_price,
        currency=chosen.currency,
    )
