"""One effect on somebody's lease: its rows, its keys, and how a call at Stripe is made and recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.states import BookingState, PaymentState
from thoughtcloud.payments.failures import LeaseLost, StripeRefused
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
    """What is known of the booking whose effect is carried out; `wanted`: refunds that are still to be made.

    `came_back_minor` came back from the card and is not the mentor's.
    """

    booking: Booking
    payment: Payment
    wanted: tuple[Refund, ...] = ()
    came_back_minor: int = 0

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
        return self.share - self._sent

    @property
    def to_be_sent(self) -> Money:
        """What the next transfer is over: one that makes a share whole again leaves out what came back."""
        if self.payment.transfers_made == 0 or not self.came_back_minor or self.booking.state in LET_GO:
            return self.missing
        stays = self.kept - Money(self.came_back_minor, self.booking.currency)
        return share_of(price_of(self.booking), stays) - self._sent

    @property
    def _sent(self) -> Money:
        return Money(self.payment.transferred_minor - self.payment.reversed_minor, self.booking.currency)


@dataclass(frozen=True, slots=True)
class Work:
    """One effect on somebody's lease, and all that is needed to carry it out; `now` is when that began.

    Nothing is written, at Stripe or here, once the lease is lost (LeaseLost): a runner may be frozen at any moment
    and wake up when Stripe has forgotten the keys under which somebody else went on. `leased` gives such a piece.
    """

    db: Database
    gateway: Gateway
    lease: Lease
    now: datetime
    clock: Callable[[], datetime]

    @classmethod
    def leased(cls, db: Database, gateway: Gateway, lease: Lease, clock: Callable[[], datetime]) -> "Work":
        """Work whose gateway looks at the lease right before every write."""

        def check() -> None:
            with db.reading() as session:
                _check(session, lease, clock())

        return cls(db, gateway.fenced(check), lease, clock(), clock)

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """A unit of work of whoever holds the lease."""
        with self.db.unit_of_work() as session:
            _check(session, self.lease, self.clock(), lock=True)
            yield session

    def rows(self) -> Rows:
        """The booking and its payment as they are now."""
        with self.db.reading() as session:
            booking, payment = load(session, self.lease.booking_id)
            came_back = refunds.came_back_minor(session, booking.id)
            return Rows(booking, payment, tuple(refunds.wanted(session, booking.id)), came_back)

    def key(self, operation: str) -> str:
        """The idempotency key: the business operation, numbered on only after Stripe refused for good."""
        again = f"-{self.lease.refusals + 1}" if self.lease.refusals else ""
        return f"{self.lease.booking_id}-{operation}{again}"

    def sync(self) -> None:
        """Record what Stripe says."""
        sync_booking(self.db, self.gateway, self.lease.booking_id, self.now)

    def write(self, call: Callable[[], None], wanted: Callable[[Rows], bool]) -> None:
        """Make the call, if our rows want it, and record what it did; a refusal counts only if they still do.

        Raises NotYet where they have changed: then the effect looks at them anew.
        """
        self._check_wanted(wanted)
        try:
            call()
        except StripeRefused:
            self.count_refusal()
            self.sync()
            self._check_wanted(wanted)
            raise
        self.sync()

    def _check_wanted(self, wanted: Callable[[Rows], bool]) -> None:
        if not wanted(self.rows()):
            raise NotYet(self.clock())

    def count_refusal(self) -> None:
        """Stripe keeps a refusal for its key: the next try gets a key of its own."""
        with self.db.unit_of_work() as session:
            effects.count_refusal(session, self.lease)


def _check(session: Session, lease: Lease, now: datetime, *, lock: bool = False) -> None:
    if not effects.is_ours(session, lease, now=now, lock=lock):
        raise LeaseLost(f"booking={lease.booking_id} kind={lease.kind}")
