"""The bank's own page (3-D Secure) for a hold that was refused because its cardholder was not there.

The hold that was refused is asked for again, on the saved card, while they are there: no card is typed anew.
Such a challenge and a page for another card are never open together: one hold at most can come of them.
"""

from thoughtcloud.core.reserving import PASSING, WANTS_CARDHOLDER
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.store.tables import Payment

ASKABLE = ("requires_payment_method", "requires_confirmation")
OPEN = (*ASKABLE, "requires_action")


def wants_cardholder(payment: Payment) -> bool:
    """Whether the saved card is refused only because its holder has to confirm."""
    return payment.refusal == WANTS_CARDHOLDER and bool(payment.intent_id and payment.method_id)


def open_challenge(gateway: Gateway, payment: Payment, return_url: str, key: str) -> str:
    """The address of the bank's page, asked for under `key`; empty when the bank agreed or refused at once.

    Raises StripeUnavailable.
    """
    try:
        return gateway.challenge(payment.intent_id or "", payment.method_id or "", return_url, key)
    except StripeRefused:
        return ""


def end_challenge(gateway: Gateway, payment: Payment) -> bool:
    """Make sure that the refused hold cannot come about any more; False when it just has.

    Raises StripeUnavailable.
    """
    if payment.intent_id is None or not (wants_cardholder(payment) or payment.refusal in PASSING):
        return True
    status = gateway.payment(payment.intent_id, payment.booking_id).status
    if status not in OPEN:
        return status == "canceled"
    try:
        gateway.void(payment.intent_id, f"{payment.booking_id}-hold-{payment.holds_tried}-end")
    except StripeRefused:
        return False
    return True
