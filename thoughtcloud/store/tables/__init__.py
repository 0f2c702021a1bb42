"""Every table with its constraints and indexes; rows are loaded and changed only inside a unit of work.

Domain ids are random text with a two-letter prefix (`new_id`): they name Stripe idempotency keys, so a fresh
database beside an old Stripe test account can never repeat one. Instants are aware UTC.
"""

from thoughtcloud.store.tables.bookings import (
    Attendance,
    Booking,
    Case,
    History,
    Move,
    MoveTime,
    RoomNote,
    SlotClaim,
)
from thoughtcloud.store.tables.checks import AuditEntry, Drift, FindingRow, MovementRow, Reconciliation
from thoughtcloud.store.tables.disputes import Dispute, DisputeEvidence
from thoughtcloud.store.tables.ids import new_id, new_key
from thoughtcloud.store.tables.mentors import Mentor, Offer, TermsSet
from thoughtcloud.store.tables.money import LedgerEntry, Payment, Payout, PayoutItem, Refund
from thoughtcloud.store.tables.people import CalendarFeed, PasswordReset, Person, SignIn, Try
from thoughtcloud.store.tables.plans import BusyCalendar, BusyTime, DateExceptionRow, PlanRow, WeeklyHours
from thoughtcloud.store.tables.work import EffectRow, InboxEvent, NoticeRow, WorkerSeen

__all__ = [
    "Attendance",
    "AuditEntry",
    "Booking",
    "BusyCalendar",
    "BusyTime",
    "CalendarFeed",
    "Case",
    "DateExceptionRow",
    "Dispute",
    "DisputeEvidence",
    "Drift",
    "EffectRow",
    "FindingRow",
    "History",
    "InboxEvent",
    "LedgerEntry",
    "Mentor",
    "Move",
    "MoveTime",
    "MovementRow",
    "NoticeRow",
    "Offer",
    "PasswordReset",
    "Payment",
    "Payout",
    "PayoutItem",
    "Person",
    "PlanRow",
    "Reconciliation",
    "Refund",
    "RoomNote",
    "SignIn",
    "SlotClaim",
    "TermsSet",
    "Try",
    "WeeklyHours",
    "WorkerSeen",
    "new_id",
    "new_key",
]
