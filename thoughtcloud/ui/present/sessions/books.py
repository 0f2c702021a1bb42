"""The postings of a booking, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.store.views.booking_page import LedgerLine
from thoughtcloud.ui.display import BookLine, Posting
from thoughtcloud.ui.pen import Pen

ACCOUNTS: Final[dict[Account, str]] = {
    Account.HOLD: "Held by the mentee’s bank",
    Account.RESERVED_SHARE: "Reserved for you",
    Account.RESERVED_FEE: "Reserved for the platform",
    Account.AT_STRIPE: "The platform’s balance at Stripe",
    Account.OWED_TO_MENTOR: "Owed to you",
    Account.PLATFORM_FEE: "Platform fee",
    Account.STRIPE_FEE: "Stripe’s fee, paid by the platform",
    Account.SENT_TO_MENTOR: "Sent to your Stripe account",
    Account.MENTOR_PENDING: "Your Stripe balance, pending",
    Account.MENTOR_AVAILABLE: "Your Stripe balance, available",
    Account.ON_ITS_WAY: "On its way to your bank",
    Account.PAID_OUT: "In your bank",
}

KINDS: Final[dict[Kind, str]] = {
    Kind.HOLD_PLACED: "Price reserved",
    Kind.HOLD_RELEASED: "Reservation ended",
    Kind.CAPTURED: "Card charged",
    Kind.STRIPE_FEE: "Stripe’s fee",
    Kind.REFUNDED: "Refunded",
    Kind.REFUND_FAILED: "Refund came back",
    Kind.DISPUTED: "Taken back by the bank",
    Kind.REINSTATED: "Given back by the bank",
    Kind.TRANSFERRED: "Share transferred",
    Kind.REVERSED: "Share taken back",
    Kind.AVAILABLE: "Cleared by Stripe",
    Kind.PAYOUT_SENT: "Payout sent",
    Kind.PAYOUT_PAID: "Payout arrived",
    Kind.PAYOUT_RETURNED: "Payout came back",
}


def book(ledger: Sequence[LedgerLine], names: Mapping[Account, str], pen: Pen) -> list[Posting]:
    """The postings of a booking, the latest first; lines of one fact about one object belong together."""
    facts = [list(lines) for _, lines in groupby(ledger, key=lambda line: (line.kind, line.stripe_object))]
    return [_posting(lines, names, pen) for lines in reversed(facts)]


def _posting(lines: Sequence[LedgerLine], names: Mapping[Account, str], pen: Pen) -> Posting:
    return Posting(
        what=KINDS[lines[0].kind],
        when=pen.stamp(lines[0].at),
        stripe_object=lines[0].stripe_object,
        lines=[BookLine(names[one.account], pen.signed(one.amount), one.amount.minor < 0) for one in lines],
    )
