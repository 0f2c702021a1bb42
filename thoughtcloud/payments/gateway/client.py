"""The SDK's client of one Stripe account, as all parts of the gateway use it."""

from datetime import datetime
from typing import Any

import stripe

# Seconds to connect and to wait for an answer; Stripe's slowest usual call takes a few.
TIMEOUT = (10.0, 20.0)
RETRIES = 2


class Client:
    """One Stripe account, or a server that speaks its API at `api_base`. Safe to share between threads."""

    def __init__(
        self,
        secret_key: str,
        api_base: str | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        retries: int = RETRIES,
    ) -> None:
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=timeout),
        )


def span(since: datetime | None, until: datetime | None = None) -> Any:
    """A filter on when objects were made, from one instant until before another."""
    ends = {"lt": int(until.timestamp())} if until else {}
    return {"gte": int(since.timestamp()) if since else 0, **ends}
