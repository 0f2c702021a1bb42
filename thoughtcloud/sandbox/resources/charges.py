"""Charges: one attempt to take money from a card, whether it is only held, captured or refused."""

import hashlib
from typing import Any

from thoughtcloud.sandbox import amounts, declines, errors, events, published_cards
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.cards import TestCard
from thoughtcloud.sandbox.declines import Decline
from thoughtcloud.sandbox.expand import included
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import listing, page
from thoughtcloud.sandbox.resources import payment_methods
from thoughtcloud.sandbox.store import Object, Store

HOLD_SECONDS = 7 * 86_400
# Visa keeps a hold that the merchant places without the cardholder present for 4 days and 18 hours.
OFF_SESSION_VISA_SECONDS = 4 * 86_400 + 18 * 3_600
TERMS = (
    "amount",
    "application_fee_amount",
    "currency",
    "customer",
    "description",
    "metadata",
    "on_behalf_of",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)


def build(
    call: Call,
    terms: Object,
    method: Object,
    *,
    captured: bool,
    decline: Decline | None = None,
    off_session: bool = False,
    authenticated: bool = False,
) -> Object:
    """Stores a charge on `terms` (an intent, or an object with its members); nothing is booked or told yet."""
    card = payment_methods.test_card(call, method)
    amount = terms["amount"]
    capture_before = call.now + _hold_window(card, off_session)
    charge = call.new(
        "ch",
        "charge",
        {
            **{name: terms.get(name) for name in TERMS},
            "amount_captured": 0,
            "amount_refunded": 0,
            "application": None,
            "application_fee": None,
            "balance_transaction": None,
            "billing_details": method["billing_details"],
            "calculated_statement_descriptor": "THOUGHTCLOUD TEST",
            "captured": False,
            "disputed": False,
            "failure_balance_transaction": None,
            "failure_code": decline.code if decline else None,
            "failure_message": decline.message if decline else None,
            "fraud_details": {},
            "metadata": dict(terms.get("metadata") or {}),
            "outcome": _outcome(card, decline),
            "paid": decline is None,
            "payment_intent": terms["id"] if terms.get("object") == "payment_intent" else None,
            "payment_method": method["id"],
            "payment_method_details": {"card": _card_details(card, method, amount, authenticated), "type": "card"},
            "radar_options": {},
            "receipt_number": None,
            "receipt_url": f"{call.store.base_url}/receipts/{terms.get('id', 'charge')}"
            if decline is None
            else None,
            "refunded": False,
            "review": None,
            "source": None,
            "source_transfer": None,
            "status": "failed" if decline else "succeeded",
            "transfer_data": _transfer_data(terms),
        },
    )
    if decline is None and not captured:
        charge["payment_method_details"]["card"]["capture_before"] = capture_before
        call.store.plan(capture_before, "hold", charge["id"])
    return call.add(charge, {"number": card.number})


def _hold_window(card: TestCard, off_session: bool) -> int:
    return OFF_SESSION_VISA_SECONDS if off_session and card.brand == "visa" else HOLD_SECONDS


def _transfer_data(terms: Object) -> Object | None:
    data = terms.get("transfer_data")
    return {"amount": data.get("amount"), "destination": data["destination"]} if data else None


