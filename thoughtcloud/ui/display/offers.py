"""What a mentor sells, as its owner edits it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OfferRow:
    """One thing a mentor sells, for its owner. `typed_price` is the price as one would type it."""

    id: str
    title: str
    description: str
    minutes: str
    duration: str
    price: str
    share: str
    typed_price: str
    currency: str
    active: bool
    terms: str
    terms_key: str
    terms_name: str


@dataclass(frozen=True)
class OfferForm:
    """The form of one offer: a new one while `id` is empty."""

    open: bool = False
    id: str = ""
    heading: str = ""
    title: str = ""
    description: str = ""
    minutes: str = "60"
    price: str = ""
    currency: str = "eur"
    terms: str = "flexible"


@dataclass(frozen=True)
class OfferErrors:
    """What is wrong with each field of the form; empty where nothing is."""

    title: str = ""
    description: str = ""
    minutes: str = ""
    price: str = ""
    currency: str = ""
    terms: str = ""
