"""Knows how a checkout.session reads to the person who pays: lines, sums, and what happens to the money."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thoughtcloud.sandbox.pages.render import money
from thoughtcloud.sandbox.store import Store

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


def read_order(store: Store, session: Mapping[str, Any]) -> Order:
    """Builds the texts of a session, which has its `line_items`."""
    merchant = merchant_name(session)
    if session["mode"] == "setup":
        return _setup_order(session, merchant)
    return _paid_order(store, session, merchant)


def merchant_name(session: Mapping[str, Any]) -> str:
    """The display name that the merchant put on the session."""
    return (session.get("branding_settings") or {}).get("display_name") or UNNAMED_MERCHANT


def _intent_data(store: Store, session: Mapping[str, Any]) -> Mapping[str, Any]:
    """The payment_intent_data that the session was made with; the API does not show it."""
    record = store.find(session["id"])
    params = record.inner.get("params", {}) if record else {}
    return params.get("payment_intent_data") or {}


def _paid_order(store: Store, session: Mapping[str, Any], merchant: str) -> Order:
    total = money(session["amount_total"], session["currency"])
    intent_data = _intent_data(store, session)
    card_options = session["payment_method_options"].get("card") or {}
    lines = tuple(_line(store, item) for item in session["line_items"]["data"])
    description = intent_data.get("description") or ""
    held = "manual" in (intent_data.get("capture_method"), card_options.get("capture_method"))
    return Order(
        merchant=merchant,
        heading=f"Pay {merchant}",
        action="Pay",
        button=f"Pay {total}",
        form_title="Pay with card",
        total=total,
        description="" if description in {line.name for line in lines} else description,
        lines=lines,
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


def _line(store: Store, item: Mapping[str, Any]) -> OrderLine:
    product = store.find(item["price"]["product"])
    return OrderLine(
        name=item.get("description") or "Item",
        description=(product.data.get("description") or "") if product else "",
        quantity=item.get("quantity") or 1,
        amount=money(item["amount_total"], item["currency"]),
    )


def _submit_message(session: Mapping[str, Any]) -> str:
    return ((session.get("custom_text") or {}).get("submit") or {}).get("message") or ""
