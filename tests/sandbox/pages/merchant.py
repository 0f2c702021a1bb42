"""The merchant of the tests: what it sells, where its customers come back to, and its calls to the API."""

from dataclasses import dataclass
from typing import Any

import httpx

ADDRESS = "http://localhost:4242"
SHOP = "http://shop.example"
CARD = {
    "email": "maya@example.com",
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12 / 29",
    "card_cvc": "123",
    "name": "Maya Lindqvist",
    "postal_code": "10115",
}


@dataclass(frozen=True)
class Merchant:
    """Calls the API with a secret key, as the app would."""

    client: httpx.AsyncClient

    async def post(self, path: str, **params: str) -> dict[str, Any]:
        response = await self.client.post(path, data=params)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.client.get(path)).json()
        return answer

    async def checkout(self, *, amount: str = "8000", currency: str = "eur", **params: str) -> dict[str, Any]:
        item = {
            "line_items[0][quantity]": "1",
            "line_items[0][price_data][currency]": currency,
            "line_items[0][price_data][unit_amount]": amount,
            "line_items[0][price_data][product_data][name]": "Career growth",
            "line_items[0][price_data][product_data][description]": "60 minutes with Amara",
        }
        return await self._session({"mode": "payment", **item, **params})

    async def setup(self, **params: str) -> dict[str, Any]:
        return await self._session({"mode": "setup", "currency": "eur", **params})

    async def _session(self, params: dict[str, str]) -> dict[str, Any]:
        shared = {
            "success_url": f"{SHOP}/done?s={{CHECKOUT_SESSION_ID}}",
            "cancel_url": f"{SHOP}/cancel",
            "branding_settings[display_name]": "Thoughtcloud",
        }
        return await self.post("/v1/checkout/sessions", **shared, **params)
