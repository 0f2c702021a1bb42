"""Whether Stripe signed what came in."""

from collections.abc import Iterable

import stripe

# How old a signed event may be, in seconds (Stripe's own default).
TOLERANCE = 300


def signed_by(body: bytes, header: str, secrets: Iterable[str]) -> bool:
    """Whether one of our endpoint secrets signed these very bytes within the last five minutes."""
    # The library cannot compare what is not ASCII, and Stripe sends nothing else.
    return header.isascii() and any(_signed(body, header, secret) for secret in secrets)


def _signed(body: bytes, header: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True
