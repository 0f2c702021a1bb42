"""A session that went wrong: from when until when a mentee can say so, and how long the mentor is heard.

Nothing moves while a problem is open: what is not taken yet is only secured, and what is not sent on waits.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from thoughtcloud.core.absence import reportable_from

# A problem can be reported until so long after the end of the session.
REPORT_WINDOW = timedelta(hours=72)
# The mentor is heard for so long; then it is decided without them. They may still answer until it is.
ANSWER_TIME = timedelta(hours=48)
# They are reminded so long before that time is over.
REMIND_BEFORE = timedelta(hours=24)


class Hearing(StrEnum):
    """How far the hearing of a problem has come; a booking without a problem has none."""

    AWAITED = "awaited"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    DECIDED = "decided"


UNANSWERED = frozenset({Hearing.AWAITED, Hearing.OVERDUE})
# Whoever was to be heard has been heard, or has let the time for it pass.
HEARD = frozenset({Hearing.OVERDUE, Hearing.ANSWERED})
OPEN = UNANSWERED | HEARD


def reportable(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a problem can be reported at `now` (aware UTC): when the session has begun, and not for ever."""
    return reportable_from(starts_at, ends_at) <= now < reportable_until(ends_at)


def reportable_until(ends_at: datetime) -> datetime:
    """Until when (exclusive) a problem can be reported."""
    return ends_at + REPORT_WINDOW
