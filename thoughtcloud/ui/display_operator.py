"""The shapes of what the operator's screens show: finished words only, as in `display.py`."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display import CentStory, Pill
from thoughtcloud.ui.display_mentor import Posting
from thoughtcloud.ui.display_refunds import RefundLine


@dataclass(frozen=True)
class Tile:
    """One number of the marketplace's health; `tone` is `good` when there is nothing to do. `tab`: its list."""

    name: str
    count: str
    tone: str = "neutral"
    tab: str = ""


@dataclass(frozen=True)
class BookingLine:
    """One booking in a list, with its three states."""

    id: str
    title: str
    mentee: str
    email: str
    mentor: str
    when: str
    price: str
    intent: str
    states: list[Pill] = field(default_factory=list)


@dataclass(frozen=True)
class EffectLine:
    """One call to Stripe that has not succeeded."""

    id: int
    booking_id: str
    what: str
    pill: Pill
    tries: str
    when: str
    problem: str
    buried: bool


@dataclass(frozen=True)
class EventLine:
    """One event of Stripe's that was not processed."""

    id: str
    type: str
    about: str
    pill: Pill
    tries: str
    when: str
    problem: str


@dataclass(frozen=True)
class CauseLine:
    """Several calls of one kind that were given up for one reason; `kind` and `problem` are sent back."""

    kind: str
    problem: str
    what: str
    calls: str


@dataclass(frozen=True)
class PaymentLine:
    """One payment with its sums and Stripe's ids."""

    booking_id: str
    mentee: str
    email: str
    mentor: str
    when: str
    price: str
    sums: str
    card: str
    stripe_ids: list[str] = field(default_factory=list)
    states: list[Pill] = field(default_factory=list)


@dataclass(frozen=True)
class MailLine:
    """One mail that did not leave, was kept, or waits."""

    id: int
    what: str
    reader: str
    booking_id: str
    pill: Pill
    when: str
    problem: str
    resend: bool


@dataclass(frozen=True)
class CalendarLine:
    """One mentor's calendar from elsewhere that cannot be read."""

    id: str
    name: str
    mentor: str
    mentor_path: str
    why: str
    when: str
    known: str


@dataclass(frozen=True)
class TermsLine:
    """One set of cancellation terms; only the operator's own can be renamed and retired."""

    id: str
    name: str
    rules: str
    used: str
    own: bool
    retired: bool


@dataclass(frozen=True)
class TermsForm:
    """The form of a set of terms: a new one while `id` is empty, else only its name."""

    open: bool = False
    id: str = ""
    heading: str = ""
    name: str = ""


@dataclass(frozen=True)
class HistoryRow:
    """One thing that happened to a booking, with the Stripe object behind it."""

    when: str
    says: str
    actor: str
    amount: str
    stripe_object: str


@dataclass(frozen=True)
class BookingFile:
    """Everything we know of one booking."""

    id: str = ""
    title: str = ""
    mentee: str = ""
    mentor: str = ""
    when: str = ""
    states: list[Pill] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    history: list[HistoryRow] = field(default_factory=list)
    book: list[Posting] = field(default_factory=list)
    story: CentStory = field(default_factory=CentStory)
    troubles: list[EffectLine] = field(default_factory=list)
    may_cancel: bool = False
    may_complete: bool = False
    may_waive: bool = False
    may_refund: bool = False
    may_release: bool = False
    refunds: list[RefundLine] = field(default_factory=list)
