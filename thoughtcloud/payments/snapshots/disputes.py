"""Disputes and the money that a bank took for them, as Stripe shows them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from thoughtcloud.core.money import Money
from thoughtcloud.payments.snapshots.answers import Answer, age, instant


@dataclass(frozen=True, slots=True)
class DisputedFunds:
    """One balance transaction of a dispute: money that a bank took (negative) or gave back, and Stripe's fee."""

    id: str
    money: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class DisputeSnapshot:
    """One dispute; `status` and `reason` are Stripe's words. Funds: as Stripe lists them, the oldest first."""

    id: str
    money: Money
    status: str
    reason: str
    created_at: datetime
    due_by: datetime | None
    network_code: str = ""
    funds: tuple[DisputedFunds, ...] = ()


def dispute(answer: Answer) -> DisputeSnapshot:
    """Read a `dispute`."""
    card = (answer.get("payment_method_details") or {}).get("card") or {}
    return DisputeSnapshot(
        id=answer["id"],
        money=Money(answer["amount"], answer["currency"]),
        status=answer["status"],
        reason=answer["reason"],
        created_at=datetime.fromtimestamp(answer["created"], UTC),
        due_by=instant((answer.get("evidence_details") or {}).get("due_by")),
        network_code=str(card.get("network_reason_code") or answer.get("network_reason_code") or ""),
        funds=tuple(
            DisputedFunds(
                each["id"], Money(each["amount"], each["currency"]), Money(each["fee"], each["currency"])
            )
            for each in sorted(answer.get("balance_transactions") or (), key=age)
        ),
    )
