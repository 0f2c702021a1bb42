"""What a mentor sells, in words for its owner: the price, what it brings, and the form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from babel.numbers import get_currency_name

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.store.terms import Choice
from thoughtcloud.store.views.mentor_page import OfferRow as Found
from thoughtcloud.ui import display, wording
from thoughtcloud.ui.display import OfferForm, OfferRow
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import terms

LENGTHS: Final = tuple(
    (str(count), wording.minutes(count)) for count in (15, 30, 45, 60, 75, 90, 120, 150, 180, 240)
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
        terms=terms.sentence(found.terms),
        terms_key=found.terms_key,
        terms_name=found.terms_name,
    )


def currency_choices(sold_in: Sequence[str]) -> list[display.Choice]:
    """The currencies to choose from, each with its name."""
    names = ((code, get_currency_name(code.upper(), locale="en")) for code in sold_in)
    return [display.Choice(code, f"{code.upper()} · {name}") for code, name in names]


def terms_choices(found: Sequence[Choice], present: OfferRow | None) -> list[display.Choice]:
    """The terms to choose from, and what the offer has already when that was retired."""
    shown = [display.Choice(one.key, f"{one.name}: {_lower(terms.sentence(one.terms))}") for one in found]
    if present is not None and present.terms_key not in {one.key for one in found}:
        words = f"{present.terms_name} (no longer offered): {_lower(present.terms)}"
        shown.append(display.Choice(present.terms_key, words))
    return shown


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


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
        terms=chosen.terms_key,
    )
