"""What an event leaves in the rows beside the states: times, who was absent, what is owed, how a problem goes."""

from datetime import timedelta

from thoughtcloud.core import problems, reserving
from thoughtcloud.core.absence import ANSWER_TIME
from thoughtcloud.core.cases import reported_by
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process import deadlines, groups
from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.states import Actor, BookingState, Event, Position
from thoughtcloud.store.advance.standing import at_stake, cancellation
from thoughtcloud.store.tables import Booking, Payment, new_key

REFUND_DECISIONS = (Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND)


def stamp(booking: Booking, happened: Happened) -> None:
    """When it was completed, who called it off, when the share goes out, and the new times of one that moved."""
    if happened.event in (Event.COMPLETED, Event.DECIDED_COMPLETED) or (
        happened.event in REFUND_DECISIONS and booking.completed_at is None
    ):
        booking.completed_at = happened.at
    if happened.event is Event.CANCELLED or (
        booking.state == BookingState.CANCELLED and booking.cancelled_by is None
    ):
        booking.cancelled_by = happened.actor
    if happened.event is Event.SHARE_RELEASED:
        booking.release_after_hours = 0
    if happened.event is Event.HOLD_RAN_OUT:
        booking.held_until = happened.at + deadlines.CLOSING_RETRY
    if happened.event is Event.MOVED:
        _stamp_times(booking, happened)


def _stamp_times(booking: Booking, happened: Happened) -> None:
    if happened.moved_to is None:
        raise ValueError("a move needs its new start")
    booking.starts_at = happened.moved_to
    booking.ends_at = booking.starts_at + timedelta(minutes=booking.minutes)


def stamp_hold(payment: Payment, happened: Happened) -> None:
    """A hold that came to something is counted: the next one is another operation at Stripe."""
    if happened.event in (Event.CARD_AUTHORIZED, Event.HOLD_REFUSED):
        payment.holds_tried += 1
        payment.refused_at = happened.at if happened.event is Event.HOLD_REFUSED else None
        payment.page_key = new_key() if happened.event is Event.HOLD_REFUSED else ""
    if happened.event is Event.HOLD_REFUSED:
        # The page that was paid at is no way any more; the next one is asked for when the mentee comes.
        payment.checkout_url = ""
    if happened.event is Event.CARD_AUTHORIZED:
        payment.refusal = ""


def stamp_retry(booking: Booking, payment: Payment, happened: Happened) -> None:
    """When the bank is asked again by itself. A try under way is no deadline: its outcome sets the next."""
    refused_at = payment.refused_at
    match happened.event:
        case Event.HOLD_REFUSED | Event.HOLD_REFUSED_AGAIN | Event.RETRY_PUT_OFF if refused_at is not None:
            confirmed = booking.state == BookingState.CONFIRMED
            at = reserving.retry_at(payment.refusal, booking.starts_at, refused_at, happened.at)
            payment.retry_at = at if confirmed else None
        case Event.RETRY_DUE:
            payment.retry_at, payment.retries = None, payment.retries + 1
        case Event.CARD_AUTHORIZED:
            payment.retry_at = None
    if happened.event is Event.HOLD_REFUSED:
        payment.retries = 0


def stamp_absence(booking: Booking, here: Position, happened: Happened) -> None:
    """Who is said not to have come, and until when they may answer."""
    if here.booking is BookingState.NO_SHOW_REPORTED:
        booking.answer_by = None
    match happened.event:
        case Event.NO_SHOW_REPORTED if here.booking is BookingState.CONFIRMED:
            booking.absent = reported_by(happened.actor).absent
            booking.answer_by = happened.at + ANSWER_TIME
        case Event.DECIDED_MENTEE_ABSENT:
            booking.absent = Actor.MENTEE
        case Event.DECIDED_MENTOR_ABSENT:
            booking.absent = Actor.MENTOR
    if booking.state not in groups.UNDECIDED | groups.NO_SHOW:
        booking.absent = None


def stamp_problem(booking: Booking, payment: Payment, happened: Happened) -> None:
    """How far a problem has come, until when the mentor may answer, and what the mentee pays once it is over."""
    match happened.event:
        case Event.PROBLEM_REPORTED:
            booking.hearing, booking.answer_by = Hearing.AWAITED, happened.at + problems.ANSWER_TIME
        case Event.PROBLEM_ANSWERED:
            booking.hearing, booking.answer_by = Hearing.ANSWERED, None
        case Event.PROBLEM_UNANSWERED:
            booking.hearing, booking.answer_by = Hearing.OVERDUE, None
        case Event.DECIDED_PART_REFUND | Event.DECIDED_FULL_REFUND:
            if happened.refund is None:
                raise ValueError(f"{happened.event} needs its sum")
            booking.settled_minor = (at_stake(booking, payment) - happened.refund).minor
    if happened.event in REFUND_DECISIONS or happened.event is Event.DECIDED_COMPLETED:
        booking.hearing, booking.answer_by = Hearing.DECIDED, None
    elif booking.hearing and booking.hearing != Hearing.DECIDED and booking.state != BookingState.IN_REVIEW:
        booking.hearing, booking.answer_by = None, None


def stamp_fee(booking: Booking, payment: Payment, edge: Edge, happened: Happened) -> None:
    """What the mentee owes from now on for having cancelled late or not come: never more than is held or kept."""
    if edge.to_booking is BookingState.NO_SHOW and booking.absent == Actor.MENTEE:
        booking.late_fee_minor = at_stake(booking, payment).minor
    if edge.when in (When.LATE, When.LATE_ON_CARD):
        booking.late_fee_minor = cancellation(booking, payment, Actor.MENTEE, now=happened.at).fee.minor
    if edge.event in (Event.LATE_FEE_WAIVED, Event.LATE_FEE_REFUSED):
        booking.late_fee_minor = 0
    if happened.refund is not None and booking.state in groups.OFF:
        # What is given back of a fee is not owed any more.
        booking.late_fee_minor = max(0, booking.late_fee_minor - happened.refund.minor)
