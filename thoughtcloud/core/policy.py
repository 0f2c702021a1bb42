"""The terms of business: fees, how far ahead a hold can carry a session, what cancelling costs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from thoughtcloud.core.money import Money
from thoughtcloud.core.plans import Plan
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.core.states import PaymentState

# A card hold made by the cardholder lives seven days on every network
# (docs.stripe.com/payments/place-a-hold-on-a-payment-method); a charge's own `capture_before` is the truth.
HOLD_WINDOW = timedelta(days=7)
# No session is booked or moved further ahead; banks do not like older agreements about a saved card.
HORIZON = timedelta(days=365)
# Kept free between the last moment at which a session may complete and the end of its hold, so that a
# worker that was down for a night, or a bank that is early, still leaves time to capture.
CAPTURE_MARGIN = timedelta(hours=12)
# Stripe refuses a Checkout Session that expires in under 30 minutes; a minute more absorbs the request itself.
CHECKOUT_LIFE = timedelta(minutes=31)
# The slot outlives the payment page a little: Stripe closes it first, then we free the slot.
HOLD_LIFE = CHECKOUT_LIFE + timedelta(minutes=1)
# No offer is longer.
LONGEST_SESSION = timedelta(minutes=240)
# One person may be at the payment page for so many slots at once.
OPEN_HOLDS = 3
# A booking can be moved so often.
MOST_MOVES = 10
# Each side of a booking can wish to move it so often, whatever comes of it.
MOST_PROPOSALS = 20
# A proposal to move a booking names so many times at most.
MOST_TIMES = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """The instants (aware UTC) between which a session can be booked; none when the second is not the later."""

    earliest_start: datetime
    latest_end: datetime


@dataclass(frozen=True, slots=True)
class Price:
    """What one booking costs and how it is divided; `fee + share == total`, exactly."""

    total: Money
    fee: Money

    @property
    def share(self) -> Money:
        """What the mentor gets."""
        return self.total - self.fee


def price(total: Money, fee_percent: Decimal) -> Price:
    """Divide a price between platform and mentor; the fee is rounded half to even."""
    fee = total.percent(fee_percent)
    # A part that is rounded to what a currency can be charged in may come out above a very small whole.
    return Price(total, fee if fee.minor <= total.minor else total)


def reserves_at_once(ends_at: datetime, booked_at: datetime) -> bool:
    """Whether a hold placed at `booked_at` still stands when a mentor who says nothing has given the session.

    Otherwise the card is saved then, and the hold is placed nearer to the session.
    """
    return ends_at <= booked_at + HOLD_WINDOW - SILENCE - CAPTURE_MARGIN


def latest_end(now: datetime) -> datetime:
    """The last instant at which a session booked now may end, whatever the mentor's plan allows."""
    return now + HORIZON


def reach(plan: Plan, now: datetime) -> Reach:
    """Between which instants a mentor with this plan can be booked now, by anybody."""
    soonest = plan.first_start(now)
    if plan.is_paused(now):
        return Reach(soonest, soonest)
    return Reach(soonest, min(plan.last_end(now), latest_end(now)))


def share_of(price: Price, kept: Money) -> Money:
    """What the mentor gets when `kept` of the price stays taken: in proportion, rounded down, the rest is fee.

    Being a function of what is kept and of nothing else, many small refunds end at the same cent as one big one.
    When a bank has taken back more than was kept, the platform bears it: nobody's share is less than nothing.
    """
    return Money(price.share.minor * max(kept.minor, 0) // price.total.minor, kept.currency)


class Returned(StrEnum):
    """What cancelling does to the money."""

    VOID = "void"
    REFUND = "refund"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What a cancel click will do, to be shown before it: `amount` goes back, `fee` is charged or stays taken."""

    returned: Returned
    amount: Money
    fee: Money


def cancellation(
    payment: PaymentState, total: Money, kept: Money, fee: Money, *, card_kept: bool = False
) -> Cancellation:
    """All that is held or taken goes back but the fee: a hold is voided or captured in part, a charge refunded.

    `kept` is what was taken and not refunded: less than `total` after a part was refunded, or captured only.
    `fee` is what the terms ask for; it is never more than what is there. Where nothing is held or taken, the fee
    is charged to the saved card, if there is one (`card_kept`). While a charge is disputed nothing goes back; what
    is to stay of it is settled with the dispute.
    """
    nothing = Money(0, total.currency)
    if payment is PaymentState.AUTHORIZED:
        return Cancellation(Returned.VOID, total - fee, fee)
    if payment in (PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED):
        stays = min(fee, kept, key=lambda money: money.minor)
        return Cancellation(Returned.REFUND, kept - stays, stays)
    if payment is PaymentState.DISPUTED:
        return Cancellation(Returned.NOTHING, nothing, min(fee, kept, key=lambda money: money.minor))
    if payment in UNSECURED and card_kept:
        return Cancellation(Returned.NOTHING, nothing, fee)
    return Cancellation(Returned.NOTHING, nothing, nothing)
