"""What an account has at Stripe, and every movement of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation import Movement
from thoughtcloud.payments.snapshots.answers import Answer, id_of, mark


@dataclass(frozen=True, slots=True)
class BalanceSnapshot:
    """What an account has at Stripe in one currency, in minor units."""

    currency: str
    pending: int
    available: int


def balance(answer: Answer) -> tuple[BalanceSnapshot, ...]:
    """Read a `balance`, one part per currency."""
    pending = {each["currency"]: each["amount"] for each in answer["pending"]}
    available = {each["currency"]: each["amount"] for each in answer["available"]}
    currencies = sorted({*pending, *available})
    return tuple(BalanceSnapshot(each, pending.get(each, 0), available.get(each, 0)) for each in currencies)


def movement(answer: Answer) -> Movement:
    """Read a `balance_transaction` whose source is expanded."""
    source = answer.get("source")
    about: Answer = source if isinstance(source, Mapping) else {}
    return Movement(
        id=answer["id"],
        at=datetime.fromtimestamp(answer["created"], UTC),
        type=answer["type"],
        source=id_of(source),
        amount=Money(answer["amount"], answer["currency"]),
        fee=Money(answer["fee"], answer["currency"]),
        booking_id=mark(about, "booking"),
        intent_id=id_of(about.get("payment_intent")),
        transfer_id=id_of(about.get("transfer")),
    )
