"""What is asked of Stripe about disputes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from thoughtcloud.payments.gateway.client import Client, span
from thoughtcloud.payments.gateway.errors import translated


class Disputes(Client):
    """The evidence of disputes, and which there are."""

    def hand_in(self, dispute_id: str, evidence: Mapping[str, str], key: str) -> None:
        """Submit the evidence of a dispute to the bank, by the names of Stripe's fields; that can be done once."""
        asked: Any = {"evidence": dict(evidence), "submit": True}
        with translated():
            self._client.v1.disputes.update(dispute_id, asked, {"idempotency_key": key})

    def accept_dispute(self, dispute_id: str, key: str) -> None:
        """Give a dispute up: the cardholder keeps the money. It cannot be taken back."""
        with translated():
            self._client.v1.disputes.close(dispute_id, {}, {"idempotency_key": key})

    def disputes(self, since: datetime) -> Iterator[tuple[str, str]]:
        """The disputes opened from `since` on, as the ids of each and of its payment intent."""
        with translated():
            for each in self._client.v1.disputes.list({"created": span(since), "limit": 100}).auto_paging_iter():
                intent = each.payment_intent
                yield each.id, intent if isinstance(intent, str) else intent.id if intent else ""
