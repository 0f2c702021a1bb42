"""A mentee's bookings, before and after they are made."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Occurrence, Pill, Stop, SumLine
from thoughtcloud.ui.display.stories import CentStory


@dataclass(frozen=True)
class TermsRow:
    """Until when cancelling costs so much, and what goes back to the mentee then."""

    until: str = ""
    fee: str = ""
    back: str = ""
    free: bool = True


@dataclass(frozen=True)
class Review:
    """What a mentee reads before reserving: nothing is held yet."""

    offer: str = ""
    start: str = ""
    title: str = ""
    duration: str = ""
    mentor: str = ""
    mentor_slug: str = ""
    initials: str = ""
    tint: int = 0
    day: str = ""
    time: str = ""
    mentor_time: str = ""
    price: str = ""
    reserved: str = ""
    promise: str = ""
    button: str = ""
    charged: str = ""
    zone: str = ""
    costs: list[TermsRow] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BookingRow:
    """A booking in a list of the mentee's."""

    reference: str
    path: str
    title: str
    mentor: str
    initials: str
    tint: int
    day: str
    time: str
    price: str
    state: Pill
    money: Pill
    until: str = ""
    asked: Pill = field(default_factory=Pill)
    move_path: str = ""


@dataclass(frozen=True)
class RefundNews:
    """One refund as its mentee reads it."""

    amount: str
    pill: Pill
    text: str
    when: str


@dataclass(frozen=True)
class BookingSheet:
    """Everything a mentee sees of one booking; the buttons are those that the process allows now."""

    reference: str = ""
    title: str = ""
    duration: str = ""
    mentor: str = ""
    mentor_path: str = ""
    initials: str = ""
    tint: int = 0
    day: str = ""
    time: str = ""
    mentor_time: str = ""
    price: str = ""
    card: str = ""
    brief: str = ""
    room_path: str = ""
    file_path: str = ""
    receipt_path: str = ""
    room_open: bool = False
    attended: list[tuple[str, str]] = field(default_factory=list)
    checkout_url: str = ""
    confirm: bool = False
    confirm_text: str = ""
    confirm_by: str = ""
    confirm_with_bank: bool = False
    state: Pill = field(default_factory=Pill)
    money: Pill = field(default_factory=Pill)
    headline: str = ""
    explanation: str = ""
    tone: str = "info"
    open: bool = False
    over: bool = False
    can_cancel: bool = False
    costs: list[TermsRow] = field(default_factory=list)
    zone: str = ""
    move_path: str = ""
    held_until: str = ""
    way: list[Stop] = field(default_factory=list)
    bill: list[SumLine] = field(default_factory=list)
    record: list[Occurrence] = field(default_factory=list)
    story: CentStory = field(default_factory=CentStory)
    refunds: list[RefundNews] = field(default_factory=list)


@dataclass(frozen=True)
class CancelQuote:
    """What cancelling would do with the money, in exact sums, before it is done."""

    sentence: str = ""
    button: str = ""
    lines: list[SumLine] = field(default_factory=list)
