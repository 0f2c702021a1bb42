"""What is asked of a saved card."""

from thoughtcloud.payments import snapshots
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway.client import Client
from thoughtcloud.payments.gateway.errors import translated
from thoughtcloud.payments.orders import Purpose, SavedCardOrder
from thoughtcloud.payments.snapshots.answers import id_of


class SavedCards(Client):
    """Payers, and intents on the cards that they saved."""

    def create_customer(self, person_id: str, name: str, email: str, key: str) -> str:
        """Make a person known as a payer, so that cards can be saved; the customer's id."""
        with translated():
            made = self._client.v1.customers.create(
                {"name": name, "email": email, "metadata": {"person": person_id}}, {"idempotency_key": key}
            )
        return made.id

    def prepare(self, order: SavedCardOrder, key: str) -> str:
        """Make the intent that will ask a saved card; nothing is asked of the bank yet. The intent's id."""
        with translated():
            made = self._client.v1.payment_intents.create(
                {
                    "amount": order.amount.minor,
                    "currency": order.amount.currency,
                    "customer": order.customer_id,
                    "payment_method": order.method_id,
                    "allowed_payment_method_types": ["card"],
                    "capture_method": "manual" if order.purpose is Purpose.HOLD else "automatic",
                    "transfer_group": order.booking_id,
                    "description": order.title,
                    "metadata": {"booking": order.booking_id, "for": order.purpose.value},
                },
                {"idempotency_key": key},
            )
        return made.id

    def confirm_off_session(self, intent_id: str, key: str, method_id: str = "") -> None:
        """Ask the bank for what an intent was prepared for, without the cardholder being there.

        `method_id` names the card once more: an intent forgets it when its bank refuses.
        """
        with translated():
            self._client.v1.payment_intents.confirm(
                intent_id,
                {"off_session": True, "payment_method": method_id} if method_id else {"off_session": True},
                {"idempotency_key": key},
            )

    def has_card(self, customer_id: str, method_id: str) -> bool:
        """Whether the customer still has this card at Stripe; one that was detached is never used again."""
        try:
            with translated():
                method = self._client.v1.payment_methods.retrieve(method_id)
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":
                raise
            return False
        return id_of(method.customer) == customer_id

    def challenge(self, intent_id: str, method_id: str, return_url: str, key: str) -> str:
        """Ask the bank again, now that the cardholder is there; the page on which it wants them to confirm.

        Empty when it agreed at once. They come back to `return_url` either way.
        """
        with translated():
            intent = self._client.v1.payment_intents.confirm(
                intent_id, {"payment_method": method_id, "return_url": return_url}, {"idempotency_key": key}
            )
        return snapshots.challenge_url(intent.to_dict())
