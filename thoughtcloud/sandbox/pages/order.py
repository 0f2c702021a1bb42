"""Knows how a checkout.session reads to the person who pays: lines, sums, and what happens to the money."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thoughtcloud.sandbox.pages.render import money

UNNAMED_MERCHANT = "the merchant"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of the order; `amount` is already text."""

    name: str
    description: str
    quantity: int
    amount: str


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that the Checkout and challenge pages say about a session, as text."""

    merchant: str
    heading: str
    action: str
    button: str
    form_title: str
    total: str
    description: str
    lines: tuple[OrderLine, ...]
    note: tuple[str, str] | None
    promise: str
    cancel_url: str


def read_order(session: Mapping[str, Any], intent_data: Mapping[str, Any]) -> Order:
    """Builds the texts of a session; `intent_data` is the payment_intent_data that the session was made with."""
    merchant = merchant_name(session)
    if session["mode"] == "setup":
        return _setup_order(session, merchant)
    return _paid_order(session, intent_data, merchant)


def merchant_name(session: Mapping[str, Any]) -> str:
    """The display name that the merchant put on the session."""
    return (session.get("branding_settings") or {}).get("display_name") or UNNAMED_MERCHANT


def _paid_order(session: Mapping[str, Any], intent_data: Mapping[str, Any], merchant: str) -> Order:
    total = money(session["amount_total"], session["currency"])
    held = intent_data.get("capture_method") == "manual"
    return Order(
        merchant=merchant,
        heading=f"Pay {merchant}",
        action="Pay",
        button=f"Pay {total}",
        form_title="Pay with card",
        total=total,
        description=intent_data.get("description") or "",
        lines=tuple(_line(item) for item in (session.get("line_items") or {}).get("data", ())),
        note=("Only reserved now.", f"{merchant[0].upper()}{merchant[1:]} takes the money later or lets it go.")
        if held
        else None,
        promise=_submit_message(session),
        cancel_url=session.get("cancel_url") or "",
    )


def _setup_order(session: Mapping[str, Any], merchant: str) -> Order:
    return Order(
        merchant=merchant,
        heading=f"Save your card with {merchant}",
        action="Save card",
        button="Save card",
        form_title="Card to save",
        total="",
        description="",
        lines=(),
        note=("Nothing is charged now.", f"You allow {merchant} to use this card later, as agreed there."),
        promise=_submit_message(session),
        cancel_url=session.get("cancel_url") or "",
    )


def _line(item: Mapping[str, Any]) -> OrderLine:
    product = (item.get("price") or {}).get("product")
    return OrderLine(
        name=item.get("description") or "Item",
        description=(product.get("description") or "") if isinstance(product, Mapping) else "",
        quantity=item.get("quantity") or 1,
        amount=money(item["amount_total"], item["currency"]),
    )


def _submit_message(session: Mapping[str, Any]) -> str:
    return ((session.get("custom_text") or {}).get("submit") or {}).get("message") or ""
