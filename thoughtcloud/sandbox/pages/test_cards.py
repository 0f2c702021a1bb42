"""Knows the published test cards that the Checkout page offers, and what each one shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card number and, in a few words, what happens to a payment with it."""

    __test__ = False  # the name is the field's own term; pytest must not collect it

    number: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Cards that belong together under one heading."""

    title: str
    cards: tuple[TestCard, ...]


# Source: https://docs.stripe.com/testing. The sandbox's own behaviour for each is in its card table.
CARD_GROUPS = (
    CardGroup(
        "Goes through",
        (
            TestCard("4242424242424242", "Succeeds"),
            TestCard("4000002500003155", "Asks for 3-D Secure"),
            TestCard("4000002760003184", "Asks for 3-D Secure every time"),
            TestCard("4000000000000077", "Succeeds, funds available at once"),
        ),
    ),
    CardGroup(
        "Is refused",
        (
            TestCard("4000000000000002", "Declined"),
            TestCard("4000000000009995", "Insufficient funds"),
            TestCard("4000000000000069", "Expired card"),
            TestCard("4000000000000127", "Wrong security code"),
            TestCard("4000000000000119", "Processing error"),
            TestCard("4000008260003178", "3-D Secure, then insufficient funds"),
        ),
    ),
    CardGroup(
        "Makes trouble later",
        (
            TestCard("4000000000000341", "Can be saved, fails when charged"),
            TestCard("4000000000000259", "Disputed as fraud once captured"),
            TestCard("4000000000002685", "Disputed: product not received"),
            TestCard("4000000000001976", "Inquiry by the bank"),
            TestCard("4000000000005126", "Refund fails afterwards"),
            TestCard("4000000000007726", "Refund stays pending at first"),
        ),
    ),
)
NUMBERS = frozenset(card.number for group in CARD_GROUPS for card in group.cards)
