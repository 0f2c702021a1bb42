"""What Stripe tells of refunds: those that went back, and those that came back."""

from collections.abc import Iterator

from thoughtcloud.core import disputes
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.states import Event
from thoughtcloud.payments.derive.disputing import taken_minor
from thoughtcloud.payments.derive.fact import Fact
from thoughtcloud.payments.derive.known import Known
from thoughtcloud.payments.derive.told import Told


def failed_refunds(known: Known, told: Told) -> Iterator[Fact]:
    """Refunds that were in the book and came back."""
    back = known.refunded_minor
    for refund in told.payment.refunds if told.payment else ():
        came_back = refund.status in ("failed", "canceled") and known.has(Kind.REFUNDED, refund.id)
        if came_back and not known.has(Kind.REFUND_FAILED, refund.id):
            back -= refund.money.minor
            event = Event.REFUND_PARTLY_FAILED if back else Event.REFUND_FAILED
            yield Fact(event, refund.id, refund.money, PaymentFacts(refunded_minor=back))


def refunds(known: Known, told: Told) -> Iterator[Fact]:
    """Refunds that have gone back to the card."""
    back = known.refunded_minor
    for refund in told.payment.refunds if told.payment else ():
        if refund.status == "succeeded" and not known.has(Kind.REFUNDED, refund.id):
            back += refund.money.minor
            whole = back >= known.captured_minor - _lost_minor(known, told)
            event = Event.PAYMENT_REFUNDED if whole else Event.PAYMENT_PARTLY_REFUNDED
            yield Fact(event, refund.id, refund.money, PaymentFacts(refunded_minor=back))


def _lost_minor(known: Known, told: Told) -> int:
    """What banks have taken for good: of an open dispute it may still come back."""
    pending = sum(taken_minor(each) for each in told.disputes if disputes.is_open(each.status))
    return known.disputed_minor - pending
