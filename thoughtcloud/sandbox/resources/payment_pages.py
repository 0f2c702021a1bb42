"""The hosted Checkout page from the inside: a card is entered and the session completes, or stays open.

The two operations are not in Stripe's reference; its command-line client completes sessions with them.
"""

from typing import Any

from thoughtcloud.sandbox import events
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.resources import (
    checkout_sessions,
    confirmation,
    customers,
    payment_intents,
    payment_methods,
    setup_intents,
)
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params


def submit(call: Call, session: Object, method: Object) -> Object:
    """Attempts the session with a card. Raises the card error of a refusal; a challenge leaves it open."""
    _note_details(call, session, method)
    if session["mode"] == "setup":
        intent = _setup_intent(call, session, method)
        intent = setup_intents.confirm_with(call, intent, checkout_sessions.return_url(session))
    else:
        intent = _payment_intent(call, session, method)
        intent = confirmation.confirm(call, intent, {"return_url": checkout_sessions.return_url(session)})
    if intent["status"] != "requires_action":
        complete(call, session, intent)
    return session


def finish_challenge(call: Call, session: Object, authenticated: bool) -> Object:
    """Ends the 3-D Secure challenge of a session; a failed one raises its card error."""
    intent = waiting_intent(call, session)
    if intent is None:
        raise StripeError("This Checkout Session does not wait for authentication.")
    if intent["object"] == "setup_intent":
        intent = setup_intents.finish_challenge(call, intent, authenticated)
    else:
        intent = confirmation.finish_challenge(call, intent, authenticated)
    complete(call, session, intent)
    return session


def waiting_intent(call: Call, session: Object) -> Object | None:
    """The intent of an open session that waits for a challenge."""
    id = session["payment_intent"] or session["setup_intent"]
    found = call.store.find(id) if id else None
    return found.data if found and found.data["status"] == "requires_action" else None


def complete(call: Call, session: Object, intent: Object) -> None:
    """Closes a session whose payment was made: held money is not yet paid."""
    call.store.cancel("session_expiry", session["id"])
    paid = intent["object"] == "payment_intent" and intent["status"] == "succeeded"
    changes: dict[str, Any] = {"status": "complete", "url": None}
    if session["mode"] == "payment":
        changes["payment_status"] = "paid" if paid else "unpaid"
    call.change(session, **changes)
    events.emit(call, "checkout.session.completed", session)


def _note_details(call: Call, session: Object, method: Object) -> None:
    billing = method["billing_details"]
    details = dict(session["customer_details"] or checkout_sessions.details(""))
    for name in ("address", "email", "name", "phone"):
        given = billing[name]
        if given and (not isinstance(given, dict) or any(given.values())):
            details[name] = given
    details["email"] = details["email"] or None
    call.change(session, customer_details=details)


def _saves_card(session: Object, data: Params) -> bool:
    return session["mode"] == "setup" or bool(data.get("setup_future_usage"))


def _customer(call: Call, session: Object, data: Params) -> str | None:
    """The session's customer; one is made when it is asked for, or when the card is to be saved."""
    if session["customer"] or not (session["customer_creation"] == "always" or _saves_card(session, data)):
        return session["customer"] and str(session["customer"])
    details = session["customer_details"]
    made = customers.build(call, {name: details[name] for name in ("email", "name") if details[name]})
    call.change(session, customer=made["id"])
    return str(made["id"])


def _payment_intent(call: Call, session: Object, method: Object) -> Object:
    """The session's intent: made at the first attempt, used again at the next."""
    record = call.record("checkout.session", session["id"])
    kept = record.inner["params"]
    data = dict(kept.get("payment_intent_data") or {})
    if session["payment_intent"] is None:
        names = ("allowed_payment_method_types", "payment_method_types", "payment_method_options")
        params = data | {name: kept[name] for name in names if name in kept}
        params |= {"amount": session["amount_total"], "currency": session["currency"]}
        customer = _customer(call, session, data)
        intent = payment_intents.build(call, params | ({"customer": customer} if customer else {}))
        call.store.save(intent, {"checkout_session": session["id"]})
        call.change(session, payment_intent=intent["id"])
    intent = call.load("payment_intent", session["payment_intent"])
    call.change(intent, payment_method=method["id"], status="requires_confirmation")
    return intent


def _setup_intent(call: Call, session: Object, method: Object) -> Object:
    kept = call.record("checkout.session", session["id"]).inner["params"]
    data = dict(kept.get("setup_intent_data") or {})
    if session["setup_intent"] is None:
        names = ("allowed_payment_method_types", "payment_method_types")
        params = data | {name: kept[name] for name in names if name in kept}
        customer = _customer(call, session, data)
        intent = setup_intents.build(call, params | ({"customer": customer} if customer else {}))
        call.store.save(intent, {"checkout_session": session["id"]})
        call.change(session, setup_intent=intent["id"])
    intent = call.load("setup_intent", session["setup_intent"])
    call.change(intent, payment_method=method["id"], status="requires_confirmation")
    return intent


# What Stripe's command-line client sends when it fills in the hosted page.
_PAGE: Params = {"o": {"expand": {"a": "s"}}, "x": "*"}
_CONFIRMATION: Params = {"o": {"payment_method": "s", "expected_amount": "i", "expand": {"a": "s"}}, "x": "*"}


@operation("GET", "/v1/payment_pages/{}", _PAGE)
def retrieve(call: Call) -> Object:
    return _page(call, call.load("checkout.session", call.id))


@operation("POST", "/v1/payment_pages/{}/confirm", _CONFIRMATION)
def confirm(call: Call) -> Object:
    session, params = call.load("checkout.session", call.id), call.params
    if session["status"] != "open":
        raise StripeError("This Checkout Session is no longer open.")
    expected = params.get("expected_amount")
    if expected is not None and expected != (session["amount_total"] or 0):
        raise StripeError(
            "The amount of this Checkout Session is not the expected amount.", param="expected_amount"
        )
    method = payment_methods.resolve(call, params.get("payment_method", ""))
    return _page(call, submit(call, session, method))


def _page(call: Call, session: Object) -> Object:
    intent = call.store.find(session["payment_intent"] or session["setup_intent"] or "")
    return {
        **session,
        "object": "checkout.session",
        "session_id": session["id"],
        "payment_intent": intent.data if intent and intent.data["object"] == "payment_intent" else None,
        "setup_intent": intent.data if intent and intent.data["object"] == "setup_intent" else None,
    }
