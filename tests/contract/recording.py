"""An HTTP client for the Stripe SDK that keeps what was said, to be checked against the contract."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import stripe

from tests.contract.stripe_contract import Finding, stripe_contract

# What callers of an older version may still send; the pinned one has removed it (changelog of 2026-09-30).
SINCE_REMOVED = Finding("unknown", ".payment_method_types", "no such parameter")
# What Stripe's command-line client uses to complete a Checkout session; Stripe publishes nothing about it.
UNPUBLISHED = "/v1/payment_pages/"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    method: str
    path: str
    form: str
    status: int
    body: Any
    headers: Mapping[str, str]
    version: str = stripe.api_version

    @classmethod
    def of(cls, line: str) -> "Exchange":
        """One line of what a sandbox recorded with `--record`."""
        said = json.loads(line)
        parts = urlsplit(said["url"])
        form = said["req"] if said["method"] == "POST" else parts.query
        return cls(said["method"], parts.path, form, said["status"], said["resp"], {}, said["version"])

    def findings(self) -> list[str]:
        """What the contract objects to. A refused request may be as wrong as it likes; its answer may not."""
        contract = stripe_contract()
        found = contract.check_response(self.method, self.path, self.status, self.body)
        if 200 <= self.status < 300:
            sent = contract.check_request(self.method, self.path, self.form)
            found += [each for each in sent if self.version == stripe.api_version or each != SINCE_REMOVED]
        return [f"{self.method} {self.path} {self.status}: {each}" for each in found]


class RecordingClient(stripe.RequestsClient):
    """Sends as the SDK always does, and remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.exchanges: list[Exchange] = []

    def request(  # type: ignore[override]  # the SDK's own two declarations contradict each other
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        body, status, answered = super().request(method, url, headers, post_data)
        parts = urlsplit(url)
        form = parts.query if method.upper() != "POST" else str(post_data or "")
        self.exchanges.append(Exchange(method.upper(), parts.path, form, status, json.loads(body), answered))
        return body, status, answered

    def findings(self) -> list[str]:
        """Everything the contract objects to in what was recorded."""
        return [found for exchange in self.exchanges for found in exchange.findings()]
