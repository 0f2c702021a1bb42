"""The book: what happened to money, as balanced entries in the words of the business.

Signs: a positive line puts money into an account, a negative one takes it out; every posting sums to zero in
its currency. `at_stripe` is the platform's balance there; `owed_to_mentor` and `platform_fee` are negative
while the platform owes them (claims on that balance); the mentor's own places (`mentor_pending` ... `paid_out`)
mirror `sent_to_mentor`. A hold is a memo (`reserved_*` against `hold`), never money. The book is append-only: a
correction is another posting. `Posting.key` names the business fact and the Stripe object, and is unique in the
database, so that a fact read ten times is booked once.
"""

from dataclasses import dataclass
from enum import StrEnum

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, share_of


class Account(StrEnum):
    """A place or a claim; see the module's text for signs."""

    HOLD = "hold"
    RESERVED_SHARE = "reserved_share"
    RESERVED_FEE = "reserved_fee"
    AT_STRIPE = "at_stripe"
    OWED_TO_MENTOR = "owed_to_mentor"
    PLATFORM_FEE = "platform_fee"
    STRIPE_FEE = "stripe_fee"
    SENT_TO_MENTOR = "sent_to_mentor"
    MENTOR_PENDING = "mentor_pending"
    MENTOR_AVAILABLE = "mentor_available"
    ON_ITS_WAY = "on_its_way"
    PAID_OUT = "paid_out"


class Kind(StrEnum):
    """The business fact that a posting books."""

    HOLD_PLACED = "hold_placed"
    HOLD_RELEASED = "hold_released"
    CAPTURED = "captured"
    STRIPE_FEE = "stripe_fee"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    REINSTATED = "reinstated"
    TRANSFERRED = "transferred"
    REVERSED = "reversed"
    AVAILABLE = "available"
    PAYOUT_SENT = "payout_sent"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_RETURNED = "payout_returned"


@dataclass(frozen=True, slots=True)
class Line:
    """So much into (positive) or out of (negative) one account."""

    account: Account
    money: Money


@dataclass(frozen=True, slots=True)
class Posting:
    """One business fact with its balanced lines and the Stripe object that proves it."""

    kind: Kind
    stripe_object: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if len({line.money.currency for line in self.lines}) > 1:
            raise ValueError(f"{self.kind}: one posting, one currency")
        if sum(line.money.minor for line in self.lines) != 0:
            raise ValueError(f"{self.kind}: lines do not sum to zero")

    @property
    def key(self) -> str:
        """What makes it unique: the same fact of the same object is booked once."""
        return f"{self.kind}:{self.stripe_object}"


def _posting(kind: Kind, stripe_object: str, *lines: tuple[Account, Money]) -> Posting:
    return Posting(kind, stripe_object, tuple(Line(account, money) for account, money in lines if money))


def hold_placed(intent: str, price: Price) -> Posting:
    """The price is reserved on the card."""
    return _posting(
        Kind.HOLD_PLACED, intent,
        (Account.RESERVED_SHARE, price.share),
        (Account.RESERVED_FEE, price.fee),
        (Account.HOLD, -price.total),
    )  # fmt: skip


def hold_released(intent: str, price: Price) -> Posting:
    """The reservation ended: captured, voided or lapsed."""
    placed = hold_placed(intent, price)
    return Posting(Kind.HOLD_RELEASED, intent, tuple(Line(line.account, -line.money) for line in placed.lines))


def captured(charge: str, price: Price, taken: Money) -> Posting:
    """The card was charged `taken`; the platform holds it and owes the mentor's share of it."""
    share = share_of(price, taken)
    return _posting(
        Kind.CAPTURED, charge,
        (Account.AT_STRIPE, taken),
        (Account.OWED_TO_MENTOR, -share),
        (Account.PLATFORM_FEE, share - taken),
    )  # fmt: skip


def stripe_fee(balance_transaction: str, fee: Money) -> Posting:
    """Stripe's own price for the charge, from its balance transaction."""
    return _posting(Kind.STRIPE_FEE, balance_transaction, (Account.STRIPE_FEE, fee), (Account.AT_STRIPE, -fee))


def refunded(refund: str, price: Price, kept: Money, amount: Money) -> Posting:
    """`amount` of the `kept` money went back to the card; share and fee shrink in proportion."""
    return _posting(Kind.REFUNDED, refund, *_refund_lines(price, kept, amount))


def refund_failed(refund: str, price: Price, kept: Money, amount: Money) -> Posting:
    """A refund came back: the opposite of a refund that left `kept`."""
    return _posting(Kind.REFUND_FAILED, refund, *_refund_lines(price, kept, -amount))


def disputed(balance_transaction: str, price: Price, kept: Money, amount: Money) -> Posting:
    """A bank took `amount` of the `kept` money until a dispute is decided; share and fee shrink in proportion."""
    return _posting(Kind.DISPUTED, balance_transaction, *_refund_lines(price, kept, amount))


def reinstated(balance_transaction: str, price: Price, kept: Money, amount: Money) -> Posting:
    """Disputed money came back: the opposite of what had left `kept`."""
    return _posting(Kind.REINSTATED, balance_transaction, *_refund_lines(price, kept, -amount))


def _refund_lines(price: Price, kept: Money, amount: Money) -> list[tuple[Account, Money]]:
    share = share_of(price, kept) - share_of(price, kept - amount)
    return [
        (Account.AT_STRIPE, -amount),
        (Account.OWED_TO_MENTOR, share),
        (Account.PLATFORM_FEE, amount - share),
    ]


def transferred(transfer: str, amount: Money) -> Posting:
    """The share was sent to the mentor's account, where it is pending first."""
    return _posting(Kind.TRANSFERRED, transfer, *_transfer_lines(amount, Account.MENTOR_PENDING))


def reversed_(reversal: str, amount: Money, place: Account) -> Posting:
    """`amount` was taken back out of `place`, which may become negative: the mentor's next earnings fill it."""
    return _posting(Kind.REVERSED, reversal, *_transfer_lines(-amount, place))


def _transfer_lines(amount: Money, place: Account) -> list[tuple[Account, Money]]:
    return [
        (Account.AT_STRIPE, -amount),
        (Account.OWED_TO_MENTOR, amount),
        (place, amount),
        (Account.SENT_TO_MENTOR, -amount),
    ]


def available(transfer: str, amount: Money) -> Posting:
    """Stripe has cleared the share for payout."""
    return _posting(
        Kind.AVAILABLE, transfer, (Account.MENTOR_PENDING, -amount), (Account.MENTOR_AVAILABLE, amount)
    )


def payout_sent(payout: str, amount: Money) -> Posting:
    """Stripe is sending money to the mentor's bank."""
    return _posting(Kind.PAYOUT_SENT, payout, (Account.MENTOR_AVAILABLE, -amount), (Account.ON_ITS_WAY, amount))


def payout_paid(payout: str, amount: Money) -> Posting:
    """The money reached the mentor's bank."""
    return _posting(Kind.PAYOUT_PAID, payout, (Account.ON_ITS_WAY, -amount), (Account.PAID_OUT, amount))


def payout_returned(payout: str, amount: Money, place: Account) -> Posting:
    """A payout failed or was cancelled: the money is back from `place` and available again."""
    return _posting(Kind.PAYOUT_RETURNED, payout, (place, -amount), (Account.MENTOR_AVAILABLE, amount))
