"""Cards that were saved for later, and how people know a card."""

from dataclasses import dataclass

from thoughtcloud.payments.snapshots.answers import Answer

BRANDS = {
    "amex": "American Express", "diners": "Diners Club", "eftpos_au": "eftpos", "jcb": "JCB",
    "mastercard": "Mastercard", "unionpay": "UnionPay", "visa": "Visa",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card that was saved for later: its id at Stripe, and how people know it."""

    method_id: str
    card: str


def card_name(card: Answer) -> str:
    """The brand and the last four digits; empty where Stripe tells no digits."""
    brand = card.get("brand") or "card"
    return f"{BRANDS.get(brand, brand.capitalize())} •••• {card['last4']}" if card.get("last4") else ""
