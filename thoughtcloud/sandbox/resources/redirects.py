"""Ways to pay that lead to another page: whether an intent allows them, and the way back that they need."""

from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params

# The version from which an intent takes all of the account's methods by default (Stripe's changelog).
AUTOMATIC_SINCE = "2023-08-16"
CARD_ONLY = ["card"]
_NAMES = {"payment_intent": "PaymentIntent", "setup_intent": "SetupIntent"}


def automatic(call: Call, params: Params) -> Object | None:
    """`automatic_payment_methods` of a new intent: whatever the account takes, unless the methods were named.

    Callers of older versions have to ask for it; one that names no version is an old one, as Stripe's client is.
    """
    asked = params.get("automatic_payment_methods") or {"enabled": call.version >= AUTOMATIC_SINCE}
    if params.get("payment_method_types") or not asked["enabled"]:
        return None
    return {"allow_redirects": asked.get("allow_redirects", "always"), "enabled": True}


def require_way_back(intent: Object, return_url: str | None) -> None:
    """Refuses to confirm without `return_url` what might redirect, whichever method is used in the end."""
    methods = intent["automatic_payment_methods"]
    redirects = methods is not None and methods["allow_redirects"] == "always"
    if return_url or not redirects or intent["allowed_payment_method_types"] == CARD_ONLY:
        return
    raise StripeError(
        f"This {_NAMES[intent['object']]} is configured to accept payment methods enabled in your Dashboard. "
        "Because some of these payment methods might redirect your customer off of your page, you must provide a "
        "`return_url`. If you don't want to accept redirect-based payment methods, set "
        "`automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to "
        "`never` when creating Setup Intents and Payment Intents."
    )
