"""What operators do that is written down for ever: the names of their acts."""

from enum import StrEnum


class Act(StrEnum):
    """One thing that an operator did."""

    APPOINTED = "appointed"
    DISMISSED = "dismissed"
    CALL_RETRIED = "call_retried"
    CALLS_RETRIED = "calls_retried"
    MAIL_RESENT = "mail_resent"
    EVENT_REPLAYED = "event_replayed"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_COMPLETED = "booking_completed"
    FEE_WAIVED = "fee_waived"
    REFUND_GRANTED = "refund_granted"
    REFUND_ANSWERED = "refund_answered"
    SHARE_RELEASED = "share_released"
    CASE_DECIDED = "case_decided"
    EVIDENCE_WRITTEN = "evidence_written"
    EVIDENCE_SENT = "evidence_sent"
    DISPUTE_ACCEPTED = "dispute_accepted"
    TERMS_MADE = "terms_made"
    TERMS_RENAMED = "terms_renamed"
    TERMS_RETIRED = "terms_retired"
    TERMS_OFFERED_AGAIN = "terms_offered_again"
    COMPARISON_WANTED = "comparison_wanted"
    FINDING_EXPLAINED = "finding_explained"
