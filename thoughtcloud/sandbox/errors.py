"""Every way in which a call can fail, in Stripe's words: status, type, code, message and parameter."""

from typing import Any

INVALID_REQUEST = "invalid_request_error"
CARD_ERROR = "card_error"
IDEMPOTENCY_ERROR = "idempotency_error"
API_ERROR = "api_error"

# What Stripe calls a resource in "No such ...", and the parameter it blames, where they are not the object's own.
_NAMES = {
    "payment_method": "PaymentMethod",
    "setup_intent": "setupintent",
    "webhook_endpoint": "webhook endpoint",
    "application_fee": "application fee",
    "balance_transaction": "balance transaction",
    "transfer_reversal": "transfer reversal",
    "fee_refund": "application fee refund",
    "bank_account": "external account",
}
_PARAMS = {
    "payment_intent": "intent",
    "setup_intent": "intent",
    "payment_method": "payment_method",
    "refund": "refund",
    "payout": "payout",
    "dispute": "dispute",
}


class StripeError(Exception):
    """An answer that is an error. `keeps` says that what happened before it stays (a declined charge)."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = INVALID_REQUEST,
        code: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
        keeps: bool = False,
        **attached: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.type = type
        self.code = code
        self.param = param
        self.decline_code = decline_code
        self.keeps = keeps
        self.attached = attached

    def fields(self, request_id: str | None = None) -> dict[str, Any]:
        """The `error` object, as it is answered and as an intent remembers it."""
        fields: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.code:
            fields["code"] = self.code
            fields["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        optional = {"param": self.param, "decline_code": self.decline_code}
        fields |= {name: value for name, value in optional.items() if value}
        fields |= {name: value for name, value in self.attached.items() if value is not None}
        if request_id:
            fields["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{request_id}"
        return fields


def missing(name: str) -> StripeError:
    """A required parameter was not sent."""
    return StripeError(f"Missing required param: {name}.", code="parameter_missing", param=name)


def unknown(names: list[str]) -> StripeError:
    """Parameters that the operation does not have."""
    label = "parameter" if len(names) == 1 else "parameters"
    return StripeError(f"Received unknown {label}: {', '.join(names)}", code="parameter_unknown", param=names[0])


def empty(name: str) -> StripeError:
    """An empty text for something that cannot be unset."""
    return StripeError(
        f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
        f"however '{name}' cannot be unset. You should remove '{name}' from your request or supply a "
        "non-empty value.",
        code="parameter_invalid_empty",
        param=name,
    )


def too_small_integer(name: str, least: int) -> StripeError:
    """A number under the least that is allowed."""
    if least == 0:
        return StripeError("Invalid non-negative integer", code="parameter_invalid_integer", param=name)
    return StripeError(
        f"This value must be greater than or equal to {least}.", code="parameter_invalid_integer", param=name
    )


def no_such(kind: str, id: str, param: str | None = None) -> StripeError:
    """Nothing of that kind has this id (or it belongs to another account)."""
    name = "checkout session" if kind == "checkout.session" else _NAMES.get(kind, kind)
    return StripeError(
        f"No such {name}: '{id}'",
        status=404 if param is None else 400,
        code="resource_missing",
        param=param or _PARAMS.get(kind, "id"),
    )


def unrecognized_url(method: str, path: str) -> StripeError:
    """No operation has this method and path."""
    return StripeError(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs "
        "or we can help at https://support.stripe.com/.",
        status=404,
    )


def card_declined(message: str, code: str, decline_code: str | None, **attached: Any) -> StripeError:
    """The bank or the card refuses; what was recorded of the attempt stays."""
    return StripeError(
        message,
        status=402,
        type=CARD_ERROR,
        code=code,
        decline_code=decline_code,
        keeps=True,
        **attached,
    )
