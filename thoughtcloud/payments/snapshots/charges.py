"""The charge behind a payment, what it cost, and until when its hold lasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.money import Money
from thoughtcloud.core.reserving import SHORTEST_HOLD
from thoughtcloud.payments.snapshots.answers import Answer, instant
from thoughtcloud.payments.snapshots.cards import card_name


@dataclass(frozen=True, slots=True)
class FeeSnapshot:
    """Stripe's own price for a charge and the balance transaction that names it."""

    transaction_id: str
    money: Money


@dataclass(frozen=True, slots=True)
class ChargeSnapshot:
    """The charge behind a payment; `succeeded` is true of a hold as well as of a charge that was captured."""

    id: str
    succeeded: bool
    card: str
    capture_before: datetime | None
    fee: FeeSnapshot | None


def charge(answer: Answer) -> ChargeSnapshot:
    """Read a `charge` whose balance transaction is expanded."""
    card = (answer.get("payment_method_details") or {}).get("card") or {}
    return ChargeSnapshot(
        id=answer["id"],
        succeeded=answer["status"] == "succeeded",
        card=card_name(card),
        capture_before=instant(card.get("capture_before")) or _careful_end(answer),
        fee=_fee(answer.get("balance_transaction")),
    )


def _careful_end(charge: Answer) -> datetime | None:
    """Until when a hold surely lasts of which Stripe does not say it; None for what is no hold."""
    is_hold = charge["status"] == "succeeded" and charge.get("captured") is False
    made_at = instant(charge.get("created")) if is_hold else None
    return made_at + SHORTEST_HOLD if made_at else None


def _fee(transaction: object) -> FeeSnapshot | None:
    if not isinstance(transaction, Mapping):
        return None
    return FeeSnapshot(transaction["id"], Money(transaction["fee"], transaction["currency"]))
