"""The SDK's client of one Stripe account, as all parts of the gateway use it."""

import copy
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Self

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
        self._options: dict[str, Any] = {
            "api_key": secret_key,
            "base_addresses": {"api": api_base} if api_base else {},
            "max_network_retries": retries,
        }
        self._http = stripe.RequestsClient(timeout=timeout)
        self._client = stripe.StripeClient(**self._options, http_client=self._http)

    def fenced(self, check: Callable[[], None]) -> Self:
        """The same account over the same connections, but `check` is asked right before every try of every write.

        What it raises comes out, and nothing is sent. The SDK tries again by itself: whoever was frozen between
        two tries is asked as well.
        """
        other = copy.copy(self)
        other._client = stripe.StripeClient(**self._options, http_client=_Fence(self._http, check))
        return other


class _Fence(stripe.HTTPClient):
    """Sends through another client; what may change something at Stripe only after a check."""

    name = "requests"

    def __init__(self, through: stripe.HTTPClient, check: Callable[[], None]) -> None:
        super().__init__()
        self._through, self._check = through, check

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **rest: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        if method.lower() != "get":
            self._check()
        return self._through.request(method, url, headers, post_data, **rest)


def span(since: datetime | None, until: datetime | None = None) -> Any:
    """A filter on when objects were made, from one instant until before another."""
    ends = {"lt": int(until.timestamp())} if until else {}
    return {"gte": int(since.timestamp()) if since else 0, **ends}
