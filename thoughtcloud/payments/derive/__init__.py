"""What Stripe's snapshot tells that our record does not know yet, as events in the order in which they happened.

`derive` is a pure function. Facts of Stripe are named in the book by their object (`Posting.key`), so whatever is
booked already is not told again; a snapshot that was read before a newer one was recorded therefore tells nothing.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from thoughtcloud.core.facts import Happened
from thoughtcloud.payments.derive import disputing, holding, refunding, sharing
from thoughtcloud.payments.derive.fact import Fact
from thoughtcloud.payments.derive.known import Known
from thoughtcloud.payments.derive.told import Told, our_transfers
from thoughtcloud.payments.failures import Mismatch
from thoughtcloud.payments.orders import Purpose
from thoughtcloud.payments.snapshots import PaymentSnapshot

__all__ = ["Known", "Told", "derive", "our_transfers"]


def derive(known: Known, told: Told, now: datetime) -> tuple[Happened, ...]:
    """The events that bring our record to what Stripe says.

    Raises Mismatch when the payment is of another sum than was agreed.
    """
    if told.payment is not None and not _is_agreed(known, told.payment):
        raise Mismatch(f"{told.payment.id} is over {told.payment.amount}, agreed was {known.price.total}")
    found: list[Happened] = []
    for look in _LOOKS:
        for fact in look(known, told):
            found.append(fact.at(now))
            known = known.after(fact.facts)
    return tuple(found)


def _is_agreed(known: Known, payment: PaymentSnapshot) -> bool:
    """The whole price, or a fee for cancelling late, which is a part of it."""
    total = known.price.total
    if payment.purpose == Purpose.LATE_FEE:
        return payment.amount.currency == total.currency and payment.amount.minor <= total.minor
    return payment.amount == total


# In this order: what comes later was made possible by what stands before it.
_LOOKS: tuple[Callable[[Known, Told], Iterator[Fact]], ...] = (
    holding.checkout,
    holding.refusal,
    holding.late_fee,
    holding.hold,
    holding.end_of_hold,
    holding.fee,
    refunding.failed_refunds,
    refunding.refunds,
    sharing.transfers,
    sharing.reversals,
    sharing.share,
    disputing.changes,
    disputing.frozen,
)
