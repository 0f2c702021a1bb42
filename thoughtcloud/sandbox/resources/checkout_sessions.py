"""Checkout Sessions: a hosted page on which a customer pays, or saves a card, within a day."""

from typing import Any

from thoughtcloud.sandbox import amounts, errors, events
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.due import work
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.expand import included
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import listing, page, page_of
from thoughtcloud.sandbox.resources import accounts, payment_intents, prices
from thoughtcloud.sandbox.store import Object, Store, new_id
from thoughtcloud.sandbox.validation import Params

SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600
# A caller counts its half hour a moment before the request arrives.
GRACE_SECONDS = 60
PLACEHOLDER = "{CHECKOUT_SESSION_ID}"


@operation("POST", "/v1/checkout/sessions")
def create(call: Call) -> Object:
    params = call.params
    mode = params.get("mode", "payment")
    _check_request(params, mode)
    items = _line_items(call, params.get("line_items") or [])
    currency = _currency(params, items, mode)
    total = sum(item["amount_total"] for item in items)
    if mode == "payment":
        amounts.check_charge(total, currency or "", "line_items")
        _check_payment_data(call, params.get("payment_intent_data") or {}, total)
    session = _fresh(call, params, mode)
    session |= {"currency": currency, "expires_at": _expires_at(call)}
    session["amount_subtotal"] = session["amount_total"] = total if mode == "payment" else None
    if mode == "setup":
        session["payment_status"] = "no_payment_required"
    session["url"] = f"{call.store.base_url}/c/pay/{session['id']}"
    call.add(session, {"line_items": items, "params": _later(params)})
    call.store.plan(session["expires_at"], "session_expiry", session["id"])
    return session


def _check_request(params: Params, mode: str) -> None:
    if mode == "subscription":
        raise StripeError("This sandbox has no subscriptions: use the mode payment or setup.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise StripeError("This sandbox only has the hosted page: leave ui_mode out.", param="ui_mode")
    if not params.get("success_url"):
        raise errors.missing("success_url")
    for name in ("success_url", "cancel_url"):
        if params.get(name) and not str(params[name]).startswith(("http://", "https://")):
            raise StripeError("Not a valid URL", code="url_invalid", param=name)
    if mode == "payment" and not params.get("line_items"):
        raise errors.missing("line_items")
    if mode == "setup" and params.get("line_items"):
        raise StripeError("You can not pass `line_items` in `setup` mode.", param="line_items")
    if params.get("customer") and params.get("customer_email"):
        raise StripeError(
            "You may only specify one of these parameters: customer, customer_email.", param="customer"
        )
    if mode == "setup" and not (
        params.get("currency") or params.get("allowed_payment_method_types") or params.get("payment_method_types")
    ):
        raise errors.missing("currency")


def _expires_at(call: Call) -> int:
    expires_at: int = call.params.get("expires_at", call.now + LONGEST_SECONDS)
    if expires_at < call.now + SHORTEST_SECONDS - GRACE_SECONDS:
        raise StripeError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if expires_at > call.now + LONGEST_SECONDS + GRACE_SECONDS:
        raise StripeError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def _line_items(call: Call, sent: list[Params]) -> list[Object]:
    return [_line_item(call, item, f"line_items[{place}]") for place, item in enumerate(sent)]


def _line_item(call: Call, item: Params, where: str) -> Object:
    quantity = item.get("quantity")
    if quantity is None:
        raise errors.missing(f"{where}[quantity]")
    if quantity < 1:
        raise errors.too_small_integer(f"{where}[quantity]", 1)
    if item.get("price"):
        price = call.load("price", item["price"], f"{where}[price]")
    elif item.get("price_data"):
        price = prices.build(call, item["price_data"], tell=False)
        call.change(price, active=False)
    else:
        raise StripeError("You must specify either `price` or `price_data` for each line item.", param=where)
    amount = price["unit_amount"] * quantity
    product = call.load("product", price["product"])
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": merge_metadata({}, item.get("metadata")),
        "price": price,
        "quantity": quantity,
    }


def _currency(params: Params, items: list[Object], mode: str) -> str | None:
    currencies = {item["currency"] for item in items}
    if len(currencies) > 1:
        raise StripeError(
            "All prices on a Checkout Session must be expressed in the same currency.", param="line_items"
        )
    if currencies:
        return str(currencies.pop())
    return amounts.checked_currency(params["currency"]) if params.get("currency") else None


def _check_payment_data(call: Call, data: Params, total: int) -> None:
    destination = (data.get("transfer_data") or {}).get("destination")
    if destination:
        accounts.require_transfers(
            accounts.connected(call, destination, "payment_intent_data[transfer_data][destination]")
        )
    if data.get("on_behalf_of"):
        accounts.require_card_payments(
            accounts.connected(call, data["on_behalf_of"], "payment_intent_data[on_behalf_of]")
        )
    fee = data.get("application_fee_amount")
    if fee is not None and not 1 <= fee <= total:
        raise StripeError(
            "Your application fee must not exceed the amount, and must be more than nothing.",
            param="payment_intent_data[application_fee_amount]",
        )


