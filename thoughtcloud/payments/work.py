"""One effect on somebody's lease: its rows, its keys, and how a call at Stripe is made and recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.sync import sync_booking
from thoughtcloud.store import effects, refunds
from thoughtcloud.store.advance import kept, load, price_of
from thoughtcloud.store.effects import Lease
from thoughtcloud.store.tables import Booking, Payment, Refund
from thoughtcloud.store.unit import Database

LET_GO = (BookingState.EXPIRED, BookingState.CANCELLED, BookingState.NO_SHOW)
OFF = (BookingState.CANCELLED, BookingState.NO_SHOW)
TAKEN = (PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED)


class NotYet(Exception):
    """There is nothing to do before `at` (aware UTC); waiting is no failure. `because` is for an operator."""

    def __init__(self, at: datetime, because: str = "") -> None:
        super().__init__(f"not before {at:%Y-%m-%d %H:%M}")
        self.at, self.because = at, because


@dataclass(frozen=True, slots=True)
class Rows:
    """What is known of the booking whose effect is carried out; `wanted`: refunds that are still to be made."""

    booking: Booking
    payment: Payment
    wanted: tuple[Refund, ...] = ()

    @property
    def kept(self) -> Money:
        """What was taken and has not gone back."""
        return kept(self.booking, self.payment)

    @property
    def due(self) -> Money:
        """What is to stay taken: what was decided, and of a session that is off the fee for that, if any."""
        if self.booking.state in LET_GO:
            return Money(self.booking.late_fee_minor, self.booking.currency)
        settled = self.booking.settled_minor if self.is_settled else self.booking.price_minor
        return Money(settled or 0, self.booking.currency)

    @property
    def is_settled(self) -> bool:
        """Whether it was decided what the mentee pays for the session, so that no more is taken from a hold."""
        return self.booking.state == BookingState.COMPLETED and self.booking.settled_minor is not None

    @property
    def share(self) -> Money:
        """What the mentor is to have of what is kept; what is still to go back is not theirs."""
        off = self.booking.state in LET_GO and self.due.minor < self.kept.minor
        return share_of(price_of(self.booking), self.due if off else self.kept)

    @property
    def missing(self) -> Money:
        """What the mentor has still to be sent of their share; negative when they have more than that."""
        return self.share - Money(
            self.payment.transferred_minor - self.payment.reversed_minor, self.booking.currency
        )


@dataclass(frozen=True, slots=True)
class Work:
    """One effect on somebody's lease, and all that is needed to carry it out."""

    db: Database
    gateway: Gateway
    lease: Lease
    now: datetime

    def rows(self) -> Rows:
        """The booking and its payment as they are now."""
        with self.db.reading() as session:
            booking, payment = load(session, self.lease.booking_id)
            return Rows(booking, payment, tuple(refunds.wanted(session, booking.id)))

    def key(self, operation: str) -> str:
        """The idempotency key: the business operation, numbered on only after Stripe refused for good."""
        again = f"-{self.lease.refusals + 1}" if self.lease.refusals else ""
        return f"{self.lease.booking_id}-{operation}{again}"

    def sync(self) -> None:
        """Record what Stripe says."""
        sync_booking(self.db, self.gateway, self.lease.booking_id, self.now)

    def write(self, call: Callable[[], None], wanted: Callable[[Rows], bool]) -> None:
        """Make the call and record what it did; a refusal counts only if our rows still want the call then."""
        try:
            call()
        except StripeRefused:
            self.count_refusal()
            self.sync()
            if wanted(self.rows()):
                raise
            return
        self.sync()

    def count_refusal(self) -> None:
        """Stripe keeps a refusal for its key: the next try gets a key of its own."""
        with self.db.unit_of_work() as session:
            effects.count_refusal(session, self.lease)
