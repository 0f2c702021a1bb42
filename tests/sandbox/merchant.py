"""A merchant's everyday steps with Stripe, so that a test says only what it is about."""

from typing import Any

import httpx
import stripe

from tests.sandbox.process import Console

BACK_URL = "https://shop.test/back"
SUCCESS_URL = "https://shop.test/done?session={CHECKOUT_SESSION_ID}"


class Merchant:
    """Sells things through the SDK of one sandbox."""

    def __init__(self, client: stripe.StripeClient, base_url: str, console: Console) -> None:
        self.stripe = client.v1
        self.base_url = base_url
        self.console = console

    def open_checkout(self, amount: int = 8000, currency: str = "eur", **data: Any) -> Any:
        """A Checkout Session for one thing, with manual capture; `data` adds to payment_intent_data."""
        price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "An hour of advice"}}
        params: Any = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": SUCCESS_URL,
            "cancel_url": "https://shop.test/back",
            "payment_intent_data": {"capture_method": "manual", **data},
        }
        return self.stripe.checkout.sessions.create(params)

    def pay(self, session_id: str, card: str = "pm_card_visa") -> httpx.Response:
        """What the customer does on the hosted page."""
        return httpx.post(
            f"{self.base_url}/v1/payment_pages/{session_id}/confirm",
            data={"payment_method": card},
            headers={"Authorization": "Bearer sk_test_contract"},
            trust_env=False,
        )

    def answer_challenge(self, intent: Any, outcome: str) -> str:
        """What the customer does on the bank's page (complete or fail); where the browser goes then."""
        url = intent.next_action.redirect_to_url.url
        answer = httpx.post(url, data={"outcome": outcome}, trust_env=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def hold(self, amount: int = 8000, currency: str = "eur", card: str = "pm_card_visa", **more: Any) -> Any:
        """A payment intent whose money is held."""
        params: Any = {
            "amount": amount,
            "currency": currency,
            "capture_method": "manual",
            "payment_method": card,
            "confirm": True,
            "return_url": BACK_URL,
            **more,
        }
        return self.stripe.payment_intents.create(params)

    def charge(self, amount: int = 8000, currency: str = "eur", card: str = "pm_card_visa", **more: Any) -> Any:
        """A captured payment, its latest charge expanded."""
        intent = self.hold(amount, currency, card, **more)
        return self.stripe.payment_intents.capture(intent.id, {"expand": ["latest_charge.balance_transaction"]})

    def mentor(self, ready: bool = True, **form: Any) -> str:
        """A connected account; a ready one has finished onboarding."""
        wanted: Any = {
            "type": "express",
            "country": "DE",
            "email": "mentor@example.com",
            "capabilities": {"transfers": {"requested": True}, "card_payments": {"requested": True}},
        }
        account = self.stripe.accounts.create(wanted)
        if ready:
            self.console.onboard(account.id, **form)
        return str(account.id)

    def transfer(self, intent: Any, account: str, amount: int, **more: Any) -> Any:
        """The mentor's share of a captured payment."""
        charge = intent.latest_charge if isinstance(intent.latest_charge, str) else intent.latest_charge.id
        params: Any = {
            "amount": amount,
            "currency": intent.currency,
            "destination": account,
            "source_transaction": charge,
            **more,
        }
        return self.stripe.transfers.create(params)

    def event_types(self, account: str | None = None) -> list[str]:
        """What happened, in order, on the platform or on one connected account."""
        return [event["type"] for event in self.console.events() if event.get("account") == account]
