"""How an error of the SDK leaves: as something to ask again, or as a definite no."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable

# Status codes that say nothing definite: our key is not accepted just now, a lock, too many calls.
INDEFINITE = (401, 409, 429)


@contextmanager
def translated() -> Iterator[None]:
    """Let errors of the SDK leave as our own."""
    try:
        yield
    except stripe.StripeError as error:
        raise failure_of(error) from error


def failure_of(error: stripe.StripeError) -> StripeUnavailable | StripeRefused:
    """What an error of the SDK says: `StripeUnavailable` unless the no is definite."""
    status = error.http_status or 0
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    replayed = headers.get("idempotent-replayed") == "true"
    text = error.user_message or type(error).__name__
    if 400 <= status < 500 and status not in INDEFINITE:
        # Not every exception class of the SDK carries the code; the answer's body does.
        code = error.code or getattr(error.error, "code", None)
        decline = getattr(error.error, "decline_code", None) or ""
        remembered = replayed or isinstance(error, stripe.IdempotencyError)
        parameter = str(getattr(error, "param", None) or "")
        return StripeRefused(
            code or "", text, decline,
            parameter=parameter, remembered=remembered, card_error=isinstance(error, stripe.CardError),
        )  # fmt: skip
    if status >= 500 and replayed:
        # Stripe keeps the first answer to a key, its own failures included: this key will never succeed.
        return StripeRefused("key_answered_with_failure", text, remembered=True)
    return StripeUnavailable(f"{status or 'no answer'}: {text}")
