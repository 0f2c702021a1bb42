"""PaymentIntents: from the wish for a payment to money that is held, captured or given back."""

from typing import Any

from thoughtcloud.sandbox import amounts, events
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import (
    accounts,
    captures,
    confirmation,
    disputes,
    payment_methods,
    redirects,
    shares,
)
from thoughtcloud.sandbox.store import Object, new_id
from thoughtcloud.sandbox.validation import Params

PLAIN = (
    "application_fee_amount",
    "description",
    "receipt_email",
    "setup_future_usage",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action")
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
UPDATABLE = (*CONFIRMABLE, "requires_capture")


def build(call: Call, params: Params) -> Object:
    """Stores an intent from the parameters of the create operation and tells of it."""
    currency = amounts.checked_currency(params["currency"])
    amounts.check_charge(params["amount"], currency)
    intent = call.new("pi", "payment_intent", _fresh(call, params, currency))
    intent["client_secret"] = f"{intent['id']}_secret_{new_id('', 25)[1:]}"
    intent |= picked(params, PLAIN) | _references(call, params)
    shares.check(call, intent)
    if intent["payment_method"]:
        intent["status"] = "requires_confirmation"
    call.add(intent, {"checkout_session": None})
    events.emit(call, "payment_intent.created", intent)
    return intent


def _fresh(call: Call, params: Params, currency: str) -> Object:
    return {
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": redirects.automatic(call, params),
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": None,
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "last_payment_error": None,
        "latest_charge": None,
        "managed_payments": None,
        "metadata": merge_metadata({}, params.get("metadata")),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": _options(params),
        "payment_method_types": params.get("payment_method_types") or ["card"],
        "payment_record": None,
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_group": None,
    }


def _options(params: Params) -> Object:
    sent = (params.get("payment_method_options") or {}).get("card") or {}
    known = ("capture_method", "request_extended_authorization", "request_multicapture", "setup_future_usage")
    return {
        "card": {
            "installments": None,
            "mandate_options": None,
            "network": sent.get("network"),
            "request_three_d_secure": sent.get("request_three_d_secure", "automatic"),
            **{name: sent[name] for name in known if sent.get(name)},
        }
    }


def _references(call: Call, params: Params) -> Params:
    """Members that name other objects; each must exist."""
    found: dict[str, Any] = {}
    if "shipping" in params:
        found["shipping"] = payment_methods.complete_shipping(params["shipping"] or None)
    if params.get("customer"):
        found["customer"] = call.load("customer", params["customer"], "customer")["id"]
    if params.get("payment_method"):
        method = payment_methods.usable(call, params["payment_method"])
        _check_owner(method, found.get("customer"))
        found["payment_method"] = method["id"]
    elif params.get("payment_method_data"):
        found["payment_method"] = payment_methods.from_params(
            call, params["payment_method_data"], "payment_method_data"
        )["id"]
    if params.get("on_behalf_of"):
        account = accounts.connected(call, params["on_behalf_of"], "on_behalf_of")
        accounts.require_card_payments(account)
        found["on_behalf_of"] = account["id"]
    if params.get("transfer_data"):
        found["transfer_data"] = shares.transfer_data(call, params["transfer_data"])
    return found


def _check_owner(method: Object, customer: str | None) -> None:
    if method["customer"] is not None and method["customer"] != customer:
        raise StripeError(
            "The provided PaymentMethod cannot be attached. To reuse a PaymentMethod, you must "
            "attach it to a Customer "
            f"first. The PaymentMethod {method['id']} belongs to the Customer {method['customer']}. "
            "Please include the "
            "Customer in the `customer` parameter on the PaymentIntent.",
            param="payment_method",
        )


@operation("POST", "/v1/payment_intents")
def create(call: Call) -> Object:
    params = call.params
    if params.get("off_session") and not params.get("confirm"):
        raise StripeError("`off_session` can only be used with `confirm=true`.", param="off_session")
    intent = build(call, params)
    return confirmation.confirm(call, intent, params) if params.get("confirm") else intent


@operation("GET", "/v1/payment_intents/{}")
def retrieve(call: Call) -> Object:
    return call.load("payment_intent", call.id)


@operation("POST", "/v1/payment_intents/{}")
def update(call: Call) -> Object:
    intent, params = call.load("payment_intent", call.id), call.params
    if intent["status"] not in CONFIRMABLE and "amount" in params:
        raise _amount_stays(intent)
    if intent["status"] not in UPDATABLE and set(params) - {"metadata", "description", "receipt_email"}:
        raise unexpected_state(intent, "updated", UPDATABLE)
    if intent["status"] == "requires_capture" and set(params) & {"currency", "payment_method", "customer"}:
        raise unexpected_state(intent, "updated", CONFIRMABLE)
    sent = {"customer": intent["customer"]} | shares.kept_destination(intent, params)
    changes = picked(params, PLAIN) | _references(call, sent)
    if "currency" in params:
        changes["currency"] = amounts.checked_currency(params["currency"])
    if "amount" in params:
        amounts.check_charge(params["amount"], str(changes.get("currency", intent["currency"])))
        changes["amount"] = params["amount"]
    if "metadata" in params:
        changes["metadata"] = merge_metadata(intent["metadata"], params["metadata"])
    if changes.get("payment_method"):
        changes |= {"status": "requires_confirmation", "next_action": None}
    call.change(intent, **changes)
    shares.check(call, intent)
    return intent


def _amount_stays(intent: Object) -> StripeError:
    return StripeError(
        f"This PaymentIntent's amount could not be updated because it has a status of {intent['status']}. You may "
        f"only update the amount of a PaymentIntent with one of the following statuses: {', '.join(CONFIRMABLE)}.",
        code="payment_intent_unexpected_state",
        param="amount",
        payment_intent=intent,
    )


@operation("POST", "/v1/payment_intents/{}/confirm")
def confirm(call: Call) -> Object:
    intent = call.load("payment_intent", call.id)
    if intent["status"] not in CONFIRMABLE:
        if intent["status"] == "succeeded":
            raise StripeError(
                "You cannot confirm this PaymentIntent because it has already succeeded after being "
                "previously confirmed.",
                code="payment_intent_unexpected_state",
                payment_intent=intent,
            )
        raise unexpected_state(intent, "confirmed", CONFIRMABLE)
    call.change(intent, **_references(call, {"customer": intent["customer"]} | call.params))
    call.change(intent, **picked(call.params, ("receipt_email", "setup_future_usage")))
    return confirmation.confirm(call, intent, call.params)


@operation("POST", "/v1/payment_intents/{}/capture")
def capture(call: Call) -> Object:
    """Takes the held money, or the part of it that is asked for."""
    intent, params = call.load("payment_intent", call.id), call.params
    _check_capturable(intent)
    charge = call.load("charge", intent["latest_charge"])
    amount = params["amount_to_capture"] if "amount_to_capture" in params else intent["amount_capturable"]
    captures.check_amount(amount, intent["amount_capturable"], intent["currency"], "amount_to_capture")
    changes = picked(params, ("application_fee_amount", "statement_descriptor", "statement_descriptor_suffix"))
    if "transfer_data" in params and intent.get("transfer_data"):
        changes["transfer_data"] = {**intent["transfer_data"], **params["transfer_data"]}
    if "metadata" in params:
        changes["metadata"] = merge_metadata(intent["metadata"], params["metadata"])
    call.change(intent, **changes)
    shares.check(call, intent)
    terms = {name: changes[name] for name in changes if name in charge and name != "metadata"}
    call.change(charge, **terms)
    captures.book_capture(call, charge, amount)
    events.emit(call, "charge.captured", charge)
    disputes.open_if_the_card_asks(call, charge)
    call.change(intent, status="succeeded", amount_capturable=0, amount_received=amount)
    events.emit(call, "payment_intent.succeeded", intent)
    return intent


def _check_capturable(intent: Object) -> None:
    if intent["status"] == "requires_capture":
        return
    if intent["status"] == "succeeded" and intent["capture_method"] == "manual":
        raise StripeError(
            "The remaining amount on this PaymentIntent could not be captured because the remainder "
            "of the authorized "
            "amount has been released.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    raise unexpected_state(intent, "captured", ("requires_capture",))


@operation("POST", "/v1/payment_intents/{}/cancel")
def cancel(call: Call) -> Object:
    record = call.record("payment_intent", call.id)
    intent = record.data
    if intent["status"] not in CANCELABLE:
        raise unexpected_state(intent, "canceled", CANCELABLE)
    session = record.inner["checkout_session"]
    if session and intent["status"] != "requires_capture":
        raise StripeError(
            f"You cannot cancel this PaymentIntent because it was created by a Checkout Session ({session}). "
            "Expire the Checkout Session instead.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    return carry_out_cancel(call, intent, call.params.get("cancellation_reason"))


def carry_out_cancel(call: Call, intent: Object, reason: str | None) -> Object:
    """Ends an intent; a hold is given back to the cardholder."""
    if intent["status"] == "requires_capture":
        charge = call.load("charge", intent["latest_charge"])
        refund = captures.release(call, charge, None)
        events.emit(call, "refund.created", refund)
        events.emit(call, "charge.refunded", charge)
    call.change(
        intent,
        status="canceled",
        amount_capturable=0,
        canceled_at=call.now,
        cancellation_reason=reason,
        next_action=None,
    )
    events.emit(call, "payment_intent.canceled", intent)
    return intent


@operation("GET", "/v1/payment_intents")
def list_(call: Call) -> Object:
    return page(call, "payment_intent")


def unexpected_state(intent: Object, done: str, allowed: tuple[str, ...]) -> StripeError:
    """The intent's status does not allow this."""
    return StripeError(
        f"This PaymentIntent could not be {done} because it has a status of {intent['status']}. Only "
        "a PaymentIntent "
        f"with one of the following statuses may be {done}: {', '.join(allowed)}.",
        code="payment_intent_unexpected_state",
        payment_intent=intent,
    )
