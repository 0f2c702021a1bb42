"""Payment methods: cards by number, by Stripe's test names, attached to customers."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from thoughtcloud.sandbox import declines, errors, events, published_cards
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.cards import TestCard, is_plausible
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params

# What Stripe says of a card that it will not use once more (seen in several public records of its answers).
SPENT = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with "
    "a connected account without Customer attachment, or was detached from a Customer. It may not be used again. "
    "To use a PaymentMethod multiple times, you must attach it to a Customer first."
)
SPENT_FOR_GOOD = (
    "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, "
    "and may not be used again."
)
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
BILLING = ("email", "name", "phone", "tax_id")


def billing_details(sent: Params | None) -> Object:
    """Complete billing details from what was sent."""
    sent = sent or {}
    address = sent.get("address") or {}
    return {
        "address": {name: address.get(name) or None for name in ADDRESS},
        **{name: sent.get(name) or None for name in BILLING},
    }


def complete_address(sent: Params | None) -> Object | None:
    """An address with every member that Stripe shows; None if none was sent."""
    return None if not sent else {name: sent.get(name) or None for name in ADDRESS}


def complete_shipping(sent: Params | None) -> Object | None:
    """Shipping details with a complete address; None if none were sent."""
    if not sent:
        return None
    nothing: Params = dict.fromkeys(("carrier", "name", "phone", "tracking_number"))
    return {**nothing, **sent, "address": complete_address(sent.get("address") or {"line1": None})}


def build(call: Call, number: str, exp_month: int, exp_year: int, billing: Params | None = None) -> Object:
    """Stores a card that belongs to no customer yet."""
    card = published_cards.card_for(number)
    method = call.new(
        "pm",
        "payment_method",
        {
            "allow_redisplay": "unspecified",
            "billing_details": billing_details(billing),
            "card": _card(card, exp_month, exp_year),
            "customer": None,
            "customer_account": None,
            "metadata": {},
            "type": "card",
        },
    )
    return call.add(method, {"number": number, "set_up": False})


def _card(card: TestCard, exp_month: int, exp_year: int) -> Object:
    return {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "unchecked"},
        "country": card.country,
        "display_brand": "american_express" if card.brand == "amex" else card.brand,
        "exp_month": exp_month,
        "exp_year": exp_year,
        "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
        "funding": card.funding,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": card.networks, "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def from_params(call: Call, params: Params, where: str = "") -> Object:
    """A new card from `card[...]` and `billing_details[...]`; `where` prefixes the names in errors."""
    card = params.get("card") or {}
    name = f"{where}[card]" if where else "card"
    token = card.get("token") if isinstance(card, dict) else None
    if token:
        number, month, year = named_card(str(token), f"{name}[token]").number, 12, _next_year(call)
    else:
        for field in ("number", "exp_month", "exp_year"):
            if field not in card:
                raise errors.missing(f"{name}[{field}]")
        number = str(card["number"]).replace(" ", "")
        month, year = int(card["exp_month"]), int(card["exp_year"])
        check_entry(number, month, year, name)
    method = build(call, number, month, year, params.get("billing_details"))
    call.change(method, metadata=merge_metadata({}, params.get("metadata")))
    return method


def check_entry(number: str, exp_month: int, exp_year: int, where: str) -> None:
    """Refuses what no card can have."""
    if not is_plausible(number):
        raise errors.card_declined(
            declines.INCORRECT_NUMBER.message, declines.INCORRECT_NUMBER.code, None, param=f"{where}[number]"
        )
    if not 1 <= exp_month <= 12:
        raise errors.card_declined(
            "Your card's expiration month is invalid.", "invalid_expiry_month", None, param=f"{where}[exp_month]"
        )
    if exp_year < 1950 or exp_year > 2100:
        raise errors.card_declined(
            "Your card's expiration year is invalid.", "invalid_expiry_year", None, param=f"{where}[exp_year]"
        )


def named_card(name: str, param: str) -> TestCard:
    """The test card behind a published name such as pm_card_visa or tok_visa."""
    if name not in published_cards.BY_NAME:
        kind = "token" if name.startswith("tok_") else "payment_method"
        raise errors.no_such(kind, name, param)
    return published_cards.BY_NAME[name]


def resolve(call: Call, id: str, param: str = "payment_method") -> Object:
    """The payment method with this id; a published test name makes a new one each time, as at Stripe."""
    if id in published_cards.BY_NAME:
        return build(call, published_cards.BY_NAME[id].number, 12, _next_year(call))
    return call.load("payment_method", id, param)


def _next_year(call: Call) -> int:
    return datetime.fromtimestamp(call.now, UTC).year + 1


def usable(call: Call, id: str) -> Object:
    """The same, if it may still be used: a card that left its customer never may."""
    method = resolve(call, id)
    if _is_spent(call, method):
        raise StripeError(SPENT)
    return method


def _is_spent(call: Call, method: Object) -> bool:
    found = call.store.find(method["id"])
    return bool(found and found.inner.get("spent"))


def leave_customer(call: Call, method: Object) -> Object:
    """Takes the card from its customer, for good; what was there before."""
    previous = call.change(method, customer=None)
    found = call.store.find(method["id"])
    assert found is not None
    call.store.save(method, {**found.inner, "spent": True})
    return previous


def test_card(call: Call, method: Object) -> TestCard:
    """The behaviour of a stored card."""
    found = call.store.find(method["id"])
    assert found is not None
    return published_cards.card_for(found.inner["number"])


def is_set_up(call: Call, method: Object) -> bool:
    """Whether the card was set up for off-session use."""
    found = call.store.find(method["id"])
    return bool(found and found.inner["set_up"])


def mark_set_up(call: Call, method: Object) -> None:
    """Notes that the cardholder agreed to off-session use."""
    found = call.store.find(method["id"])
    assert found is not None
    call.store.save(method, {**found.inner, "set_up": True})


def attach(call: Call, method: Object, customer: str) -> None:
    """Saves the card for a customer; a card that refuses this says so."""
    if method["customer"] == customer:
        return
    if method["customer"] is not None:
        raise StripeError(
            "The payment method you provided has already been attached to a customer.", param="payment_method"
        )
    if _is_spent(call, method):
        raise StripeError(SPENT_FOR_GOOD)
    card = test_card(call, method)
    if card.decline is not None and card.decline_attach:
        decline = card.decline
        raise errors.card_declined(decline.message, decline.code, decline.decline_code)
    call.change(method, customer=customer, card={**method["card"], "checks": checks(card, method)})
    events.emit(call, "payment_method.attached", method)


def checks(card: TestCard, method: Object) -> Object:
    """What the bank says to the address and the code; an address that was not given is not checked."""
    address = method["billing_details"]["address"]
    return {
        "address_line1_check": card.line1_check if address["line1"] else None,
        "address_postal_code_check": card.postal_check if address["postal_code"] else None,
        "cvc_check": card.cvc_check,
    }


@operation("POST", "/v1/payment_methods")
def create(call: Call) -> Object:
    params = call.params
    if "type" not in params:
        raise errors.missing("type")
    if params["type"] != "card":
        raise StripeError(
            f'The payment method type "{params["type"]}" is not available in this sandbox: only cards are.',
            param="type",
        )
    return from_params(call, params)


@operation("GET", "/v1/payment_methods/{}")
def retrieve(call: Call) -> Object:
    return (
        resolve(call, call.id, "payment_method")
        if call.id in published_cards.BY_NAME
        else call.load("payment_method", call.id)
    )


@operation("POST", "/v1/payment_methods/{}")
def update(call: Call) -> Object:
    method = call.load("payment_method", call.id)
    changes: dict[str, Any] = picked(call.params, ("allow_redisplay",))
    if "metadata" in call.params:
        changes["metadata"] = merge_metadata(method["metadata"], call.params["metadata"])
    if "billing_details" in call.params:
        changes["billing_details"] = billing_details(
            {**method["billing_details"], **call.params["billing_details"]}
        )
    expiry = picked(call.params.get("card") or {}, ("exp_month", "exp_year"))
    if expiry:
        changes["card"] = {**method["card"], **expiry}
    previous = call.change(method, **changes)
    if previous:
        events.emit(call, "payment_method.updated", method, previous)
    return method


@operation("POST", "/v1/payment_methods/{}/attach")
def attach_to_customer(call: Call) -> Object:
    if "customer" not in call.params:
        raise StripeError("Must provide customer or customer_account.", code="parameter_missing")
    customer = call.load("customer", call.params["customer"], "customer")
    method = resolve(call, call.id)
    attach(call, method, customer["id"])
    return method


@operation("POST", "/v1/payment_methods/{}/detach")
def detach(call: Call) -> Object:
    method = call.load("payment_method", call.id)
    if method["customer"] is None:
        raise StripeError(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
            param="payment_method",
        )
    previous = leave_customer(call, method)
    events.emit(call, "payment_method.detached", method, previous)
    return method


@operation("GET", "/v1/payment_methods")
def list_(call: Call) -> Object:
    """A customer's; without a customer there are none to show."""
    wanted = call.params.get("customer")
    if wanted is None:
        return page(call, "payment_method", {"customer": ""})
    return page(call, "payment_method", {"customer": call.load("customer", wanted, "customer")["id"]})


@operation("GET", "/v1/customers/{}/payment_methods")
def list_of_customer(call: Call) -> Object:
    return page(call, "payment_method", {"customer": call.load("customer", call.id)["id"]})


@operation("GET", "/v1/customers/{}/payment_methods/{}")
def retrieve_of_customer(call: Call) -> Object:
    method = call.load("payment_method", call.id)
    if method["customer"] != call.ids[0]:
        raise errors.no_such("payment_method", call.id)
    return method


def behave_as(call: Call, method: Object, number: str) -> None:
    """From now on the card does at its bank what the test card `number` does; what is seen of it stays."""
    found = call.store.find(method["id"])
    assert found is not None
    call.store.save(method, {**found.inner, "number": number})
