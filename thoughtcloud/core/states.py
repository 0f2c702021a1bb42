"""The words of the life cycles: states, events, actors, effects and notices, and where one booking stands."""

from dataclasses import dataclass
from enum import StrEnum


class BookingState(StrEnum):
    """Where the appointment stands."""

    HELD = "held"
    CONFIRMED = "confirmed"
    NO_SHOW_REPORTED = "no_show_reported"
    IN_REVIEW = "in_review"
    COMPLETED = "completed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class PaymentState(StrEnum):
    """Where the mentee's money stands; always what Stripe last said."""

    CHECKOUT_OPEN = "checkout_open"
    CHECKOUT_CLOSED = "checkout_closed"
    CARD_SAVED = "card_saved"
    AUTHORIZED = "authorized"
    ACTION_REQUIRED = "action_required"
    CAPTURED = "captured"
    VOIDED = "voided"
    LAPSED = "lapsed"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    CHARGED_BACK = "charged_back"


class ShareState(StrEnum):
    """Where the mentor's part of the money stands."""

    NOT_DUE = "not_due"
    DUE = "due"
    WAITING_FOR_ACCOUNT = "waiting_for_account"
    TRANSFERRED = "transferred"
    PARTIALLY_REVERSED = "partially_reversed"
    REVERSED = "reversed"


class MoveState(StrEnum):
    """Where a proposal to move a booking stands; `overtaken` is one that something else has settled."""

    OPEN = "open"
    MADE = "made"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


