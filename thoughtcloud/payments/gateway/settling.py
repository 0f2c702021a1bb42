"""What takes money, gives it back and sends it on."""

from typing import Any

from thoughtcloud.core.money import Money
from thoughtcloud.payments.gateway.client import Client
from thoughtcloud.payments.gateway.errors import translated
from thoughtcloud.payments.orders import RefundOrder, TransferOrder


class Settling(Client):
    """Captures, voids, refunds, transfers."""

    def capture(self, intent_id: str, key: str, amount: Money | None = None) -> None:
        """Take the whole sum that is held, or only `amount` of it: then Stripe releases the rest by itself."""
        with translated():
            self._client.v1.payment_intents.capture(
                intent_id, {} if amount is None else {"amount_to_capture": amount.minor}, {"idempotency_key": key}
            )

    def void(self, intent_id: str, key: str) -> None:
        """Release a hold; nothing is charged."""
        with translated():
            self._client.v1.payment_intents.cancel(
                intent_id, {"cancellation_reason": "requested_by_customer"}, {"idempotency_key": key}
            )

    def refund(self, order: RefundOrder, key: str) -> None:
        """Send money of a charge back to its card."""
        with translated():
            self._client.v1.refunds.create(
                {
                    "payment_intent": order.intent_id,
                    "amount": order.amount.minor,
                    "reason": "requested_by_customer",
                    "metadata": {"booking": order.booking_id, "refund": order.mark},
                },
                {"idempotency_key": key},
            )

    def transfer(self, order: TransferOrder, key: str) -> None:
        """Send a share to a connected account. Bound to its charge, it need not wait for the charge's funds."""
        asked: Any = {
            "amount": order.amount.minor,
            "currency": order.amount.currency,
            "destination": order.destination,
            "transfer_group": order.booking_id,
            "metadata": {"booking": order.booking_id},
        }
        if order.charge_id is not None:
            asked["source_transaction"] = order.charge_id
        with translated():
            self._client.v1.transfers.create(asked, {"idempotency_key": key})

    def reverse_transfer(self, transfer_id: str, booking_id: str, amount: Money, key: str) -> None:
        """Take `amount` of a transfer back from the connected account."""
        with translated():
            self._client.v1.transfers.reversals.create(
                transfer_id,
                {"amount": amount.minor, "metadata": {"booking": booking_id}},
                {"idempotency_key": key},
            )