def _later(params: Params) -> Params:
    """The parameters that matter when the customer pays."""
    names = ("payment_intent_data", "setup_intent_data", "allowed_payment_method_types", "payment_method_types")
    options = (
        {"payment_method_options": params["payment_method_options"]}
        if params.get("payment_method_options")
        else {}
    )
    return {name: params[name] for name in names if params.get(name)} | options


def _fresh(call: Call, params: Params, mode: str) -> Object:
    customer = call.load("customer", params["customer"], "customer") if params.get("customer") else None
    email = params.get("customer_email") or (customer or {}).get("email")
    creation = None if customer or mode == "setup" else params.get("customer_creation", "if_required")
    plain = picked(params, ("billing_address_collection", "cancel_url", "client_reference_id", "customer_email"))
    options = (params.get("payment_method_options") or {}).get("card") or {}
    kept = ("capture_method", "request_extended_authorization", "setup_future_usage")
    card = {"request_three_d_secure": "automatic", **{name: options[name] for name in kept if name in options}}
    nothing: dict[str, Any] = dict.fromkeys(_NOTHING)
    return {
        **nothing,
        "id": new_id("cs_test", 58),
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "branding_settings": _DEFAULT_BRANDING | (params.get("branding_settings") or {}),
        "created": call.now,
        "custom_fields": [],
        "custom_text": dict.fromkeys(_CUSTOM_TEXTS) | (params.get("custom_text") or {}),
        "customer": customer["id"] if customer else None,
        "customer_creation": creation,
        "customer_details": details(email) if email else None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": merge_metadata({}, params.get("metadata")),
        "mode": mode,
        "payment_method_collection": "if_required" if mode == "payment" else "always",
        "payment_method_options": {"card": card},
        "payment_method_types": params.get("payment_method_types") or ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        **plain,
    }


_CUSTOM_TEXTS = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
_DEFAULT_BRANDING: Params = {
    "background_color": "#ffffff",
    "border_style": "rounded",
    "button_color": "#0074d4",
    "display_name": "",
    "font_family": "default",
    "icon": None,
    "logo": None,
}
_NOTHING = (
    "after_expiration", "allow_promotion_codes", "amount_subtotal", "amount_total", "billing_address_collection",
    "cancel_url", "client_reference_id", "client_secret", "collected_information", "consent", "consent_collection",
    "currency", "currency_conversion", "customer_account", "customer_email", "discounts", "integration_identifier",
    "invoice", "invoice_creation", "managed_payments", "origin_context", "payment_intent", "payment_link",
    "payment_method_configuration_details", "permissions", "recovered_from", "saved_payment_method_options",
    "setup_intent", "shipping_address_collection", "shipping_cost", "subscription", "url", "wallet_options",
)  # fmt: skip


def details(email: str) -> Object:
    names = ("address", "business_name", "individual_name", "name", "phone")
    return {**dict.fromkeys(names), "email": email, "tax_exempt": "none", "tax_ids": None}


def return_url(session: Object) -> str:
    """Where the customer goes after paying."""
    return str(session["success_url"]).replace(PLACEHOLDER, session["id"])


# ---- the end of a session


@operation("POST", "/v1/checkout/sessions/{}/expire")
def expire(call: Call) -> Object:
    session = call.load("checkout.session", call.id)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            "This Checkout Session has a status of "
            f"{session['status']}.",
            param="session",
        )
    return _close(call, session)


@work("session_expiry")
def lapse(call: Call, session: Object) -> None:
    """Nobody paid in time."""
    if session["status"] == "open":
        _close(call, session)


def _close(call: Call, session: Object) -> Object:
    call.store.cancel("session_expiry", session["id"])
    if session["payment_intent"]:
        intent = call.load("payment_intent", session["payment_intent"])
        if intent["status"] in payment_intents.CONFIRMABLE:
            payment_intents.carry_out_cancel(call, intent, None)
    call.change(session, status="expired", url=None)
    events.emit(call, "checkout.session.expired", session)
    return session


@operation("GET", "/v1/checkout/sessions/{}")
def retrieve(call: Call) -> Object:
    return call.load("checkout.session", call.id)


@operation("POST", "/v1/checkout/sessions/{}")
def update(call: Call) -> Object:
    session = call.load("checkout.session", call.id)
    call.change(session, metadata=merge_metadata(session["metadata"], call.params.get("metadata")))
    return session


@operation("GET", "/v1/checkout/sessions")
def list_(call: Call) -> Object:
    return page(call, "checkout.session")


@operation("GET", "/v1/checkout/sessions/{}/line_items")
def list_line_items(call: Call) -> Object:
    record = call.record("checkout.session", call.id)
    return page_of(call, record.inner["line_items"])


@included("checkout.session", "line_items")
def line_items(store: Store, session: Object) -> Object:
    """What is sold; shown when expanded."""
    record = store.find(session["id"])
    items = record.inner["line_items"] if record else []
    return listing(items, f"/v1/checkout/sessions/{session['id']}/line_items")
