"""What the rows say of a booking: where it stands, what was agreed, what money is there, what comes next."""

from datetime import datetime

from thoughtcloud.core import cases as rules
from thoughtcloud.core import policy, reserving, terms
from thoughtcloud.core.facts import Standing
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation, Price
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process import deadlines
from thoughtcloud.core.process.deadlines import Deadline, HoldTimes
from thoughtcloud.core.process.edge import Circumstances
from thoughtcloud.core.process.groups import LET_GO
from thoughtcloud.core.states import Actor, BookingState, PaymentState, Position, ShareState
from thoughtcloud.core.terms import Agreed
from thoughtcloud.store.tables import Booking, Payment


def position(booking: Booking, payment: Payment) -> Position:
    """Where the rows say the booking stands."""
    return Position(BookingState(booking.state), PaymentState(payment.state), ShareState(payment.share_state))


def price_of(booking: Booking) -> Price:
    """The price that was agreed, with the platform's part."""
    return Price(Money(booking.price_minor, booking.currency), Money(booking.fee_minor, booking.currency))


def agreed(booking: Booking) -> Agreed:
    """What was agreed about cancelling this booking."""
    return agreed_from(booking, booking.terms_start or booking.starts_at)


def agreed_from(booking: Booking, starts_at: datetime) -> Agreed:
    """The same as it would be with another start, or with the one that the terms still count from after a move."""
    total = Money(booking.price_minor, booking.currency)
    return Agreed(terms.read(booking.terms), total, booking.created_at, starts_at)


def cancellation(booking: Booking, payment: Payment, actor: Actor, *, now: datetime) -> Cancellation:
    """What it does to the money when this person calls the session off: only a mentee ever pays a fee for it."""
    total, there = price_of(booking).total, staying(booking, payment)
    fee = agreed(booking).fee_at(now) if actor is Actor.MENTEE else Money(0, booking.currency)
    state = PaymentState(payment.state)
    return policy.cancellation(state, total, there, fee, card_kept=payment.method_id is not None)


def at_stake(booking: Booking, payment: Payment) -> Money:
    """What is held, kept or to be had from the saved card: what can still be paid for this booking."""
    return rules.at_stake(PaymentState(payment.state), price_of(booking), staying(booking, payment))


def kept(booking: Booking, payment: Payment) -> Money:
    """What was taken and has gone back neither as a refund nor through a bank."""
    minor = payment.captured_minor - payment.refunded_minor - payment.disputed_minor
    return Money(minor, booking.currency)


def staying(booking: Booking, payment: Payment) -> Money:
    """What was taken, has not gone back and is not on its way back, if the disputes that are open are won."""
    back = payment.refunded_minor + payment.returning_minor
    if payment.state != PaymentState.DISPUTED:
        back += payment.disputed_minor
    return Money(max(payment.captured_minor - back, 0), booking.currency)


def circumstances(
    booking: Booking, payment: Payment, now: datetime, *, slot_free: bool = False
) -> Circumstances:
    """What the edges may ask about the booking at `now`."""
    return Circumstances(
        now,
        booking.starts_at,
        booking.ends_at,
        slot_free=slot_free,
        late=not agreed(booking).is_free(now),
        fee_due=booking.late_fee_minor > 0,
        absent=Actor(booking.absent) if booking.absent else None,
        outgrown=reserving.is_outgrown(payment.capture_before, booking.starts_at),
        card_kept=payment.method_id is not None,
        hearing=Hearing(booking.hearing) if booking.hearing else None,
        completed=booking.completed_at is not None,
        settled=booking.settled_minor if booking.state == BookingState.COMPLETED else None,
        share_missing=lacks(booking, payment),
    )


def lacks(
    booking: Booking, payment: Payment, *, reversed_minor: int | None = None, came_back_minor: int = 0
) -> bool:
    """Whether the mentor has less than their share of what stays: of a session that is off, of its fee at most.

    `reversed_minor`: all that was taken back of it, where more was than the row says yet. `came_back_minor`: what
    came back from the card and is not the mentor's.
    """
    back = payment.reversed_minor if reversed_minor is None else reversed_minor
    stays = staying(booking, payment).minor - came_back_minor
    if booking.state in LET_GO:
        # What is kept beyond the fee goes back to the mentee, what came back from the card too.
        stays = min(booking.late_fee_minor, staying(booking, payment).minor)
    share = policy.share_of(price_of(booking), Money(stays, booking.currency))
    return share.minor > payment.transferred_minor - back


def deadline(booking: Booking, payment: Payment) -> Deadline | None:
    """What the clock will do to the booking next."""
    here = position(booking, payment)
    return deadlines.earliest(
        deadlines.deadline(here, booking.ends_at, booking.held_until, booking.answer_by),
        deadlines.hold_deadline(
            here, HoldTimes(booking.starts_at, payment.capture_before, payment.refused_at, payment.retry_at)
        ),
    )


def standing(booking: Booking, payment: Payment) -> Standing:
    """What the book asks about a booking before it writes of an event."""
    held = payment.state == PaymentState.AUTHORIZED
    return Standing(
        price_of(booking), payment.intent_id, kept(booking, payment), payment.share_available, held
    )
