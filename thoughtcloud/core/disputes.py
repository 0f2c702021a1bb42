"""Disputes of a charge: what Stripe's words for them mean, and by when they have to be answered.

The words are those of `dispute.status` (docs.stripe.com/api/disputes/object). An inquiry ("warning") asks before
any money moves and may become a dispute.
"""

from datetime import datetime, timedelta

from thoughtcloud.core.errors import Problem, conflict
from thoughtcloud.core.states import PaymentState

# The bank has decided, or has given the matter up.
CLOSED = frozenset({"won", "lost", "warning_closed", "prevented"})
# Evidence may still be handed in.
ANSWERABLE = frozenset({"needs_response", "warning_needs_response"})

# How far the proceedings have come at each status. A dispute that was lost may be appealed once.
_STAGES = (
    "warning_needs_response", "warning_under_review", "warning_closed", "needs_response", "under_review", "lost",
    "appeal_needs_response", "appeal_under_review", "won", "prevented",
)  # fmt: skip
# No look at one of these is ever an older one: nothing but an appeal follows them.
_DECIDED = frozenset({"won", "lost", "prevented"})

# So long before Stripe's last moment the evidence goes to the bank as it then is, if nobody sent it before: a
# dispute without an answer is lost.
SENT_BEFORE = timedelta(hours=12)
# So long before that moment operators are reminded.
REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))


def is_open(status: str) -> bool:
    """Whether the bank has still to decide."""
    return status not in CLOSED


def is_inquiry(status: str) -> bool:
    """Whether a bank only asks: no money has moved."""
    return status.startswith("warning")


def is_older(seen: str, known: str) -> bool:
    """Whether a dispute that is known to be at `known` was looked at before that, when it was still at `seen`."""
    if seen in _DECIDED or seen not in _STAGES or known not in _STAGES:
        return False
    return _STAGES.index(seen) < _STAGES.index(known)


def opening_status(status: str) -> str:
    """How a dispute began that is first seen at `status`."""
    if is_open(status):
        return status
    return "warning_needs_response" if status == "warning_closed" else "needs_response"


def answer_at(due_by: datetime | None) -> datetime | None:
    """When the evidence goes to the bank if no operator sends it; None when there is no last moment."""
    return due_by - SENT_BEFORE if due_by else None


def why_not_reported(payment: PaymentState) -> Problem | None:
    """What a mentee who reports a problem reads when their bank has the money, or has decided about it."""
    if payment is PaymentState.DISPUTED:
        return conflict(
            "bank_decides",
            "This charge is disputed, and the bank of the card has the money until it has decided. Please tell "
            "the bank what went wrong: it cannot be decided here at the same time. Once the bank has decided, "
            "what is then still paid can be reported, within 72 hours of the session’s end.",
        )
    if payment is PaymentState.CHARGED_BACK:
        return conflict("bank_gave_back", "The bank of the card has given the money for this session back.")
    return None


def why_not_refunded(payment: PaymentState) -> Problem | None:
    """What an operator who wants to refund a disputed charge reads: why not now, and what follows."""
    if payment is PaymentState.DISPUTED:
        return conflict(
            "bank_decides",
            "This charge is disputed: the bank of the card has taken the money and decides who gets it. A refund "
            "now could give it back twice. Answer the dispute or accept it; what is still kept once the bank has "
            "decided can be refunded then.",
        )
    if payment is PaymentState.CHARGED_BACK:
        return conflict(
            "bank_gave_back",
            "The bank of the card has given the money back to the mentee, so that nothing is left to refund.",
        )
    return None