class Actor(StrEnum):
    """Who causes an event. `STRIPE` is a fact read from Stripe, `CLOCK` a deadline that has passed."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    OPERATOR = "operator"
    STRIPE = "stripe"
    CLOCK = "clock"


class Event(StrEnum):
    """What happened to a booking."""

    SLOT_HELD = "slot_held"
    CHECKOUT_OPENED = "checkout_opened"
    CHECKOUT_LEFT = "checkout_left"
    HOLD_RAN_OUT = "hold_ran_out"
    CHECKOUT_EXPIRED = "checkout_expired"
    CARD_SAVED = "card_saved"
    CARD_AUTHORIZED = "card_authorized"
    HOLD_DUE = "hold_due"
    HOLD_REFUSED = "hold_refused"
    RETRY_DUE = "retry_due"
    RETRY_PUT_OFF = "retry_put_off"
    HOLD_REFUSED_AGAIN = "hold_refused_again"
    ACTION_OVERDUE = "action_overdue"
    GIVEN_UP = "given_up"
    HOLD_OUTGROWN = "hold_outgrown"
    SAFETY_DUE = "safety_due"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    LATE_FEE_WAIVED = "late_fee_waived"
    LATE_FEE_REFUSED = "late_fee_refused"
    MOVED = "moved"
    MOVE_PROPOSED = "move_proposed"
    MOVE_DECLINED = "move_declined"
    MOVE_WITHDRAWN = "move_withdrawn"
    MOVE_EXPIRED = "move_expired"
    NO_SHOW_REPORTED = "no_show_reported"
    NO_SHOW_WITHDRAWN = "no_show_withdrawn"
    NO_SHOW_ADMITTED = "no_show_admitted"
    NO_SHOW_OBJECTED = "no_show_objected"
    NO_SHOW_STOOD = "no_show_stood"
    DECIDED_COMPLETED = "decided_completed"
    DECIDED_MENTEE_ABSENT = "decided_mentee_absent"
    DECIDED_MENTOR_ABSENT = "decided_mentor_absent"
    PROBLEM_REPORTED = "problem_reported"
    PROBLEM_ANSWERED = "problem_answered"
    PROBLEM_UNANSWERED = "problem_unanswered"
    PROBLEM_WITHDRAWN = "problem_withdrawn"
    DECIDED_NO_REFUND = "decided_no_refund"
    DECIDED_PART_REFUND = "decided_part_refund"
    DECIDED_FULL_REFUND = "decided_full_refund"
    PAYMENT_CAPTURED = "payment_captured"
    STRIPE_FEE_KNOWN = "stripe_fee_known"
    PAYMENT_VOIDED = "payment_voided"
    HOLD_LAPSED = "hold_lapsed"
    REFUND_GRANTED = "refund_granted"
    PAYMENT_PARTLY_REFUNDED = "payment_partly_refunded"
    PAYMENT_REFUNDED = "payment_refunded"
    REFUND_FAILED = "refund_failed"
    REFUND_PARTLY_FAILED = "refund_partly_failed"
    INQUIRY_OPENED = "inquiry_opened"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_ANSWERED = "dispute_answered"
    DISPUTE_CHANGED = "dispute_changed"
    INQUIRY_CLOSED = "inquiry_closed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"
    FUNDS_WITHDRAWN = "funds_withdrawn"
    FUNDS_REINSTATED = "funds_reinstated"
    PAYMENT_DISPUTED = "payment_disputed"
    PAYMENT_CLEARED = "payment_cleared"
    PAYMENT_PARTLY_CLEARED = "payment_partly_cleared"
    PAYMENT_CHARGED_BACK = "payment_charged_back"
    EVIDENCE_WANTED = "evidence_wanted"
    DISPUTE_GIVEN_UP = "dispute_given_up"
    ACCOUNT_NOT_READY = "account_not_ready"
    ACCOUNT_READY = "account_ready"
    SHARE_RELEASED = "share_released"
    SHARE_TRANSFERRED = "share_transferred"
    SHARE_AVAILABLE = "share_available"
    SHARE_PARTLY_REVERSED = "share_partly_reversed"
    SHARE_REVERSED = "share_reversed"


class Effect(StrEnum):
    """A call to Stripe that an event sets off; carried out after the commit, at least once, with one key."""

    CLOSE_CHECKOUT = "close_checkout"
    PLACE_HOLD = "place_hold"
    RETRY_HOLD = "retry_hold"
    RELEASE_HOLD = "release_hold"
    GIVE_UP = "give_up"
    CAPTURE = "capture"
    SECURE = "secure"
    CHARGE_FEE = "charge_fee"
    RETURN_MONEY = "return_money"
    TRANSFER = "transfer"
    REVERSE_TRANSFER = "reverse_transfer"
    READ_SHARE = "read_share"
    SUBMIT_EVIDENCE = "submit_evidence"
    ACCEPT_DISPUTE = "accept_dispute"


class Notice(StrEnum):
    """A mail that an event sets off, at once or (reminders) later: who is told, and of what."""

    MENTEE_RESERVED = "mentee_reserved"
    MENTEE_CARD_SAVED = "mentee_card_saved"
    MENTEE_HOLD_PLACED = "mentee_hold_placed"
    MENTEE_ACTION_REQUIRED = "mentee_action_required"
    MENTEE_ACTION_REMINDER = "mentee_action_reminder"
    MENTEE_TOO_LATE = "mentee_too_late"
    MENTEE_CALLED_OFF = "mentee_called_off"
    MENTEE_FEE_WAIVED = "mentee_fee_waived"
    MENTEE_MOVED = "mentee_moved"
    MENTEE_MOVE_PROPOSED = "mentee_move_proposed"
    MENTEE_MOVE_REFUSED = "mentee_move_refused"
    MENTEE_NO_SHOW_REPORTED = "mentee_no_show_reported"
    MENTEE_NO_SHOW_WITHDRAWN = "mentee_no_show_withdrawn"
    MENTEE_IN_REVIEW = "mentee_in_review"
    MENTEE_CASE_DECIDED = "mentee_case_decided"
    MENTEE_PROBLEM_REPORTED = "mentee_problem_reported"
    MENTEE_PROBLEM_ANSWERED = "mentee_problem_answered"
    MENTEE_PROBLEM_UNANSWERED = "mentee_problem_unanswered"
    MENTEE_PROBLEM_WITHDRAWN = "mentee_problem_withdrawn"
    MENTEE_PROBLEM_DECIDED = "mentee_problem_decided"
    MENTEE_DAY_BEFORE = "mentee_day_before"
    MENTEE_HOUR_BEFORE = "mentee_hour_before"
    MENTEE_CHARGED = "mentee_charged"
    MENTEE_REFUNDED = "mentee_refunded"
    MENTEE_REFUND_CAME_BACK = "mentee_refund_came_back"
    MENTOR_BOOKED = "mentor_booked"
    MENTOR_NOT_SECURED = "mentor_not_secured"
    MENTOR_CALLED_OFF = "mentor_called_off"
    MENTOR_FEE_WAIVED = "mentor_fee_waived"
    MENTOR_MOVED = "mentor_moved"
    MENTOR_MOVE_PROPOSED = "mentor_move_proposed"
    MENTOR_MOVE_REFUSED = "mentor_move_refused"
    MENTOR_NO_SHOW_REPORTED = "mentor_no_show_reported"
    MENTOR_NO_SHOW_WITHDRAWN = "mentor_no_show_withdrawn"
    MENTOR_IN_REVIEW = "mentor_in_review"
    MENTOR_CASE_DECIDED = "mentor_case_decided"
    MENTOR_PROBLEM_REPORTED = "mentor_problem_reported"
    MENTOR_PROBLEM_REMINDER = "mentor_problem_reminder"
    MENTOR_PROBLEM_ANSWERED = "mentor_problem_answered"
    MENTOR_PROBLEM_UNANSWERED = "mentor_problem_unanswered"
    MENTOR_PROBLEM_WITHDRAWN = "mentor_problem_withdrawn"
    MENTOR_PROBLEM_DECIDED = "mentor_problem_decided"
    MENTOR_DAY_BEFORE = "mentor_day_before"
    MENTOR_HOUR_BEFORE = "mentor_hour_before"
    MENTOR_UNPAID = "mentor_unpaid"
    MENTOR_SHARE_SENT = "mentor_share_sent"
    MENTOR_SHARE_WAITS = "mentor_share_waits"
    MENTOR_SHARE_REDUCED = "mentor_share_reduced"
    MENTOR_DISPUTE_OPENED = "mentor_dispute_opened"
    MENTOR_DISPUTE_ENDED = "mentor_dispute_ended"
    OPERATOR_DISPUTE_OPENED = "operator_dispute_opened"
    OPERATOR_DISPUTE_DUE = "operator_dispute_due"
    OPERATOR_DISPUTE_ENDED = "operator_dispute_ended"
    OPERATOR_CASE_WAITS = "operator_case_waits"

    @property
    def recipient(self) -> Actor:
        """Which side of the booking is told, or that every operator is."""
        return Actor(self.value.partition("_")[0])


@dataclass(frozen=True, slots=True)
class Position:
    """Where one booking stands in all three life cycles."""

    booking: BookingState
    payment: PaymentState
    share: ShareState
