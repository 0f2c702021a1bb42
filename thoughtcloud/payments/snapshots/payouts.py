"""Payouts and what they pay out, as Stripe shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from thoughtcloud.core.money import Money
from thoughtcloud.payments.snapshots.answers import Answer, id_of


@dataclass(frozen=True, slots=True)
class PayoutSnapshot:
    """A payout from a connected account; `status` is pending, in_transit, paid, failed or canceled.

    `failure` is Stripe's sentence. What an `automatic` one pays out can be asked for. `bank` may be empty.
    """

    id: str
    money: Money
    status: str
    created_at: datetime
    arrives_at: datetime
    failure: str
    failure_code: str = ""
    automatic: bool = True
    bank: str = ""


@dataclass(frozen=True, slots=True)
class PayoutItemSnapshot:
    """One movement of a connected account that a payout pays out, net; the ids of Stripe may be empty.

    `transfer_id` is the transfer of ours that brought it, `reversal_id` the reversal of ours that took it back.
    """

    id: str
    at: datetime
    type: str
    net: Money
    source: str
    transfer_id: str
    reversal_id: str


def payout(answer: Answer) -> PayoutSnapshot:
    """Read a `payout`."""
    return PayoutSnapshot(
        id=answer["id"],
        money=Money(answer["amount"], answer["currency"]),
        status=answer["status"],
        created_at=datetime.fromtimestamp(answer["created"], UTC),
        arrives_at=datetime.fromtimestamp(answer["arrival_date"], UTC),
        failure=answer.get("failure_message") or answer.get("failure_code") or "",
        failure_code=answer.get("failure_code") or "",
        automatic=bool(answer.get("automatic")),
        bank=_bank(answer.get("destination")),
    )


def _bank(destination: object) -> str:
    if not isinstance(destination, Mapping) or not destination.get("last4"):
        return ""
    name = destination.get("bank_name") or destination.get("brand") or ""
    return f"{name} •••• {destination['last4']}".strip()


def payout_item(answer: Answer) -> PayoutItemSnapshot:
    """Read a `balance_transaction` of a connected account whose source is expanded."""
    source = answer.get("source")
    about: Answer = source if isinstance(source, Mapping) else {}
    return PayoutItemSnapshot(
        id=answer["id"],
        at=datetime.fromtimestamp(answer["created"], UTC),
        type=answer["type"],
        net=Money(answer["net"], answer["currency"]),
        source=id_of(source),
        transfer_id=id_of(about.get("source_transfer")),
        reversal_id=id_of(about.get("source_transfer_reversal")),
    )
