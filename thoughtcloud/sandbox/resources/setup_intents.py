"""SetupIntents: a card is checked and saved for later, without money."""

from thoughtcloud.sandbox import declines, errors, events
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.cards import Challenge
from thoughtcloud.sandbox.errors import CARD_ERROR, StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import payment_methods, redirects
from thoughtcloud.sandbox.store import Object, new_id
from thoughtcloud.sandbox.validation import Params

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
# The others need no word of their holder, or had it already.
ASKED_AT_SETUP = (Challenge.always, Challenge.unless_set_up)
AUTHENTICATION_FAILURE = "setup_intent_authentication_failure"


def build(call: Call, params: Params) -> Object:
    """Stores an intent from the parameters of the create operation and tells of it."""
    intent = call.new(
        "seti",
        "setup_intent",
        {
            "allowed_payment_method_types": params.get("allowed_payment_method_types"),
            "application": None,
            "automatic_payment_methods": redirects.automatic(call, params),
            "cancellation_reason": None,
            "client_secret": None,
            "customer": None,
            "customer_account": None,
            "description": params.get("description"),
            "excluded_payment_method_types": None,
            "flow_directions": None,
            "last_setup_error": None,
            "latest_attempt": None,
            "mandate": None,
            "metadata": merge_metadata({}, params.get("metadata")),
            "next_action": None,
            "on_behalf_of": params.get("on_behalf_of"),
            "payment_method": None,
            "payment_method_configuration_details": None,
            "payment_method_options": {
                "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
            },
            "payment_method_types": params.get("payment_method_types") or ["card"],
            "single_use_mandate": None,
            "status": "requires_payment_method",
            "usage": params.get("usage", "off_session"),
        },
    )
    intent["client_secret"] = f"{intent['id']}_secret_{new_id('', 25)[1:]}"
    intent |= _references(call, intent, params)
    if intent["payment_method"]:
        intent["status"] = "requires_confirmation"
    call.add(intent, {"checkout_session": None})
    events.emit(call, "setup_intent.created", intent)
    return intent


def _references(call: Call, intent: Object, params: Params) -> Params:
    """Members that name other objects; each must exist, and a saved card belong to the customer."""
    found: Params = {}
    if params.get("customer"):
        found["customer"] = call.load("customer", params["customer"], "customer")["id"]
    if params.get("payment_method"):
        method = payment_methods.usable(call, params["payment_method"])
        _check_owner(method, found.get("customer", intent["customer"]))
        found["payment_method"] = method["id"]
    elif params.get("payment_method_data"):
        data = params["payment_method_data"]
        found["payment_method"] = payment_methods.from_params(call, data, "payment_method_data")["id"]
    return found


def _check_owner(method: Object, customer: str | None) -> None:
    owner = method["customer"]
    if owner is None or owner == customer:
        return
    if customer is None:
        message = (
            f"The payment method supplied ({method['id']}) belongs to the Customer {owner}. Please include the "
            "Customer in the `customer` parameter on the SetupIntent."
        )
    else:
        message = (
            f"The PaymentMethod {method['id']} does not belong to the Customer you supplied {customer}. Please "
            "use this PaymentMethod with the Customer that it belongs to instead."
        )
    raise StripeError(message, param="payment_method")


def confirm_with(call: Call, intent: Object, return_url: str | None, authenticated: bool = False) -> Object:
    """Checks and saves the card; raises the card error of a refusal (which stays)."""
    if intent["payment_method"] is None:
        raise StripeError(
            "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the "
            "SetupIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method or ConfirmationToken.",
            code="setup_intent_unexpected_state",
            setup_intent=intent,
        )
    if not authenticated:
        redirects.require_way_back(intent, return_url)
    method = call.load("payment_method", intent["payment_method"])
    call.change(intent, latest_attempt=new_id("setatt"))
    card = payment_methods.test_card(call, method)
    if card.challenge in ASKED_AT_SETUP and not authenticated:
        url = f"{call.store.base_url}/3d_secure/{intent['id']}"
        action: Params = {"type": "use_stripe_sdk", "use_stripe_sdk": {"stripe_js": url}}
        if return_url:
            action = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
        call.change(intent, status="requires_action", next_action=action)
        events.emit(call, "setup_intent.requires_action", intent)
        return intent
    if card.decline is not None and card.decline_attach:
        decline = card.decline
        param = "exp_month" if decline is declines.EXPIRED else None
        _fail(call, intent, errors.card_declined(decline.message, decline.code, decline.decline_code, param=param))
    if intent["customer"]:
        payment_methods.attach(call, method, intent["customer"])
    if intent["usage"] == "off_session":
        payment_methods.mark_set_up(call, method)
    call.change(intent, status="succeeded", next_action=None, last_setup_error=None)
    events.emit(call, "setup_intent.succeeded", intent)
    return intent


