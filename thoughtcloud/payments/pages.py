"""How the two kinds of hosted payment page are asked for: one reserves the price, the other only saves the card.

Both are plain parameters of `checkout.sessions.create` (docs.stripe.com/api/checkout/sessions/create).
"""

from typing import Any

from thoughtcloud.payments.orders import CheckoutOrder


def reserving(order: CheckoutOrder) -> dict[str, Any]:
    """A page that holds the price and saves the card, so that a hold that is lost can be placed anew."""
    price = {
        "currency": order.price.currency,
        "unit_amount": order.price.minor,
        "product_data": {"name": order.title},
    }
    return _page(order) | {
        "mode": "payment",
        "submit_type": "book",
        "adaptive_pricing": {"enabled": False},
        "line_items": [{"quantity": 1, "price_data": price}],
        "payment_intent_data": {
            "capture_method": "manual",
            "setup_future_usage": "off_session",
            "transfer_group": order.booking_id,
            "description": order.title,
            "metadata": {"booking": order.booking_id},
        },
    }


def saving(order: CheckoutOrder) -> dict[str, Any]:
    """A page that saves the card and holds nothing; its note says what will be reserved, and when."""
    return _page(order) | {
        "mode": "setup",
        "currency": order.price.currency,
        "setup_intent_data": {"description": order.title, "metadata": {"booking": order.booking_id}},
    }


def _page(order: CheckoutOrder) -> dict[str, Any]:
    note = {"custom_text": {"submit": {"message": order.note}}} if order.note else {}
    return note | {
        "branding_settings": {"display_name": "Thoughtcloud"},
        "allowed_payment_method_types": ["card"],
        "client_reference_id": order.booking_id,
        "metadata": {"booking": order.booking_id},
        "customer": order.customer_id,
        "expires_at": int(order.expires_at.timestamp()),
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
    }
