"""Transfers to mentors, what was taken back of them, and when their funds clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from thoughtcloud.core.money import Money
from thoughtcloud.payments.snapshots.answers import Answer, age, id_of, mark


@dataclass(frozen=True, slots=True)
class ReversalSnapshot:
    """So much of a transfer was taken back; `ours`: by us, and not by hand in Stripe's dashboard."""

    id: str
    money: Money
    ours: bool = True


@dataclass(frozen=True, slots=True)
class TransferSnapshot:
    """Money sent to a connected account; `destination_payment` is its other side. Reversals: oldest first."""

    id: str
    booking_id: str
    money: Money
    destination: str
    destination_payment: str
    reversals: tuple[ReversalSnapshot, ...]

    @property
    def left(self) -> Money:
        """What was not taken back."""
        return Money(self.money.minor - sum(each.money.minor for each in self.reversals), self.money.currency)


@dataclass(frozen=True, slots=True)
class ShareSnapshot:
    """When the mentor's funds of one transfer clear, and whether they have."""

    available: bool
    available_at: datetime


def transfer(answer: Answer) -> TransferSnapshot:
    """Read a `transfer` with its reversals."""
    reversals = (answer.get("reversals") or {}).get("data") or []
    return TransferSnapshot(
        id=answer["id"],
        booking_id=mark(answer, "booking"),
        money=Money(answer["amount"], answer["currency"]),
        destination=id_of(answer.get("destination")),
        destination_payment=id_of(answer.get("destination_payment")),
        reversals=tuple(
            ReversalSnapshot(each["id"], Money(each["amount"], each["currency"]), bool(mark(each, "booking")))
            for each in sorted(reversals, key=age)
        ),
    )


def share(answer: Answer) -> ShareSnapshot | None:
    """Read a destination payment (a `charge`) whose balance transaction is expanded."""
    transaction = answer.get("balance_transaction")
    if not isinstance(transaction, Mapping):
        return None
    at = datetime.fromtimestamp(transaction["available_on"], UTC)
    return ShareSnapshot(available=transaction["status"] == "available", available_at=at)
