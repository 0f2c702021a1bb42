"""The audit log in an operator's words."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.audit import Act
from thoughtcloud.store.views.audit import EntrySeen
from thoughtcloud.ui.display import AuditLine
from thoughtcloud.ui.pen import Pen

TITLES: Final[dict[str, str]] = {
    Act.APPOINTED: "Made somebody an operator",
    Act.DISMISSED: "Took the office of an operator away",
    Act.CALL_RETRIED: "Let a call to Stripe try again",
    Act.CALLS_RETRIED: "Let calls with one cause try again",
    Act.MAIL_RESENT: "Had a mail sent again",
    Act.EVENT_REPLAYED: "Had an event processed again",
    Act.BOOKING_CANCELLED: "Cancelled a booking",
    Act.BOOKING_COMPLETED: "Marked a session completed",
    Act.FEE_WAIVED: "Waived a late fee",
    Act.REFUND_GRANTED: "Gave money back",
    Act.REFUND_ANSWERED: "Settled a refund that came back",
    Act.SHARE_RELEASED: "Released a mentor’s share",
    Act.CASE_DECIDED: "Decided a case",
    Act.EVIDENCE_WRITTEN: "Wrote the evidence of a dispute",
    Act.EVIDENCE_SENT: "Sent the evidence of a dispute to the bank",
    Act.DISPUTE_ACCEPTED: "Accepted a dispute",
    Act.TERMS_MADE: "Added cancellation terms",
    Act.TERMS_RENAMED: "Renamed cancellation terms",
    Act.TERMS_RETIRED: "Retired cancellation terms",
    Act.TERMS_OFFERED_AGAIN: "Offered cancellation terms again",
    Act.COMPARISON_WANTED: "Asked for a comparison with Stripe",
    Act.FINDING_EXPLAINED: "Explained a finding",
}


def entry(found: EntrySeen, pen: Pen) -> AuditLine:
    """One line of the log."""
    return AuditLine(
        id=found.entry_id,
        what=TITLES.get(found.act, found.act.replace("_", " ")),
        who=found.by_name or "Command line",
        email=found.by_email,
        when=pen.stamp(found.at),
        booking_id=found.booking_id or "",
        about=found.about,
        details=found.details,
    )
