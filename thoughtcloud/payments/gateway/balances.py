"""What there is at Stripe: balances, movements, holds, and the clearing of shares."""

from collections.abc import Iterator
from datetime import datetime

import stripe

from thoughtcloud.core.reconciliation import Movement
from thoughtcloud.payments import snapshots
from thoughtcloud.payments.gateway.client import Client, span
from thoughtcloud.payments.gateway.errors import translated
from thoughtcloud.payments.snapshots import BalanceSnapshot, HoldSnapshot, ShareSnapshot, TransferSnapshot


class Balances(Client):
    """What the platform and its accounts have, and how it came to that."""

    def movements(self, since: datetime | None) -> Iterator[Movement]:
        """The platform's balance transactions from `since` on, from the first one if None."""
        with translated():
            for each in self._client.v1.balance_transactions.list(
                {"created": span(since), "limit": 100, "expand": ["data.source"]}
            ).auto_paging_iter():
                yield snapshots.movement(each.to_dict())

    def balance(self, account_id: str | None = None) -> tuple[BalanceSnapshot, ...]:
        """What the platform, or a connected account, has at Stripe."""
        options: stripe.RequestOptions = {"stripe_account": account_id} if account_id else {}
        with translated():
            return snapshots.balance(self._client.v1.balance.retrieve({}, options).to_dict())

    def holds(self, since: datetime | None, until: datetime) -> Iterator[HoldSnapshot]:
        """Payment intents made in that time that reserve money on a card now."""
        with translated():
            for each in self._client.v1.payment_intents.list(
                {"created": span(since, until), "limit": 100}
            ).auto_paging_iter():
                if each.status == "requires_capture":
                    yield snapshots.hold(each.to_dict())

    def share(self, transfer: TransferSnapshot) -> ShareSnapshot | None:
        """When the funds of a transfer clear on the mentor's side; None while Stripe does not say."""
        with translated():
            there = self._client.v1.charges.retrieve(
                transfer.destination_payment,
                {"expand": ["balance_transaction"]},
                {"stripe_account": transfer.destination},
            )
        return snapshots.share(there.to_dict())
