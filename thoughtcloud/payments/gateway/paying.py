"""What is asked of Stripe before money is taken, and how a payment is read with all that hangs on it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import stripe

from thoughtcloud.payments import pages, snapshots
from thoughtcloud.payments.gateway.client import Client
from thoughtcloud.payments.gateway.errors import translated
from thoughtcloud.payments.orders import CheckoutOrder
from thoughtcloud.payments.snapshots import CheckoutSnapshot, PaymentSnapshot


class Paying(Client):
    """Hosted pages and payments."""

    def open_checkout(self, order: CheckoutOrder, key: str) -> CheckoutSnapshot:
        """Open a hosted page that reserves the price on a card, or only saves the card; nothing is taken.

        Either way the card is kept at Stripe, so that a hold can be placed on it later without the cardholder.
        """
        asked: Any = pages.saving(order) if order.saves_only else pages.reserving(order)
        with translated():
            made = self._client.v1.checkout.sessions.create(asked, {"idempotency_key": key})
        return snapshots.checkout(made.to_dict())

    def checkout(self, checkout_id: str) -> CheckoutSnapshot:
        """Read a Checkout Session with the card that it saved, if that is what it is for."""
        with translated():
            page = self._client.v1.checkout.sessions.retrieve(
                checkout_id, {"expand": ["setup_intent.payment_method"]}
            )
        return snapshots.checkout(page.to_dict())

    def expire_checkout(self, checkout_id: str, key: str) -> None:
        """Close an open Checkout Session, so that nobody can pay on it any more."""
        with translated():
            self._client.v1.checkout.sessions.expire(checkout_id, {}, {"idempotency_key": key})

    def payment(self, intent_id: str, booking_id: str) -> PaymentSnapshot:
        """Read a payment intent with its charge; once money was taken also its refunds, transfers and disputes."""
        v1 = self._client.v1
        with translated():
            intent = v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge.balance_transaction"]})
            if intent.status != "succeeded":
                return snapshots.payment(intent.to_dict(), (), ())
            refunds = v1.refunds.list({"payment_intent": intent_id, "limit": 100})
            transfers = v1.transfers.list({"transfer_group": booking_id, "limit": 100})
            disputes = self._disputes(intent)
            return snapshots.payment(
                intent.to_dict(),
                tuple(each.to_dict() for each in refunds.auto_paging_iter()),
                tuple(self._with_all_reversals(transfers.auto_paging_iter())),
                disputes,
            )

    def _disputes(self, intent: stripe.PaymentIntent) -> tuple[Mapping[str, Any], ...]:
        charge = intent.latest_charge
        if not isinstance(charge, stripe.Charge) or not charge.disputed:
            return ()
        listed = self._client.v1.disputes.list({"payment_intent": intent.id, "limit": 100})
        return tuple(each.to_dict() for each in listed.auto_paging_iter())

    def _with_all_reversals(self, transfers: Iterable[stripe.Transfer]) -> Iterator[Mapping[str, Any]]:
        for transfer in transfers:
            answer = transfer.to_dict()
            if transfer.reversals.has_more:
                every = self._client.v1.transfers.reversals.list(transfer.id, {"limit": 100})
                answer["reversals"] = {"data": [each.to_dict() for each in every.auto_paging_iter()]}
            yield answer