def _fail(call: Call, intent: Object, error: StripeError) -> None:
    error.attached["payment_method"] = call.load("payment_method", intent["payment_method"])
    call.change(
        intent,
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error=error.fields(),
    )
    events.emit(call, "setup_intent.setup_failed", intent)
    error.attached["setup_intent"] = intent
    raise error


def finish_challenge(call: Call, intent: Object, authenticated: bool) -> Object:
    """Ends 3-D Secure for a setup."""
    if authenticated:
        return confirm_with(call, intent, None, authenticated=True)
    _fail(
        call,
        intent,
        StripeError(
            declines.AUTHENTICATION_FAILED, status=402, type=CARD_ERROR, code=AUTHENTICATION_FAILURE, keeps=True
        ),
    )
    return intent


@operation("POST", "/v1/setup_intents")
def create(call: Call) -> Object:
    intent = build(call, call.params)
    return confirm_with(call, intent, call.params.get("return_url")) if call.params.get("confirm") else intent


@operation("GET", "/v1/setup_intents/{}")
def retrieve(call: Call) -> Object:
    return call.load("setup_intent", call.id)


@operation("POST", "/v1/setup_intents/{}")
def update(call: Call) -> Object:
    intent = call.load("setup_intent", call.id)
    changes = picked(call.params, ("description",)) | _references(call, intent, call.params)
    if "metadata" in call.params:
        changes["metadata"] = merge_metadata(intent["metadata"], call.params["metadata"])
    if changes.get("payment_method"):
        _check(intent, "update")
        changes["status"] = "requires_confirmation"
    call.change(intent, **changes)
    return intent


@operation("POST", "/v1/setup_intents/{}/confirm")
def confirm(call: Call) -> Object:
    intent = call.load("setup_intent", call.id)
    references = _references(call, intent, call.params)
    if intent["payment_method"] or references.get("payment_method"):
        _check(intent, "confirm")
    call.change(intent, **references)
    return confirm_with(call, intent, call.params.get("return_url"))


@operation("POST", "/v1/setup_intents/{}/cancel")
def cancel(call: Call) -> Object:
    record = call.record("setup_intent", call.id)
    intent, session = record.data, record.inner["checkout_session"]
    _check(intent, "cancel")
    if session:
        raise StripeError(
            f"You cannot cancel this SetupIntent because it was created by a Checkout Session ({session}). "
            "Expire the Checkout Session instead.",
            code="setup_intent_unexpected_state",
            setup_intent=intent,
        )
    call.change(
        intent, status="canceled", next_action=None, cancellation_reason=call.params.get("cancellation_reason")
    )
    events.emit(call, "setup_intent.canceled", intent)
    return intent


def _check(intent: Object, act: str) -> None:
    """Refuses what an intent that is over does not allow any more; the words are those of test mode."""
    status = intent["status"]
    if status in CONFIRMABLE:
        return
    if act == "cancel" and status == "succeeded":
        first, second, third = CONFIRMABLE
        why = (
            f"it has a status of {status}. Only a SetupIntent with one of the following statuses may be canceled: "
            f"`{first}`, `{second}`, or `{third}`."
        )
    else:
        why = "it has already succeeded." if status == "succeeded" else "it is already canceled."
    raise StripeError(
        f"You cannot {act} this SetupIntent because {why}",
        code="setup_intent_unexpected_state",
        setup_intent=intent,
    )


@operation("GET", "/v1/setup_intents")
def list_(call: Call) -> Object:
    return page(call, "setup_intent")
