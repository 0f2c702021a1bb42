"""What must still be true of a booking for a notice about it to be news; whatever else dies unsent."""

from datetime import datetime, timedelta

from thoughtcloud.core.process import groups
from thoughtcloud.core.states import BookingState, MoveState, Notice, PaymentState, Position, ShareState

# What could not be delivered for so long is told by the screens, and is no news any more.
NEWS_LASTS = timedelta(hours=48)
# A notice of a cancellation waits at most so long for Stripe to say what became of the money.
MONEY_SETTLES = timedelta(minutes=2)
SETTLES_FIRST = frozenset({Notice.MENTEE_CALLED_OFF, Notice.MENTEE_TOO_LATE})

# What these tell of belongs into the calendar of their reader, and what those tell of belongs there no more.
INVITES = frozenset({
    Notice.MENTEE_RESERVED, Notice.MENTEE_CARD_SAVED, Notice.MENTOR_BOOKED, Notice.MENTEE_MOVED,
    Notice.MENTOR_MOVED,
})  # fmt: skip
TAKES_OUT = frozenset({Notice.MENTEE_CALLED_OFF, Notice.MENTOR_CALLED_OFF})


def is_news(notice: Notice, here: Position, *, put_down_at: datetime, now: datetime) -> bool:
    """Whether a notice put down at `put_down_at` may still be sent at `now` (aware UTC) to a booking at `here`."""
    return now - put_down_at < NEWS_LASTS and stands(notice, here)


def stands(notice: Notice, here: Position) -> bool:
    """Whether the booking is still where the notice says it is."""
    match notice:
        case Notice.MENTEE_RESERVED | Notice.MENTEE_HOLD_PLACED:
            return here.booking is BookingState.CONFIRMED and here.payment is PaymentState.AUTHORIZED
        case Notice.MENTEE_DAY_BEFORE | Notice.MENTOR_DAY_BEFORE:
            return here.booking is BookingState.CONFIRMED
        case Notice.MENTEE_HOUR_BEFORE | Notice.MENTOR_HOUR_BEFORE:
            return here.booking is BookingState.CONFIRMED
        case Notice.MENTEE_CARD_SAVED:
            return here.booking is BookingState.CONFIRMED
        case Notice.MENTEE_ACTION_REQUIRED:
            live = here.booking in (BookingState.CONFIRMED, BookingState.COMPLETED)
            return live and here.payment is PaymentState.ACTION_REQUIRED
        case Notice.MENTEE_ACTION_REMINDER | Notice.MENTOR_NOT_SECURED:
            return here.booking is BookingState.CONFIRMED and here.payment is PaymentState.ACTION_REQUIRED
        case Notice.MENTOR_UNPAID:
            return here.booking in groups.COMPLETED and here.payment is PaymentState.ACTION_REQUIRED
        case Notice.MENTOR_BOOKED:
            return here.booking is BookingState.CONFIRMED
        case Notice.MENTEE_TOO_LATE:
            return here.booking is BookingState.EXPIRED
        case Notice.MENTEE_CALLED_OFF | Notice.MENTOR_CALLED_OFF:
            return here.booking is BookingState.CANCELLED
        case Notice.MENTEE_FEE_WAIVED | Notice.MENTOR_FEE_WAIVED:
            return here.booking in groups.OFF
        case Notice.MENTEE_MOVED | Notice.MENTOR_MOVED:
            return here.booking is BookingState.CONFIRMED
        case Notice.MENTEE_MOVE_PROPOSED | Notice.MENTOR_MOVE_PROPOSED:
            return here.booking is BookingState.CONFIRMED
        case Notice.MENTEE_MOVE_REFUSED | Notice.MENTOR_MOVE_REFUSED:
            return here.booking is BookingState.CONFIRMED
        case Notice.MENTEE_NO_SHOW_REPORTED | Notice.MENTOR_NO_SHOW_REPORTED:
            return here.booking is BookingState.NO_SHOW_REPORTED
        case Notice.MENTEE_NO_SHOW_WITHDRAWN | Notice.MENTOR_NO_SHOW_WITHDRAWN:
            return here.booking in groups.CONFIRMED | groups.COMPLETED
        case Notice.MENTEE_IN_REVIEW | Notice.MENTOR_IN_REVIEW | Notice.OPERATOR_CASE_WAITS:
            return here.booking is BookingState.IN_REVIEW
        case Notice.MENTEE_CASE_DECIDED | Notice.MENTOR_CASE_DECIDED:
            return here.booking in groups.COMPLETED | groups.NO_SHOW
        case Notice.MENTEE_PROBLEM_REPORTED | Notice.MENTOR_PROBLEM_REPORTED | Notice.MENTOR_PROBLEM_REMINDER:
            return here.booking is BookingState.IN_REVIEW
        case Notice.MENTEE_PROBLEM_ANSWERED | Notice.MENTOR_PROBLEM_ANSWERED:
            return here.booking is BookingState.IN_REVIEW
        case Notice.MENTEE_PROBLEM_UNANSWERED | Notice.MENTOR_PROBLEM_UNANSWERED:
            return here.booking is BookingState.IN_REVIEW
        case Notice.MENTEE_PROBLEM_WITHDRAWN | Notice.MENTOR_PROBLEM_WITHDRAWN:
            return here.booking in groups.CONFIRMED | groups.COMPLETED
        case Notice.MENTEE_PROBLEM_DECIDED | Notice.MENTOR_PROBLEM_DECIDED:
            return here.booking in groups.COMPLETED
        case Notice.MENTOR_DISPUTE_OPENED | Notice.MENTOR_DISPUTE_ENDED | Notice.OPERATOR_DISPUTE_OPENED:
            return True
        case Notice.OPERATOR_DISPUTE_DUE | Notice.OPERATOR_DISPUTE_ENDED:
            return True
        case Notice.MENTEE_CHARGED:
            return here.payment in groups.TAKEN | groups.FROZEN
        case Notice.MENTEE_REFUNDED:
            return here.payment in groups.GIVEN_BACK | groups.FROZEN
        case Notice.MENTEE_REFUND_CAME_BACK:
            # The post asks the refund itself whether it is still open.
            return True
        case Notice.MENTOR_SHARE_REDUCED:
            return here.payment in groups.GIVEN_BACK | groups.FROZEN
        case Notice.MENTOR_SHARE_SENT:
            return here.share in groups.SENT
        case Notice.MENTOR_SHARE_WAITS:
            return here.share is ShareState.WAITING_FOR_ACCOUNT


def may_settle(
    notice: Notice, here: Position, *, put_down_at: datetime, now: datetime, only_fee_kept: bool = False
) -> bool:
    """Whether to wait a moment: the notice tells where the money is, and Stripe has not yet said so.

    `only_fee_kept`: what is still taken is exactly the fee for having cancelled late, so nothing is on its way.
    """
    on_its_way = here.payment in groups.HOLDING | groups.TAKEN and not only_fee_kept
    return notice in SETTLES_FIRST and on_its_way and now - put_down_at < MONEY_SETTLES


def tells_of_now(notice: Notice, move: MoveState, *, is_last: bool) -> bool:
    """Whether what a notice tells of a move is still so; `is_last` says that nothing was moved after it."""
    if notice in (Notice.MENTEE_MOVE_PROPOSED, Notice.MENTOR_MOVE_PROPOSED):
        return move is MoveState.OPEN
    return is_last
