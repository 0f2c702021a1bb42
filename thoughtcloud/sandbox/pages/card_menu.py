"""Knows the published test cards that the Checkout page offers, and what each one shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfferedCard:
    """A card number and, in a few words, what happens to a payment with it."""

    number: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Cards that belong together under one heading."""

    title: str
    cards: tuple[OfferedCard, ...]


# What each of them does is decided in sandbox/published_cards.py.
CARD_GROUPS = (
    CardGroup(
        "Goes through",
        (
            OfferedCard("4242424242424242", "Succeeds"),
            OfferedCard("4000002500003155", "Asks for 3-D Secure"),
            OfferedCard("4000002760003184", "Asks for 3-D Secure every time"),
            OfferedCard("4000000000000077", "Succeeds, funds available at once"),
        ),
    ),
    CardGroup(
        "Is refused",
        (
            OfferedCard("4000000000000002", "Declined"),
            OfferedCard("4000000000009995", "Insufficient funds"),
            OfferedCard("4000000000000069", "Expired card"),
            OfferedCard("4000000000000127", "Wrong security code"),
            OfferedCard("4000000000000119", "Processing error"),
            OfferedCard("4000008260003178", "3-D Secure, then insufficient funds"),
        ),
    ),
    CardGroup(
        "Makes trouble later",
        (
            OfferedCard("4000000000000341", "Can be saved, fails when charged"),
            OfferedCard("4000000000000259", "Disputed as fraud once captured"),
            OfferedCard("4000000000002685", "Disputed: product not received"),
            OfferedCard("4000000000001976", "Inquiry by the bank"),
            OfferedCard("4000000000005126", "Refund fails afterwards"),
            OfferedCard("4000000000007726", "Refund stays pending at first"),
        ),
    ),
)
NUMBERS = frozenset(card.number for group in CARD_GROUPS for card in group.cards)
