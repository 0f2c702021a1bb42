"""Somebody did not come: from when on the other side can say so, until when, and how long there is to object."""

from datetime import datetime, timedelta

# The other side is waited for so long, or for half of a shorter session.
PATIENCE = timedelta(minutes=15)
# An absence can be reported until so long after the end; then the session counts as given.
REPORT_WINDOW = timedelta(hours=24)
# Who is said not to have come may object for so long; no money moves meanwhile.
ANSWER_TIME = timedelta(hours=24)
# A hold that ends while an answer or a decision is awaited is captured so long before: secured, sent on to nobody.
SECURED_BEFORE = timedelta(hours=6)


def reportable_from(starts_at: datetime, ends_at: datetime) -> datetime:
    """From when on an absence can be reported."""
    return starts_at + min(PATIENCE, (ends_at - starts_at) / 2)


def reportable_until(ends_at: datetime) -> datetime:
    """Until when (exclusive) an absence can be reported."""
    return ends_at + REPORT_WINDOW
