"""The shapes of what screens show: finished words only, so a component has nothing left to decide.

States fill these from the services' views; money, dates and states are already worded for the reader (see
`wording.py`). Frozen, because a screen never writes them.
"""

from thoughtcloud.ui.display.audit import AuditLine
from thoughtcloud.ui.display.balances import (
    BalanceLine,
    CurrencyBalance,
    DebtStory,
    EarnedMonth,
    EarningsChart,
    Place,
)
from thoughtcloud.ui.display.bookings import BookingRow, BookingSheet, CancelQuote, RefundNews, Review, TermsRow
from thoughtcloud.ui.display.calendars import BusyLine, CalendarRow
from thoughtcloud.ui.display.cases import CaseCard, CaseQuestion, Statement
from thoughtcloud.ui.display.disputes import DisputeFile, DisputeLine, Said
from thoughtcloud.ui.display.elements import Choice, Occurrence, Pill, Stop, SumLine
from thoughtcloud.ui.display.kept_mails import KeptLine, Mail
from thoughtcloud.ui.display.mentors import MentorCard, MentorProfile, OfferCard
from thoughtcloud.ui.display.moves import MoveSheet, MoveTime, ProposalSheet
from thoughtcloud.ui.display.offers import OfferErrors, OfferForm, OfferRow
from thoughtcloud.ui.display.operator import BookingFile, BookingLine, HistoryRow, PaymentLine, Tile
from thoughtcloud.ui.display.payouts import PayoutLine, ScheduleStory
from thoughtcloud.ui.display.plans import (
    ExceptionCard,
    HoursDay,
    HoursRange,
    OutsideLine,
    PreviewDay,
    RuleFields,
    Segment,
)
from thoughtcloud.ui.display.profiles import Check, ProfileErrors, ProfileForm
from thoughtcloud.ui.display.queues import CalendarLine, CauseLine, EffectLine, EventLine, MailLine
from thoughtcloud.ui.display.reconciliation import FindingLine, RunLine, SumsLine
from thoughtcloud.ui.display.refunds import MoneyQuestion, RefundLine
from thoughtcloud.ui.display.rooms import NoteLine, RoomSheet
from thoughtcloud.ui.display.sessions import BookLine, Posting, Question, SessionPage, SessionRow, Warning
from thoughtcloud.ui.display.spending import SpentRow, SpentSum
from thoughtcloud.ui.display.stories import CentMove, CentStep, CentStory
from thoughtcloud.ui.display.terms import TermsForm, TermsLine
from thoughtcloud.ui.display.times import Month, MonthDay, Slot, SlotDay, SlotGroup, WeekHead

__all__ = [
    "AuditLine",
    "BalanceLine",
    "BookLine",
    "BookingFile",
    "BookingLine",
    "BookingRow",
    "BookingSheet",
    "BusyLine",
    "CalendarLine",
    "CalendarRow",
    "CancelQuote",
    "CaseCard",
    "CaseQuestion",
    "CauseLine",
    "CentMove",
    "CentStep",
    "CentStory",
    "Check",
    "Choice",
    "CurrencyBalance",
    "DebtStory",
    "DisputeFile",
    "DisputeLine",
    "EarnedMonth",
    "EarningsChart",
    "EffectLine",
    "EventLine",
    "ExceptionCard",
    "FindingLine",
    "HistoryRow",
    "HoursDay",
    "HoursRange",
    "KeptLine",
    "Mail",
    "MailLine",
    "MentorCard",
    "MentorProfile",
    "MoneyQuestion",
    "Month",
    "MonthDay",
    "MoveSheet",
    "MoveTime",
    "NoteLine",
    "Occurrence",
    "OfferCard",
    "OfferErrors",
    "OfferForm",
    "OfferRow",
    "OutsideLine",
    "PaymentLine",
    "PayoutLine",
    "Pill",
    "Place",
    "Posting",
    "PreviewDay",
    "ProfileErrors",
    "ProfileForm",
    "ProposalSheet",
    "Question",
    "RefundLine",
    "RefundNews",
    "Review",
    "RoomSheet",
    "RuleFields",
    "RunLine",
    "Said",
    "ScheduleStory",
    "Segment",
    "SessionPage",
    "SessionRow",
    "Slot",
    "SlotDay",
    "SlotGroup",
    "SpentRow",
    "SpentSum",
    "Statement",
    "Stop",
    "SumLine",
    "SumsLine",
    "TermsForm",
    "TermsLine",
    "TermsRow",
    "Tile",
    "Warning",
    "WeekHead",
]
