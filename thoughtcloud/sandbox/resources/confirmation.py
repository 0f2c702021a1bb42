"""What happens when a payment is confirmed: 3-D Secure, a refusal, a hold or a capture."""

from thoughtcloud.sandbox import declines, errors, events
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.cards import Challenge
from thoughtcloud.sandbox.declines import Decline
from thoughtcloud.sandbox.errors import CARD_ERROR, StripeError
from thoughtcloud.sandbox.resources import captures, charges, disputes, payment_methods, redirects
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params

AUTHENTICATION_FAILURE = "payment_intent_authentication_failure"


def confirm(call: Call, intent: Object, params: Params) -> Object:
    """Attempts the payment with the intent's payment method; raises the card error of a refusal (which stays)."""
    if intent["payment_method"] is None:
        raise StripeError(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can "
            "either update the "
            "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method or ConfirmationToken.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    redirects.require_way_back(intent, params.get("return_url"))
    method = call.load("payment_method", intent["payment_method"])
    off_session = bool(params.get("off_session"))
    if _needs_challenge(call, intent, method, off_session):
        if off_session or params.get("error_on_requires_action"):
            return _refuse(call, intent, method, declines.AUTHENTICATION_REQUIRED, with_charge=False)
        call.change(
            intent,
            status="requires_action",
            next_action=_next_action(call, intent, params.get("return_url")),
            last_payment_error=None,
        )
        events.emit(call, "payment_intent.requires_action", intent)
        return intent
    return attempt(call, intent, method, off_session=off_session)


def _needs_challenge(call: Call, intent: Object, method: Object, off_session: bool) -> bool:
    """Whether the cardholder is asked. A request for 3-D Secure goes past cards that are not enrolled."""
    requested = intent["payment_method_options"]["card"]["request_three_d_secure"] in ("any", "challenge")
    match payment_methods.test_card(call, method).challenge:
        case Challenge.on_request:
            return requested and not off_session
        case Challenge.unless_off_session:
            return not off_session
        case Challenge.unless_set_up:
            return not (off_session and payment_methods.is_set_up(call, method))
        case challenge:
            return challenge is Challenge.always


def _next_action(call: Call, intent: Object, return_url: str | None) -> Object:
    url = f"{call.store.base_url}/3d_secure/{intent['id']}"
    if return_url:
        return {"redirect_to_url": {"return_url": return_url, "url": url}, "type": "redirect_to_url"}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}


def attempt(
    call: Call, intent: Object, method: Object, *, off_session: bool = False, authenticated: bool = False
) -> Object:
    """Asks the bank: a refusal, a hold (manual capture) or a capture."""
    card = payment_methods.test_card(call, method)
    if card.decline is not None:
        return _refuse(call, intent, method, card.decline)
    if intent["setup_future_usage"] and intent["customer"]:
        payment_methods.attach(call, method, intent["customer"])
        if intent["setup_future_usage"] == "off_session":
            payment_methods.mark_set_up(call, method)
    manual = _is_manual(intent)
    charge = charges.build(
        call, intent, method, captured=not manual, off_session=off_session, authenticated=authenticated
    )
    call.change(intent, latest_charge=charge["id"], last_payment_error=None, next_action=None)
    if manual:
        events.emit(call, "charge.succeeded", charge)
        call.change(intent, status="requires_capture", amount_capturable=intent["amount"])
        events.emit(call, "payment_intent.amount_capturable_updated", intent)
        return intent
    captures.book_capture(call, charge, charge["amount"])
    events.emit(call, "charge.succeeded", charge)
    disputes.open_if_the_card_asks(call, charge)
    call.change(intent, status="succeeded", amount_received=intent["amount"])
    events.emit(call, "payment_intent.succeeded", intent)
    return intent


def _is_manual(intent: Object) -> bool:
    for_cards = intent["payment_method_options"]["card"].get("capture_method")
    return bool((for_cards or intent["capture_method"]) == "manual")


def _refuse(call: Call, intent: Object, method: Object, decline: Decline, with_charge: bool = True) -> Object:
    charge_id = None
    if with_charge:
        charge = charges.build(call, intent, method, captured=False, decline=decline)
        charge_id = charge["id"]
        events.emit(call, "charge.failed", charge)
    error = errors.card_declined(
        decline.message, decline.code, decline.decline_code, charge=charge_id, payment_method=method
    )
    fail(call, intent, error, charge_id)
    error.attached["payment_intent"] = intent
    raise error


def fail(call: Call, intent: Object, error: StripeError, charge_id: str | None) -> None:
    """Sets an intent back after a failed attempt: another payment method is wanted."""
    call.change(
        intent,
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error.fields(),
        latest_charge=charge_id or intent["latest_charge"],
    )
    events.emit(call, "payment_intent.payment_failed", intent)


def finish_challenge(call: Call, intent: Object, authenticated: bool) -> Object:
    """Ends 3-D Secure. Raises the card error when the bank refuses after all or the challenge failed."""
    method = call.load("payment_method", intent["payment_method"])
    if authenticated:
        return attempt(call, intent, method, authenticated=True)
    error = StripeError(
        declines.AUTHENTICATION_FAILED,
        status=402,
        type=CARD_ERROR,
        code=AUTHENTICATION_FAILURE,
        keeps=True,
        payment_method=method,
    )
    fail(call, intent, error, None)
    raise error
