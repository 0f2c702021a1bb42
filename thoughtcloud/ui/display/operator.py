"""The operator's lists of bookings and payments, and one booking with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Pill
from thoughtcloud.ui.display.queues import EffectLine
from thoughtcloud.ui.display.refunds import RefundLine
from thoughtcloud.ui.display.sessions import Posting
from thoughtcloud.ui.display.stories import CentStory


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