def _outcome(card: TestCard, decline: Decline | None) -> Object:
    if decline is None:
        return {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": card.risk,
            "risk_score": card.risk.score,
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
    blocked = decline is declines.FRAUD
    return {
        "advice_code": "try_again_later" if decline is declines.PROCESSING else None,
        "network_advice_code": None,
        "network_decline_code": "05" if decline is declines.GENERIC else None,
        "network_status": "not_sent_to_network" if blocked else "declined_by_network",
        "reason": "highest_risk_level" if blocked else decline.decline_code,
        "risk_level": card.risk,
        "risk_score": card.risk.score,
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "blocked" if blocked else "issuer_declined",
    }


def _card_details(card: TestCard, method: Object, amount: int, authenticated: bool) -> Object:
    held, authenticated = method["card"], authenticated or card.frictionless
    three_d_secure = {
        "authentication_flow": "frictionless" if card.frictionless else "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": hashlib.sha256(method["id"].encode()).hexdigest()[:32],
        "version": "2.2.0",
    }
    return {
        "amount_authorized": amount,
        "authorization_code": "123456",
        "brand": card.brand,
        "checks": payment_methods.checks(card, method),
        "country": card.country,
        "electronic_commerce_indicator": "05" if authenticated else None,
        "exp_month": held["exp_month"],
        "exp_year": held["exp_year"],
        "extended_authorization": {"status": "disabled"},
        "fingerprint": held["fingerprint"],
        "funding": card.funding,
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": "1" * 15,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": three_d_secure if authenticated else None,
        "transaction_link_id": None,
        "wallet": None,
    }


def test_card(call: Call, charge: Object) -> TestCard:
    """The behaviour of the card that was charged."""
    found = call.store.find(charge["id"])
    assert found is not None
    return published_cards.card_for(found.inner.get("number", "4242424242424242"))


@included("charge", "refunds")
def refunds(store: Store, charge: Object) -> Object:
    """The charge's refunds, the newest first; shown when expanded."""
    records = store.select("refund", None, {"charge": charge["id"]}, limit=10)
    return listing([record.data for record in records], f"/v1/charges/{charge['id']}/refunds")


@operation("POST", "/v1/charges")
def create(call: Call) -> Object:
    """The older way to charge a token at once (Stripe's command-line client uses it)."""
    from thoughtcloud.sandbox.resources import captures, disputes

    params = call.params
    for name in ("amount", "currency"):
        if name not in params:
            raise errors.missing(name)
    currency = amounts.checked_currency(params["currency"])
    amounts.check_charge(params["amount"], currency)
    method = _source(call)
    card = payment_methods.test_card(call, method)
    terms: dict[str, Any] = {
        **picked(params, TERMS),
        "currency": currency,
        "transfer_data": params.get("transfer_data"),
    }
    terms["shipping"] = payment_methods.complete_shipping(params.get("shipping"))
    terms["metadata"] = merge_metadata({}, params.get("metadata"))
    capture = params.get("capture", True)
    charge = build(call, terms, method, captured=capture, decline=card.decline)
    if card.decline is not None:
        events.emit(call, "charge.failed", charge)
        decline = card.decline
        raise errors.card_declined(decline.message, decline.code, decline.decline_code, charge=charge["id"])
    if capture:
        captures.book_capture(call, charge, charge["amount"])
    events.emit(call, "charge.succeeded", charge)
    if capture:
        disputes.open_if_the_card_asks(call, charge)
    return charge


def _source(call: Call) -> Object:
    sent = call.params.get("source")
    if sent is not None:
        if str(sent).startswith("pm_"):
            return payment_methods.resolve(call, str(sent), "source")
        card = payment_methods.named_card(str(sent), "source")
        return payment_methods.build(call, card.number, 12, 2040)
    if "customer" not in call.params:
        raise errors.StripeError("Must provide source or customer.", code="parameter_missing")
    customer = call.load("customer", call.params["customer"], "customer")
    records = call.store.select("payment_method", call.account, {"customer": customer["id"]}, limit=1)
    if not records:
        raise errors.StripeError("Cannot charge a customer that has no active card", code="missing", param="card")
    return records[0].data


@operation("POST", "/v1/charges/{}/capture")
def capture(call: Call) -> Object:
    """Captures a charge that was made without an intent."""
    from thoughtcloud.sandbox.resources import captures

    charge = call.load("charge", call.id)
    if charge["payment_intent"] and not charge["captured"]:
        raise errors.StripeError(
            f"This uncaptured Charge was created by a PaymentIntent ({charge['payment_intent']}). You must "
            "capture the PaymentIntent instead. For more information, see "
            "https://stripe.com/docs/payments/place-a-hold-on-a-payment-method"
        )
    return captures.capture_charge(
        call, charge, call.params["amount"] if "amount" in call.params else charge["amount"]
    )


@operation("GET", "/v1/charges/{}")
def retrieve(call: Call) -> Object:
    return call.load("charge", call.id)


@operation("POST", "/v1/charges/{}")
def update(call: Call) -> Object:
    charge = call.load("charge", call.id)
    changes = picked(call.params, ("customer", "description", "receipt_email", "shipping", "transfer_group"))
    if "shipping" in changes:
        changes["shipping"] = payment_methods.complete_shipping(changes["shipping"])
    if "metadata" in call.params:
        changes["metadata"] = merge_metadata(charge["metadata"], call.params["metadata"])
    previous = call.change(charge, **changes)
    if previous:
        events.emit(call, "charge.updated", charge, previous)
    return charge


@operation("GET", "/v1/charges")
def list_(call: Call) -> Object:
    return page(call, "charge")
