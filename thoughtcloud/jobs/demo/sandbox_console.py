"""The sandbox from outside: its clock, its payment pages and its onboarding, used as their visitors use them."""

from datetime import datetime
from typing import Any

import httpx

CONSOLE = "/_console/api"
TIMEOUT = 60.0


class SandboxConsole:
    """The sandbox at `base_url`; `key` is the secret key that its payment pages ask for."""

    def __init__(self, base_url: str, key: str) -> None:
        self._client = httpx.Client(base_url=base_url, auth=(key, ""), timeout=TIMEOUT, trust_env=False)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def offset(self) -> int:
        """How far the sandbox's clock is ahead of real time, in seconds."""
        answer = self._client.get(f"{CONSOLE}/state")
        return int(answer.raise_for_status().json()["offset_seconds"])

    def move_to(self, at: datetime) -> None:
        """Let it be `at` (aware) in the sandbox; what falls due by then is done."""
        self._post(f"{CONSOLE}/clock", {"now": int(at.timestamp())})

    def set_offset(self, seconds: int) -> None:
        """Let the sandbox's clock be so far ahead of real time."""
        self._post(f"{CONSOLE}/clock", {"offset_seconds": seconds})

    def pay(self, checkout_id: str, card: str) -> bool:
        """Enter one of Stripe's named test cards on a payment page; False when the bank declines it."""
        answer = self._client.post(f"/v1/payment_pages/{checkout_id}/confirm", data={"payment_method": card})
        if answer.status_code == httpx.codes.PAYMENT_REQUIRED:
            return False
        answer.raise_for_status()
        return True

    def onboard(self, account_id: str, *, name: str, country: str, bank: str, with_bank: bool) -> None:
        """Fill in the onboarding pages; `with_bank` False leaves them before the bank account."""
        first, _, last = name.partition(" ")
        form = {
            "first_name": first,
            "last_name": last,
            "country": country,
            "iban_or_account": bank,
            "accept_terms": True,
            "leave_incomplete": not with_bank,
        }
        self._post(f"{CONSOLE}/accounts/{account_id}/onboard", form)

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self._client.post(path, json=body).raise_for_status()
